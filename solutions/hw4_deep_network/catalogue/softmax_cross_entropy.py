"""Homework 4, `softmax_cross_entropy`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("one example after the other, with the math module")
def softmax_cross_entropy(Z, y):
    import math

    m, K = Z.shape
    loss, G = 0.0, np.zeros((m, K))
    for r in range(m):
        top = max(Z[r])
        exponentials = [math.exp(z - top) for z in Z[r]]
        total = sum(exponentials)
        loss += (top + math.log(total) - Z[r, y[r]]) / m
        for k in range(K):
            G[r, k] = (exponentials[k] / total - (k == y[r])) / m
    return loss, G


@alternative("np.logaddexp.reduce, and exponentials of log-probabilities")
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    m = len(y)
    G = np.exp(logs)
    G[np.arange(m), y] -= 1
    return -logs[np.arange(m), y].mean(), G / m


@alternative("one-hot rows")
def softmax_cross_entropy(Z, y):
    m, K = Z.shape
    I_y = np.eye(K)[y]
    largest = np.max(Z, axis=1, keepdims=True)
    E = np.exp(Z - largest)
    S = E / E.sum(axis=1, keepdims=True)
    log_sum_exp = largest + np.log(E.sum(axis=1, keepdims=True))
    loss = np.sum((log_sum_exp - Z) * I_y) / m
    return float(loss), (S - I_y) / m


@alternative("np.take_along_axis and np.put_along_axis")
def softmax_cross_entropy(Z, y):
    column = y[:, np.newaxis]
    shifted = Z - np.amax(Z, axis=1)[:, None]
    E = np.exp(shifted)
    S = E / np.sum(E, axis=1)[:, None]
    right = np.take_along_axis(S, column, axis=1)
    loss = np.mean(np.log(np.sum(E, axis=1)) - np.take_along_axis(shifted, column, axis=1)[:, 0])
    np.put_along_axis(S, column, right - 1, axis=1)
    return loss, S / Z.shape[0]


@alternative("a boolean mask of the right classes")
def softmax_cross_entropy(Z, y):
    mask = np.arange(Z.shape[1]) == y[:, None]
    shift = Z.max(axis=1)
    logs = shift + np.log(np.exp(Z - shift[:, None]).sum(axis=1))
    loss = (logs - Z[mask]).sum() / len(Z)
    return loss, (np.exp(Z - logs[:, None]) - mask) / len(Z)


@alternative("transposed, so that no keepdims is needed")
def softmax_cross_entropy(Z, y):
    T = Z.T - Z.max(axis=1)
    E = np.exp(T)
    S = (E / E.sum(axis=0)).T
    loss = (np.log(E.sum(axis=0)) - T[y, range(len(y))]).mean()
    np.subtract.at(S, (range(len(y)), y), 1.0)
    return loss, S * (1 / len(y))


@alternative("differences to the right score")
def softmax_cross_entropy(Z, y):
    m = len(y)
    D = Z - Z[np.arange(m), y].reshape(m, 1)
    top = D.max(axis=1, keepdims=True)
    E = np.exp(D - top)
    total = E.sum(axis=1, keepdims=True)
    G = E / (total * m)
    G[np.arange(m), y] -= 1 / m
    return float((top + np.log(total)).mean()), G


@alternative("the gradient of each example stacked at the end")
def softmax_cross_entropy(Z, y):
    losses, rows = [], []
    for z, right in zip(Z, y, strict=True):
        e = np.exp(z - z.max())
        losses.append(np.log(e.sum()) + z.max() - z[right])
        s = e / e.sum()
        s[right] -= 1
        rows.append(s)
    return sum(losses) / len(losses), np.vstack(rows) / len(rows)


# --- mistakes ----------------------------------------------------------------------------------------------


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _cross_entropy(Z, y):
    return np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y]


@misconception(
    "G without the 1/m of the mean",
    hint="The loss is a mean over the batch. What is the derivative of (1/m) times a sum?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), _softmax(Z) - np.eye(Z.shape[1])[y]


@misconception(
    "G divided by m twice",
    hint="One mean gives one factor 1/m. Follow the division through your code: where does it happen first?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y) ** 2


@misconception(
    "The loss summed over the batch, G right",
    hint="Repeat every example of a batch twice. Should the loss change? And do loss and G belong together?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.sum(_cross_entropy(Z, y)), (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Sums instead of means in loss and G",
    hint="Repeat every example of a batch twice. Should the loss change?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.sum(_cross_entropy(Z, y)), _softmax(Z) - np.eye(Z.shape[1])[y]


@misconception(
    "The sign of G reversed",
    hint="Raising the score of the right class lowers the loss. Which sign must its entry in G have?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (np.eye(Z.shape[1])[y] - _softmax(Z)) / len(y)


@misconception(
    "The labels never subtracted in G",
    hint="Each row of G adds up to 0. What do your rows add up to?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), _softmax(Z) / len(y)


@misconception(
    "1 subtracted in the columns y of every row",
    hint="Row r has one right class, y[r]. How many entries does your indexing change in each row?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    G = _softmax(Z)
    G[:, y] -= 1
    return np.mean(_cross_entropy(Z, y)), G / len(y)


@misconception(
    "The class numbers subtracted instead of one-hot rows",
    hint="The label 3 is a name, not an amount. What has to stand in row r of I_y, and which shape does I_y have?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (_softmax(Z) - y[:, None]) / len(y)


@misconception(
    "The derivative by the probabilities returned as G",
    hint="−1/S is the derivative by the probability of the right class. What lies between probabilities and scores?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    S, I_y = _softmax(Z), np.eye(Z.shape[1])[y]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.mean(_cross_entropy(Z, y)), -I_y / S / len(y)


@misconception(
    "Labels counted from 1 in the loss of the network",
    hint="Classes are numbered from 0 to K − 1. Which column do you read for an example of class 0?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y - 1)), (_softmax(Z) - np.eye(Z.shape[1])[y - 1]) / len(y)


@misconception(
    "Softmax over the wrong axis",
    hint="One example is one row. Add up the probabilities along each axis and see which sums are 1.",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=0))
    S, rows = E / E.sum(axis=0), np.arange(len(y))
    return -np.mean(np.log(S[rows, y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "No shift before the exponential",
    hint="Print np.exp(1000.0). Which number may you subtract from all scores of a row without changing anything?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z)
    S, rows = E / E.sum(axis=1, keepdims=True), np.arange(len(y))
    return np.mean(np.log(E.sum(axis=1)) - Z[rows, y]), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The maximum of the whole batch as shift",
    hint="Mix rows around 0 with rows around 1000. What is left of the low rows after your shift?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max())
    S, rows = E / E.sum(axis=1, keepdims=True), np.arange(len(y))
    loss = np.mean(Z.max() + np.log(E.sum(axis=1)) - Z[rows, y])
    return loss, (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Logarithm of a probability that was rounded to 0",
    hint="A tiny probability rounds to 0, and its logarithm is lost. Can you get there from the scores directly?",
    uses=(_softmax,),
)
def softmax_cross_entropy(Z, y):
    S, rows = _softmax(Z), np.arange(len(y))
    return -np.mean(np.log(S[rows, y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "A small number inside the logarithm",
    hint="It hides the infinity and caps the loss. What should a gap of 1000 between two scores cost?",
    uses=(_softmax,),
)
def softmax_cross_entropy(Z, y):
    S, rows = _softmax(Z), np.arange(len(y))
    return -np.mean(np.log(S[rows, y] + 1e-12)), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The shift never added back",
    hint="Taking the maximum out of the sum leaves it standing in front. Compare loss and formula for scores (5, 5).",
    uses=(_softmax,),
)
def softmax_cross_entropy(Z, y):
    logs = np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1))
    loss = np.mean(logs - Z[np.arange(len(y)), y])
    return loss, (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Mean over the classes as well",
    hint="Each example costs one number, that of its right class. By how many numbers do you divide?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)) / Z.shape[1], (_softmax(Z) - np.eye(Z.shape[1])[y]) / Z.size


@misconception(
    "Logarithm to base 10 in the loss",
    hint="Equal scores for three classes should cost 1.10. You get 0.48: which logarithm belongs to e?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)) / np.log(10), (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The number of classes read off the labels",
    hint="A batch may lack a class. Where else can you read off K, even if the highest class is absent?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (_softmax(Z) - np.eye(int(y.max()) + 1)[y]) / len(y)


@misconception(
    "The scores changed in place",
    hint="An operator such as -= writes into the array the caller still holds. Print Z before and after the call.",
)
def softmax_cross_entropy(Z, y):
    rows = np.arange(len(y))
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    loss = float(np.mean(np.log(E.sum(axis=1)) - Z[rows, y]))
    return loss, (E / E.sum(axis=1, keepdims=True) - np.eye(Z.shape[1])[y]) / len(y)
