"""Other right answers of the tiny homework."""

import numpy as np

from autograder.assignment.catalogue import alternative


@alternative("a loop over the columns")
def centre(X):
    result = X.copy()
    for j in range(X.shape[1]):
        result[:, j] -= np.mean(X[:, j])
    return result


@alternative("the square root of the variance")
def scale(X, eps=1e-9):
    return X / (np.sqrt(X.var(axis=0)) + eps)
