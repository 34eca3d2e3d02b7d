"""Homework 2, `softmax_cross_entropy`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a loop over the examples")
def softmax_cross_entropy(Z, y):
    m, K = Z.shape
    loss, G = 0.0, np.zeros((m, K))
    for i in range(m):
        exponentials = np.exp(Z[i] - np.max(Z[i]))
        total = np.sum(exponentials)
        loss += np.log(total) - (Z[i, y[i]] - np.max(Z[i]))
        G[i] = exponentials / total
        G[i, y[i]] -= 1
    return loss / m, G / m


@alternative("np.logaddexp.reduce and one-hot rows")
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1)[:, None]
    I_y = np.eye(Z.shape[1])[y]
    return -np.sum(I_y * logs) / len(y), (np.exp(logs) - I_y) / len(y)


@alternative("class by class")
def softmax_cross_entropy(Z, y):
    top = Z.max(axis=1)
    total = sum(np.exp(column - top) for column in Z.T)
    G = np.empty(Z.shape)
    for k in range(Z.shape[1]):
        G[:, k] = (np.exp(Z[:, k] - top) / total - (y == k)) / len(y)
    return (np.log(total) + top - Z[np.arange(len(y)), y]).mean(), G


@alternative("take_along_axis and put_along_axis")
def softmax_cross_entropy(Z, y):
    columns = y[:, np.newaxis]
    shifted = Z - np.max(Z, axis=1, keepdims=True)
    log_sum = np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    losses = log_sum - np.take_along_axis(shifted, columns, axis=1)
    S = np.exp(shifted - log_sum)
    np.put_along_axis(S, columns, np.take_along_axis(S, columns, axis=1) - 1.0, axis=1)
    return losses.mean(), S / Z.shape[0]


@alternative("transposed, classes as rows")
def softmax_cross_entropy(Z, y):
    T = Z.T - Z.max(axis=1)
    E = np.exp(T)
    S = E / E.sum(axis=0)
    right = np.arange(Z.shape[1])[:, None] == y
    loss = float((np.log(E.sum(axis=0)) - T[right.T.nonzero()[1], np.arange(len(y))]).sum() / len(y))
    return loss, ((S - right) / len(y)).T


@alternative("shifted by the right score")
def softmax_cross_entropy(Z, y):
    D = Z - Z[np.arange(len(y)), y].reshape(-1, 1)
    lse = np.logaddexp.reduce(D, axis=1)
    G = np.exp(D - lse[:, None])
    G[range(len(y)), y] -= 1
    G /= len(y)
    return np.mean(lse), G


@alternative("the loss through expm1 and log1p where that helps, a NumPy scalar returned")
def softmax_cross_entropy(Z, y):
    m = len(Z)
    top = Z.argmax(axis=1)
    shifted = Z - Z[np.arange(m), top][:, None]
    others = np.exp(shifted)
    others[np.arange(m), top] = 0.0
    lse = np.log1p(others.sum(axis=1))
    loss = (lse - shifted[np.arange(m), y]).mean()
    G = np.exp(shifted - lse[:, None]) / m
    G[np.arange(m), y] -= 1.0 / m
    return loss, G


@alternative("a boolean mask of the right classes")
def softmax_cross_entropy(Z, y):
    mask = np.arange(Z.shape[1]) == y[:, None]
    E = np.exp(Z - Z.max(1)[:, None])
    S = E / E.sum(1)[:, None]
    lse = Z.max(1) + np.log(E.sum(1))
    return float(lse.mean() - Z[mask].mean()), np.where(mask, S - 1, S) * (1 / len(Z))


@alternative("einsum, with one-hot rows")
def softmax_cross_entropy(Z, y):
    I_y = np.zeros(Z.shape)
    I_y[np.arange(y.size), y] = 1
    c = Z.max(axis=1, keepdims=True)
    E = np.exp(Z - c)
    inverse = 1 / np.einsum("ij->i", E)
    loss = (np.einsum("i->", np.log(E.sum(1)) + c[:, 0]) - np.einsum("ij,ij->", Z, I_y)) / y.size
    return loss, (np.einsum("ij,i->ij", E, inverse) - I_y) / y.size


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The mean missing in the gradient",
    hint="The loss is a mean over m examples. Is your G the gradient of a mean or of a sum?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), np.exp(logs) - np.eye(Z.shape[1])[y]


@misconception(
    "The mean missing in the loss",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.sum(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The mean missing in loss and gradient",
    hint="Your two results fit together, but the loss is asked for as a mean over the examples.",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.sum(logs[np.arange(len(y)), y]), np.exp(logs) - np.eye(Z.shape[1])[y]


@misconception(
    "The mean taken over examples and classes",
    hint="Each example contributes one number to the loss, that of its right class. By how many do you divide?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    I_y = np.eye(Z.shape[1])[y]
    return -np.mean(logs * I_y), (np.exp(logs) - I_y) / Z.size


@misconception(
    "The gradient with the opposite sign",
    hint="A larger score of the right class lowers the loss. Which sign must its derivative have?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.eye(Z.shape[1])[y] - np.exp(logs)) / len(y)


@misconception(
    "The loss with the opposite sign",
    hint="A loss is large when the guess is bad. Which sign does the logarithm of a probability have?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The probabilities returned as gradient, without the one-hot rows",
    hint="What the model said, minus what it should have said: where is the second part?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), np.exp(logs) / len(y)


@misconception(
    "A gradient for the right class only",
    hint="A wrong score enters the loss, too, through the sum of the exponentials. Is its derivative 0?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    I_y = np.eye(Z.shape[1])[y]
    return -np.mean(logs[np.arange(len(y)), y]), I_y * (np.exp(logs) - 1) / len(y)


@misconception(
    "The gradient by the probabilities instead of the scores",
    hint="−1/S is the slope of −log S by S. One step of the chain rule is missing: from S to Z.",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    I_y = np.eye(Z.shape[1])[y]
    return -np.mean(logs[np.arange(len(y)), y]), -I_y / np.exp(np.maximum(logs, -700)) / len(y)


@misconception(
    "1 taken from a whole column for every example",
    hint="S[:, y] picks columns, for all rows at once. How do you pick one entry in each row?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    G = np.exp(logs)
    G[:, y] -= 1
    return -np.mean(logs[np.arange(len(y)), y]), G / len(y)


@misconception(
    "No shift before the exponential, so large scores overflow",
    hint="Print np.exp(1000.0). Which number may you take from all scores of a row without changing the loss?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z)
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The maximum of the whole array is subtracted, so low rows underflow",
    hint="Put one example around 0 and another around 1000 into a batch. What is left of the first?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max())
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The logarithm taken of a probability that was rounded to 0",
    hint="With the scores (0, 1000) and the right class 0 the loss is 1000. Stay with the scores: log-sum-exp.",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "A tiny number added inside the logarithm",
    hint="1e-12 hides the overflow, but a loss of 1000 comes out as 27.6. Compute from the scores instead.",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y] + 1e-12)), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Softmax over the wrong axis: the columns add up to 1",
    hint="One example is one row. Along which axis do its probabilities add up to 1?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=0)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Logarithm to base 10",
    hint="Equal scores for three classes should cost 1.10. Which logarithm belongs to e?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    loss = -np.mean(logs[np.arange(len(y)), y]) / np.log(10)
    return loss, (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The scores given by the caller are changed in place",
    hint="Z -= ... writes into the array that the caller still holds. Print Z before and after the call.",
)
def softmax_cross_entropy(Z, y):
    Z -= Z.max(axis=1, keepdims=True)
    logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The number of classes read off from the labels",
    hint="A batch need not contain the last class. Which array always has one column for each class?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(y.max() + 1)[y]) / len(y)


@misconception(
    "The gradient divided by the number of examples twice",
    hint="The mean divides by m once. Where in your code does m come in?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y) ** 2
