"""Homework 2, `affine_backward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a loop over the features")
def affine_backward(G, cache):
    X, W = cache
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    for p in range(X.shape[1]):
        dX[:, p] = (G * W[p]).sum(axis=1)
        dW[p] = (X[:, p, None] * G).sum(axis=0)
    return dX, dW, sum(G)


@alternative("einsum for all three")
def affine_backward(G, cache):
    X, W = cache
    return np.einsum("id,nd->in", G, W), np.einsum("in,id->nd", X, G), np.einsum("id->d", G)


@alternative("np.dot, and ones for the sum")
def affine_backward(G, cache):
    X, W = cache
    dX = np.dot(G, np.transpose(W))
    dW = np.dot(np.transpose(X), G)
    db = np.dot(np.ones(X.shape[0]), G)
    return dX, dW, db


@alternative("all outer products at once, then summed")
def affine_backward(G, cache):
    X, W = cache
    outer = X[:, :, None] * G[:, None, :]
    return (G[:, None, :] * W).sum(axis=2), outer.sum(axis=0), np.cumsum(G, axis=0)[-1]


@alternative("transposed products, turned round at the end")
def affine_backward(G, cache):
    X, W = cache
    return (W @ G.T).T, (G.T @ X).T, G.T.sum(axis=1)


@alternative("weights and bias together, as one matrix")
def affine_backward(G, cache):
    X, W = cache
    both = np.hstack([X, np.ones((len(X), 1))]).T @ G
    return G @ W.T, both[:-1], both[-1]


@alternative("tensordot, and add.reduce")
def affine_backward(G, cache):
    X, W = cache
    return np.tensordot(G, W, axes=([1], [1])), np.tensordot(X, G, axes=([0], [0])), np.add.reduce(G)


@alternative("a list of results, the sum by keepdims and squeeze")
def affine_backward(G, cache):
    X, W = cache
    return [G @ W.T, X.T @ G, np.squeeze(np.sum(G, axis=0, keepdims=True), axis=0)]


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The mean over the examples taken once more in db",
    hint="The 1/m is inside G already. Which of your lines of question 2 divides by m, and does the one for b_2?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.mean(axis=0)


@misconception(
    "The mean over the examples taken once more in dW",
    hint="The 1/m is inside G already. To divide again is to average twice.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G / len(X), G.sum(axis=0)


@misconception(
    "The mean over the examples taken once more in dW and db",
    hint="G is the gradient of the loss, whatever the loss is. Nothing in an affine step knows about a mean.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G / len(X), G.mean(axis=0)


@misconception(
    "Everything divided by the number of examples",
    hint="G is the gradient of the loss, whatever the loss is. Where does a division come from in an affine step?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T / len(X), X.T @ G / len(X), G.mean(axis=0)


@misconception(
    "db summed over the units instead of the examples",
    hint="db has one number for each column of G. Along which axis do the examples lie?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.sum(axis=1)


@misconception(
    "db summed to a single number",
    hint="db has the shape of b, one number for each unit. Without an axis, sum adds up everything.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.sum()


@misconception(
    "db kept with two axes",
    hint="b has one axis, so its gradient has one. Which option leaves an axis of length 1?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.sum(axis=0, keepdims=True)


@misconception(
    "db not summed over the examples",
    hint="The same b is added for every example. What becomes of the m shares in its gradient?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G


@misconception(
    "The transpose of W missing in dX",
    hint="Write the shapes under G @ W: do the inner lengths meet? In a square example nobody would notice.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W, X.T @ G, G.sum(axis=0)


@misconception(
    "The transpose of X missing in dW",
    hint="Write the shapes under X @ G. Which of the two has to be turned so that the result has the shape of W?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X @ G, G.sum(axis=0)


@misconception(
    "dW transposed",
    hint="Rule 2: dW has the shape of W. Which order of the two factors gives it?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, G.T @ X, G.sum(axis=0)


@misconception(
    "dX transposed",
    hint="Rule 2: dX has the shape of X, one row for each example.",
)
def affine_backward(G, cache):
    X, W = cache
    return W @ G.T, X.T @ G, G.sum(axis=0)


@misconception(
    "The results in another order: dW first",
    hint="The docstring asks for dX, dW, db, in this order.",
)
def affine_backward(G, cache):
    X, W = cache
    return X.T @ G, G @ W.T, G.sum(axis=0)


@misconception(
    "The upstream gradient ignored in dX",
    hint="A backward function multiplies what arrives by its own slope. Where is G in your dX?",
)
def affine_backward(G, cache):
    X, W = cache
    return np.ones_like(G) @ W.T, X.T @ G, G.sum(axis=0)


@misconception(
    "The upstream gradient ignored in db",
    hint="Moving a bias moves every sum of its column by the same amount. How does the loss react to those sums?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, np.full(W.shape[1], float(len(X)))


@misconception(
    "A minus sign: the step downhill taken inside the gradient",
    hint="A backward function returns the gradient. The minus belongs to the step, later.",
)
def affine_backward(G, cache):
    X, W = cache
    return -G @ W.T, -X.T @ G, -G.sum(axis=0)


@misconception(
    "Averages multiplied instead of products averaged",
    hint="Each example contributes the product of its own x and its own g. Can one sum before multiplying?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, np.outer(X.sum(axis=0), G.sum(axis=0)), G.sum(axis=0)


@misconception(
    "The upstream gradient changed in place",
    hint="An operator such as /= writes into G, and somebody else still needs it.",
)
def affine_backward(G, cache):
    X, W = cache
    G /= len(X)
    return G @ W.T, X.T @ G, G.sum(axis=0)
