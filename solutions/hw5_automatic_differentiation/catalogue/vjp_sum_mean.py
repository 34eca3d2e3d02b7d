"""Homework 5, `vjp_sum_mean`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("np.full_like")
def vjp_sum(G, out, a):
    return np.full_like(a, G)


@alternative("broadcast, and a copy")
def vjp_sum(G, out, a):
    return np.broadcast_to(G, a.shape).copy()


@alternative("np.full of the share")
def vjp_mean(G, out, a):
    return np.full(a.shape, G / a.size)


@alternative("the sum's gradient, divided by the number of entries")
def vjp_mean(G, out, a):
    return vjp_sum(G, out, a) / np.prod(a.shape)


@alternative("one-hot rows")
def vjp_pick(G, out, Z, y):
    return np.eye(Z.shape[1])[y] * G[:, None]


@alternative("a loop over the rows")
def vjp_pick(G, out, Z, y):
    GZ = np.zeros(Z.shape)
    for row, label in enumerate(y):
        GZ[row, label] = G[row]
    return GZ


@alternative("a comparison with the column numbers")
def vjp_pick(G, out, Z, y):
    return (np.arange(Z.shape[1]) == y[:, None]) * G.reshape(-1, 1)


@alternative("np.put_along_axis")
def vjp_pick(G, out, Z, y):
    GZ = np.zeros_like(Z)
    np.put_along_axis(GZ, y[:, None], G[:, None], axis=1)
    return GZ


@alternative("softmax with the shift by the maximum")
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) * G[:, None]


@alternative("transposed, so that no new axis is needed")
def vjp_log_sum_exp(G, out, Z):
    return (G * np.exp(Z.T - out)).T


@alternative("row by row")
def vjp_log_sum_exp(G, out, Z):
    return np.stack([G[row] * np.exp(Z[row] - out[row]) for row in range(len(Z))])


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "One number for all entries of the sum",
    hint="Each entry of a has a gradient. Which shape should the result have?",
)
def vjp_sum(G, out, a):
    return G


@misconception(
    "The mean's share in the sum",
    hint="If one entry grows by a little, the sum grows by just as much. Why divide?",
)
def vjp_sum(G, out, a):
    return G * np.ones_like(a) / a.size


@misconception(
    "The entries instead of ones",
    hint="The sum reacts to each entry at the same rate, however large it is. At which?",
)
def vjp_sum(G, out, a):
    return G * a


@misconception(
    "The sum without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_sum(G, out, a):
    return np.ones_like(a)


@misconception(
    "The 1/n of the mean missing",
    hint="If one of n entries grows by a little, the mean grows by an n-th of it.",
)
def vjp_mean(G, out, a):
    return G * np.ones_like(a)


@misconception(
    "The mean divided by the number of rows",
    hint="The mean is over all entries. How many are there in an array of shape (2, 3)?",
)
def vjp_mean(G, out, a):
    return G * np.ones_like(a) / len(a)


@misconception(
    "The mean divided by the number of columns",
    hint="The mean is over all entries. How many are there in an array of shape (2, 3)?",
)
def vjp_mean(G, out, a):
    return G * np.ones_like(a) / a.shape[-1]


@misconception(
    "One number for all entries of the mean",
    hint="Each entry of a has a gradient. Which shape should the result have?",
)
def vjp_mean(G, out, a):
    return G / a.size


@misconception(
    "The mean without G",
    hint="The share of an entry is right. Multiply it by the gradient that arrives.",
)
def vjp_mean(G, out, a):
    return np.ones_like(a) / a.size


@misconception(
    "The whole row instead of the picked entry",
    hint="The result does not react to entries that were not picked. What is their gradient?",
)
def vjp_pick(G, out, Z, y):
    return np.repeat(G[:, None], Z.shape[1], axis=1)


@misconception(
    "The picked entries instead of ones",
    hint="The result reacts to a picked entry at the rate 1, however large the entry is.",
)
def vjp_pick(G, out, Z, y):
    return np.eye(Z.shape[1])[y] * G[:, None] * Z


@misconception(
    "pick without G",
    hint="The places are right. What has to stand there: a 1, or the gradient that arrives?",
)
def vjp_pick(G, out, Z, y):
    return np.eye(Z.shape[1])[y]


@misconception(
    "Every picked column in every row",
    hint="`[:, y]` takes the columns y in all rows. Use one row number for each label.",
)
def vjp_pick(G, out, Z, y):
    GZ = np.zeros_like(Z)
    GZ[:, y] = G[:, None]
    return GZ


@misconception(
    "The sign of the cross entropy in pick",
    hint="The minus sign of the loss is in its own operation. Does the picked entry act with a minus?",
)
def vjp_pick(G, out, Z, y):
    return -np.eye(Z.shape[1])[y] * G[:, None]


@misconception(
    "Only the picked gradients, without the matrix",
    hint="The gradient has the shape of Z. Where do the numbers of G belong in it?",
)
def vjp_pick(G, out, Z, y):
    return G.copy()


@misconception(
    "Softmax over the wrong axis",
    hint="Each row has its own sum. Over which axis do your probabilities add up to 1?",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0) * G[:, None]


@misconception(
    "log_sum_exp without G",
    hint="The softmax is right. Multiply row r by G_r.",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Exponentials that overflow",
    hint="exp(1000) is inf. Subtract `out` before you take the exponential.",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True) * G[:, None]


@misconception(
    "The exponentials without their sum",
    hint="The slope is a share of the row's sum. Do the rows of your slope add up to 1?",
)
def vjp_log_sum_exp(G, out, Z):
    return np.exp(Z) * G[:, None]


@misconception(
    "The logarithm of the softmax",
    hint="z − c is the logarithm of the slope. What is missing?",
)
def vjp_log_sum_exp(G, out, Z):
    return (Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))) * G[:, None]


@misconception(
    "One sum for all rows",
    hint="Each row has its own sum of exponentials. Which `axis` does your sum have?",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max())
    return E / E.sum() * G[:, None]


@misconception(
    "The slope of the mean",
    hint="All entries of a row get the same share here. Does the largest score not count for more?",
)
def vjp_log_sum_exp(G, out, Z):
    return np.repeat(G[:, None], Z.shape[1], axis=1) / Z.shape[1]
