"""Whole program, `back_through_gate`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def right_grads(values, G):
    H, W2, Q, U = (values[name] for name in ("H", "W2", "Q", "U"))
    dH = G @ W2.T
    dU = dH * Q + dH * U * Q * (1 - Q)
    grads = {"H": dH, "W2": H.T @ G, "b2": G.sum(axis=0), "Q": dH * U, "U": dU}
    return grads | from_units(values, dU)


def from_units(values, dU):
    return {"gamma": (dU * values["N"]).sum(axis=0), "beta": dU.sum(axis=0), "N": dU * values["gamma"]}


# --- right answers -----------------------------------------------------------------------------------------


@alternative("the gate's slope in one formula", uses=(from_units,))
def back_through_gate(values, G):
    H, W2, Q = values["H"], values["W2"], values["Q"]
    dH = np.einsum("ik,jk->ij", G, W2)
    dU = dH * (Q + H * (1 - Q))
    grads = {"H": dH, "W2": np.einsum("ij,ik->jk", H, G), "b2": np.ones(len(G)) @ G, "Q": dH * values["U"], "U": dU}
    return {**grads, **from_units(values, dU)}


@alternative("unit by unit")
def back_through_gate(values, G):
    names = ("H", "W2", "b2", "Q", "U", "gamma", "beta", "N")
    grads = {name: np.zeros_like(values[name]) for name in names}
    for i in range(len(G)):
        grads["b2"] += G[i]
        for j in range(len(values["W2"])):
            u, q = values["U"][i, j], values["Q"][i, j]
            grads["W2"][j] += values["H"][i, j] * G[i]
            grads["H"][i, j] = h = G[i] @ values["W2"][j]
            grads["Q"][i, j] = h * u
            grads["U"][i, j] = d = h * q + h * u * q * (1 - q)
            grads["gamma"][j] += d * values["N"][i, j]
            grads["beta"][j] += d
            grads["N"][i, j] = d * values["gamma"][j]
    return grads


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The path through the gate missing",
    hint="U is used twice: it is let through, and it decides how much. Does your gradient of U contain both?",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    dU = grads["H"] * values["Q"]
    grads |= {"U": dU} | from_units(values, dU)
    return grads


@misconception(
    "Only the path through the gate",
    hint="U is used twice: it is let through, and it decides how much. Does your gradient of U contain both?",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    Q = values["Q"]
    dU = grads["Q"] * Q * (1 - Q)
    grads |= {"U": dU} | from_units(values, dU)
    return grads


@misconception(
    "The sigmoid's slope with U in place of Q",
    hint="The derivative of the sigmoid is Q (1 − Q), written with its result.",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    U, Q = values["U"], values["Q"]
    dU = grads["H"] * Q + grads["Q"] * U * (1 - U)
    grads |= {"U": dU} | from_units(values, dU)
    return grads


@misconception(
    "The factors of H and G exchanged",
    hint="W2 has a row for each unit and a column for each class. Which of the two products has that shape?",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    grads["W2"] = G.T @ values["H"]
    return grads


@misconception(
    "The biases' gradient as a mean",
    hint="A mean, if there is one, is inside G already.",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    grads["b2"] = G.mean(axis=0)
    return grads


@misconception(
    "beta's gradient not summed",
    hint="beta was spread over the rows; what was spread is summed.",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    grads["beta"] = grads["U"].copy()
    return grads


@misconception(
    "gamma's gradient without N",
    hint="With which factor does gamma act on U?",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    grads["gamma"] = grads["U"].sum(axis=0)
    return grads


@misconception(
    "gamma's gradient with U in place of N",
    hint="gamma multiplies N, before beta is added.",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    grads["gamma"] = (grads["U"] * values["U"]).sum(axis=0)
    return grads


@misconception(
    "gamma missing on the way to N",
    hint="With which factor does N act on U?",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    grads["N"] = grads["U"].copy()
    return grads


@misconception(
    "Q's gradient with H in place of U",
    hint="H = U ∘ Q: the derivative with respect to Q is the other factor.",
    uses=(
        right_grads,
        from_units,
    ),
)
def back_through_gate(values, G):
    grads = right_grads(values, G)
    grads["Q"] = grads["H"] * values["H"]
    return grads
