"""Capstone on convolution, `shared_matrix`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the formula for rows and columns, index by index")
def shared_matrix(W, h, w):
    p, q = W.shape
    M = np.zeros((h * w, (h - p + 1) * (w - q + 1)))
    for r in range(h - p + 1):
        for s in range(w - q + 1):
            for u in range(p):
                for v in range(q):
                    M[(r + u) * w + s + v, r * (w - q + 1) + s] = W[u, v]
    return M


@alternative("a convolution of every picture with one bright pixel")
def shared_matrix(W, h, w):
    p, q = W.shape
    pixels = np.eye(h * w).reshape(h * w, h, w)
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (p, q), axis=(1, 2))
    return np.einsum("krsuv,uv->krs", windows, W).reshape(h * w, -1)


@alternative("column after column, from an image of zeros")
def shared_matrix(W, h, w):
    p, q = W.shape
    columns = []
    for r in range(h - p + 1):
        for s in range(w - q + 1):
            image = np.zeros((h, w))
            image[r : r + p, s : s + q] = W
            columns.append(image.ravel())
    return np.column_stack(columns)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The matrix transposed",
    hint="X_flat M: the rows of M belong to pixels. Which axis of yours has h · w entries?",
)
def shared_matrix(W, h, w):
    p, q = W.shape
    M = np.zeros((h, w, h - p + 1, w - q + 1))
    for r in range(h - p + 1):
        for s in range(w - q + 1):
            M[r : r + p, s : s + q, r, s] = W
    return M.reshape(h * w, -1).T


@misconception(
    "Rows and columns of the image exchanged",
    hint="In X.reshape(m, h * w), pixel (j, k) stands at j · w + k.",
)
def shared_matrix(W, h, w):
    p, q = W.shape
    M = np.zeros((w, h, h - p + 1, w - q + 1))
    for r in range(h - p + 1):
        for s in range(w - q + 1):
            M[s : s + q, r : r + p, r, s] = W.T
    return M.reshape(h * w, -1)


@misconception(
    "The filter turned upside down",
    hint="Row (r + u) w + (s + v) holds W_uv. Which entry of W lies on the top left pixel?",
)
def shared_matrix(W, h, w):
    p, q = W.shape
    M = np.zeros((h, w, h - p + 1, w - q + 1))
    for r in range(h - p + 1):
        for s in range(w - q + 1):
            M[r : r + p, s : s + q, r, s] = W[::-1, ::-1]
    return M.reshape(h * w, -1)


@misconception(
    "The places counted column by column",
    hint="Z.reshape goes along the rows of Z: place (r, s) is column r · w' + s of M.",
)
def shared_matrix(W, h, w):
    p, q = W.shape
    M = np.zeros((h, w, w - q + 1, h - p + 1))
    for r in range(h - p + 1):
        for s in range(w - q + 1):
            M[r : r + p, s : s + q, s, r] = W
    return M.reshape(h * w, -1)


@misconception(
    "The filter at the first place only",
    hint="The filter is laid on every place in turn. Which columns of your M are zero?",
)
def shared_matrix(W, h, w):
    p, q = W.shape
    M = np.zeros((h, w, h - p + 1, w - q + 1))
    M[:p, :q, 0, 0] = W
    return M.reshape(h * w, -1)
