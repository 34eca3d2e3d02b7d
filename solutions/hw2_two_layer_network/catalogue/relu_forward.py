"""Homework 2, `relu_forward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("np.where")
def relu_forward(Z):
    return np.where(Z > 0, Z, 0.0), Z


@alternative("multiplied with the mask")
def relu_forward(Z):
    return Z * (Z > 0), Z


@alternative("the mean of z and its size")
def relu_forward(Z):
    return (Z + np.abs(Z)) / 2, Z


@alternative("negative entries of a copy set to 0, and the result kept")
def relu_forward(Z):
    out = Z.copy()
    out[out < 0] = 0
    return out, out


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The mask returned instead of the values",
    hint="What passes keeps its size: 3 stays 3. Which function compares entry by entry and returns the larger?",
)
def relu_forward(Z):
    return (Z > 0).astype(float), Z


@misconception(
    "The absolute value",
    hint="A negative sum becomes 0, not positive. What does the example by hand give for −2?",
)
def relu_forward(Z):
    return np.abs(Z), Z


@misconception(
    "A leaky ReLU",
    hint="Here nothing leaks: the slope for negative sums is 0.",
)
def relu_forward(Z):
    return np.where(Z > 0, Z, 0.01 * Z), Z


@misconception(
    "The smaller of 0 and z instead of the larger",
    hint="Which values should survive, the positive ones or the negative ones?",
)
def relu_forward(Z):
    return np.minimum(0, Z), Z


@misconception(
    "The sums given by the caller are changed in place",
    hint="Z[Z < 0] = 0 writes into the caller's array. Work on a new one.",
)
def relu_forward(Z):
    Z[Z < 0] = 0
    return Z, Z


@misconception(
    "One maximum for the whole array",
    hint="np.max looks for the largest entry of an array. Which function compares two arrays entry by entry?",
)
def relu_forward(Z):
    return np.full(Z.shape, max(0.0, Z.max())), Z


@misconception(
    "The sigmoid instead of the ReLU",
    hint="What does the ReLU give for z = 3, and what does your function give?",
)
def relu_forward(Z):
    return 1 / (1 + np.exp(-Z)), Z
