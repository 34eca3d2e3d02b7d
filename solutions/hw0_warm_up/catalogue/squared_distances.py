"""Homework 0, `squared_distances`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the square of the difference, multiplied out")
def squared_distances(X, C):
    return (X**2).sum(axis=1)[:, None] - 2 * X @ C.T + (C**2).sum(axis=1)


@alternative("one loop over the centers")
def squared_distances(X, C):
    columns = [np.sum((X - c) ** 2, axis=1) for c in C]
    return np.stack(columns, axis=1)


@alternative("one loop over the points")
def squared_distances(X, C):
    D = np.zeros((X.shape[0], C.shape[0]))
    for i in range(X.shape[0]):
        D[i] = ((C - X[i]) ** 2).sum(axis=1)
    return D


@alternative("one loop over the coordinates")
def squared_distances(X, C):
    D = 0.0
    for x, c in zip(X.T, C.T, strict=True):
        D = D + np.subtract.outer(x, c) ** 2
    return D


@alternative("einsum over the last axis")
def squared_distances(X, C):
    gaps = X[:, None] - C
    return np.einsum("ijp,ijp->ij", gaps, gaps)


@alternative("the norm, squared")
def squared_distances(X, C):
    return np.linalg.norm(X[:, np.newaxis, :] - C[np.newaxis, :, :], axis=-1) ** 2


@alternative("the coordinates on the first axis")
def squared_distances(X, C):
    return ((X.T[:, :, None] - C.T[:, None, :]) ** 2).sum(axis=0)


@alternative("three loops and nothing from NumPy but the array")
def squared_distances(X, C):
    D = [[0.0] * len(C) for _ in X]
    for i, x in enumerate(X.tolist()):
        for j, c in enumerate(C.tolist()):
            for a, b in zip(x, c, strict=True):
                D[i][j] += (a - b) ** 2
    return np.array(D)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Point i compared with center i only",
    hint="All pairs are wanted, also point 0 and center 1. Which axis of length 1 lets them meet?",
)
def squared_distances(X, C):
    return ((X - C) ** 2).sum(axis=1)


@misconception(
    "The distances transposed",
    hint="Points are the rows of D. Which of the two arrays has its own axis first in your difference?",
)
def squared_distances(X, C):
    return ((C[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)


@misconception(
    "Summed over the centers instead of the coordinates",
    hint="The coordinates have to disappear. Print the shape of the differences: on which axis do they lie?",
)
def squared_distances(X, C):
    return ((X[:, None, :] - C[None, :, :]) ** 2).sum(axis=1)


@misconception(
    "Nothing summed: one square for each coordinate",
    hint="D has two axes. Which of your three has to be added up?",
)
def squared_distances(X, C):
    return (X[:, None, :] - C[None, :, :]) ** 2


@misconception(
    "Summed before it was squared",
    hint="Differences of opposite sign must not cancel. Is (1 - 1) squared the same as 1 squared plus 1 squared?",
)
def squared_distances(X, C):
    return (X[:, None, :] - C[None, :, :]).sum(axis=2) ** 2


@misconception(
    "The root taken: distances instead of squared distances",
    hint="The corners (3, 0) and (0, 4) have the squared distance 25. What do you get?",
)
def squared_distances(X, C):
    return np.sqrt(((X[:, None, :] - C[None, :, :]) ** 2).sum(axis=2))


@misconception(
    "The mean over the coordinates instead of their sum",
    hint="The corners (3, 0) and (0, 4) have the squared distance 9 + 16. By what do you divide?",
)
def squared_distances(X, C):
    return ((X[:, None, :] - C[None, :, :]) ** 2).mean(axis=2)


@misconception(
    "Differences not squared",
    hint="Distances are never negative. Does your array contain negative numbers?",
)
def squared_distances(X, C):
    return (X[:, None, :] - C[None, :, :]).sum(axis=2)


@misconception(
    "Absolute differences instead of squares",
    hint="The corners (3, 0) and (0, 4) have the squared distance 25. You get 7: what was added up?",
)
def squared_distances(X, C):
    return np.abs(X[:, None, :] - C[None, :, :]).sum(axis=2)


@misconception(
    "The mixed term of the square forgotten",
    hint="Multiply (x - c) squared out on paper. How many terms are there, and how many are in your code?",
)
def squared_distances(X, C):
    return (X**2).sum(axis=1)[:, None] + (C**2).sum(axis=1)


@misconception(
    "The points changed in place",
    hint="An operator such as -= writes into the caller's array. Compare X before and after the call.",
)
def squared_distances(X, C):
    D = np.empty((len(X), len(C)))
    for j, center in enumerate(C):
        X -= center
        D[:, j] = (X**2).sum(axis=1)
    return D
