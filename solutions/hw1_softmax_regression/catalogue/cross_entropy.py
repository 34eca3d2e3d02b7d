"""Homework 1, `cross_entropy`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two loops, exponential by exponential")
def cross_entropy(Z, y):
    m, K = Z.shape
    total = 0.0
    for i in range(m):
        largest = np.max(Z[i])
        exponentials = 0.0
        for j in range(K):
            exponentials += np.exp(Z[i, j] - largest)
        total += largest + np.log(exponentials) - Z[i, y[i]]
    return total / m


@alternative("np.logaddexp.reduce and fancy indexing")
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[range(Z.shape[0]), y])


@alternative("a Python loop over the examples")
def cross_entropy(Z, y):
    total = 0.0
    for z, right in zip(Z, y, strict=True):
        c = z.max()
        total += c + np.log(np.sum(np.exp(z - c))) - z[right]
    return total / len(Z)


@alternative("one-hot rows pick the right score")
def cross_entropy(Z, y):
    one_hot = np.zeros(Z.shape)
    one_hot[np.arange(len(y)), y] = 1
    c = np.max(Z, axis=1, keepdims=True)
    lse = c + np.log(np.sum(np.exp(Z - c), axis=1, keepdims=True))
    return float(np.sum((lse - Z) * one_hot) / len(y))


@alternative("shifted by the right score, then stable")
def cross_entropy(Z, y):
    D = Z - np.take_along_axis(Z, y[:, None], axis=1)
    top = D.max(axis=1)
    return (top + np.log(np.exp(D - top[:, None]).sum(axis=1))).mean()


@alternative("a boolean mask of the right classes")
def cross_entropy(Z, y):
    mask = np.arange(Z.shape[1]) == y[:, None]
    c = Z.max(1)
    return float((c + np.log(np.exp(Z - c[:, None]).sum(1))).sum() / Z.shape[0] - Z[mask].mean())


@alternative("logarithms of all probabilities, the right ones taken along the axis")
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.take_along_axis(logs, y.reshape(-1, 1), axis=1).mean()


@alternative("Python floats and the math module")
def cross_entropy(Z, y):
    import math

    losses = []
    for z, right in zip(Z.tolist(), y.tolist(), strict=True):
        top = max(z)
        losses.append(top + math.log(sum(math.exp(value - top) for value in z)) - z[right])
    return sum(losses) / len(losses)


def _log_sum_exp(z):
    top = np.max(z)
    return top + np.log(np.exp(z - top).sum())


@alternative("a helper of one's own for one row", uses=(_log_sum_exp,))
def cross_entropy(Z, y):
    return float(np.mean([_log_sum_exp(z) - z[right] for z, right in zip(Z, y, strict=True)]))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Logarithm to base 10",
    hint="Equal scores for three classes should cost 1.10. You get 0.48: which logarithm belongs to e?",
)
def cross_entropy(Z, y):
    return -np.mean(np.log10(softmax(Z)[np.arange(len(y)), y]))


@misconception(
    "Sum over the batch instead of the mean",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def cross_entropy(Z, y):
    return np.sum(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y])


@misconception(
    "Divided by m and K: a mean over classes as well",
    hint="Each example contributes one number, that of its right class. By how many numbers do you divide?",
)
def cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(np.eye(Z.shape[1])[y] * logs)


@misconception(
    "The sign of the logarithm forgotten",
    hint="A loss is large when the guess is bad. Which sign does the logarithm of a probability have?",
)
def cross_entropy(Z, y):
    return np.mean(Z[np.arange(len(y)), y] - np.logaddexp.reduce(Z, axis=1))


@misconception(
    "Softmax applied twice",
    hint="The formula with log-sum-exp starts from scores. "
    "Is what you put into it still a score, or already a probability?",
)
def cross_entropy(Z, y):
    S = softmax(Z)
    return np.mean(np.logaddexp.reduce(S, axis=1) - S[np.arange(len(y)), y])


@misconception(
    "Labels counted from 1",
    hint="Classes are numbered from 0 to K − 1. Which column do you read for an example of class 0?",
)
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y - 1])


@misconception(
    "The columns y picked from every row",
    hint="Print the shape of what you pick: one number per example is m numbers, not m times m.",
)
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1)[:, None] - Z[:, y])


@misconception(
    "The loss runs over all classes, not only the right one",
    hint="Only the probability of the right class enters the loss of an example. How many terms does your sum have?",
)
def cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs.sum(axis=1))


@misconception(
    "Number of classes taken from the labels",
    hint="A batch may lack a class. Where else can you read off K, even if the highest class is absent?",
)
def cross_entropy(Z, y):
    one_hot = np.eye(int(max(y)) + 1)[y]
    return np.mean(np.logaddexp.reduce(Z, axis=1) - np.sum(Z * one_hot, axis=1))


@misconception(
    "Logarithm of a probability that was already rounded to 0",
    hint="A tiny probability rounds to 0, and its logarithm is lost. The scores still know it: "
    "can you avoid the detour?",
)
def cross_entropy(Z, y):
    return -np.mean(np.log(softmax(Z)[np.arange(len(y)), y]))


@misconception(
    "A small number added inside the logarithm",
    hint="It hides the infinity and caps the loss at 27.6. What should a gap of 1000 between two scores cost?",
)
def cross_entropy(Z, y):
    return -np.mean(np.log(softmax(Z)[np.arange(len(y)), y] + 1e-12))


@misconception(
    "Log-sum-exp without a shift",
    hint="Look at the exponentials of scores near 1000. What may you take out of the sum before you exponentiate?",
)
def cross_entropy(Z, y):
    return np.mean(np.log(np.sum(np.exp(Z), axis=1)) - Z[np.arange(len(y)), y])


@misconception(
    "Log-sum-exp shifted by the maximum of the whole array",
    hint="Mix rows around 0 with rows around 1000. What is the logarithm of the sum that is left for the low rows?",
)
def cross_entropy(Z, y):
    return np.mean(Z.max() + np.log(np.exp(Z - Z.max()).sum(axis=1)) - Z[np.arange(len(y)), y])


@misconception(
    "The shift taken out but never added back",
    hint="Taking the maximum out of the sum leaves it standing in front. "
    "Compare both sides of the log-sum-exp identity.",
)
def cross_entropy(Z, y):
    return np.mean(np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1)) - Z[np.arange(len(y)), y])


@misconception(
    "The largest score instead of that of the right class",
    hint="A confident mistake has to cost a lot. Where do the labels y enter your formula?",
)
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z.max(axis=1))
