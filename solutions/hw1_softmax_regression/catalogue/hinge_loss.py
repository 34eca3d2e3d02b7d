"""Homework 1, `hinge_loss`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two Python loops")
def hinge_loss(Z, y, margin=1.0):
    m, K = Z.shape
    total = 0.0
    for i in range(m):
        for j in range(K):
            if j != y[i]:
                total += max(0.0, Z[i, j] - Z[i, y[i]] + margin)
    return total / m


@alternative("all classes, minus the margin that the right class contributes")
def hinge_loss(Z, y, margin=1.0):
    right = np.take_along_axis(Z, y[:, None], axis=1)
    return np.maximum(Z - right + margin, 0).sum() / len(y) - margin


@alternative("clip, and weights from a one-hot array")
def hinge_loss(Z, y, margin=1.0):
    wrong = 1 - np.eye(Z.shape[1])[y]
    lead = Z[np.arange(len(y)), y].reshape(-1, 1) - Z
    return float(np.einsum("ij,ij->", np.clip(margin - lead, 0, None), wrong) / len(y))


@alternative("the right class deleted from every row")
def hinge_loss(Z, y, margin=1.0):
    losses = []
    for z, right in zip(Z, y, strict=True):
        gaps = np.delete(z, right) - z[right] + margin
        losses.append(gaps[gaps > 0].sum())
    return np.mean(losses)


@alternative("the right class pushed to minus infinity")
def hinge_loss(Z, y, margin=1.0):
    rows = np.arange(len(Z))
    gaps = Z - Z[rows, y].reshape(-1, 1)
    gaps[rows, y] = -np.inf
    return np.mean(np.sum(np.where(gaps > -margin, gaps + margin, 0.0), axis=1))


@alternative("half of a number and its absolute value")
def hinge_loss(Z, y, margin=1.0):
    gaps = Z - Z[np.arange(len(y)), y][:, np.newaxis] + margin
    positive = (gaps + np.abs(gaps)) / 2
    return positive.sum() / len(y) - margin


@alternative("the wrong classes picked by a mask, K − 1 in each row")
def hinge_loss(Z, y, margin=1.0):
    m, K = Z.shape
    wrong = np.arange(K) != y[:, None]
    lead = np.repeat(Z[~wrong], K - 1) - Z[wrong]
    return float(np.clip(margin - lead, 0.0, np.inf).sum() / m)


@alternative("one sum over all pairs of an example and a class")
def hinge_loss(Z, y, margin=1.0):
    m, K = Z.shape
    pairs = ((i, j) for i in range(m) for j in range(K) if j != y[i])
    return sum(max(0.0, float(Z[i, j] - Z[i, y[i]]) + margin) for i, j in pairs) / m


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The right class counted among the wrong ones",
    hint="Compared with itself a class has the gap 0. What does it add to your sum, and should it?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin).sum() / len(y)


@misconception(
    "The margin forgotten",
    hint="Equal scores should not be free of charge. Which term of the formula asks for a lead?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y][:, None]).sum() / len(y)


@misconception(
    "The margin is always 1",
    hint="margin is an argument. What changes in your result when you call the function with margin=3?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + 1.0)
    return costs.sum() / len(y) - 1.0


@misconception(
    "Right and wrong score swapped",
    hint="Raise the score of the right class in an example. Does your loss fall?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z[np.arange(len(y)), y][:, None] - Z + margin)
    return costs.sum() / len(y) - margin


@misconception(
    "Hinge loss summed over the batch",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return costs.sum() - margin * len(y)


@misconception(
    "Hinge loss averaged over the classes too",
    hint="Within one example the wrong classes are summed. The mean is over examples only: by what do you divide?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    costs[np.arange(len(y)), y] = 0
    return costs.mean()


@misconception(
    "Only the worst wrong class counts",
    hint="Every wrong class that comes too close costs something. In which step do you lose all but one of them?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    costs[np.arange(len(y)), y] = 0
    return costs.max(axis=1).mean()


@misconception(
    "Cut off at zero after the sum instead of before",
    hint="A class far behind must not pay for one that is too close. "
    "Should the max act on each class, or on their sum?",
)
def hinge_loss(Z, y, margin=1.0):
    gaps = Z - Z[np.arange(len(y)), y][:, None] + margin
    return np.maximum(0, gaps.sum(axis=1) - margin).mean()


@misconception(
    "Squared hinge",
    hint="In the example by hand a gap of 0.5 costs 0.5. What does it cost in your function?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    costs[np.arange(len(y)), y] = 0
    return (costs**2).sum() / len(y)


@misconception(
    "The scores are changed in place by the hinge loss",
    hint="An operator such as -= writes into the array that the caller still holds. Print Z before and after the call.",
)
def hinge_loss(Z, y, margin=1.0):
    Z -= Z[np.arange(len(y)), y][:, None].copy()
    costs = np.maximum(0, Z + margin)
    return costs.sum() / len(y) - margin


@misconception(
    "The margin subtracted instead of added",
    hint="A class that trails by less than the margin has to cost something. What does it cost in your function?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] - margin).sum() / len(y)


@misconception(
    "Classes that come too close are counted, not what they lack",
    hint="In the example by hand a gap of 0.5 costs 0.5. Which step of yours turns it into 1?",
)
def hinge_loss(Z, y, margin=1.0):
    gaps = Z - Z[np.arange(len(y)), y][:, None] + margin
    gaps[np.arange(len(y)), y] = 0
    return np.sum(gaps > 0) / len(y)


@misconception(
    "Compared with the largest score instead of the right one",
    hint="Change a label and leave the scores alone. Does your loss change?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z.max(axis=1, keepdims=True) + margin).sum() / len(y) - margin


@misconception(
    "Labels counted from 1 in the hinge loss",
    hint="Classes are numbered from 0 to K − 1. Which column is the right one for an example of class 0?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y - 1][:, None] + margin).sum() / len(y) - margin


@misconception(
    "Divided by the number of wrong classes too",
    hint="Equal scores should cost K − 1 margins. What do they cost in your function?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return (costs.sum() / len(y) - margin) / (Z.shape[1] - 1)
