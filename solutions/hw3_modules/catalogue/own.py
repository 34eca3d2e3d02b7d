"""Homework 3, `own`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


def own_forward(X, theta):
    return np.cos(theta * X) + np.pi, (X, theta)


@alternative("a cosine", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, (slope * X).sum(axis=0)


def own_forward(X, theta):
    return np.logaddexp(0, theta * X) / theta, {"X": X, "theta": theta}


@alternative("softplus with a sharpness", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache["X"], cache["theta"]
    S = 1 / (1 + np.exp(-theta * X))
    return G * S, np.sum(G * (X * S / theta - np.logaddexp(0, theta * X) / theta**2), axis=0)


def own_forward(X, theta):
    return (X**3) @ theta, (X, theta)


@alternative("a weighted sum of cubes, one number per example", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache
    return 3 * X**2 * theta * G[:, None], (X**3).T @ G


def own_forward(X, theta):
    root = np.sqrt(X**2 + theta**2)
    return root, (X, theta, root)


@alternative("a smooth absolute value", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, root = cache
    return G * X / root, (G * theta / root).sum(axis=0)


def own_forward(X, theta):
    norms = np.sqrt(1 + (X**2 * theta).sum(axis=1, keepdims=True))
    return X / norms, (X, theta, norms)


@alternative("a weighted normalisation of each row", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, norms = cache
    common = (G * X).sum(axis=1, keepdims=True) / norms**3
    return G / norms - common * theta * X, -0.5 * (common * X**2).sum(axis=0)


def own_forward(X, theta):
    out = np.where(X > 0, theta * X, np.expm1(X))
    return out, (X, theta)


@alternative("ELU with a learned slope on the right", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache
    return G * np.where(X > 0, theta, np.exp(X)), np.where(X > 0, G * X, 0).sum(axis=0)


def own_forward(X, theta):
    return theta * np.abs(X), (np.sign(X), theta, np.abs(X))


@alternative("a scaled absolute value, straight on both sides of its kink", uses=(own_forward,))
def own_backward(G, cache):
    signs, theta, sizes = cache
    return G * theta * signs, np.einsum("ij,ij->j", G, sizes)


def own_forward(X, theta):
    T, tanh_cache = tanh_forward(theta * X)
    return T * X, (X, theta, T, tanh_cache)


@alternative("X times the tanh of theta X, from modules", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, T, tanh_cache = cache
    inner = tanh_backward(G * X, tanh_cache)
    return G * T + inner * theta, (inner * X).sum(axis=0)


def own_forward(X, theta):
    angles = np.concatenate([np.sin(theta * X), np.cos(theta * X)], axis=1)
    return angles, (X, theta, angles)


@alternative("sine and cosine side by side, twice as many columns", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, angles = cache
    n = len(theta)
    slope = G[:, :n] * angles[:, n:] - G[:, n:] * angles[:, :n]
    return slope * theta, (slope * X).sum(axis=0)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The parameter of one's own module not summed over the examples",
    hint="All examples share theta, and all their paths add up. Compare the shape of dtheta with that of theta.",
)
def own_backward(G, cache):
    X, theta, S = cache
    inner = X * S * (1 - S)
    return G * (S + theta * inner), G * X * inner


@misconception(
    "The outer derivative only: theta forgotten in the inner one",
    hint="Write the argument of your function as v = theta x. What is dv/dx?",
)
def own_backward(G, cache):
    X, _, S = cache
    inner = X * S * (1 - S)
    return G * (S + inner), (G * X * inner).sum(axis=0)


@misconception(
    "One of two places forgotten where X enters one's own module",
    hint="Underline every X in your formula. Each is a path of its own, and they add up.",
)
def own_backward(G, cache):
    X, _, S = cache
    inner = X * S * (1 - S)
    return G * S, (G * X * inner).sum(axis=0)


@misconception(
    "A module that is linear in X",
    hint="Multiply X by 2: does your output double? Then it is an affine module in disguise.",
)
def own_forward(X, theta):
    S = np.ones(X.shape) * theta
    return X * S, (X, 0 * theta, S)


@misconception(
    "A module without a use for theta",
    hint="Change theta and nothing else. Does the output change?",
)
def own_forward(X, theta):
    S = 1 / (1 + np.exp(-X))
    return X * S, (X, np.ones(len(theta)), S)


def own_forward(X, theta):
    return np.cos(theta * X) + np.pi, (X, theta)


@misconception(
    "The sign of the cosine's derivative forgotten",
    hint="What is the derivative of cos v? Look at its slope just right of v = 0.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = np.sin(theta * X) * G
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The factor theta forgotten in dX of a cosine",
    hint="The argument is v = theta x. Moving x by one moves v by how much?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope, (slope * X).sum(axis=0)


@misconception(
    "The factor x forgotten in dtheta of a cosine",
    hint="The argument is v = theta x. Moving theta by one moves v by how much?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, slope.sum(axis=0)


@misconception(
    "The inner derivatives of X and theta swapped",
    hint="By x the inner derivative is theta, by theta it is x. Which gradient has which factor?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * X, (slope * theta).sum(axis=0)


@misconception(
    "dtheta of a cosine not summed over the examples",
    hint="theta_j acts on every row. Compare the shape of dtheta with that of theta.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, slope * X


@misconception(
    "dtheta of a cosine averaged over the examples",
    hint="Paths add up. The mean, where there is one, is in the loss and so in G already.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, (slope * X).mean(axis=0)


@misconception(
    "A cosine's backward without G",
    hint="Your module hears from G how much each output matters. Where does G enter?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X)
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The cosine itself instead of its derivative",
    hint="Backward multiplies G by the slope. What is the slope of a cosine?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.cos(theta * X) * G
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The constant of the module counted in its derivative",
    hint="A constant moves the whole output up. What does it do to the slope?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = (np.pi - np.sin(theta * X)) * G
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The gradients of one's own module in the wrong order",
    hint="own_forward takes X, then theta. Return the gradients in the order of the inputs.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return (slope * X).sum(axis=0), slope * theta
