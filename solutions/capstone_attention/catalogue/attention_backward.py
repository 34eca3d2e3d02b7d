"""Capstone on attention, `attention_backward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def finish(cache, dZ, dV):
    """The last steps, from the gradients of the products QKᵀ and of the values."""
    X, Wq, Wk, Wv, Q, K = cache[:6]
    dQ, dK = dZ @ K, dZ.T @ Q
    return dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T, X.T @ dQ, X.T @ dK, X.T @ dV


# --- right answers -----------------------------------------------------------------------------------------


@alternative("one position at a time, with the softmax's Jacobian")
def attention_backward(G, cache):
    X, Wq, Wk, Wv, Q, K, V, S = cache
    k = K.shape[1]
    dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
    for i in range(len(X)):
        s = S[i]
        J = np.diag(s) - np.outer(s, s)
        dz = (V @ G[i]) @ J / k**0.5
        for j in range(len(X)):
            dQ[i] += dz[j] * K[j]
            dK[j] += dz[j] * Q[i]
            dV[j] += s[j] * G[i]
    return dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T, X.T @ dQ, X.T @ dK, X.T @ dV


@alternative("the sums of the rows from G and A")
def attention_backward(G, cache):
    X, Wq, Wk, Wv, Q, K, V, S = cache
    A = S @ V
    dZ = S * (G @ V.T - np.sum(G * A, axis=1)[:, None])
    dQ, dK, dV = dZ @ K / np.sqrt(K.shape[1]), dZ.T @ Q / np.sqrt(K.shape[1]), S.T @ G
    dX = np.hstack([dQ, dK, dV]) @ np.hstack([Wq, Wk, Wv]).T
    return dX, X.T @ dQ, X.T @ dK, X.T @ dV


@alternative("einsum for every product")
def attention_backward(G, cache):
    X, Wq, Wk, Wv, Q, K, V, S = cache
    dS = np.einsum("iv,jv->ij", G, V)
    dZ = S * dS - S * np.einsum("ij,ij->i", S, dS)[:, None]
    dZ = dZ / np.sqrt(Q.shape[1])
    paths = [
        (np.einsum("ij,jc->ic", dZ, K), Wq),
        (np.einsum("ij,ic->jc", dZ, Q), Wk),
        (np.einsum("ij,iv->jv", S, G), Wv),
    ]
    return (sum(d @ W.T for d, W in paths), *(np.einsum("ia,ic->ac", X, d) for d, W in paths))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The √k forgotten on the way back",
    hint="Z is a product divided by √k. What does a constant factor do to a gradient?",
    uses=(finish,),
)
def attention_backward(G, cache):
    S, V = cache[7], cache[6]
    dS = G @ V.T
    return finish(cache, S * (dS - np.sum(dS * S, axis=1, keepdims=True)), S.T @ G)


@misconception(
    "The scores' gradient divided by k",
    hint="Once by √k: queries and keys get the same gradient of the scores, each on its own.",
    uses=(finish,),
)
def attention_backward(G, cache):
    S, V = cache[7], cache[6]
    dS = G @ V.T
    return finish(cache, S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / cache[5].shape[1], S.T @ G)


@misconception(
    "Only the diagonal of the softmax's Jacobian",
    hint="Raising one score lowers all the other shares of its row. Where is that in your formula?",
    uses=(finish,),
)
def attention_backward(G, cache):
    S, V = cache[7], cache[6]
    return finish(cache, S * (1 - S) * (G @ V.T) / np.sqrt(cache[5].shape[1]), S.T @ G)


@misconception(
    "The softmax treated as if it were the identity",
    hint="Between S and Z lies the softmax. Which product leads from dS to dZ?",
    uses=(finish,),
)
def attention_backward(G, cache):
    S, V = cache[7], cache[6]
    return finish(cache, np.tril(G @ V.T) / np.sqrt(cache[5].shape[1]), S.T @ G)


@misconception(
    "The second term of the softmax's product missing",
    hint="The Jacobian of a softmax has two terms, s_j [j = k] and −s_j s_k. What does the second contribute?",
    uses=(finish,),
)
def attention_backward(G, cache):
    S, V = cache[7], cache[6]
    return finish(cache, S * (G @ V.T) / np.sqrt(cache[5].shape[1]), S.T @ G)


@misconception(
    "The softmax's sum along the wrong axis",
    hint="The softmax ran along the rows of Z. Along which axis do its sums run on the way back?",
    uses=(finish,),
)
def attention_backward(G, cache):
    S, V = cache[7], cache[6]
    dS = G @ V.T
    return finish(cache, S * (dS - np.sum(dS * S, axis=0, keepdims=True)) / np.sqrt(cache[5].shape[1]), S.T @ G)


@misconception(
    "The values' gradient without the transpose of S",
    hint="v_j has an influence on every a_i with i ≥ j. Over which index of S does the sum run?",
    uses=(finish,),
)
def attention_backward(G, cache):
    S, V = cache[7], cache[6]
    dS = G @ V.T
    return finish(cache, S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(cache[5].shape[1]), S @ G)


@misconception(
    "The keys' gradient without the transpose",
    hint="k_j enters the scores z_ij of all i. Over which index does the sum for k_j run?",
)
def attention_backward(G, cache):
    X, Wq, Wk, Wv, Q, K, V, S = cache
    dV, dS = S.T @ G, G @ V.T
    dZ = S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(K.shape[1])
    dQ, dK = dZ @ K, dZ @ Q
    return dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T, X.T @ dQ, X.T @ dK, X.T @ dV


@misconception(
    "Queries and keys exchanged on the way back",
    hint="z_ij = q_i · k_j: what is the derivative with respect to q_i, the query itself or the key?",
)
def attention_backward(G, cache):
    X, Wq, Wk, Wv, Q, K, V, S = cache
    dV, dS = S.T @ G, G @ V.T
    dZ = S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(K.shape[1])
    dQ, dK = dZ @ Q, dZ.T @ K
    return dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T, X.T @ dQ, X.T @ dK, X.T @ dV


@misconception(
    "Only the path through the values in dX",
    hint="X is used three times. Which uses are missing in your dX?",
)
def attention_backward(G, cache):
    X, _, _, Wv, Q, K, V, S = cache
    dV, dS = S.T @ G, G @ V.T
    dZ = S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(K.shape[1])
    dQ, dK = dZ @ K, dZ.T @ Q
    return dV @ Wv.T, X.T @ dQ, X.T @ dK, X.T @ dV


@misconception(
    "The path through the keys missing in dX",
    hint="X is used three times. Which use is missing in your dX?",
)
def attention_backward(G, cache):
    X, Wq, _, Wv, Q, K, V, S = cache
    dV, dS = S.T @ G, G @ V.T
    dZ = S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(K.shape[1])
    dQ, dK = dZ @ K, dZ.T @ Q
    return dQ @ Wq.T + dV @ Wv.T, X.T @ dQ, X.T @ dK, X.T @ dV


@misconception(
    "The path through the queries missing in dX",
    hint="X is used three times. Which use is missing in your dX?",
)
def attention_backward(G, cache):
    X, _, Wk, Wv, Q, K, V, S = cache
    dV, dS = S.T @ G, G @ V.T
    dZ = S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(K.shape[1])
    dQ, dK = dZ @ K, dZ.T @ Q
    return dK @ Wk.T + dV @ Wv.T, X.T @ dQ, X.T @ dK, X.T @ dV


@misconception(
    "Divided by the number of positions",
    hint="A mean, if there is one, is inside G already.",
)
def attention_backward(G, cache):
    X, Wq, Wk, Wv, Q, K, V, S = cache
    dV, dS = S.T @ G, G @ V.T
    dZ = S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(K.shape[1])
    dQ, dK = dZ @ K, dZ.T @ Q
    dX = dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T
    return tuple(gradient / len(X) for gradient in (dX, X.T @ dQ, X.T @ dK, X.T @ dV))
