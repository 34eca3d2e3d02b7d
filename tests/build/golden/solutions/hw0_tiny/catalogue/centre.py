"""Homework 0, `centre`: right answers that look different, and mistakes that have a name."""
# ruff: noqa: F811

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a loop over the columns")
def centre(X):
    result = X.copy()
    for j in range(X.shape[1]):
        result[:, j] -= np.mean(X[:, j])
    return result


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception("The mean of each row instead of each column", hint="Which axis runs down a column?")
def centre(X):
    return X - X.mean(axis=1, keepdims=True)


@misconception("Changes its input", hint="Does X still hold its old values after the call?")
def centre(X):
    X -= X.mean(axis=0)
    return X
