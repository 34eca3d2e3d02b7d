"""Homework 1, `predict`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("every score in a loop, number by number")
def predict(X, W, b):
    n, K = W.shape
    guesses = []
    for i in range(len(X)):
        scores = [b[j] + sum(X[i, k] * W[k, j] for k in range(n)) for j in range(K)]
        guesses.append(scores.index(max(scores)))
    return np.array(guesses)


@alternative("through the probabilities")
def predict(X, W, b):
    return softmax(X @ W + b).argmax(axis=1)


@alternative("a list of guesses, one example at a time")
def predict(X, W, b):
    return np.array([int(np.argmax(x @ W + b)) for x in X])


@alternative("the last column of the sorted order")
def predict(X, W, b):
    return np.argsort(np.dot(X, W) + b, axis=1)[:, -1]


@alternative("where the score equals the largest of its row")
def predict(X, W, b):
    Z = X @ W + b
    return np.nonzero(Z.max(axis=1, keepdims=True) == Z)[1]


@alternative("Python's max over the classes")
def predict(X, W, b):
    scores = (X @ W + b).tolist()
    return np.array([max(range(len(z)), key=z.__getitem__) for z in scores])


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The best example of each class instead of the best class of each example",
    hint="One guess per row of scores. What length does your result have, m or K?",
)
def predict(X, W, b):
    return np.argmax(X @ W + b, axis=0)


@misconception(
    "The largest score returned instead of its class",
    hint="We need the column where the score is largest, not the score. What type do your guesses have?",
)
def predict(X, W, b):
    return np.max(X @ W + b, axis=1)


@misconception(
    "Classes counted from 1 in the guesses",
    hint="The first column belongs to class 0. Which class do you return for it?",
)
def predict(X, W, b):
    return np.argmax(X @ W + b, axis=1) + 1


@misconception(
    "The biases left out of the guesses",
    hint="Give one class a very large bias: it should win everywhere. Does it?",
)
def predict(X, W, b):
    return np.argmax(X @ W, axis=1)


@misconception(
    "Probabilities returned instead of classes",
    hint="A guess is one whole number per example. Which class does a row of probabilities speak for?",
)
def predict(X, W, b):
    return softmax(X @ W + b)


@misconception(
    "The class with the smallest score",
    hint="A large score speaks for a class. Which end of the row do you take?",
)
def predict(X, W, b):
    return np.argmin(X @ W + b, axis=1)


@misconception(
    "One-hot rows instead of classes",
    hint="A guess is one whole number per example. How many numbers do you return for each?",
)
def predict(X, W, b):
    return np.eye(len(b), dtype=int)[np.argmax(X @ W + b, axis=1)]
