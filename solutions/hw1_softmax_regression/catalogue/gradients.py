"""Homework 1, `gradients`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("three loops, number by number")
def gradients(X, y, W, b, lam):
    m, n = X.shape
    K = W.shape[1]
    dW, db = np.zeros((n, K)), np.zeros(K)
    for i in range(m):
        s = np.dot(X[i], W) + b
        for j in range(K):
            p = np.exp(s[j] - np.max(s)) / np.sum(np.exp(s - np.max(s)))
            g = (p - (1 if y[i] == j else 0)) / m
            db[j] += g
            for k in range(n):
                dW[k, j] += g * X[i, k]
    for k in range(n):
        for j in range(K):
            dW[k, j] += lam * W[k, j]
    return dW, db


@alternative("subtract 1 at the right places, einsum for the sums")
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b)
    G[np.arange(len(y)), y] -= 1.0
    G /= len(y)
    return np.einsum("ik,ij->kj", X, G) + lam * W, np.einsum("ij->j", G)


@alternative("np.add.at for the labels and a row of ones for the biases")
def gradients(X, y, W, b, lam):
    m = len(X)
    G = np.array(softmax(np.dot(X, W) + b))
    np.add.at(G, (np.arange(m), y), -1.0)
    dW = np.dot(X.T, G) / m
    dW += lam * W
    return dW, np.dot(np.ones(m), G) / m


@alternative("a sum of outer products, one example at a time")
def gradients(X, y, W, b, lam):
    dW, db = lam * W, np.zeros(b.shape)
    for x, right in zip(X, y, strict=True):
        g = softmax((x @ W + b)[None, :])[0]
        g[right] -= 1
        dW = dW + np.outer(x, g) / len(X)
        db = db + g / len(X)
    return dW, db


@alternative("the biases as weights of a column of ones")
def gradients(X, y, W, b, lam):
    m = X.shape[0]
    padded = np.hstack([X, np.ones((m, 1))])
    stacked = np.vstack([W, b])
    error = softmax(padded @ stacked) - (np.arange(W.shape[1])[None, :] == y[:, None])
    slope = padded.T @ error / m
    return slope[:-1] + lam * W, slope[-1]


@alternative("a small class with forward and backward")
def gradients(X, y, W, b, lam):
    class LinearLayer:
        def forward(self, X):
            self.X = X
            return X @ W + b

        def backward(self, G):
            return self.X.T @ G, G.sum(axis=0)

    layer = LinearLayer()
    probabilities = softmax(layer.forward(X))
    targets = np.zeros_like(probabilities)
    targets[np.arange(len(y)), y] = 1
    dW, db = layer.backward((probabilities - targets) / len(y))
    return dW + lam * W, db


def _one_hot(y, K):
    return (np.arange(K) == np.asarray(y)[:, None]).astype(float)


@alternative("helpers of one's own beside the function", uses=(_one_hot,))
def gradients(X, y, W, b, lam):
    m, K = X.shape[0], W.shape[1]
    G = (softmax(X @ W + b) - _one_hot(y, K)) / m
    dW = np.add(np.tensordot(X, G, axes=(0, 0)), lam * W)
    db = np.tensordot(np.ones(m), G, axes=1)
    return dW, db


@alternative("probabilities from their logarithms, labels from an identity matrix")
def gradients(X, y, W, b, lam):
    Z = X @ W + b
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    error = np.exp(logs) - np.eye(len(b))[y]
    return X.T @ error / len(y) + lam * W, error.mean(axis=0)


@alternative("class by class, a column at a time")
def gradients(X, y, W, b, lam):
    S = softmax(X @ W + b)
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for k in range(len(b)):
        error = S[:, k] - (y == k)
        dW[:, k] = np.mean(error[:, None] * X, axis=0) + lam * W[:, k]
        db[k] = np.mean(error)
    return dW, db


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The penalty missing from the gradient",
    hint="Your loss depends on W in two places. Which line of the derivation deals with the second one?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G, G.sum(axis=0)


@misconception(
    "The penalty's gradient is twice too large",
    hint="Differentiate (λ/2) w² on paper. What happens to the one half?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + 2 * lam * W, G.sum(axis=0)


@misconception(
    "The one half kept in the penalty's gradient",
    hint="Differentiate (λ/2) w² on paper. What happens to the one half?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam / 2 * W, G.sum(axis=0)


@misconception(
    "The penalty's gradient divided by the number of examples",
    hint="The 1/m of line 4 belongs to the examples. Which terms does your division reach?",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b) - np.eye(W.shape[1])[y]
    return (X.T @ G + lam * W) / len(y), G.sum(axis=0) / len(y)


@misconception(
    "Sum instead of mean: the 1/m is missing",
    hint="Repeat every example twice. The mean loss stays the same, so its gradient must too. See line 4.",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b) - np.eye(W.shape[1])[y]
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "Divided by m twice",
    hint="The factor 1/m enters once, in line 4. Count the divisions on the way from the softmax to dW and db.",
)
def gradients(X, y, W, b, lam):
    m = len(y)
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / m
    return X.T @ G / m + lam * W, G.sum(axis=0) / m


@misconception(
    "db averaged a second time",
    hint="G contains the 1/m already. Line 6 adds up a column: what does a mean do on top of that?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.mean(axis=0)


@misconception(
    "db collapsed to a single number",
    hint="There is one bias per class, so db has shape (K,). Over which axis does line 6 add up?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, np.sum(G)


@misconception(
    "db kept as a matrix with one row",
    hint="b has shape (K,), and its gradient has the shape of b. Compare db.shape with b.shape.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0, keepdims=True)


@misconception(
    "The biases' gradient contains a penalty",
    hint="The loss penalises only the weights. Does λ occur in line 6?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0) + lam * b


@misconception(
    "Sign turned round: labels minus probabilities",
    hint="Line 3 reads: what the model said, minus what it should have said. "
    "The minus of gradient descent comes later.",
)
def gradients(X, y, W, b, lam):
    G = (np.eye(W.shape[1])[y] - softmax(X @ W + b)) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "The labels never subtracted",
    hint="The rows of G should add up to 0. Yours add up to 1/m: which line of the derivation is missing?",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "1 subtracted in the columns y of every row",
    hint="Only one entry of each row belongs to the right class. Count the entries of G that your subtraction changes.",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b)
    G[:, y] -= 1
    G /= len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "One-hot rows shifted by one class",
    hint="Classes are numbered from 0 to K − 1. In which column is the 1 of an example of class 0?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y - 1]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "One-hot rows as wide as the largest label",
    hint="A batch may lack a class. Where else can you read off K, even if the highest class is absent?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(int(max(y)) + 1)[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "Softmax of the softmax",
    hint="Scores become probabilities once. How often do they pass through softmax on their way to G?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(softmax(X @ W + b)) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "Scores without the biases in the gradient",
    hint="The gradient belongs to the scores XW + b. Recompute them here exactly as in your loss.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "dW transposed",
    hint="The gradient has the shape of what it belongs to, (n, K). Read line 5 with the shapes written below it.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return G.T @ X + lam * W.T, G.sum(axis=0)


@misconception(
    "An unstable softmax inside the gradient",
    hint="With large inputs the scores are large. You have a function that copes with them: is it used here?",
)
def gradients(X, y, W, b, lam):
    E = np.exp(X @ W + b)
    G = (E / E.sum(axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "The weights overwritten while the gradient is computed",
    hint="A second name for an array is not a copy: what *= does to one it does to the other. Print W after the call.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    dW = W
    dW *= lam
    dW += X.T @ G
    return dW, G.sum(axis=0)
