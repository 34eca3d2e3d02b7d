"""Homework 4, `sigma`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two loops, sum by sum")
def sigma(U, activation):
    Z = np.zeros(U.shape)
    for r in range(U.shape[0]):
        for j in range(U.shape[1]):
            if activation == "relu":
                Z[r, j] = max(U[r, j], 0)
            elif activation == "tanh":
                Z[r, j] = np.tanh(U[r, j])
            else:
                Z[r, j] = U[r, j]
    return Z


@alternative("np.where, and a dict of functions")
def sigma(U, activation):
    functions = {"relu": lambda V: np.where(V > 0, V, 0.0), "tanh": np.tanh, "identity": np.copy}
    return functions[activation](U)


@alternative("clip, tanh from exponentials of negative numbers only")
def sigma(U, activation):
    if activation == "identity":
        return U.copy()
    if activation == "relu":
        return np.clip(U, 0, None)
    small = np.exp(-2 * np.abs(U))
    return np.sign(U) * (1 - small) / (1 + small)


@alternative("the ReLU as half of u plus its size")
def sigma(U, activation):
    if activation == "relu":
        return (U + abs(U)) / 2
    return np.tanh(U) if activation == "tanh" else 1.0 * U


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Absolute value instead of ReLU",
    hint="Negative sums should give 0, not their size. What does your function give for −2?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.abs(U)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "Leaky ReLU instead of ReLU",
    hint="The ReLU of the table is exactly 0 for negative sums. What is left of −2 in your function?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.where(U > 0, U, 0.01 * U)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "ReLU cut off at 1",
    hint="The ReLU has no upper end. What does your function give for a sum of 3?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.clip(U, 0, 1)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "The mask instead of the ReLU",
    hint="A comparison gives 0 or 1. By what does it have to be multiplied to give max(0, u)?",
)
def sigma(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "The sums are overwritten by the ReLU",
    hint="Assigning to U[U < 0] writes into the array that the caller still needs for the slope. "
    "Print U before and after the call.",
)
def sigma(U, activation):
    if activation == "relu":
        U[U < 0] = 0
        return U
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "Sigmoid instead of tanh",
    hint="tanh runs from −1 to 1 and is 0 at 0. What is your function at 0?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.maximum(U, 0)
    return 1 / (1 + np.exp(-U)) if activation == "tanh" else U


@misconception(
    "tanh from exponentials that overflow",
    hint="For a sum of 900 your exponential is inf, and inf / inf is nan. Which NumPy function avoids it?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.maximum(U, 0)
    if activation == "tanh":
        return (np.exp(U) - np.exp(-U)) / (np.exp(U) + np.exp(-U))
    return U


@misconception(
    "The identity treated like the ReLU",
    hint='Follow the word "identity" through your conditions. Into which branch does it fall?',
)
def sigma(U, activation):
    return np.tanh(U) if activation == "tanh" else np.maximum(U, 0)
