"""Homework 0, `without_negatives`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("np.where")
def without_negatives(X):
    return np.where(X > 0, X, 0.0)


@alternative("a copy, then a mask")
def without_negatives(X):
    result = X.copy()
    result[result < 0] = 0
    return result


@alternative("multiplied by a mask")
def without_negatives(X):
    return X * (X > 0)


@alternative("half of the number and its absolute value")
def without_negatives(X):
    return (X + np.abs(X)) / 2


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The negatives replaced in the caller's own array",
    hint="X[...] = 0 writes into the array you were given. Print X before and after the call.",
)
def without_negatives(X):
    X[X < 0] = 0
    return X


@misconception(
    "Nothing is returned",
    hint="A function hands back what stands after return, and None without it. What is your last line?",
)
def without_negatives(X):
    result = X.copy()
    result[result < 0] = 0


@misconception(
    "The negatives removed instead of replaced",
    hint="A mask as an index picks entries and forgets where they stood. Which shape does your result have?",
)
def without_negatives(X):
    return X[X >= 0]


@misconception(
    "The sign removed from the negatives",
    hint="A negative number becomes 0, not positive. What does your function make of -2?",
)
def without_negatives(X):
    return np.abs(X)


@misconception(
    "The negatives kept and the positives replaced",
    hint="Try one positive and one negative number. Which of the two should survive?",
)
def without_negatives(X):
    return np.minimum(X, 0.0)


@misconception(
    "The mask returned instead of the numbers",
    hint="A comparison gives True and False. What remains to be done with them?",
)
def without_negatives(X):
    return X > 0
