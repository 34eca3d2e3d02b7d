"""Capstone on a whole program, `back_to_scores`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def right_grads(values):
    S, s, C, y = (values[name] for name in ("S", "s", "C", "y"))
    onehot = np.eye(S.shape[1])[y]
    dS = -onehot / S / len(y)
    ds = -np.sum(dS * C, axis=1, keepdims=True) / s**2
    dC = dS / s + ds
    dM = dC * C
    return {"S": dS, "s": ds, "C": dC, "M": dM, "Z2": dM}


# --- right answers -----------------------------------------------------------------------------------------


@alternative("one example at a time")
def back_to_scores(values):
    C, s, S, y = values["C"], values["s"], values["S"], values["y"]
    m, K = S.shape
    grads = {name: np.zeros_like(values[name]) for name in ("S", "s", "C", "M", "Z2")}
    for i in range(m):
        grads["S"][i, y[i]] = -1.0 / (m * S[i, y[i]])
        for k in range(K):
            grads["s"][i, 0] += grads["S"][i, k] * -C[i, k] / s[i, 0] ** 2
        for k in range(K):
            grads["C"][i, k] = grads["S"][i, k] / s[i, 0] + grads["s"][i, 0]
            grads["M"][i, k] = grads["C"][i, k] * C[i, k]
        grads["Z2"][i] = grads["M"][i]
    return grads


@alternative("the scores by their short formula", uses=(right_grads,))
def back_to_scores(values):
    grads = right_grads(values)
    grads["Z2"] = (values["S"] - np.eye(values["S"].shape[1])[values["y"]]) / len(values["y"])
    return grads


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The mean of the loss forgotten",
    hint="The loss is a mean over m examples. Where is the m in your first line?",
    uses=(right_grads,),
)
def back_to_scores(values):
    return {name: grad * len(values["y"]) for name, grad in right_grads(values).items()}


@misconception(
    "The sign of the loss forgotten",
    hint="The loss has a minus in front. Does more probability for the right class raise the loss?",
    uses=(right_grads,),
)
def back_to_scores(values):
    return {name: -grad for name, grad in right_grads(values).items()}


@misconception(
    "The sums' path missing in C",
    hint="C is used twice: in S, and in the sums s. Does your gradient of C contain both?",
    uses=(right_grads,),
)
def back_to_scores(values):
    grads = right_grads(values)
    grads["C"] = grads["S"] / values["s"]
    grads["M"] = grads["C"] * values["C"]
    grads["Z2"] = grads["M"]
    return grads


@misconception(
    "The sums' gradient not summed over the row",
    hint="s has one number for each row and is used in all entries of that row. What shape has its gradient?",
    uses=(right_grads,),
)
def back_to_scores(values):
    grads = right_grads(values)
    grads["s"] = -grads["S"] * values["C"] / values["s"] ** 2
    return grads


@misconception(
    "The sums not squared",
    hint="The derivative of 1/s is −1/s².",
    uses=(right_grads,),
)
def back_to_scores(values):
    grads = right_grads(values)
    grads["s"] = grads["s"] * values["s"]
    return grads


@misconception(
    "The exponential's derivative forgotten",
    hint="C = exp(M): what is the derivative, written with C?",
    uses=(right_grads,),
)
def back_to_scores(values):
    grads = right_grads(values)
    grads["M"] = grads["C"].copy()
    return grads


@misconception(
    "S used as the derivative of the exponential",
    hint="C = exp(M), and S is C over its sum. Which of the two is the derivative of the exponential?",
    uses=(right_grads,),
)
def back_to_scores(values):
    grads = right_grads(values)
    grads["M"] = grads["C"] * values["S"]
    return grads


@misconception(
    "The other classes in the gradient of S",
    hint="Only S of the right class enters the loss. What is the derivative with respect to the others?",
    uses=(right_grads,),
)
def back_to_scores(values):
    grads = right_grads(values)
    grads["S"] = -1 / values["S"] / len(values["y"])
    return grads


@misconception(
    "The largest score's own path counted without the other",
    hint="The gradient of t is zero. What does M hand to the largest score, and to all the others?",
    uses=(right_grads,),
)
def back_to_scores(values):
    grads = right_grads(values)
    largest = np.eye(values["S"].shape[1])[values["Z2"].argmax(axis=1)]
    grads["Z2"] = grads["M"] + largest
    return grads
