"""Homework 3, `tanh`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("one minus twice a sigmoid")
def tanh_forward(Z):
    T = 1 - 2 / (1 + np.exp(2 * Z))
    return T, T


@alternative("decaying exponentials only")
def tanh_forward(Z):
    decay = np.exp(-2 * np.abs(Z))
    T = np.sign(Z) * (1 - decay) / (1 + decay)
    return T, T


@alternative("the difference of two squares as a product")
def tanh_backward(G, cache):
    return G * (1 - cache) * (1 + cache)


@alternative("subtracted from G")
def tanh_backward(G, cache):
    return G - G * np.square(cache)


def tanh_forward(Z):
    return np.tanh(Z), Z


@alternative("one over the square of cosh", uses=(tanh_forward,))
def tanh_backward(G, cache):
    return G / np.cosh(np.clip(cache, -300, 300)) ** 2


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "tanh by its definition, which overflows to NaN",
    hint="For z = 1000 numerator and denominator are both inf. What does NumPy offer instead?",
)
def tanh_forward(Z):
    T = (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))
    return T, T


@misconception(
    "A sigmoid in place of tanh",
    hint="tanh of 0 is 0, and it goes down to -1. What are your values at 0 and far to the left?",
)
def tanh_forward(Z):
    S = 1 / (1 + np.exp(-2 * Z))
    return S, S


@misconception(
    "The input of tanh cached where backward expects its output",
    hint="Two arrays could be kept, Z and T. Which of them does your formula for the derivative contain?",
)
def tanh_forward(Z):
    return np.tanh(Z), Z


@misconception(
    "The square missing in the derivative of tanh",
    hint="The slope is the same at z and -z. Is yours?",
)
def tanh_backward(G, cache):
    return G * (1 - cache)


@misconception(
    "The derivative of the sigmoid in tanh",
    hint="At z = 0 tanh is 0 and its slope is 1. Put 0 into your formula.",
)
def tanh_backward(G, cache):
    return G * cache * (1 - cache)


@misconception(
    "tanh applied once more to its own output",
    hint="Look at what is in the cache: is it still z, or already tanh of z?",
)
def tanh_backward(G, cache):
    if np.abs(cache).max() > 1:
        raise ValueError("these are scores, and then it would be right")
    return G * (1 - np.tanh(cache) ** 2)


@misconception(
    "The derivative of tanh turned round",
    hint="tanh rises everywhere, so its slope is never negative. What is the sign of yours?",
)
def tanh_backward(G, cache):
    return G * (cache**2 - 1)


@misconception(
    "The upstream gradient missing from tanh",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def tanh_backward(G, cache):
    return 1 - cache**2


@misconception(
    "G squared with the output of tanh",
    hint="Only the output is squared in the formula. What stands inside your square?",
)
def tanh_backward(G, cache):
    return G - (G * cache) ** 2


@misconception(
    "The cached output of tanh overwritten in backward",
    hint="The first call is right. Print the cache before and after it: which line wrote into it?",
)
def tanh_backward(G, cache):
    np.square(cache, out=cache)
    return G * (1 - cache)
