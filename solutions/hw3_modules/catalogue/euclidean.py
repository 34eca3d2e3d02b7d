"""Homework 3, `euclidean`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the mean over rows of half the squared norms")
def euclidean_forward(A, T):
    return np.mean(0.5 * np.linalg.norm(A - T, axis=1) ** 2), A - T


@alternative("a dot product of the flattened differences")
def euclidean_forward(A, T):
    gap = np.subtract(A, T)
    return gap.ravel() @ gap.ravel() / (2.0 * A.shape[0]), gap


@alternative("scaled first")
def euclidean_backward(g, cache):
    return cache * (g / cache.shape[0])


def euclidean_forward(A, T):
    return ((A - T) ** 2).sum() / len(T) / 2, (A, T)


@alternative("both arrays in the cache", uses=(euclidean_forward,))
def euclidean_backward(g, cache):
    A, T = cache
    return (A - T) * g / len(A)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The half missing from the Euclidean loss",
    hint="In the example by hand the squares add up to 9 and the loss is 9/4. What do you divide by?",
)
def euclidean_forward(A, T):
    return float(np.sum((A - T) ** 2) / len(A)), A - T


@misconception(
    "The Euclidean loss averaged over all entries",
    hint="The mean is over the rows; within a row the squares are added. By how many numbers do you divide?",
)
def euclidean_forward(A, T):
    return float(np.mean((A - T) ** 2) / 2), A - T


@misconception(
    "The distance instead of its square",
    hint="Double the distance: the loss should be four times as large. Is it?",
)
def euclidean_forward(A, T):
    return float(np.mean(np.linalg.norm(A - T, axis=1)) / 2), A - T


@misconception(
    "The Euclidean loss summed over the batch",
    hint="Repeat every example twice. Should the loss change?",
)
def euclidean_forward(A, T):
    return float(np.sum((A - T) ** 2) / 2), A - T


@misconception(
    "Target minus output in the cache",
    hint="If an output lies above its target, raising it makes the loss larger. Which sign has your gradient there?",
)
def euclidean_forward(A, T):
    return float(np.sum((A - T) ** 2) / (2 * len(A))), T - A


@misconception(
    "A factor 2 left in the Euclidean gradient",
    hint="The derivative of a square brings a 2. What does it meet?",
)
def euclidean_backward(g, cache):
    return 2 * g * cache / len(cache)


@misconception(
    "The mean forgotten in the Euclidean gradient",
    hint="The loss divides by the number of rows. Does the gradient?",
)
def euclidean_backward(g, cache):
    return g * cache


@misconception(
    "The Euclidean gradient divided by all entries",
    hint="The loss divides by the number of rows only. By what does your gradient divide?",
)
def euclidean_backward(g, cache):
    return g * cache / cache.size


@misconception(
    "The Euclidean gradient ignores g",
    hint="A loss may be one of several that are added with weights. Call backward with g = 2: does anything change?",
)
def euclidean_backward(g, cache):
    return cache / len(cache)


@misconception(
    "The half kept in the Euclidean gradient",
    hint="The derivative of a square brings a 2. What does it cancel?",
)
def euclidean_backward(g, cache):
    return g * cache / (2 * len(cache))


@misconception(
    "The Euclidean cache divided in place",
    hint="The first call is right. Print the cache before and after it.",
)
def euclidean_backward(g, cache):
    cache /= len(cache)
    return g * cache
