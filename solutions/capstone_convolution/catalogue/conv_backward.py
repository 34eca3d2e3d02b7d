"""Capstone on convolution, `conv_backward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def blocks_of(G, cache):
    """Each place (u, v) of the filter, with the block of the images under it."""
    p, q = cache[1].shape[1:]
    h1, w1 = G.shape[2:]
    return [(u, v, (slice(None), slice(u, u + h1), slice(v, v + w1))) for u in range(p) for v in range(q)]


def right_images(G, cache):
    X, W = cache
    dX = np.zeros_like(X)
    for u, v, block in blocks_of(G, cache):
        dX[block] += np.einsum("icrs,c->irs", G, W[:, u, v])
    return dX


def right_filters(G, cache):
    X, W = cache
    dW = np.zeros_like(W)
    for u, v, block in blocks_of(G, cache):
        dW[:, u, v] = np.einsum("icrs,irs->c", G, X[block])
    return dW


# --- right answers -----------------------------------------------------------------------------------------


@alternative("a loop for every index but the images")
def conv_backward(G, cache):
    X, W = cache
    dX, dW, db = np.zeros_like(X), np.zeros_like(W), np.zeros(len(W))
    for c in range(len(W)):
        for r in range(G.shape[2]):
            for s in range(G.shape[3]):
                g = G[:, c, r, s]
                db[c] += g.sum()
                for u in range(W.shape[1]):
                    for v in range(W.shape[2]):
                        dW[c, u, v] += g @ X[:, r + u, s + v]
                        dX[:, r + u, s + v] += g * W[c, u, v]
    return dX, dW, db


@alternative("patch by patch")
def conv_backward(G, cache):
    X, W = cache
    (m, _, _), (f, p, q) = X.shape, W.shape
    dX, dW = np.zeros_like(X), np.zeros((f, p * q))
    for r in range(G.shape[2]):
        for s in range(G.shape[3]):
            patches = X[:, r : r + p, s : s + q].reshape(m, p * q)
            dW += G[:, :, r, s].T @ patches
            dX[:, r : r + p, s : s + q] += (G[:, :, r, s] @ W.reshape(f, p * q)).reshape(m, p, q)
    return dX, dW.reshape(W.shape), np.einsum("icrs->c", G)


@alternative("convolutions of G with zeros round it")
def conv_backward(G, cache):
    X, W = cache
    p, q = W.shape[1:]
    windows = np.lib.stride_tricks.sliding_window_view(X, G.shape[2:], axis=(1, 2))
    padded = np.pad(G, ((0, 0), (0, 0), (p - 1, p - 1), (q - 1, q - 1)))
    around = np.lib.stride_tricks.sliding_window_view(padded, (p, q), axis=(2, 3))
    dX = np.einsum("icjkuv,cuv->ijk", around, W[:, ::-1, ::-1])
    return dX, np.einsum("iuvrs,icrs->cuv", windows, G), G.sum((0, 2, 3))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The biases' gradient summed over the images only",
    hint="A bias is added at every place of every image. Over which axes is the sum?",
    uses=(blocks_of, right_images, right_filters),
)
def conv_backward(G, cache):
    return right_images(G, cache), right_filters(G, cache), G[:, :, 0, 0].sum(axis=0)


@misconception(
    "The mean over the places for the biases",
    hint="Where in the formula for z is something divided?",
    uses=(blocks_of, right_images, right_filters),
)
def conv_backward(G, cache):
    return right_images(G, cache), right_filters(G, cache), G.mean(axis=(2, 3)).sum(axis=0)


@misconception(
    "Contributions to a pixel overwritten instead of added",
    hint="A pixel is covered at several places. What does = do to what an earlier place has written?",
    uses=(blocks_of, right_filters),
)
def conv_backward(G, cache):
    X, W = cache
    dX = np.zeros_like(X)
    for u, v, block in blocks_of(G, cache):
        dX[block] = np.einsum("icrs,c->irs", G, W[:, u, v])
    return dX, right_filters(G, cache), G.sum(axis=(0, 2, 3))


@misconception(
    "The filter turned the wrong way in dX",
    hint="For one place (u, v) of the filter: the block that it met on the way forward is where its gradient arrives.",
    uses=(blocks_of, right_filters),
)
def conv_backward(G, cache):
    X, W = cache
    dX = np.zeros_like(X)
    for u, v, block in blocks_of(G, cache):
        dX[block] += np.einsum("icrs,c->irs", G, W[:, ::-1, ::-1][:, u, v])
    return dX, right_filters(G, cache), G.sum(axis=(0, 2, 3))


@misconception(
    "Only the first filter in dX",
    hint="A pixel acts on the results of all filters. Over which index is the sum?",
    uses=(blocks_of, right_filters),
)
def conv_backward(G, cache):
    X, W = cache
    dX = np.zeros_like(X)
    for u, v, block in blocks_of(G, cache):
        dX[block] += G[:, 0] * W[0, u, v]
    return dX, right_filters(G, cache), G.sum(axis=(0, 2, 3))


@misconception(
    "The filters' gradient as a mean over the images",
    hint="A mean, if there is one, is inside G already.",
    uses=(blocks_of, right_images, right_filters),
)
def conv_backward(G, cache):
    return right_images(G, cache), right_filters(G, cache) / len(G), G.sum(axis=(0, 2, 3))


@misconception(
    "The filters' gradient turned upside down",
    hint="W_uv meets the block that begins at row u and column v.",
    uses=(blocks_of, right_images, right_filters),
)
def conv_backward(G, cache):
    return right_images(G, cache), right_filters(G, cache)[:, ::-1, ::-1].copy(), G.sum(axis=(0, 2, 3))


@misconception(
    "The same gradient for all filters",
    hint="Filter c has G[:, c] as its gradient. Did you sum over the filters as well?",
    uses=(blocks_of, right_images, right_filters),
)
def conv_backward(G, cache):
    dW = right_filters(G, cache)
    return right_images(G, cache), dW.sum(axis=0) + np.zeros_like(dW), G.sum(axis=(0, 2, 3))


@misconception(
    "Only the first image in the filters' gradient",
    hint="A filter is used on every image of the batch. Over which index is the sum?",
    uses=(blocks_of, right_images),
)
def conv_backward(G, cache):
    X, W = cache
    dW = np.zeros_like(W)
    for u, v, block in blocks_of(G, cache):
        dW[:, u, v] = np.einsum("crs,rs->c", G[0], X[block][0])
    return right_images(G, cache), dW, G.sum(axis=(0, 2, 3))
