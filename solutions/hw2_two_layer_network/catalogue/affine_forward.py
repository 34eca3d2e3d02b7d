"""Homework 2, `affine_forward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("unit by unit")
def affine_forward(X, W, b):
    out = np.zeros((X.shape[0], W.shape[1]))
    for j in range(W.shape[1]):
        out[:, j] = X @ W[:, j] + b[j]
    return out, [X, W]


@alternative("np.dot, and the bias as a row")
def affine_forward(X, W, b):
    return np.dot(X, W) + b.reshape(1, -1), (X, W)


@alternative("einsum")
def affine_forward(X, W, b):
    return np.einsum("in,nd->id", X, W) + b[None, :], (X, W)


@alternative("the bias as a weight of a column of ones")
def affine_forward(X, W, b):
    ones = np.ones((len(X), 1))
    return np.hstack([X, ones]) @ np.vstack([W, b]), (X, W)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The biases left out",
    hint="With X = 0 the result should be b in every row. What is yours?",
)
def affine_forward(X, W, b):
    return X @ W, (X, W)


@misconception(
    "The biases added to the weights instead of to the sums",
    hint="b is added once to each sum, after the product. In your formula, by what is it multiplied?",
)
def affine_forward(X, W, b):
    return X @ (W + b), (X, W)


@misconception(
    "The biases subtracted",
    hint="With X = 0 the result should be b in every row. Which sign do you get?",
)
def affine_forward(X, W, b):
    return X @ W - b, (X, W)


@misconception(
    "An activation inside the affine step",
    hint="An affine step may give negative numbers; the activation is a step of its own.",
)
def affine_forward(X, W, b):
    return np.maximum(X @ W + b, 0), (X, W)


@misconception(
    "The weights transposed in the product",
    hint="Write the shapes (m, n) and (n, d) side by side: do the inner lengths meet without a transpose?",
)
def affine_forward(X, W, b):
    return X @ W.T + b, (X, W)


@misconception(
    "The order of the factors turned round",
    hint="Inputs are rows here, so they stand on the left. Which product has m rows?",
)
def affine_forward(X, W, b):
    return W @ X + b, (X, W)


@misconception(
    "The sums of all examples added up",
    hint="Each example has its own row of sums. Did an axis get lost?",
)
def affine_forward(X, W, b):
    return (X @ W).sum(axis=0) + b, (X, W)


@misconception(
    "The biases given by the caller are changed in place",
    hint="An operator such as += writes into the array on its left. Whose array is that?",
)
def affine_forward(X, W, b):
    out = X @ W + b
    b += out.mean(axis=0) - b
    return out, (X, W)
