"""Homework 3, `hinge`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two loops")
def hinge_forward(Z, y, margin=1.0):
    total, active = 0.0, np.zeros(Z.shape, dtype=bool)
    for i, right in enumerate(y):
        for j in range(Z.shape[1]):
            cost = Z[i, j] - Z[i, right] + margin
            if j != right and cost > 0:
                total += cost
                active[i, j] = True
    return total / len(Z), (active, y)


@alternative("one-hot rows keep the right class out")
def hinge_forward(Z, y, margin=1.0):
    wrong = np.arange(Z.shape[1]) != y[:, None]
    costs = np.maximum(0, Z - np.take_along_axis(Z, y[:, None], axis=1) + margin) * wrong
    return costs.sum(axis=1).mean(), (costs > 0, y)


@alternative("one-hot rows times the counts")
def hinge_backward(g, cache):
    active, y = cache
    counts = active.sum(axis=1, keepdims=True)
    return (active - np.eye(active.shape[1])[y] * counts) * g / len(y)


@alternative("a loop over the active terms")
def hinge_backward(g, cache):
    active, y = cache
    dZ = np.zeros(active.shape)
    for i, j in np.argwhere(active):
        dZ[i, j] += g / len(y)
        dZ[i, y[i]] -= g / len(y)
    return dZ


def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    costs = np.clip(Z - Z[rows, y][:, None] + margin, 0, None)
    costs[rows, y] = 0
    return float(costs.sum() / len(rows)), (costs, y)


@alternative("the costs in the cache, and their signs", uses=(hinge_forward,))
def hinge_backward(g, cache):
    costs, y = cache
    dZ = np.sign(costs)
    dZ[np.arange(len(y)), y] -= dZ.sum(axis=1)
    return g / len(dZ) * dZ


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The right class counted as a wrong one in the hinge loss",
    hint="Compared with itself the right class has a gap of 0, plus the margin. Should it cost something?",
)
def hinge_forward(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return float(costs.sum() / len(y)), (costs > 0, y)


@misconception(
    "The margin missing from the hinge loss",
    hint="Equal scores are not free of charge. Which term asks for a lead?",
)
def hinge_forward(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None])
    return float(costs.sum() / len(y)), (costs > 0, y)


@misconception(
    "Active terms noted without the margin",
    hint="A wrong class that trails by less than the margin costs something: its term is active. Is it in your mask?",
)
def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    gaps = Z - Z[rows, y][:, None]
    costs = np.maximum(0, gaps + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y)), (gaps > 0, y)


@misconception(
    "The hinge loss of the worst class only",
    hint="Every wrong class that comes too close costs something. Where do you lose all but one of them?",
)
def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    costs = np.maximum(0, Z - Z[rows, y][:, None] + margin)
    costs[rows, y] = 0
    worst = costs == costs.max(axis=1, keepdims=True)
    return float(costs.max(axis=1).mean()), (worst & (costs > 0), y)


@misconception(
    "The right score's entry is -1, however many terms are active",
    hint="The right score enters every active term. How many are active in the example by hand, and what is its rate?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -1.0
    return g * dZ / len(y)


@misconception(
    "The right score gets no gradient from the hinge loss",
    hint="Each row adds up to 0. What do yours add up to, and whose entry is missing?",
)
def hinge_backward(g, cache):
    active, y = cache
    return g * active.astype(float) / len(y)


@misconception(
    "The count of active terms with the wrong sign",
    hint="Raise the right score: the loss should fall. Which sign has its entry in your gradient?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = active.sum(axis=1)
    return g * dZ / len(y)


@misconception(
    "The mean forgotten in the hinge gradient",
    hint="The loss is a mean over the examples. Where does that show in the gradient?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -active.sum(axis=1)
    return g * dZ


@misconception(
    "The hinge gradient ignores g",
    hint="Call backward with g = 2: does anything change?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -active.sum(axis=1)
    return dZ / len(y)


@misconception(
    "The active terms of the whole batch in every row",
    hint="Each example has active terms of its own. Over which axis do you count?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -active.sum()
    return g * dZ / len(y)


@misconception(
    "Divided by the number of active terms",
    hint="Within an example the terms are added, not averaged. By what do you divide a row?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active / np.maximum(active.sum(axis=1, keepdims=True), 1)
    dZ[np.arange(len(y)), y] = -1.0 * active.any(axis=1)
    return g * dZ / len(y)


@misconception(
    "Whole columns of the right classes overwritten",
    hint="Only one entry of each row belongs to its right class. How many entries does your assignment change?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[:, y] = -active.sum(axis=1, keepdims=True)
    return g * dZ / len(y)


def hinge_forward(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return float(costs.sum() / len(y) - margin), (Z, y, margin)


@misconception(
    "Weighted with the costs: the gradient of a squared hinge",
    hint="The hinge is straight: once a term is active its rate is 1, however large it is. What is it in your code?",
    uses=(hinge_forward,),
)
def hinge_backward(g, cache):
    Z, y, margin = cache
    rows = np.arange(len(y))
    dZ = np.maximum(0, Z - Z[rows, y][:, None] + margin)
    dZ[rows, y] = 0
    dZ[rows, y] = -dZ.sum(axis=1)
    return g * dZ / len(y)


def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    costs = np.maximum(0, Z - Z[rows, y][:, None] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y)), ((costs > 0).astype(float), y)


@misconception(
    "The hinge gradient written into the cached array",
    hint="The first call is right, the second is not. Which array of the cache does backward write into?",
    uses=(hinge_forward,),
)
def hinge_backward(g, cache):
    active, y = cache
    active[np.arange(len(y)), y] = -active.sum(axis=1)
    return g * active / len(y)
