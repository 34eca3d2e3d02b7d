"""Homework 3, `sigmoid`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the formula as it stands; an overflow gives 0, which is right")
def sigmoid_forward(Z):
    S = 1 / (1 + np.exp(-Z))
    return S, S


@alternative("through tanh")
def sigmoid_forward(Z):
    S = 0.5 * (1 + np.tanh(Z / 2))
    return S, S.copy()


@alternative("through logaddexp")
def sigmoid_forward(Z):
    S = np.exp(-np.logaddexp(0, -Z))
    return S, S


@alternative("two formulas, chosen by a mask")
def sigmoid_forward(Z):
    S = np.empty(Z.shape)
    right = Z >= 0
    S[right] = 1 / (1 + np.exp(-Z[right]))
    S[~right] = np.exp(Z[~right]) / (1 + np.exp(Z[~right]))
    return S, S


@alternative("S minus its square")
def sigmoid_backward(G, cache):
    return (cache - cache**2) * G


def sigmoid_forward(Z):
    return 1 / (np.exp(-Z) + 1), Z.copy()


@alternative("the input in the cache, the output computed again", uses=(sigmoid_forward,))
def sigmoid_backward(G, cache):
    S, _ = sigmoid_forward(cache)
    return G * S * (1 - S)


def sigmoid_forward(Z):
    S = 1 / (1 + np.exp(-Z))
    return S, (S * (1 - S),)


@alternative("the finished derivative in the cache", uses=(sigmoid_forward,))
def sigmoid_backward(G, cache):
    (slope,) = cache
    return np.multiply(G, slope)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The sigmoid in the form that overflows to NaN",
    hint="Both numerator and denominator become inf for z = 1000. Which form has the exponential only below the line?",
)
def sigmoid_forward(Z):
    S = np.exp(Z) / (1 + np.exp(Z))
    return S, S


@misconception(
    "The sign in the exponent of the sigmoid",
    hint="A large positive z should give almost 1. What does yours give?",
)
def sigmoid_forward(Z):
    S = 1 / (1 + np.exp(Z))
    return S, S


@misconception(
    "The sigmoid's input cached where backward expects its output",
    hint="Two arrays could be kept, Z and S. Which of them does your formula for the derivative contain?",
)
def sigmoid_forward(Z):
    return 1 / (1 + np.exp(-Z)), Z


@misconception(
    "The sigmoid computed in place",
    hint="Z belongs to whoever called. Which operator or which out= writes into it?",
)
def sigmoid_forward(Z):
    np.negative(Z, out=Z)
    S = 1 / (1 + np.exp(Z))
    return S, S


@misconception(
    "The upstream gradient missing from the sigmoid",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def sigmoid_backward(G, cache):
    return cache * (1 - cache)


@misconception(
    "The sigmoid applied once more to its own output",
    hint="Look at what is in the cache: is it still z, or already the sigmoid of z?",
)
def sigmoid_backward(G, cache):
    if cache.min() < 0 or cache.max() > 1:
        raise ValueError("these are scores, and then it would be right")
    S = 1 / (1 + np.exp(-cache))
    return G * S * (1 - S)


@misconception(
    "The derivative of tanh in the sigmoid",
    hint="At z = 0 the sigmoid is 1/2 and its slope 1/4. Put 1/2 into your formula.",
)
def sigmoid_backward(G, cache):
    return G * (1 - cache**2)


@misconception(
    "The derivative of ReLU in the sigmoid",
    hint="The sigmoid is smooth, and its slope is nowhere 1. Which function does your mask belong to?",
)
def sigmoid_backward(G, cache):
    return G * (cache > 0)


@misconception(
    "A plus in the derivative of the sigmoid",
    hint="Where the sigmoid is close to 1 it is flat. What does your slope do there?",
)
def sigmoid_backward(G, cache):
    return G * cache * (1 + cache)


@misconception(
    "Only one factor of the sigmoid's derivative",
    hint="Far to the left the sigmoid is flat as well. Which of its two factors is 0 there?",
)
def sigmoid_backward(G, cache):
    return G * (1 - cache)


@misconception(
    "The sigmoid's cached output overwritten in backward",
    hint="The first call is right. Print the cache before and after it: which line wrote into it?",
)
def sigmoid_backward(G, cache):
    cache *= 1 - cache
    return G * cache


@misconception(
    "G overwritten in the sigmoid's backward pass",
    hint="Whoever called still needs G. Which operator changes it instead of making a new array?",
)
def sigmoid_backward(G, cache):
    G *= cache * (1 - cache)
    return G
