"""Homework 3, `prelu`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("positive part, and the slope times the negative part")
def prelu_forward(Z, beta):
    return np.clip(Z, 0, None) + beta[None, :] * np.clip(Z, None, 0), (Z, beta)


@alternative("one unit at a time")
def prelu_backward(G, cache):
    Z, beta = cache
    dZ, dbeta = np.array(G), np.zeros(len(beta))
    for j, slope in enumerate(beta):
        off = Z[:, j] <= 0
        dZ[off, j] *= slope
        dbeta[j] = np.dot(G[off, j], Z[off, j])
    return dZ, dbeta


@alternative("the negative part, and einsum")
def prelu_backward(G, cache):
    Z, beta = cache
    return G * ((Z > 0) + (Z <= 0) * beta), np.einsum("ij,ij->j", G, np.minimum(Z, 0))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The learned slopes applied to the positive side",
    hint="Positive entries pass unchanged. Which side of the condition has your beta?",
)
def prelu_forward(Z, beta):
    return np.where(Z > 0, beta * Z, Z), (Z, beta)


@misconception(
    "The larger of z and beta times z, although beta may exceed 1",
    hint="With a slope of 2, which is larger for z = -1: z or 2z? Let the sign of z decide instead.",
)
def prelu_forward(Z, beta):
    return np.maximum(Z, beta * Z), (Z, beta)


@misconception(
    "The gradient of the slopes not summed over the examples",
    hint="All examples share one slope per unit, and their paths add up. Compare the shape of dbeta with that of beta.",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G)


@misconception(
    "The gradient of the slopes averaged",
    hint="A mean belongs to the loss, and G contains it already. By what do you divide here?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G).mean(axis=0)


@misconception(
    "One number for the slopes of all units",
    hint="Every unit has a slope of its own. Over which axis do the examples run?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G).sum()


@misconception(
    "The gradient of the slopes from the positive side",
    hint="A slope has influence only where it is used. For which entries is that?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, Z * G, 0.0).sum(axis=0)


@misconception(
    "The gradient of the slopes without a mask",
    hint="Where z is positive the slope does not enter the output at all. What does your sum add there?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, (Z * G).sum(axis=0)


@misconception(
    "z missing from the gradient of the slopes",
    hint="Differentiate beta times z by beta. What is left?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, G).sum(axis=0)


@misconception(
    "beta kept in its own gradient",
    hint="Differentiate beta times z by beta. Is beta still there afterwards?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, beta * Z * G).sum(axis=0)


@misconception(
    "The gradient of Z treats the learned slopes as 0",
    hint="On the negative side the output still changes with z. At which rate?",
)
def prelu_backward(G, cache):
    Z, _ = cache
    return (Z > 0) * G, np.where(Z > 0, 0.0, Z * G).sum(axis=0)


@misconception(
    "Slope 1 at exactly zero in the parametric ReLU",
    hint="We agreed on the derivative from the left. Does an entry of exactly 0 count as positive?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z >= 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G).sum(axis=0)
