"""Homework 4, `gated_backward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("one example at a time")
def gated_backward(G, gate_params, cache):
    W, V = gate_params["W"], gate_params["V"]
    grads = {key: np.zeros_like(array) for key, array in gate_params.items()}
    dZ = np.zeros_like(cache["Z"])
    for r in range(len(G)):
        z, p, t = cache["Z"][r], cache["proposal"][r], cache["gate"][r]
        d, e = G[r] * t * (1 - p * p), G[r] * p * t * (1 - t)
        grads["W"] += np.outer(z, d)
        grads["V"] += np.outer(z, e)
        grads["b"] += d
        grads["c"] += e
        dZ[r] = W @ d + V @ e
    return dZ, grads


@alternative("both ways side by side in one product")
def gated_backward(G, gate_params, cache):
    Z, P, T = cache["Z"], cache["proposal"], cache["gate"]
    h = G.shape[1]
    both = np.hstack([G * T * (1 - P**2), G * P * (T - T**2)])
    weights = np.hstack([gate_params["W"], gate_params["V"]])
    dWV, dbc = Z.T @ both, both.sum(axis=0)
    return both @ weights.T, {"W": dWV[:, :h], "V": dWV[:, h:], "b": dbc[:h], "c": dbc[h:]}


@alternative("the sums computed again, the slopes from them")
def gated_backward(G, gate_params, cache):
    U = cache["Z"] @ gate_params["W"] + gate_params["b"]
    Q = cache["Z"] @ gate_params["V"] + gate_params["c"]
    gate = 1 / (1 + np.exp(-Q))
    D = G * gate / np.cosh(U) ** 2
    E = G * np.tanh(U) * gate * (1 - gate)
    dZ = np.einsum("rj,pj->rp", D, gate_params["W"]) + np.einsum("rj,pj->rp", E, gate_params["V"])
    return dZ, {"b": np.sum(D, 0), "c": np.sum(E, 0), "W": cache["Z"].T.dot(D), "V": cache["Z"].T.dot(E)}


# --- mistakes ----------------------------------------------------------------------------------------------


def _wrong(G, gate_params, cache, D=None, E=None):
    """The gradients from the given D and E; what is None is right."""
    Z, P, T = cache["Z"], cache["proposal"], cache["gate"]
    D = G * T * (1 - P**2) if D is None else D
    E = G * P * T * (1 - T) if E is None else E
    grads = {"W": Z.T @ D, "b": D.sum(axis=0), "V": Z.T @ E, "c": E.sum(axis=0)}
    return D @ gate_params["W"].T + E @ gate_params["V"].T, grads


@misconception(
    "The gate forgotten in the proposal's gradient",
    hint="A proposal that the gate shuts out cannot matter. Which factor of A is held fixed in D?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    return _wrong(G, gate_params, cache, D=G * (1 - cache["proposal"] ** 2))


@misconception(
    "The proposal forgotten in the gate's gradient",
    hint="If nothing is proposed, the gate does not matter. Which factor of A is held fixed in E?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    return _wrong(G, gate_params, cache, E=G * cache["gate"] * (1 - cache["gate"]))


@misconception(
    "The slope of tanh in place of the sigmoid's",
    hint="The two factors have different functions. Which slope is 1 - t², and which one t (1 - t)?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    return _wrong(G, gate_params, cache, E=G * cache["proposal"] * (1 - cache["gate"] ** 2))


@misconception(
    "The slope of the sigmoid in place of tanh's",
    hint="The two factors have different functions. Which slope is 1 - t², and which one t (1 - t)?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    P = cache["proposal"]
    return _wrong(G, gate_params, cache, D=G * cache["gate"] * P * (1 - P))


@misconception(
    "The slope of tanh taken at its output",
    hint="The cache holds tanh(U), not U. Then 1 - tanh² of what it holds takes tanh twice.",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    return _wrong(G, gate_params, cache, D=G * cache["gate"] * (1 - np.tanh(cache["proposal"]) ** 2))


@misconception(
    "The slope of the sigmoid is only its output",
    hint="The sigmoid's slope has two factors. What is the slope of a gate that is wide open?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    return _wrong(G, gate_params, cache, E=G * cache["proposal"] * cache["gate"])


@misconception(
    "No slopes at all",
    hint="Move U a little: tanh(U) moves by its slope times that. Where are the two slopes in your D and E?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    return _wrong(G, gate_params, cache, D=G * cache["gate"], E=G * cache["proposal"])


@misconception(
    "The upstream gradient forgotten",
    hint="Call your function with a G of zeros. What should come back?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    P, T = cache["proposal"], cache["gate"]
    return _wrong(G, gate_params, cache, D=T * (1 - P**2), E=P * T * (1 - T))


@misconception(
    "The gradients of the two ways exchanged",
    hint="D belongs to U, and U to W and b. Which of your gradients goes with which parameters?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    P, T = cache["proposal"], cache["gate"]
    return _wrong(G, gate_params, cache, D=G * P * T * (1 - T), E=G * T * (1 - P**2))


@misconception(
    "Only the way through the proposal",
    hint="Z is used twice. Along which ways does it act on the loss, and which of them are in your dZ?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    D = G * cache["gate"] * (1 - cache["proposal"] ** 2)
    return D @ gate_params["W"].T, _wrong(G, gate_params, cache)[1]


@misconception(
    "Only the way through the gate",
    hint="Z is used twice. Along which ways does it act on the loss, and which of them are in your dZ?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    E = G * cache["proposal"] * cache["gate"] * (1 - cache["gate"])
    return E @ gate_params["V"].T, _wrong(G, gate_params, cache)[1]


@misconception(
    "The two ways multiplied",
    hint="Where one value goes two ways, both report back. Are reports multiplied, or added?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    P, T = cache["proposal"], cache["gate"]
    through_W, through_V = (G * T * (1 - P**2)) @ gate_params["W"].T, (G * P * T * (1 - T)) @ gate_params["V"].T
    return through_W * through_V, _wrong(G, gate_params, cache)[1]


@misconception(
    "Divided by the number of examples",
    hint="The mean is inside G already. Who divides by m a second time?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    dZ, grads = _wrong(G, gate_params, cache)
    return dZ, {key: array / len(G) for key, array in grads.items()}


@misconception(
    "The biases with a mean in place of the sum",
    hint="A bias acts on every row, and the rows add up. What does your function do with them?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    dZ, grads = _wrong(G, gate_params, cache)
    return dZ, grads | {"b": grads["b"] / len(G), "c": grads["c"] / len(G)}


@misconception(
    "The weights' gradients transposed",
    hint="dW has the shape of W, (n, h). Which factor comes first in the product?",
    uses=(_wrong,),
)
def gated_backward(G, gate_params, cache):
    dZ, grads = _wrong(G, gate_params, cache)
    return dZ, grads | {"W": grads["W"].T, "V": grads["V"].T}


@misconception(
    "The cache overwritten on the way back",
    hint="A backward pass reads and does not write. Which array of the cache does your *= change?",
)
def gated_backward(G, gate_params, cache):
    Z, P, T = cache["Z"], cache["proposal"], cache["gate"]
    D = G * T * (1 - P**2)
    P *= G * T * (1 - T)
    grads = {"W": Z.T @ D, "b": D.sum(axis=0), "V": Z.T @ P, "c": P.sum(axis=0)}
    return D @ gate_params["W"].T + P @ gate_params["V"].T, grads
