"""Homework 2, `loss_and_gradients`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("weights recognised by their two axes")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    for name, value in params.items():
        if value.ndim == 2:
            cost = cost + 0.5 * lam * (value * value).sum()
            grads[name] = grads[name] + lam * value
    return cost, grads


@alternative("the penalty as dot products, and a new dict of gradients")
def loss_and_gradients(X, y, params, lam):
    W1, W2 = params["W1"], params["W2"]
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    g = backward(upstream, cache)
    w = np.concatenate([W1.ravel(), W2.ravel()])
    return cost + lam * (w @ w) / 2, {"W1": g["W1"] + lam * W1, "b1": g["b1"], "W2": g["W2"] + lam * W2, "b2": g["b2"]}


@alternative("Frobenius norms, squared")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    cost += lam / 2 * (np.linalg.norm(params["W1"]) ** 2 + np.linalg.norm(params["W2"]) ** 2)
    grads["W1"] += lam * params["W1"]
    grads["W2"] += lam * params["W2"]
    return float(cost), grads


@alternative("everything written out in one function")
def loss_and_gradients(X, y, params, lam):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    m = X.shape[0]
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2 + b2
    Z2 = Z2 - Z2.max(axis=1, keepdims=True)
    S = np.exp(Z2) / np.exp(Z2).sum(axis=1, keepdims=True)
    loss = -np.log(S[np.arange(m), y]).mean() + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    S[np.arange(m), y] -= 1
    S /= m
    dA1 = S @ W2.T
    dA1[Z1 <= 0] = 0
    return loss, {"W1": X.T @ dA1 + lam * W1, "b1": dA1.sum(0), "W2": A1.T @ S + lam * W2, "b2": S.sum(0)}


@alternative("the penalty for each parameter, 0 for the biases")
def loss_and_gradients(X, y, params, lam):
    strength = {"W1": lam, "b1": 0.0, "W2": lam, "b2": 0.0}
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    penalty = sum(strength[name] / 2 * np.sum(params[name] ** 2) for name in params)
    return cost + penalty, {name: grads[name] + strength[name] * params[name] for name in params}


@alternative("biases among the ones, einsum for the penalty")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = dict(backward(upstream, cache))
    for name in params:
        if name.startswith("W"):
            cost += 0.5 * lam * np.einsum("ij,ij->", params[name], params[name])
            grads[name] = np.add(grads[name], lam * params[name])
    return cost, grads


@alternative("gradients in another order")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    loss, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    ordered = {"b2": grads["b2"], "W2": lam * params["W2"] + grads["W2"]}
    ordered.update(b1=grads["b1"], W1=lam * params["W1"] + grads["W1"])
    return sum([loss, lam / 2 * (params["W1"] ** 2).sum(), lam / 2 * (params["W2"] ** 2).sum()]), ordered


@alternative("in two halves of the batch, put together by their shares")
def loss_and_gradients(X, y, params, lam):
    total, grads = 0.0, {name: np.zeros(value.shape) for name, value in params.items()}
    for rows in np.array_split(np.arange(len(X)), 2):
        if len(rows):
            scores, cache = forward(X[rows], params)
            cost, upstream = softmax_cross_entropy(scores, y[rows])
            share = len(rows) / len(X)
            total += share * cost
            for name, slope in backward(upstream, cache).items():
                grads[name] = grads[name] + share * slope
    for name in ("W2", "W1"):
        total += lam / 2 * np.sum(np.square(params[name]))
        grads[name] = grads[name] + lam * params[name]
    return total, grads


# --- mistakes ----------------------------------------------------------------------------------------------


def _data_part(X, y, params):
    Z2, cache = forward(X, params)
    loss, G = softmax_cross_entropy(Z2, y)
    return loss, backward(G, cache)


@misconception(
    "The penalty left out altogether",
    hint="Call your function with two very different values of lam. Should the results be the same?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    return _data_part(X, y, params)


@misconception(
    "The penalty missing in the loss",
    hint="Loss and gradients have to belong to the same function. Which of the two knows about lam?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The penalty missing in the gradients",
    hint="Loss and gradients have to belong to the same function. Which of the two knows about lam?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss + lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2")), grads


@misconception(
    "The gradient of the penalty doubled",
    hint="What is the derivative of (λ/2) w²? The 1/2 is there for a reason.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + 2 * lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The gradient of the penalty halved",
    hint="What is the derivative of (λ/2) w²? The square brings down a 2.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam / 2 * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The factor 1/2 of the penalty missing in the loss",
    hint="The check by hand has a penalty of 1.1. Which number do you add?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The factor 1/2 missing in the loss and a 2 in the gradient",
    hint="Your two results fit together, but the penalty is asked for with the factor λ/2.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + 2 * lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The biases penalised as well",
    hint="Only the weights are penalised here; a bias merely shifts. Over which keys do you loop?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(p**2) for p in params.values())
    return loss, {k: g + lam * params[k] for k, g in grads.items()}


@misconception(
    "The biases penalised in the gradients only",
    hint="Does your loss contain the biases in its penalty? Then their gradients must not either.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] for k, g in grads.items()}


@misconception(
    "Only the second layer penalised",
    hint="There are two arrays of weights. Which one is missing in your penalty?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss + lam / 2 * np.sum(params["W2"] ** 2), grads | {"W2": grads["W2"] + lam * params["W2"]}


@misconception(
    "Only the first layer penalised",
    hint="There are two arrays of weights. Which one is missing in your penalty?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss + lam / 2 * np.sum(params["W1"] ** 2), grads | {"W1": grads["W1"] + lam * params["W1"]}


@misconception(
    "The penalty divided by the number of examples",
    hint="The mean is over the losses of the examples. The penalty does not depend on how many there are.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2")) / len(X)
    return loss, {k: g + lam / len(X) * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The norm without its square",
    hint="The penalty is the sum of the squares, without a root.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.linalg.norm(params[k]) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "Absolute values instead of squares",
    hint="The penalty is the sum of the squares. What is its slope at a large weight, and what is yours?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.abs(params[k]).sum() for k in ("W1", "W2"))
    return loss, {k: g + lam / 2 * np.sign(params[k]) * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The square of the sum instead of the sum of the squares",
    hint="Weights of opposite sign must not cancel. What is squared first?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k]) ** 2 for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The mean of the squares instead of their sum",
    hint="The penalty adds up over all weights. Do more weights cost more in yours?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.mean(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The gradients of the data replaced by those of the penalty",
    hint="The derivative of a sum is a sum. Is the first part still there?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, grads | {k: lam * params[k] for k in ("W1", "W2")}


@misconception(
    "The parameters changed in place",
    hint="A function that computes gradients takes no step. Compare params before and after the call.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    for k in ("W1", "W2"):
        grads[k] = grads[k] + lam * params[k]
        params[k] *= 1 - lam
    return loss, grads


@misconception(
    "The softmax taken twice",
    hint="softmax_cross_entropy wants scores. What do you hand to it?",
)
def loss_and_gradients(X, y, params, lam):
    Z2, cache = forward(X, params)
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    loss, G = softmax_cross_entropy(E / E.sum(axis=1, keepdims=True), y)
    grads = backward(G, cache)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The penalty subtracted",
    hint="Large weights should make the loss larger. Which sign does your penalty have?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss -= lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g - lam * params[k] * (k[0] == "W") for k, g in grads.items()}
