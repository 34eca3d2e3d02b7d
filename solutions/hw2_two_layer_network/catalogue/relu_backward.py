"""Homework 2, `relu_backward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("np.where")
def relu_backward(G, cache):
    return np.where(cache > 0, G, 0)


@alternative("entries of a copy set to 0")
def relu_backward(G, cache):
    dZ = G.copy()
    dZ[cache <= 0] = 0
    return dZ


@alternative("a mask of floats")
def relu_backward(G, cache):
    mask = (cache > 0).astype(float)
    return mask * G


@alternative("np.heaviside, which is 0 at 0")
def relu_backward(G, cache):
    return G * np.heaviside(cache, 0.0)


@alternative("only the open entries are copied")
def relu_backward(G, cache):
    dZ = np.zeros(G.shape)
    on = cache > 0
    dZ[on] = G[on]
    return dZ


@alternative("np.select")
def relu_backward(G, cache):
    return np.select([cache > 0, cache <= 0], [G, np.zeros(G.shape)])


@alternative("through the sign")
def relu_backward(G, cache):
    return np.multiply(G, np.maximum(np.sign(cache), 0))


@alternative("the mask taken from the output")
def relu_backward(G, cache):
    out, _ = relu_forward(cache)
    return G * (out != 0)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The mask taken from the upstream gradient",
    hint="A negative gradient passes like any other. Whose sign tells whether the unit was on?",
)
def relu_backward(G, cache):
    return G * (G > 0)


@misconception(
    "The slope at 0 taken as 1",
    hint="In this course the slope at the kink is 0. Is your comparison strict?",
)
def relu_backward(G, cache):
    return G * (cache >= 0)


@misconception(
    "The slope at 0 taken as 1/2",
    hint="One half could be defended, but the question settles it: here the slope at 0 is 0.",
)
def relu_backward(G, cache):
    return G * np.heaviside(cache, 0.5)


@misconception(
    "No mask at all",
    hint="Where the unit was off, a small change of z changes nothing. What must the gradient be there?",
)
def relu_backward(G, cache):
    return G.copy()


@misconception(
    "Only the mask: the upstream gradient forgotten",
    hint="The mask is the local slope. By the chain rule it is multiplied with what arrives.",
)
def relu_backward(G, cache):
    return (cache > 0).astype(float)


@misconception(
    "The value of the ReLU in the place of its slope",
    hint="At z = 3 the ReLU has the value 3 and the slope 1. Which of the two belongs into the chain rule?",
)
def relu_backward(G, cache):
    return G * np.maximum(cache, 0)


@misconception(
    "The mask inverted",
    hint="For which sums did the unit pass its input on?",
)
def relu_backward(G, cache):
    return G * (cache < 0)


@misconception(
    "The mask of the upstream gradient as well",
    hint="Only the sums decide. What happens to the −5 in the example by hand?",
)
def relu_backward(G, cache):
    return G * (cache > 0) * (G > 0)


@misconception(
    "The backward step of a leaky ReLU",
    hint="Compare with your forward step: what does it do with negative sums, and so what is its slope there?",
)
def relu_backward(G, cache):
    return G * np.where(cache > 0, 1.0, 0.01)


@misconception(
    "The backward step of the sigmoid",
    hint="Forward and backward belong to one function. Which activation did relu_forward compute?",
)
def relu_backward(G, cache):
    s = 1 / (1 + np.exp(-cache))
    return G * s * (1 - s)


@misconception(
    "The backward step of tanh",
    hint="Forward and backward belong to one function. Which activation did relu_forward compute?",
)
def relu_backward(G, cache):
    return G * (1 - np.tanh(cache) ** 2)


@misconception(
    "Multiplied by z itself",
    hint="The slope of z where it passes is 1, not z.",
)
def relu_backward(G, cache):
    return G * cache


@misconception(
    "The mask applied in place to the upstream gradient",
    hint="G[Z <= 0] = 0 changes the caller's array. Make a new one.",
)
def relu_backward(G, cache):
    G[cache <= 0] = 0
    return G


@misconception(
    "The mask written over the cache",
    hint="The cache may be used again. What does it contain after your function has run?",
)
def relu_backward(G, cache):
    cache[:] = (cache > 0) * G
    return cache.copy()


@misconception(
    "Slopes cut off above 1 as well",
    hint="A large positive sum has the slope 1, like any other positive sum.",
)
def relu_backward(G, cache):
    return G * ((cache > 0) & (cache < 1))


@misconception(
    "A matrix product where entry by entry is meant",
    hint="Each entry of Z acts on one entry of the output. Is @ the product for that?",
)
def relu_backward(G, cache):
    return G @ (cache > 0).T


@misconception(
    "The gradient negated",
    hint="A backward function returns the gradient. The minus of gradient descent comes later.",
)
def relu_backward(G, cache):
    return -G * (cache > 0)
