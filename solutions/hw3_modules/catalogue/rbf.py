"""Homework 3, `rbf`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("one chained call, caches in one tuple")
def rbf_forward(x, w, beta, u):
    D, *caches = distance_forward(x, w)
    for forward, parameter in ((bump_forward, beta), (mix_forward, u)):
        D, cache = forward(D, parameter)
        caches.append(cache)
    return D, tuple(caches)


def rbf_forward(x, w, beta, u):
    gaps = x[:, None] - w
    E = np.exp(-beta * gaps**2)
    return E @ u, (gaps, E, beta, u)


@alternative("the whole formula differentiated at once", uses=(rbf_forward,))
def rbf_backward(G, cache):
    gaps, E, beta, u = cache
    common = G[:, None] * E * u
    slopes = -2 * common * beta * gaps
    return slopes.sum(axis=1), -slopes.sum(axis=0), -(common * gaps**2).sum(axis=0), E.T @ G


def rbf_forward(x, w, beta, u):
    caches, value = [], x
    for forward, parameter in ((distance_forward, w), (bump_forward, beta), (mix_forward, u)):
        value, cache = forward(value, parameter)
        caches.append(cache)
    return value, caches


@alternative("loops over the modules, there and back", uses=(rbf_forward,))
def rbf_backward(G, cache):
    gradients = []
    for backward, part in zip((mix_backward, bump_backward, distance_backward), reversed(cache), strict=True):
        G, of_parameter = backward(G, part)
        gradients.append(of_parameter)
    return G, *reversed(gradients)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The distances fed to mix, past the bumps",
    hint="Follow the arrows: what goes into mix, D or E?",
)
def rbf_forward(x, w, beta, u):
    D, distance_cache = distance_forward(x, w)
    _, bump_cache = bump_forward(D, beta)
    a, mix_cache = mix_forward(D, u)
    return a, (distance_cache, bump_cache, mix_cache)


@misconception(
    "Sharpness and height swapped on the way in",
    hint="Read the arguments once more. Which module takes beta, and which takes u?",
)
def rbf_forward(x, w, beta, u):
    D, distance_cache = distance_forward(x, w)
    E, bump_cache = bump_forward(D, u)
    a, mix_cache = mix_forward(E, beta)
    return a, (distance_cache, bump_cache, mix_cache)


@misconception(
    "The modules of the cascade walked in forward's order",
    hint="G arrives at the end. Which module stands there, and whose backward comes first?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    J = mix_cache[1].shape[0]
    dx, dw = distance_backward(np.tile(G[:, None], (1, J)), distance_cache)
    _, dbeta = bump_backward(np.tile(G[:, None], (1, J)), bump_cache)
    _, du = mix_backward(G, mix_cache)
    return dx, dw, dbeta, du


@misconception(
    "The bump skipped on the way back",
    hint="What mix returns is the gradient of E, not of D. Which module turns one into the other?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    _, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dE, distance_cache)
    return dx, dw, dbeta, du


@misconception(
    "The gradients of the cascade in backward's order",
    hint="They come in the order of forward's inputs: x, w, beta, u. In which order do you return them?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return du, dbeta, dw, dx


@misconception(
    "dbeta and du swapped in what is returned",
    hint="They have the same shape, so no message warns you. Which comes first, beta or u?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return dx, dw, du, dbeta


@misconception(
    "A gradient of ones in place of G at the head of the cascade",
    hint="The loss behind the cascade speaks through G. Call backward with 2 G: does everything double?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(np.ones(G.shape), mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return dx, dw, dbeta, du


@misconception(
    "G multiplied in once more at the end of the cascade",
    hint="G enters at the last module and is carried along from there. How often does it appear in your dx?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return dx * G, dw, dbeta, du


@misconception(
    "The gradient with respect to x forgotten",
    hint="x is an input like the others. Which of your gradients has its shape?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    _, dw = distance_backward(dD, distance_cache)
    return dw, dbeta, du
