"""Homework 1, `loss`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("every score and the penalty in loops, number by number")
def loss(X, y, W, b, lam):
    m, n = X.shape
    K = W.shape[1]
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            Z[i, j] = b[j]
            for k in range(n):
                Z[i, j] += X[i, k] * W[k, j]
    penalty = 0.0
    for k in range(n):
        for j in range(K):
            penalty += W[k, j] ** 2
    return cross_entropy(Z, y) + lam / 2 * penalty


@alternative("the penalty as a dot product of the flattened weights")
def loss(X, y, W, b, lam):
    scores = np.dot(X, W) + b.reshape(1, -1)
    w = W.ravel()
    return cross_entropy(scores, y) + lam * np.dot(w, w) / 2


@alternative("einsum scores and the Frobenius norm squared")
def loss(X, y, W, b, lam):
    Z = np.einsum("ik,kj->ij", X, W) + b
    return float(cross_entropy(Z, y) + lam / 2 * np.linalg.norm(W) ** 2)


@alternative("written out without the earlier functions")
def loss(X, y, W, b, lam):
    Z = np.matmul(X, W)
    Z = Z + b
    data_loss = np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(X.shape[0]), y])
    return data_loss + 0.5 * lam * (W * W).sum()


@alternative("the penalty as a trace")
def loss(X, y, W, b, lam):
    return cross_entropy(X.dot(W) + b, y) + lam / 2.0 * np.trace(W.T @ W)


@alternative("the penalty weight by weight")
def loss(X, y, W, b, lam):
    penalty = 0.0
    for w in W.flat:
        penalty += w * w
    return 0.5 * lam * penalty + cross_entropy(X @ W + b, y)


@alternative("the biases as weights of a feature that is always 1")
def loss(X, y, W, b, lam):
    padded = np.column_stack([X, np.ones(len(X))])
    stacked = np.vstack([W, b[np.newaxis, :]])
    return cross_entropy(padded @ stacked, y) + lam / 2 * np.square(stacked[:-1]).sum()


@alternative("one example at a time")
def loss(X, y, W, b, lam):
    data = [cross_entropy((x @ W + b)[None, :], np.array([right])) for x, right in zip(X, y, strict=True)]
    return sum(data) / len(data) + lam * np.sum(W * W) / 2


@alternative("the mean of the squares times their number")
def loss(X, y, W, b, lam):
    scores = (W.T @ X.T).T + b
    return float(np.add(cross_entropy(scores, y), lam * W.size * np.mean(np.power(W, 2)) / 2))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The penalty without its one half",
    hint="Compare with the boxed gradient λW: whose derivative is that? Loss and gradient must share one factor.",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam * np.sum(W**2)


@misconception(
    "No penalty in the loss",
    hint="Change lam and nothing else. Should the loss stay the same?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y)


@misconception(
    "The biases are penalised as well",
    hint="Here only the weights pay for being large. Which arrays does your penalty add up?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * (np.sum(W**2) + np.sum(b**2))


@misconception(
    "The penalty divided by the number of examples",
    hint="The mean belongs to the examples. Does the size of the weights depend on how many examples there are?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(W**2) / len(y)


@misconception(
    "The mean of the squared weights instead of their sum",
    hint="The example by hand has squares that add up to 10, and a penalty of 1.5. What do you get for each?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.mean(W**2)


@misconception(
    "The norm of the weights not squared",
    hint="The penalty grows with the square of the weights: doubling W makes it four times as large. Try it.",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.linalg.norm(W)


@misconception(
    "Squared after the sum instead of before",
    hint="Weights of opposite sign must not cancel. What is your penalty for the weights 1 and −1?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(W) ** 2


@misconception(
    "The biases left out of the scores",
    hint="Set X to zero: the scores should then be b. What are yours?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W, y) + lam / 2 * np.sum(W**2)


@misconception(
    "The penalty subtracted",
    hint="Large weights are to be avoided. Does your loss rise or fall when all weights are doubled and X is 0?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) - lam / 2 * np.sum(W**2)


@misconception(
    "Absolute values penalised instead of squares",
    hint="The penalty grows with the square of each weight. What does a weight of 2 pay in your function?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(np.abs(W))


@misconception(
    "The cross entropy summed over the batch once more",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) * len(y) + lam / 2 * np.sum(W**2)


@misconception(
    "The hinge loss in the place of the cross entropy",
    hint="Question 4 says which of the two losses is used from here on.",
)
def loss(X, y, W, b, lam):
    return hinge_loss(X @ W + b, y) + lam / 2 * np.sum(W**2)


@misconception(
    "Probabilities handed to the cross entropy instead of scores",
    hint="Look at what the argument Z of cross_entropy is meant to hold. How often is the softmax applied?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(softmax(X @ W + b), y) + lam / 2 * np.sum(W**2)


@misconception(
    "A fixed strength of the penalty instead of lam",
    hint="lam is an argument. What changes in your result when it changes?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + 1e-3 / 2 * np.sum(W**2)


@misconception(
    "The biases penalised in the place of the weights",
    hint="Which of the two arrays pays for being large? Set the other to zero and watch your penalty.",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(b**2)


@misconception(
    "The penalty added once for every example",
    hint="The mean belongs to the examples. Does your penalty grow with the number of examples?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + len(y) * lam / 2 * np.sum(W**2)
