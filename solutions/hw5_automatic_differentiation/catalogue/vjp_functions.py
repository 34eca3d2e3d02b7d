"""Homework 5, `vjp_functions`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the exponential computed again")
def vjp_exp(G, out, a):
    return np.exp(a) * G


@alternative("on a copy, in place")
def vjp_exp(G, out, a):
    result = G.copy()
    result *= out
    return result


@alternative("times the reciprocal")
def vjp_log(G, out, a):
    return G * np.power(a, -1.0)


@alternative("through the result")
def vjp_log(G, out, a):
    return G * np.exp(-out)


@alternative("through cosh")
def vjp_tanh(G, out, a):
    return G / np.cosh(a) ** 2


@alternative("a product of two factors")
def vjp_tanh(G, out, a):
    return G * (1 + out) * (1 - out)


@alternative("np.where on the result")
def vjp_relu(G, out, a):
    return np.where(out > 0, G, 0.0)


@alternative("zeros on a copy")
def vjp_relu(G, out, a):
    passed = G.copy()
    passed[a <= 0] = 0
    return passed


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The input instead of the result in exp",
    hint="The slope of exp is exp itself. Is the array that you multiply by the input or the result?",
)
def vjp_exp(G, out, a):
    return G * a


@misconception(
    "exp passed without a slope",
    hint="Only the identity has slope 1 everywhere. What is the slope of the exponential?",
)
def vjp_exp(G, out, a):
    return G.copy()


@misconception(
    "The power rule for the exponential",
    hint="The power rule holds for a^n. Here the variable is in the exponent.",
)
def vjp_exp(G, out, a):
    return G * a * np.exp(a - 1)


@misconception(
    "exp without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_exp(G, out, a):
    return np.exp(a)


@misconception(
    "exp of the result",
    hint="`out` is exp(a) already. You take the exponential a second time.",
)
def vjp_exp(G, out, a):
    return G * np.exp(np.exp(a))


@misconception(
    "G overwritten by exp",
    hint="`*=` writes into G, which others still use. Make a new array.",
)
def vjp_exp(G, out, a):
    G *= np.exp(a)
    return G


@misconception(
    "Divided by the result of log",
    hint="The slope of the logarithm is one over something. Over the input or over the result?",
)
def vjp_log(G, out, a):
    return G / np.log(a)


@misconception(
    "log itself instead of its slope",
    hint="You multiply by log(a). How steep is the graph of the logarithm at a?",
)
def vjp_log(G, out, a):
    return G * np.log(a)


@misconception(
    "log without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_log(G, out, a):
    return 1 / a


@misconception(
    "Times the input instead of divided by it",
    hint="The logarithm gets flatter for larger a. Does your slope?",
)
def vjp_log(G, out, a):
    return G * a


@misconception(
    "The slope of the logarithm to base 10",
    hint="np.log is the natural logarithm. Where does the 2.303 come from?",
)
def vjp_log(G, out, a):
    return G / (a * np.log(10))


@misconception(
    "The input instead of the result in tanh",
    hint="The slope is 1 minus the square of tanh(a). Did you square the input?",
)
def vjp_tanh(G, out, a):
    return G * (1 - a**2)


@misconception(
    "tanh taken twice",
    hint="`out` is tanh(a) already. The slope needs it once.",
)
def vjp_tanh(G, out, a):
    return G * (1 - np.tanh(np.tanh(a)) ** 2)


@misconception(
    "The square missing in the slope of tanh",
    hint="At a = 0 the slope is 1 and for large a it is 0, on both sides. What does yours give for large negative a?",
)
def vjp_tanh(G, out, a):
    return G * (1 - np.tanh(a))


@misconception(
    "The slope of the sigmoid",
    hint="z(1 − z) belongs to the sigmoid. At a = 0 tanh has slope 1. What does your formula give there?",
)
def vjp_tanh(G, out, a):
    return G * np.tanh(a) * (1 - np.tanh(a))


@misconception(
    "tanh without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_tanh(G, out, a):
    return 1 - np.tanh(a) ** 2


@misconception(
    "tanh itself instead of its slope",
    hint="You multiply by tanh(a). How steep is its graph at a = 0?",
)
def vjp_tanh(G, out, a):
    return G * np.tanh(a)


@misconception(
    "The mask from the gradient",
    hint="Whether the unit is on is decided on the way forward. Which array tells?",
)
def vjp_relu(G, out, a):
    return G * (G > 0)


@misconception(
    "The ReLU instead of its slope",
    hint="Where a is positive the ReLU has slope 1, not a. What do you multiply G by?",
)
def vjp_relu(G, out, a):
    return G * np.maximum(a, 0)


@misconception(
    "The mask lets the kink through",
    hint="Read the last row of the table: the slope at a = 0 is set to 0 here.",
)
def vjp_relu(G, out, a):
    return G * (a >= 0)


@misconception(
    "The mask without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_relu(G, out, a):
    return (a > 0).astype(float)


@misconception(
    "No mask",
    hint="Where a is negative, the result is 0 whatever a does. Which gradient should pass there?",
)
def vjp_relu(G, out, a):
    return G.copy()


@misconception(
    "The mask written into G",
    hint="Assigning to G[a <= 0] changes the array of the caller. Make a new one.",
)
def vjp_relu(G, out, a):
    G[a <= 0] = 0
    return G
