"""Whole program, `back_through_normalisation`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def right_grads(values, G):
    D, r = values["D"], values["r"]
    dr = np.sum(G * D, axis=1, keepdims=True)
    dv = -0.5 * r**3 * dr
    return {"r": dr, "v": dv} | from_deviations(G * r + 2 * D * dv / D.shape[1])


def from_deviations(dD):
    dmu = -np.sum(dD, axis=1, keepdims=True)
    return {"D": dD, "mu": dmu, "Z1": dD + dmu / dD.shape[1]}


# --- right answers -----------------------------------------------------------------------------------------


@alternative(
    "the scores' gradient by the one-line formula",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    N, r = values["N"], values["r"]
    means = G.mean(axis=1, keepdims=True) + N * (G * N).mean(axis=1, keepdims=True)
    grads["Z1"] = r * (G - means)
    return grads


@alternative("row by row")
def back_through_normalisation(values, G):
    grads = {name: np.zeros_like(values[name]) for name in ("r", "v", "D", "mu", "Z1")}
    d = G.shape[1]
    for i in range(len(G)):
        D, r = values["D"][i], values["r"][i, 0]
        grads["r"][i, 0] = sum(G[i, j] * D[j] for j in range(d))
        grads["v"][i, 0] = grads["r"][i, 0] * -0.5 * r * r * r
        for j in range(d):
            grads["D"][i, j] = G[i, j] * r + grads["v"][i, 0] * 2 * D[j] / d
            grads["mu"][i, 0] -= grads["D"][i, j]
        grads["Z1"][i] = grads["D"][i] + grads["mu"][i, 0] / d
    return grads


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The variance's path missing in D",
    hint="D is used twice: in N and in the variance. Does your gradient contain both?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    grads |= from_deviations(G * values["r"])
    return grads


@misconception(
    "The mean's path missing in Z1",
    hint="Z1 is used twice: in D and in the mean. Does your gradient contain both?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    grads["Z1"] = grads["D"].copy()
    return grads


@misconception(
    "The mean's gradient not shared out",
    hint="mu is the sum over d divided by d. Which share does each entry of Z1 get?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    grads["Z1"] = grads["D"] + grads["mu"]
    return grads


@misconception(
    "The variance's gradient without the two",
    hint="v is a mean of squares. What is the derivative of a square?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    D = values["D"]
    grads |= from_deviations(G * values["r"] + D * grads["v"] / D.shape[1])
    return grads


@misconception(
    "The variance taken as a sum of squares",
    hint="v is a mean of squares. Where is its d?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    grads |= from_deviations(G * values["r"] + 2 * values["D"] * grads["v"])
    return grads


@misconception(
    "The root's derivative with the power of v wrong",
    hint="The derivative of x^(−1/2) is −½ x^(−3/2). Which power of r is that?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    D = values["D"]
    grads["v"] = -0.5 * values["r"] * grads["r"]
    grads |= from_deviations(G * values["r"] + 2 * D * grads["v"] / D.shape[1])
    return grads


@misconception(
    "The root's minus lost",
    hint="A larger variance makes r smaller. What sign has the derivative?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    D = values["D"]
    grads["v"] = -grads["v"]
    grads |= from_deviations(G * values["r"] + 2 * D * grads["v"] / D.shape[1])
    return grads


@misconception(
    "r's gradient with N in place of D",
    hint="N = D ∘ r: the derivative with respect to r is the other factor.",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    grads["r"] = np.sum(G * values["N"], axis=1, keepdims=True)
    return grads


@misconception(
    "r's gradient not summed over the row",
    hint="r has one number for each row; all of the row reports to it.",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    grads["r"] = G * values["D"]
    return grads


@misconception(
    "The mean's minus lost",
    hint="mu is subtracted. What does the minus do to its gradient?",
    uses=(
        right_grads,
        from_deviations,
    ),
)
def back_through_normalisation(values, G):
    grads = right_grads(values, G)
    grads["mu"] = -grads["mu"]
    grads["Z1"] = grads["D"] + grads["mu"] / G.shape[1]
    return grads
