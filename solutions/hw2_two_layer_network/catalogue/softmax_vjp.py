"""Homework 2, `softmax_vjp`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two terms, as they come out of the formula")
def softmax_vjp(G, S):
    return G * S - S * np.sum(G * S, axis=1, keepdims=True)


@alternative("einsum for the dot products")
def softmax_vjp(G, S):
    return S * (G - np.einsum("ij,ij->i", G, S)[:, None])


@alternative("row by row")
def softmax_vjp(G, S):
    rows = []
    for g, s in zip(G, S, strict=True):
        rows.append(s * (g - g @ s))
    return np.array(rows)


@alternative("the products kept, and used twice")
def softmax_vjp(G, S):
    products = S * G
    return products - S * products.sum(axis=1).reshape(-1, 1)


@alternative("G centred on its mean under S")
def softmax_vjp(G, S):
    mean = np.array([np.average(g, weights=s) for g, s in zip(G, S, strict=True)])
    return (G - mean[:, np.newaxis]) * S


@alternative("transposed, so that no keepdims is needed")
def softmax_vjp(G, S):
    return (S.T * (G.T - (G * S).sum(axis=1))).T


@alternative("in place, in an array of its own")
def softmax_vjp(G, S):
    dZ = G.copy()
    dZ -= (G * S).sum(1, keepdims=True)
    dZ *= S
    return dZ


@alternative("a batch of matrix products")
def softmax_vjp(G, S):
    dots = (G[:, None, :] @ S[:, :, None])[:, 0]
    return S * G - dots * S


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Only the diagonal of the Jacobian",
    hint="Raising one score lowers all the other probabilities. Which part of J says so?",
)
def softmax_vjp(G, S):
    return G * S * (1 - S)


@misconception(
    "One sum for the whole batch",
    hint="Every example has a Jacobian of its own. Does your second term mix the rows?",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G * S))


@misconception(
    "The sum along the wrong axis",
    hint="The probabilities of one example lie in one row. Along which axis does j run?",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G * S, axis=0))


@misconception(
    "The mean instead of the sum",
    hint="All paths add up. Where does a division come from?",
)
def softmax_vjp(G, S):
    return S * (G - np.mean(G * S, axis=1, keepdims=True))


@misconception(
    "The gradient of the cross entropy returned",
    hint="S minus one-hot holds for one special loss. Here G may be anything.",
)
def softmax_vjp(G, S):
    return S - G


@misconception(
    "The sign of the result turned round",
    hint="Try the example by hand: which class has the largest g, and should its score go up in dZ or down?",
)
def softmax_vjp(G, S):
    return S * (np.sum(G * S, axis=1, keepdims=True) - G)


@misconception(
    "Only the first term of the Jacobian",
    hint="J has two terms, the diagonal one and −s_j s_k. What does the second contribute to g J?",
)
def softmax_vjp(G, S):
    return G * S


@misconception(
    "Only the second term of the Jacobian",
    hint="J has two terms, the diagonal one and −s_j s_k. What does the first contribute to g J?",
)
def softmax_vjp(G, S):
    return -S * np.sum(G * S, axis=1, keepdims=True)


@misconception(
    "The sum of G without the probabilities as weights",
    hint="In the sum of g_j s_j s_k over j, which factors depend on j?",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G, axis=1, keepdims=True))


@misconception(
    "The mean of G without the probabilities as weights",
    hint="In the sum of g_j s_j s_k over j, which factors depend on j?",
)
def softmax_vjp(G, S):
    return S * (G - np.mean(G, axis=1, keepdims=True))


@misconception(
    "The factor s_k missing in the second term",
    hint="In the sum of g_j s_j s_k over j, one factor does not depend on j and stays in front. Where is it?",
)
def softmax_vjp(G, S):
    return G * S - np.sum(G * S, axis=1, keepdims=True)


@misconception(
    "The backward step of log-softmax",
    hint="That is the VJP of the logarithm of the softmax. Is there a logarithm in this step?",
)
def softmax_vjp(G, S):
    return G - S * np.sum(G, axis=1, keepdims=True)


@misconception(
    "The two terms added instead of subtracted",
    hint="What is the sign of ∂s_j/∂z_k for j ≠ k, in words: if another score grows, does s_j grow?",
)
def softmax_vjp(G, S):
    return S * (G + np.sum(G * S, axis=1, keepdims=True))


@misconception(
    "The softmax applied once more",
    hint="S holds probabilities already. What comes out if you exponentiate them?",
)
def softmax_vjp(G, S):
    E = np.exp(S)
    P = E / E.sum(axis=1, keepdims=True)
    return P * (G - np.sum(G * P, axis=1, keepdims=True))


@misconception(
    "The upstream gradient changed in place",
    hint="An operator such as -= writes into G, and somebody else still needs it.",
)
def softmax_vjp(G, S):
    G -= np.sum(G * S, axis=1, keepdims=True)
    return G * S


@misconception(
    "Divided by the number of examples",
    hint="A mean, if there is one, is inside G already.",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G * S, axis=1, keepdims=True)) / len(G)


@misconception(
    "The sum of the first example used for all",
    hint="Check a batch of two examples row by row, each with its own Jacobian.",
)
def softmax_vjp(G, S):
    return S * (G - G[0] @ S[0])


@misconception(
    "The upstream gradient forgotten",
    hint="s(1 − s) is a part of the Jacobian. Where is g in your result?",
)
def softmax_vjp(G, S):
    return S * (1 - S)
