"""Homework 3, `affine`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("einsum and a row for the biases")
def affine_forward(X, W, b):
    return np.einsum("ip,pj->ij", X, W) + b.reshape(1, -1), (X, W)


@alternative("a column of ones takes the biases in")
def affine_forward(X, W, b):
    padded = np.hstack([X, np.ones((len(X), 1))])
    return padded @ np.vstack([W, b]), (X, W)


@alternative("one example at a time")
def affine_forward(X, W, b):
    Z = np.array([x @ W + b for x in X])
    return Z, (X, W)


@alternative("copies in the cache")
def affine_forward(X, W, b):
    return np.add(np.dot(X, W), b), (X.copy(), W.copy())


@alternative("einsum for all three gradients")
def affine_backward(G, cache):
    X, W = cache
    return np.einsum("ij,pj->ip", G, W), np.einsum("ip,ij->pj", X, G), np.einsum("ij->j", G)


@alternative("a sum of outer products")
def affine_backward(G, cache):
    X, W = cache
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(X)):
        dX[i] = W @ G[i]
        dW += np.outer(X[i], G[i])
        db += G[i]
    return dX, dW, db


@alternative("transposes of transposed products, and ones for the biases")
def affine_backward(G, cache):
    X, W = cache
    return (W @ G.T).T, (G.T @ X).T, np.ones(len(G)) @ G


@alternative("tensordot")
def affine_backward(G, cache):
    X, W = cache
    return np.tensordot(G, W, axes=(1, 1)), np.tensordot(X, G, axes=(0, 0)), np.add.reduce(G)


@alternative("four loops over single numbers")
def affine_backward(G, cache):
    X, W = cache
    (m, n), K = X.shape, W.shape[1]
    dX, dW, db = np.zeros((m, n)), np.zeros((n, K)), np.zeros(K)
    for i in range(m):
        for j in range(K):
            db[j] += G[i, j]
            for p in range(n):
                dX[i, p] += G[i, j] * W[p, j]
                dW[p, j] += G[i, j] * X[i, p]
    return dX, dW, db


def affine_forward(X, W, b):
    out = X @ W + b
    return out, (X, W, b)


@alternative("all three inputs in the cache", uses=(affine_forward,))
def affine_backward(G, cache):
    X, W, b = cache
    db = np.sum(G, axis=0).reshape(b.shape)
    return np.dot(G, W.T), np.dot(X.T, G), db


def affine_forward(X, W, b):
    return X @ W + b, {"inputs": X, "weights": W}


@alternative("a dict as cache, gradients as a list", uses=(affine_forward,))
def affine_backward(G, cache):
    return [G @ cache["weights"].T, cache["inputs"].T @ G, G.sum(0)]


def affine_forward(X, W, b):
    class Record:
        def __init__(self):
            self.X_T, self.W_T = X.T, W.T

        def backward(self, G):
            return G @ self.W_T, self.X_T @ G, G.sum(axis=0)

    return X @ W + b, Record()


@alternative("an object as cache, with transposes kept", uses=(affine_forward,))
def affine_backward(G, cache):
    return cache.backward(G)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The biases left out of the affine map",
    hint="Set X to zero: every row of Z should be b. What is yours?",
)
def affine_forward(X, W, b):
    return X @ W, (X, W)


@misconception(
    "The biases added to the weights",
    hint="A bias is added once to each score. How often does yours enter z when X has n columns?",
)
def affine_forward(X, W, b):
    return X @ (W + b), (X, W)


@misconception(
    "The biases added in place to the cached product",
    hint="Z is right, but what is in the cache? Print what backward receives and compare it with X.",
)
def affine_forward(X, W, b):
    Z = X @ W
    Z += b
    return Z, (Z, W)


@misconception(
    "Only the output is returned, no cache",
    hint="forward returns two things. What will backward need to know of X and W?",
)
def affine_forward(X, W, b):
    return X @ W + b


@misconception(
    "db divided by the number of examples, dX and dW not",
    hint="The mean belongs to the loss, and G contains it already. Which of your three gradients divides again?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.mean(axis=0)


@misconception(
    "dW divided by the number of examples, db not",
    hint="The mean belongs to the loss, and G contains it already. Which of your three gradients divides again?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G / len(G), G.sum(axis=0)


@misconception(
    "dW and db divided by the number of examples",
    hint="An affine module knows nothing of a loss or its mean. Where does the 1/m come from, if G contains it?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G / len(G), G.mean(axis=0)


@misconception(
    "All three gradients divided by the number of examples",
    hint="An affine module knows nothing of a loss or its mean. Count the factors 1/m on the way from the loss to X.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T / len(G), X.T @ G / len(G), G.mean(axis=0)


@misconception(
    "The gradient of the weights is transposed",
    hint="A gradient has the shape of what it belongs to. Write the shapes beside your product.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, G.T @ X, G.sum(axis=0)


@misconception(
    "The weights not transposed on the way back",
    hint="Forward goes from n to K, backward from K to n. Which product of G and W has n columns?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W, X.T @ G, G.sum(axis=0)


@misconception(
    "Shapes repaired by trying: W transposed only where it has to be",
    hint="If n and K are equal, both products fit and one of them is wrong. Derive a single entry with its indices.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    dX = G @ W if W.shape[0] == W.shape[1] else G @ W.T
    return dX, X.T @ G, G.sum(axis=0)


@misconception(
    "X not transposed in the gradient of the weights",
    hint="The sum runs over the examples. Which axis of X holds them, and where does it stand in your product?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X @ G, G.sum(axis=0)


@misconception(
    "db summed to a single number",
    hint="There is one bias for each unit. Along which axis do the examples lie?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.sum()


@misconception(
    "db summed over the units instead of the examples",
    hint="b has one entry for each column of Z. How many entries has your db?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.sum(axis=1)


@misconception(
    "db not summed at all",
    hint="All examples use the same bias, and all these paths add up. Compare the shape of db with that of b.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G


@misconception(
    "db with an axis too many",
    hint="b has shape (K,), and its gradient has the shape of b. What does keepdims leave behind?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.sum(axis=0, keepdims=True)


@misconception(
    "db is 1: the upstream gradient is forgotten",
    hint="The derivative of z by b is 1, but G has to be passed on as well. Double G: does your db double?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, np.ones(W.shape[1])


@misconception(
    "The gradients in another order",
    hint="They come in the order of forward's inputs: X, W, b. What do you return first?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return X.T @ G, G.sum(axis=0), G @ W.T


@misconception(
    "The sign of a descent step in the gradients",
    hint="A gradient says where the loss rises. The minus of gradient descent comes later. Is it here already?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return -G @ W.T, -X.T @ G, -G.sum(axis=0)


@misconception(
    "The incoming gradient is averaged in place",
    hint="An operator such as /= writes into the array of whoever called. Compare G before and after the call.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    G /= len(G)
    return G @ W.T, X.T @ G, G.sum(axis=0)


def affine_forward(X, W, b):
    return X @ W + b, [X, W]


@misconception(
    "An affine backward pass that uses its cache up",
    hint="pop takes things out of the cache for good. What is left for a second call?",
    uses=(affine_forward,),
)
def affine_backward(G, cache):
    W, X = cache.pop(), cache.pop()
    return G @ W.T, X.T @ G, G.sum(axis=0)
