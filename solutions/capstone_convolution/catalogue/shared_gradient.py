"""Capstone on convolution, `shared_gradient`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the formula, index by index")
def shared_gradient(dM, h, w, p, q):
    dW = np.zeros((p, q))
    for u in range(p):
        for v in range(q):
            for r in range(h - p + 1):
                for s in range(w - q + 1):
                    dW[u, v] += dM[(r + u) * w + s + v, r * (w - q + 1) + s]
    return dW


@alternative("a diagonal for each weight")
def shared_gradient(dM, h, w, p, q):
    h1, w1 = h - p + 1, w - q + 1
    blocks = dM.reshape(h, w, h1, w1)
    return np.array([[np.einsum("rsrs->", blocks[u : u + h1, v : v + w1]) for v in range(q)] for u in range(p)])


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Only the first copy",
    hint="Each weight stands in M once for every place. What do the other copies report?",
)
def shared_gradient(dM, h, w, p, q):
    return dM.reshape(h, w, h - p + 1, w - q + 1)[:p, :q, 0, 0].copy()


@misconception(
    "The mean over the copies",
    hint="If a weight grows, all its copies grow. Do their influences add up, or is there a division?",
)
def shared_gradient(dM, h, w, p, q):
    h1, w1 = h - p + 1, w - q + 1
    blocks = dM.reshape(h, w, h1, w1)
    return np.mean([blocks[r : r + p, s : s + q, r, s] for r in range(h1) for s in range(w1)], axis=0)


@misconception(
    "The places that hold zeros counted too",
    hint="Only copies of a weight report to it. In column (r, s), which rows hold one?",
)
def shared_gradient(dM, h, w, p, q):
    h1, w1 = h - p + 1, w - q + 1
    total = dM.reshape(h, w, h1 * w1).sum(axis=2)
    return np.array([[total[u : u + h1, v : v + w1].sum() for v in range(q)] for u in range(p)])


@misconception(
    "The filter's gradient turned upside down",
    hint="The top left entry of a block belongs to W_00.",
)
def shared_gradient(dM, h, w, p, q):
    h1, w1 = h - p + 1, w - q + 1
    blocks = dM.reshape(h, w, h1, w1)
    return sum(blocks[r : r + p, s : s + q, r, s] for r in range(h1) for s in range(w1))[::-1, ::-1].copy()
