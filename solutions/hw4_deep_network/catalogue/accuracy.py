"""Homework 4, `accuracy`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("counted in a loop")
def accuracy(X, y, params, activation="relu"):
    scores, _ = forward(X, params, activation)
    right = 0
    for row, label in zip(scores, y, strict=True):
        right += int(np.argmax(row) == label)
    return right / len(y)


@alternative("one minus the share of mistakes")
def accuracy(X, y, params, activation="relu"):
    guesses = forward(X, params, activation)[0].argmax(axis=1)
    return 1 - np.count_nonzero(guesses - y) / y.size


@alternative("where the right score is the largest of its row")
def accuracy(X, y, params, activation="relu"):
    scores = forward(X, params, activation)[0]
    return float((scores[np.arange(len(y)), y] >= scores.max(axis=1)).mean())


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A count instead of a share",
    hint="Three of four right is 3/4, whatever the number of examples. By what do you divide?",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.sum(forward(X, params, activation)[0].argmax(axis=1) == y))


@misconception(
    "Per cent instead of a share",
    hint="The docstring asks for a number from 0 to 1.",
)
def accuracy(X, y, params, activation="relu"):
    return 100 * float(np.mean(forward(X, params, activation)[0].argmax(axis=1) == y))


@misconception(
    "The share of mistakes",
    hint="Accuracy is 1 when every guess is right. What does your function return then?",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.mean(forward(X, params, activation)[0].argmax(axis=1) != y))


@misconception(
    "The smallest score taken for the guess",
    hint="The class with the largest score is the guess. Which entry of a row does your function find?",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.mean(forward(X, params, activation)[0].argmin(axis=1) == y))


@misconception(
    "Every guess compared with every label",
    hint="Print the shape of the comparison. Guess r belongs to label r only: that is m comparisons.",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.mean(forward(X, params, activation)[0].argmax(axis=1)[:, None] == y))
