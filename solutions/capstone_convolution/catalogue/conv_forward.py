"""Capstone on convolution, `conv_forward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a loop for every index but the images")
def conv_forward(X, W, b):
    (m, h, w), (f, p, q) = X.shape, W.shape
    Z = np.zeros((m, f, h - p + 1, w - q + 1))
    for c in range(f):
        for r in range(h - p + 1):
            for s in range(w - q + 1):
                total = np.full(m, b[c])
                for u in range(p):
                    for v in range(q):
                        total = total + W[c, u, v] * X[:, r + u, s + v]
                Z[:, c, r, s] = total
    return Z, (X, W)


@alternative("one patch at a time")
def conv_forward(X, W, b):
    (m, h, w), (f, p, q) = X.shape, W.shape
    Z = np.empty((m, f, h - p + 1, w - q + 1))
    for r in range(h - p + 1):
        for s in range(w - q + 1):
            patches = X[:, r : r + p, s : s + q].reshape(m, p * q)
            Z[:, :, r, s] = patches @ W.reshape(f, p * q).T + b
    return Z, (X, W)


@alternative("windows and einsum")
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    return np.einsum("mrsuv,fuv->mfrs", windows, W) + b.reshape(1, -1, 1, 1), (X, W)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The filter turned upside down",
    hint="In this course's formula u and v run the same way in W and in X. Does yours turn the filter?",
)
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    return np.einsum("mrsuv,fuv->mfrs", windows, W[:, ::-1, ::-1]) + b.reshape(1, -1, 1, 1), (X, W)


@misconception(
    "The filters transposed",
    hint="u counts rows of the filter and of the image, v columns. Is that so in your loops?",
)
def conv_forward(X, W, b):
    (m, h, w), (f, p, q) = X.shape, W.shape
    h1, w1 = h - p + 1, w - q + 1
    Z = np.zeros((m, f, h1, w1)) + b[:, None, None]
    for u in range(p):
        for v in range(q):
            Z += W[:, v % p, u % q, None, None] * X[:, None, u : u + h1, v : v + w1]
    return Z, (X, W)


@misconception(
    "The bias forgotten",
    hint="Which letter of the formula does not occur in your code?",
)
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    return np.einsum("mrsuv,fuv->mfrs", windows, W), (X, W)


@misconception(
    "The bias added once for each weight",
    hint="Is the bias inside the loop over the filter? It stands in front of the sums.",
)
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    weights = W.shape[1] * W.shape[2]
    return np.einsum("mrsuv,fuv->mfrs", windows, W) + weights * b.reshape(1, -1, 1, 1), (X, W)


@misconception(
    "The last row of the filter left out",
    hint="u runs from 0 to p − 1, and p − 1 is included.",
)
def conv_forward(X, W, b):
    cut = W.copy()
    cut[:, -1] = 0
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    return np.einsum("mrsuv,fuv->mfrs", windows, cut) + b.reshape(1, -1, 1, 1), (X, W)


@misconception(
    "The mean over the filter instead of the sum",
    hint="Where in the formula is something divided?",
)
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    weights = W.shape[1] * W.shape[2]
    return np.einsum("mrsuv,fuv->mfrs", windows, W) / weights + b.reshape(1, -1, 1, 1), (X, W)


@misconception(
    "Only the first filter used",
    hint="Every filter has results of its own. What does the second axis of Z count?",
)
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    Z = np.einsum("mrsuv,uv->mrs", windows, W[0])[:, None] + b.reshape(1, -1, 1, 1)
    return Z, (X, W)


@misconception(
    "One row and one column of places too few",
    hint="How many places does a filter of 1 × 1 have on an image of h × w?",
)
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))[:, :-1, :-1]
    return np.einsum("mrsuv,fuv->mfrs", windows, W) + b.reshape(1, -1, 1, 1), (X, W)


@misconception(
    "The filters on the last axis",
    hint="The order of axes is image, filter, row, column.",
)
def conv_forward(X, W, b):
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape[1:], axis=(1, 2))
    return np.einsum("mrsuv,fuv->mrsf", windows, W) + b, (X, W)


@misconception(
    "An image that goes on at the other border",
    hint="np.roll brings the last row round to the first. May a filter reach over the border?",
)
def conv_forward(X, W, b):
    (_, h, w), (_, p, q) = X.shape, W.shape
    Z = sum(W[:, u, v, None, None] * np.roll(X, (-u, -v), (1, 2))[:, None] for u in range(p) for v in range(q))
    return Z[:, :, : h - p + 2, : w - q + 2] + b[:, None, None], (X, W)
