"""Homework 3, `softmax_ce`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("logaddexp.reduce")
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs), y)


@alternative("a loop over the examples")
def softmax_ce_forward(Z, y):
    S, total = np.zeros(Z.shape), 0.0
    for i, z in enumerate(Z):
        e = np.exp(z - z.max())
        S[i] = e / e.sum()
        total += np.log(e.sum()) + z.max() - z[y[i]]
    return total / len(Z), (S, y)


@alternative("one-hot rows")
def softmax_ce_forward(Z, y):
    I_y = np.eye(Z.shape[1])[y]
    top = np.max(Z, axis=1)[:, None]
    E = np.exp(Z - top)
    lse = np.log(E.sum(axis=1)) + top.ravel()
    return float((lse - (Z * I_y).sum(axis=1)).mean()), (E / E.sum(axis=1)[:, None], y)


@alternative("1 subtracted from a copy")
def softmax_ce_backward(g, cache):
    S, y = cache
    dZ = S.copy()
    dZ[np.arange(len(y)), y] -= 1.0
    return dZ * (g / len(y))


@alternative("np.subtract.at on a copy")
def softmax_ce_backward(g, cache):
    S, y = cache
    dZ = np.array(S)
    np.subtract.at(dZ, (range(len(y)), y), 1)
    dZ /= len(dZ)
    return g * dZ


@alternative("a comparison makes the one-hot rows")
def softmax_ce_backward(g, cache):
    S, y = cache
    return np.multiply(g, S - (y[:, None] == np.arange(S.shape[1]))) / S.shape[0]


def softmax_ce_forward(Z, y):
    logs = Z - Z.max(axis=1, keepdims=True)
    logs = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
    slope = np.exp(logs)
    slope[np.arange(len(y)), y] -= 1
    return -np.take_along_axis(logs, y[:, None], axis=1).mean(), slope / len(y)


@alternative("the finished gradient in the cache", uses=(softmax_ce_forward,))
def softmax_ce_backward(g, cache):
    return g * cache


def softmax_ce_forward(Z, y):
    lse = np.logaddexp.reduce(Z, axis=1)
    return np.mean(lse - Z[range(len(y)), y]), [Z, y]


@alternative("the scores in the cache, one example at a time", uses=(softmax_ce_forward,))
def softmax_ce_backward(g, cache):
    rows = []
    for z, label in zip(*cache, strict=True):
        s = np.exp(z - z.max())
        s /= s.sum()
        s[label] -= 1
        rows.append(g * s / len(cache[1]))
    return np.array(rows)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The exponential of large scores",
    hint="Print np.exp(1000.0). Which number may be taken off all scores of a row without any effect?",
)
def softmax_ce_forward(Z, y):
    E = np.exp(Z)
    S = E / E.sum(axis=1, keepdims=True)
    return float(np.mean(np.log(E.sum(axis=1)) - Z[np.arange(len(y)), y])), (S, y)


@misconception(
    "The logarithm of a probability that has become 0",
    hint="A confident mistake costs about the gap between two scores. Can you avoid the detour over the probability?",
)
def softmax_ce_forward(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return float(-np.mean(np.log(S[np.arange(len(y)), y]))), (S, y)


@misconception(
    "A small number inside the logarithm caps the loss",
    hint="What should a gap of 1000 between two scores cost, and what does it cost with your small number?",
)
def softmax_ce_forward(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return float(-np.mean(np.log(S[np.arange(len(y)), y] + 1e-12))), (S, y)


@misconception(
    "The cross entropy summed over the batch",
    hint="Repeat every example twice. Should the loss change?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return float(-np.sum(logs[np.arange(len(y)), y])), (np.exp(logs), y)


@misconception(
    "Probabilities that add up to 1 in each column",
    hint="One example is one row. Over which axis do its probabilities add up to 1?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=0)
    return float(-np.mean(logs[np.arange(len(y)), y])), (np.exp(logs), y)


@misconception(
    "The cross entropy of all classes, not of the right one",
    hint="Only the probability of the right class enters the loss of an example. How many terms has your sum?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return float(-np.mean(logs.sum(axis=1))), (np.exp(logs), y)


@misconception(
    "Scores cached where backward expects probabilities",
    hint="The gradient contains what the model said, as probabilities. Do the rows in your cache add up to 1?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return float(-np.mean(logs[np.arange(len(y)), y])), (Z, y)


@misconception(
    "The scores shifted in place",
    hint="Z belongs to whoever called. Which line takes the maximum off Z itself?",
)
def softmax_ce_forward(Z, y):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    sums = E.sum(axis=1, keepdims=True)
    return float(np.mean(np.log(sums[:, 0]) - Z[np.arange(len(y)), y])), (E / sums, y)


@misconception(
    "The gradient of a sum instead of a mean",
    hint="The loss is a mean over the examples. Where does that show in the gradient?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y])


@misconception(
    "Divided by the number of classes instead of examples",
    hint="With as many classes as examples nobody would notice. Which axis of S do you count?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y]) / S.shape[1]


@misconception(
    "Divided by examples and classes",
    hint="The loss is a mean over the examples only. By how many numbers does your mean divide?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y]) / S.size


@misconception(
    "The upstream number ignored by the loss",
    hint="A loss may be one of several that are added with weights. Call backward with g = 2: does anything change?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return (S - np.eye(S.shape[1])[y]) / len(y)


@misconception(
    "The labels are never subtracted from the probabilities",
    hint="Each row of the gradient adds up to 0. What do yours add up to?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * S / len(y)


@misconception(
    "1 subtracted from whole columns",
    hint="Only one entry of each row belongs to the right class. How many entries does your subtraction change?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    dZ = S.copy()
    dZ[:, y] -= 1
    return g * dZ / len(y)


@misconception(
    "Labels minus probabilities",
    hint="What the model said, minus what it should have said. Which way round is yours?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (np.eye(S.shape[1])[y] - S) / len(y)


@misconception(
    "1 subtracted from the cached probabilities themselves",
    hint="The first call is right, the second subtracts again. Which array does your -= write into?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    S[np.arange(len(y)), y] -= 1
    return g * S / len(y)


@misconception(
    "As many classes as the largest label says",
    hint="A batch may lack the last class. What else in the cache knows how many there are?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(int(max(y)) + 1)[y]) / len(y)


@misconception(
    "The derivative of the cross entropy alone",
    hint="-1/s is the derivative by the probability. The scores are one step further back: what did fusing give?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return -g * np.eye(S.shape[1])[y] / S / len(y)


@misconception(
    "Only the right class of each example gets a gradient",
    hint="A higher score of a wrong class lowers the probability of the right one. What is its entry in your gradient?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    I_y = np.eye(S.shape[1])[y]
    return g * I_y * (S - 1) / len(y)


@misconception(
    "The softmax's table of derivatives taken for a diagonal",
    hint="Every probability depends on all scores of its row, through the sum. What has become of the other entries?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y]) * S * (1 - S) / len(y)
