"""Homework 4, `sigma_prime`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two loops, slope by slope")
def sigma_prime(U, activation):
    slopes = np.ones(U.shape)
    for r in range(U.shape[0]):
        for j in range(U.shape[1]):
            if activation == "relu":
                slopes[r, j] = 1 if U[r, j] > 0 else 0
            elif activation == "tanh":
                slopes[r, j] = 1 - np.tanh(U[r, j]) ** 2
    return slopes


@alternative("the mask as booleans, tanh through cosh")
def sigma_prime(U, activation):
    if activation == "relu":
        return U > 0
    if activation == "tanh":
        return 1 / np.cosh(U) ** 2
    return np.ones(U.shape)


@alternative("the sign of the output, and a product of two factors")
def sigma_prime(U, activation):
    if activation == "relu":
        return np.sign(np.maximum(U, 0.0))
    if activation == "tanh":
        T = np.tanh(U)
        return (1 - T) * (1 + T)
    return np.full_like(U, 1.0)


@alternative("np.heaviside with 0 at the kink, in a match")
def sigma_prime(U, activation):
    match activation:
        case "relu":
            return np.heaviside(U, 0.0)
        case "tanh":
            return 1 - np.square(np.tanh(U))
        case _:
            return U * 0 + 1


@alternative("filled in place, in an array of its own")
def sigma_prime(U, activation):
    slopes = np.ones_like(U)
    if activation == "relu":
        slopes[U <= 0] = 0
    elif activation == "tanh":
        slopes -= sigma(U, "tanh") ** 2
    return slopes


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Slope 1 at the kink of the ReLU",
    hint="Compare >= with > at a sum of exactly 0, and read which value this homework has chosen there.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U >= 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The ReLU itself instead of its slope",
    hint="How steep is the ReLU at u = 3, and how steep at u = 5? Your function gives two different numbers.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return np.maximum(U, 0)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The mask of the ReLU upside down",
    hint="A unit whose sum is positive passes the signal on. What slope does yours get?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U <= 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The sign of U instead of the slope of the ReLU",
    hint="The graph of the ReLU is flat on the left. Which slope is that, and what does the sign function give there?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return np.sign(U)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The mask of the ReLU written into U",
    hint="Setting entries of U changes the array in the cache. Print U before and after the call.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        U[U <= 0] = 0
        U[U > 0] = 1
        return U
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "1 − U² for the slope of tanh",
    hint="The square in the formula is that of tanh u, not of u. Which of the two does your function get as argument?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - U**2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The square forgotten in the slope of tanh",
    hint="tanh is symmetric, so it is as steep at −2 as at 2. Is your slope?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(U) if activation == "tanh" else np.ones_like(U)


@misconception(
    "Plus instead of minus in the slope of tanh",
    hint="tanh is steepest at 0 and flattens out on both sides. What does your slope do for large u?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 + np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "tanh of tanh in its slope",
    hint="How often is tanh applied in the formula, and how often in your code? U holds the sums, not the outputs.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(np.tanh(U)) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The slope of the sigmoid for tanh",
    hint="s(1 − s) belongs to the sigmoid. Which slope does the table give for tanh, and what is it at 0?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    s = np.tanh(U) if activation == "tanh" else 0
    return s * (1 - s) if activation == "tanh" else np.ones_like(U)


@misconception(
    "The identity returned as its own slope",
    hint="The graph of the identity is a straight line. How steep is it at u = 3, and how steep at u = 5?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else U


@misconception(
    "Slope 0 for the identity",
    hint="Where the output is the sum itself, a change of the sum arrives in full. Which slope is that?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.zeros_like(U)


@misconception(
    "The identity has the slope of the ReLU",
    hint='Follow the word "identity" through your conditions. Into which branch does it fall?',
)
def sigma_prime(U, activation):
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else (U > 0).astype(float)
