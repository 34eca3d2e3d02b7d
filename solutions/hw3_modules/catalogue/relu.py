"""Homework 3, `relu`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the larger of z and slope times z")
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, slope * Z), (Z, slope)


@alternative("positive and negative part")
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, 0) + slope * np.minimum(Z, 0), (Z, slope)


@alternative("a copy, then a mask")
def relu_forward(Z, slope=0.0):
    A = Z.copy()
    A[Z < 0] *= slope
    return A, (Z, slope)


@alternative("a copy of G, then a mask")
def relu_backward(G, cache):
    Z, slope = cache
    dZ = G.copy()
    dZ[Z <= 0] *= slope
    return dZ


@alternative("the mask as numbers")
def relu_backward(G, cache):
    Z, slope = cache
    mask = (Z > 0).astype(float)
    return mask * G + slope * (1 - mask) * G


def relu_forward(Z, slope=0.0):
    factors = np.full(Z.shape, float(slope))
    factors[Z > 0] = 1.0
    return factors * Z, factors


@alternative("the derivative in the cache", uses=(relu_forward,))
def relu_backward(G, cache):
    return cache * G


def relu_forward(Z, slope=0.0):
    A = np.where(Z > 0, Z, slope * Z)
    return A, (A, slope)


@alternative("the mask from the output, which is positive where Z is", uses=(relu_forward,))
def relu_backward(G, cache):
    A, slope = cache
    return np.where(A > 0, G, slope * G)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The slope forgotten in the leaky forward pass",
    hint="Call it with a slope of 0.1 and look at a negative entry. What should become of it?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, 0), (Z, slope)


@misconception(
    "Compared with the slope itself",
    hint="A negative entry is multiplied by the slope. What does the maximum of z and 0.1 give for z = -3?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, slope), (Z, slope)


@misconception(
    "The leak subtracted instead of added",
    hint="A leaky ReLU rises everywhere. What does yours do when z goes from -2 to -1?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, 0) - slope * np.minimum(Z, 0), (Z, slope)


@misconception(
    "Everything multiplied by the slope",
    hint="Positive entries pass unchanged. What happens to z = 2?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(slope * Z, 0), (Z, slope)


@misconception(
    "The ReLU cuts its input in place",
    hint="Z belongs to whoever called, and backward needs its signs. Print Z before and after the call.",
)
def relu_forward(Z, slope=0.0):
    Z[Z <= 0] *= slope
    return Z, (Z, slope)


@misconception(
    "The mask from G instead of Z",
    hint="Whether a unit was on was decided in the forward pass. Which array tells, Z or G?",
)
def relu_backward(G, cache):
    _, slope = cache
    return np.where(G > 0, 1.0, slope) * G


@misconception(
    "A unit at exactly zero counted as on",
    hint="We agreed on the derivative from the left at 0. Where does your comparison put such an entry?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z >= 0, 1.0, slope) * G


@misconception(
    "The slope forgotten in the leaky backward pass",
    hint="Where z is negative the derivative is the slope, not 0. Which value has your mask there?",
)
def relu_backward(G, cache):
    Z, _ = cache
    return (Z > 0) * G


@misconception(
    "The mask applied in place to G",
    hint="Whoever called still needs G. Which line writes into it?",
)
def relu_backward(G, cache):
    Z, slope = cache
    G[Z <= 0] *= slope
    return G


@misconception(
    "The mask written into the cached array",
    hint="The first call is right. Print the cache before and after it: what has become of Z?",
)
def relu_backward(G, cache):
    Z, slope = cache
    Z[...] = np.where(Z > 0, 1.0, slope)
    return Z * G


@misconception(
    "Multiplied by the activation instead of its slope",
    hint="The ReLU is straight: on the right its slope is 1, however large z is. What is yours at z = 4?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z > 0, Z, slope * Z) * G


@misconception(
    "The upstream gradient missing from the ReLU",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z > 0, 1.0, slope)


@misconception(
    "The mask turned round",
    hint="Units that were on pass the gradient. Which ones pass it in your code?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z > 0, slope, 1.0) * G


@misconception(
    "No mask: the gradient passes everywhere",
    hint="A unit that was off has no influence on the loss. Where does your code look at Z?",
)
def relu_backward(G, cache):
    return G.copy()


@misconception(
    "The ReLU applied to the gradient",
    hint="Backward is no second forward pass. What decides here, the sign of G or that of Z?",
)
def relu_backward(G, cache):
    return np.maximum(G, 0)
