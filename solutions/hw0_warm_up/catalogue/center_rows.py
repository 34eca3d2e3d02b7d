"""Homework 0, `center_rows`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a new axis for the means, by indexing")
def center_rows(X):
    means = X.mean(axis=1)
    return X - means[:, None]


@alternative("the means as a column, by reshaping")
def center_rows(X):
    m, n = X.shape
    return X - (X.sum(axis=1) / n).reshape(m, 1)


@alternative("transposed, so that the rows line up by themselves")
def center_rows(X):
    return (X.T - X.mean(axis=1)).T


@alternative("one row at a time, into a new array")
def center_rows(X):
    centered = np.empty_like(X)
    for i, row in enumerate(X):
        centered[i] = row - np.mean(row)
    return centered


@alternative("in place, on a copy")
def center_rows(X):
    X = X.copy()
    X -= np.average(X, axis=1)[:, np.newaxis]
    return X


@alternative("a product with the centering matrix")
def center_rows(X):
    n = X.shape[1]
    return X @ (np.eye(n) - np.ones((n, n)) / n)


@alternative("the means repeated to the full shape")
def center_rows(X):
    means = np.repeat(np.mean(X, axis=1, keepdims=True), X.shape[1], axis=1)
    return np.subtract(X, means)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The means lie along the wrong axis to be subtracted",
    hint="Write the shape of X above that of the means, aligned on the right. "
    "With as many rows as columns no error warns you.",
)
def center_rows(X):
    return X - X.mean(axis=1)


@misconception(
    "The columns centered instead of the rows",
    hint="Compute the mean of every row of your result. Which of them should be 0?",
)
def center_rows(X):
    return X - X.mean(axis=0)


@misconception(
    "The mean of the whole array subtracted",
    hint="Every row has a mean of its own. How many means does your code compute?",
)
def center_rows(X):
    return X - X.mean()


@misconception(
    "The rows centered in place",
    hint="An operator such as -= writes into the array that the caller still holds. Print X before and after the call.",
)
def center_rows(X):
    X -= X.mean(axis=1, keepdims=True)
    return X


@misconception(
    "The means returned instead of the centered rows",
    hint="The result has the shape of X. Which step comes after the means?",
)
def center_rows(X):
    return X.mean(axis=1, keepdims=True)


@misconception(
    "The sum of each row subtracted instead of its mean",
    hint="The row 1, 2, 6 should become -2, -1, 3. Which number do you subtract from it?",
)
def center_rows(X):
    return X - X.sum(axis=1, keepdims=True)


@misconception(
    "Divided by the standard deviation as well",
    hint="To center only means to shift. Are the gaps between the numbers of a row still the same?",
)
def center_rows(X):
    spread = X.std(axis=1, keepdims=True)
    return (X - X.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)
