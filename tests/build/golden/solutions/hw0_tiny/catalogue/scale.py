"""Homework 0, `scale`: right answers that look different, and mistakes that have a name."""
# ruff: noqa: F811

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the square root of the variance")
def scale(X, eps=1e-9):
    return X / (np.sqrt(X.var(axis=0)) + eps)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception("The variance instead of the standard deviation", hint="In which unit is the variance?")
def scale(X, eps=1e-9):
    return X / (X.var(axis=0) + eps)
