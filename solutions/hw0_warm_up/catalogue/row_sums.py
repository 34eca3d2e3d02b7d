"""Homework 0, `row_sums`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a loop over the rows, with Python's own sum")
def row_sums(X):
    return np.array([float(sum(row)) for row in X])


@alternative("a product with a vector of ones")
def row_sums(X):
    return X @ np.ones(X.shape[1])


@alternative("the last axis, counted from behind")
def row_sums(X):
    return np.add.reduce(X, axis=-1)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The columns summed instead of the rows",
    hint="The axis you name is the one that disappears. A sum for each row keeps the rows: which axis goes?",
)
def row_sums(X):
    return X.sum(axis=0)


@misconception(
    "One sum for the whole matrix",
    hint="Without an axis, sum adds up everything. How many numbers should come out for a matrix of m rows?",
)
def row_sums(X):
    return X.sum()


@misconception(
    "The mean of each row instead of its sum",
    hint="The row 1, 2, 3 should give 6. What do you get, and by what has it been divided?",
)
def row_sums(X):
    return X.mean(axis=1)


@misconception(
    "Row sums kept as a column",
    hint="Compare the shape you return with the one in the description. Which option leaves an axis of length 1?",
)
def row_sums(X):
    return X.sum(axis=1, keepdims=True)
