"""Capstone on a whole program, `back_to_letters`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def right_grads(values, G):
    dF = G @ values["W1"].T
    dR = dF.reshape(values["R"].shape)
    dE = np.zeros_like(values["E"])
    np.add.at(dE, values["codes"], dR)
    return {"F": dF, "W1": values["F"].T @ G, "b1": G.sum(axis=0), "R": dR, "E": dE}


# --- right answers -----------------------------------------------------------------------------------------


@alternative("letters as one-hot rows", uses=(right_grads,))
def back_to_letters(values, G):
    grads = right_grads(values, G)
    onehot = np.eye(len(values["E"]))[values["codes"]]
    grads["E"] = np.einsum("mca,mce->ae", onehot, grads["R"])
    return grads


@alternative("a loop over the letters of the batch", uses=(right_grads,))
def back_to_letters(values, G):
    grads = right_grads(values, G)
    dE = np.zeros_like(values["E"])
    for i, word in enumerate(values["codes"]):
        for j, letter in enumerate(word):
            dE[letter] += grads["R"][i, j]
    grads["E"] = dE
    return grads


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Copies of a letter overwrite one another",
    hint="E[codes] += … writes once for a letter that occurs twice. What adds up instead?",
    uses=(right_grads,),
)
def back_to_letters(values, G):
    grads = right_grads(values, G)
    dE = np.zeros_like(values["E"])
    dE[values["codes"]] += grads["R"]
    grads["E"] = dE
    return grads


@misconception(
    "The mean over the copies of a letter",
    hint="Each copy of a row of E acts on the loss. Do influences add up, or is there a division?",
    uses=(right_grads,),
)
def back_to_letters(values, G):
    grads = right_grads(values, G)
    counts = np.bincount(values["codes"].ravel(), minlength=len(values["E"]))
    grads["E"] = grads["E"] / np.maximum(counts, 1)[:, None]
    return grads


@misconception(
    "Only the first letter of each word",
    hint="A word has c letters, and each was looked up.",
    uses=(right_grads,),
)
def back_to_letters(values, G):
    grads = right_grads(values, G)
    dE = np.zeros_like(values["E"])
    np.add.at(dE, values["codes"][:, 0], grads["R"][:, 0])
    grads["E"] = dE
    return grads


@misconception(
    "The factors of F and G exchanged",
    hint="W1 has a row for each entry of F and a column for each unit. Which product has that shape?",
    uses=(right_grads,),
)
def back_to_letters(values, G):
    grads = right_grads(values, G)
    grads["W1"] = G.T @ values["F"]
    return grads


@misconception(
    "R laid out in another order",
    hint="R and F hold the same numbers in the same order. What does reshape do, and what does a transpose do?",
    uses=(right_grads,),
)
def back_to_letters(values, G):
    grads = right_grads(values, G)
    m, c, e = values["R"].shape
    grads["R"] = grads["F"].reshape(m, e, c).transpose(0, 2, 1).copy()
    return grads


@misconception(
    "The biases' gradient as a mean",
    hint="A mean, if there is one, is inside G already.",
    uses=(right_grads,),
)
def back_to_letters(values, G):
    grads = right_grads(values, G)
    grads["b1"] = G.mean(axis=0)
    return grads
