"""Homework 1, `accuracy`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("counted in a loop")
def accuracy(X, y, W, b):
    right = 0
    for guess, label in zip(predict(X, W, b), y, strict=True):
        right += int(guess == label)
    return right / len(y)


@alternative("one minus the share of mistakes")
def accuracy(X, y, W, b):
    return 1 - np.count_nonzero(np.argmax(X.dot(W) + b, axis=1) - y) / y.size


@alternative("a list of comparisons")
def accuracy(X, y, W, b):
    hits = [guess == right for guess, right in zip(predict(X, W, b), y, strict=True)]
    return sum(map(int, hits)) / len(hits)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A count instead of a share",
    hint="Two of three right is 2/3, whatever the number of examples. By what do you divide?",
)
def accuracy(X, y, W, b):
    return float(np.sum(predict(X, W, b) == y))


@misconception(
    "Per cent instead of a share",
    hint="The docstring asks for a number from 0 to 1.",
)
def accuracy(X, y, W, b):
    return 100 * float(np.mean(predict(X, W, b) == y))


@misconception(
    "The share of mistakes",
    hint="Accuracy is 1 when every guess is right. What does your function return then?",
)
def accuracy(X, y, W, b):
    return float(np.mean(predict(X, W, b) != y))


@misconception(
    "Every guess compared with every label",
    hint="Print the shape of the comparison. Guess i belongs to label i only: that is m comparisons.",
)
def accuracy(X, y, W, b):
    return float(np.mean(predict(X, W, b)[:, None] == y))


@misconception(
    "Divided by the number of classes",
    hint="The share is over the examples. By what do you divide the number of right guesses?",
)
def accuracy(X, y, W, b):
    return float(np.sum(predict(X, W, b) == y) / len(b))


@misconception(
    "True or false for each example, not their share",
    hint="Accuracy is one number. What is the mean of an array of True and False?",
)
def accuracy(X, y, W, b):
    return predict(X, W, b) == y
