"""Capstone on attention, `attention_forward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def softmax_rows(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def masked(Z):
    return np.where(np.tril(np.ones(Z.shape, dtype=bool)), Z, -np.inf)


# --- right answers -----------------------------------------------------------------------------------------


@alternative("one position at a time, each with the rows up to its own", uses=(softmax_rows,))
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    m, k = K.shape
    S = np.zeros((m, m))
    A = np.zeros((m, V.shape[1]))
    for i in range(m):
        scores = np.array([sum(Q[i, c] * K[j, c] for c in range(k)) for j in range(i + 1)]) / k**0.5
        S[i, : i + 1] = softmax_rows(scores[None, :])[0]
        for j in range(i + 1):
            A[i] += S[i, j] * V[j]
    return A, S, (X, Wq, Wk, Wv, Q, K, V, S)


@alternative("a mask that is added", uses=(softmax_rows,))
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    mask = np.triu(np.full((len(X), len(X)), -np.inf), k=1)
    S = softmax_rows((Q / np.sqrt(Wq.shape[1])) @ K.T + mask)
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@alternative("shares set to zero, then divided by their sum")
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    Z = np.einsum("ic,jc->ij", Q, K) / np.sqrt(K.shape[1])
    allowed = np.arange(len(X))[:, None] >= np.arange(len(X))[None, :]
    largest = np.max(np.where(allowed, Z, -np.inf), axis=1, keepdims=True)
    E = allowed * np.exp(np.minimum(Z - largest, 0))
    S = E / E.sum(axis=1, keepdims=True)
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "No mask",
    hint="May position 0 look at position 1? What stands in S above the diagonal?",
    uses=(softmax_rows,),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = softmax_rows(Q @ K.T / np.sqrt(K.shape[1]))
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "The mask hides the past",
    hint="z_ij is replaced where j > i. Is that above or below the diagonal?",
    uses=(softmax_rows,),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    Z = np.where(np.triu(np.ones((len(X), len(X)), dtype=bool)), Q @ K.T / np.sqrt(K.shape[1]), -np.inf)
    S = softmax_rows(Z)
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "Masked scores set to 0",
    hint="e⁰ is 1, not 0. Which score gets no share at all?",
    uses=(softmax_rows,),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = softmax_rows(np.tril(Q @ K.T / np.sqrt(K.shape[1])))
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "Shares masked after the softmax",
    hint="If shares are struck out after the softmax, do the others still sum to 1?",
    uses=(softmax_rows,),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = np.tril(softmax_rows(Q @ K.T / np.sqrt(K.shape[1])))
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "The softmax along the wrong axis",
    hint="Each position shares out its own attention: which axis sums to 1?",
    uses=(masked,),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    Z = masked(Q @ K.T / np.sqrt(K.shape[1]))
    E = np.exp(Z - Z.max(axis=0, keepdims=True))
    S = E / E.sum(axis=0, keepdims=True)
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "The scores not divided by √k",
    hint="Which number stands below the line in the formula for Z?",
    uses=(softmax_rows, masked),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = softmax_rows(masked(Q @ K.T))
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "The scores divided by k",
    hint="Which number stands below the line in the formula for Z, k or its root?",
    uses=(softmax_rows, masked),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = softmax_rows(masked(Q @ K.T / K.shape[1]))
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "The scores divided by the root of another length",
    hint="k is the length of one query. Which array has an axis of that length?",
    uses=(softmax_rows, masked),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = softmax_rows(masked(Q @ K.T / np.sqrt(X.shape[1])))
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "Keys and queries exchanged",
    hint="Row i of Z belongs to the query of position i. Whose rows are in front in your product?",
    uses=(softmax_rows, masked),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = softmax_rows(masked(K @ Q.T / np.sqrt(K.shape[1])))
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "The shares transposed",
    hint="a_i is a sum over j of s_ij v_j. Over which index of S does your product sum?",
    uses=(softmax_rows, masked),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = softmax_rows(masked(Q @ K.T / np.sqrt(K.shape[1])))
    return S.T @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "No shift before the exponentials",
    hint="e to the power of 1000 is no number any more. What may be subtracted from a row without changing its shares?",
    uses=(masked,),
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    with np.errstate(all="ignore"):
        E = np.exp(masked(Q @ K.T / np.sqrt(K.shape[1])))
        S = E / E.sum(axis=1, keepdims=True)
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)


@misconception(
    "A shift that looks at masked scores",
    hint="The largest score of the row may be one that is masked. What is then left of the others?",
)
def attention_forward(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    Z = Q @ K.T / np.sqrt(K.shape[1])
    with np.errstate(all="ignore"):
        E = np.tril(np.exp(Z - Z.max(axis=1, keepdims=True)))
        S = E / E.sum(axis=1, keepdims=True)
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)
