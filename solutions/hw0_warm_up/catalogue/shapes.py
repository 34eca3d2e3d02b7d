"""Homework 0, `shapes`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a tuple of shapes, each under a name")
def shapes(m, n, K):
    scores = m, K
    one_per_feature = (n,)
    one_per_example = (m,)
    return scores, (n, n), one_per_feature, (m, 1), one_per_example, scores


@alternative("NumPy is asked")
def shapes(m, n, K):
    X, W, b, y = np.zeros((m, n)), np.zeros((n, K)), np.zeros(K), np.arange(m)
    results = [
        X @ W + b,
        X.T @ X,
        X.max(axis=0),
        X.mean(axis=1, keepdims=True),
        X[:, 0],
        y[:, None] == np.arange(K),
    ]
    return [result.shape for result in results]


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Shapes for one size only",
    hint="m, n and K are arguments. Call your function with other numbers: does the answer change?",
)
def shapes(m, n, K):
    return [(5, 4), (3, 3), (3,), (5, 1), (5,), (5, 4)]


@misconception(
    "A shape with one axis written without its comma",
    hint="Type (3) and (3,) into a cell of your own, and look at the type of each.",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n), (m, 1), (m), (m, K)]


@misconception(
    "The outer lengths of a product read from the wrong end",
    hint="In a product the lengths in the middle meet and vanish. Write the two shapes of X.T and X side by side.",
)
def shapes(m, n, K):
    return [(m, K), (m, m), (n,), (m, 1), (m,), (m, K)]


@misconception(
    "Shapes in the order columns, rows",
    hint="Examples are rows, and the rows come first. What is X.shape for a matrix of 5 rows and 3 columns?",
)
def shapes(m, n, K):
    return [(K, m), (n, n), (n,), (1, m), (m,), (K, m)]


@misconception(
    "The axis of a reduction taken for the one that stays",
    hint="max(axis=0) runs down the rows and leaves one number for each column. How many columns has X?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (m,), (n, 1), (m,), (m, K)]


@misconception(
    "keepdims overlooked",
    hint="keepdims=True leaves the axis where it was. With which length?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n,), (m,), (m,), (m, K)]


@misconception(
    "A single column still counted as a matrix",
    hint="An index that is one number removes its axis; a slice such as 0:1 keeps it. Which is X[:, 0]?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n,), (m, 1), (m, 1), (m, K)]


@misconception(
    "Broadcasting taken for a comparison of equal shapes",
    hint="Write (m, 1) above (K,), aligned on the right. What does the axis of length 1 do?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n,), (m, 1), (m,), (m, 1)]


@misconception(
    "The sum takes the shape of the smaller array",
    hint="A bias is repeated for every row of the scores. Is the result as small as b, or as large as X @ W?",
)
def shapes(m, n, K):
    return [(K,), (n, n), (n,), (m, 1), (m,), (K,)]
