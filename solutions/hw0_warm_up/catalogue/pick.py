"""Homework 0, `pick`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the loop")
def pick(Z, y):
    picked = np.empty(len(y))
    for i in range(len(y)):
        picked[i] = Z[i, y[i]]
    return picked


@alternative("np.take_along_axis")
def pick(Z, y):
    return np.take_along_axis(Z, y[:, None], axis=1).ravel()


@alternative("a mask from one-hot rows")
def pick(Z, y):
    return Z[y[:, None] == np.arange(Z.shape[1])]


@alternative("multiplied by one-hot rows and summed")
def pick(Z, y):
    return (Z * np.eye(Z.shape[1])[y]).sum(axis=1)


@alternative("the diagonal of the columns y")
def pick(Z, y):
    return np.diag(Z[:, y]).copy()


@alternative("one index into the flattened array")
def pick(Z, y):
    m, K = Z.shape
    return Z.ravel()[K * np.arange(m) + y]


@alternative("a comprehension over pairs")
def pick(Z, y):
    return np.array([z[k] for z, k in zip(Z, y, strict=True)])


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The columns y picked from every row",
    hint="Print the shape of what you pick: one number per example is m numbers, not m times m.",
)
def pick(Z, y):
    return Z[:, y]


@misconception(
    "Whole rows picked instead of entries",
    hint="A single index chooses rows. Where do you say which column is meant in each of them?",
)
def pick(Z, y):
    return Z[y]


@misconception(
    "Rows and columns swapped in the index",
    hint="The first index is the row. Does y hold rows or columns?",
)
def pick(Z, y):
    return Z[y, np.arange(len(y))]


@misconception(
    "Columns counted from 1",
    hint="The first class is 0 and stands in column 0. Which column do you read for it?",
)
def pick(Z, y):
    return Z[np.arange(len(y)), y - 1]


@misconception(
    "The picked scores added up",
    hint="One number for each example is asked for. Where do m numbers become one?",
)
def pick(Z, y):
    return Z[np.arange(len(y)), y].sum()


@misconception(
    "The largest score of each row instead of the right class's",
    hint="y says which entry is meant. Is it used in your answer?",
)
def pick(Z, y):
    return Z.max(axis=1)


@misconception(
    "The other scores set to 0 instead of left out",
    hint="The result has one entry per example. Your array still has K columns: what is to become of them?",
)
def pick(Z, y):
    return Z * np.eye(Z.shape[1])[y]
