"""Right answers to homework 0 that look different from the reference: every one must earn full points."""

import numpy as np

from autograder.assignment.catalogue import alternative

# --- row_sums --------------------------------------------------------------------------------------------


@alternative("a loop over the rows, with Python's own sum")
def row_sums(X):
    return np.array([float(sum(row)) for row in X])


@alternative("a product with a vector of ones")
def row_sums(X):
    return X @ np.ones(X.shape[1])


@alternative("the last axis, counted from behind")
def row_sums(X):
    return np.add.reduce(X, axis=-1)


# --- shapes ----------------------------------------------------------------------------------------------


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


# --- center_rows -----------------------------------------------------------------------------------------


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


# --- without_negatives -----------------------------------------------------------------------------------


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


# --- pick ------------------------------------------------------------------------------------------------


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


# --- squared_distances -----------------------------------------------------------------------------------


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
