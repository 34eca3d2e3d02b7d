"""Homework 4, `loss_and_gradients`: mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import misconception


def _data_part(X, y, params, activation):
    scores, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(scores, y)
    return loss, backward(G, params, cache, activation)


def _squares(params, letters="W"):
    return sum(float(np.sum(array**2)) for key, array in params.items() if key[0] in letters)


def _decayed(grads, params, lam, letters="W"):
    return {key: grad + lam * params[key] if key[0] in letters else grad for key, grad in grads.items()}


@misconception(
    "The penalty is in the loss, not in the gradient",
    hint="The loss depends on W in two places. Which line of your code deals with the derivative of the second one?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), grads


@misconception(
    "The penalty is in the gradient, not in the loss",
    hint="Change lam and nothing else. Should the loss stay the same?",
    uses=(_data_part, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss, _decayed(grads, params, lam)


@misconception(
    "No weight decay at all",
    hint="lam is an argument. Does anything you return change with it?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    return _data_part(X, y, params, activation)


@misconception(
    "Weight decay doubled in the gradient",
    hint="Differentiate (λ/2) w² on paper. What happens to the one half?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, 2 * lam)


@misconception(
    "The penalty without its one half",
    hint="In the example the squares add up to 10 and lam is 0.3. Which penalty should come out, and which does?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam * _squares(params), _decayed(grads, params, lam)


@misconception(
    "λ Σ W² and 2λW: both parts twice as large",
    hint="Loss and gradient fit each other, but the penalty of the text has a factor in front. Which one?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam * _squares(params), _decayed(grads, params, 2 * lam)


@misconception(
    "Half of the weight decay in the gradient",
    hint="Differentiate (λ/2) w² on paper: the square brings down a factor. What is left of the one half?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, lam / 2)


@misconception(
    "Weight decay on the biases as well",
    hint="Only the weights pay for being large. Which keys does your loop add a penalty for?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params, "Wb"), _decayed(grads, params, lam, "Wb")


@misconception(
    "Weight decay on the biases in the gradient only",
    hint="Only the weights pay for being large. For which keys does your gradient get a second term?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, lam, "Wb")


@misconception(
    "The squares of the biases in the loss",
    hint="Only the weights pay for being large. Which arrays does your penalty add up?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params, "Wb"), _decayed(grads, params, lam)


@misconception(
    "Weight decay for the last layer only",
    hint="The weights of all layers are penalised. How many terms does your sum have for three layers?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    key = f"W{len(params) // 2}"
    grads[key] = grads[key] + lam * params[key]
    return loss + lam / 2 * _squares({key: params[key]}), grads


@misconception(
    "Weight decay for the first layer only",
    hint="The weights of all layers are penalised. How many terms does your sum have for three layers?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    grads["W1"] = grads["W1"] + lam * params["W1"]
    return loss + lam / 2 * _squares({"W1": params["W1"]}), grads


@misconception(
    "The penalty divided by the number of examples",
    hint="The mean belongs to the examples. Does the size of the weights depend on how many there are in the batch?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params) / len(y), _decayed(grads, params, lam / len(y))


@misconception(
    "Weight decay with the wrong sign",
    hint="The gradient points to where the loss grows. Does the penalty grow or fall when a positive weight grows?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, -lam)


@misconception(
    "The norm of the weights not squared",
    hint="Doubling all weights should make the penalty four times as large. Try it.",
    uses=(_data_part, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    norms = sum(np.linalg.norm(W) for key, W in params.items() if key[0] == "W")
    return loss + lam / 2 * norms, _decayed(grads, params, lam)


@misconception(
    "The mean of the squared weights instead of their sum",
    hint="In the example the squares add up to 10, and the penalty is 1.5. What does your code make of a wider layer?",
    uses=(_data_part, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    means = sum(np.mean(W**2) for key, W in params.items() if key[0] == "W")
    return loss + lam / 2 * means, _decayed(grads, params, lam)


@misconception(
    "λW² in the gradient",
    hint="The derivative of a square is linear. Which sign does your term have for a negative weight?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    slopes = {key: grad + lam * params[key] ** 2 if key[0] == "W" else grad for key, grad in grads.items()}
    return loss + lam / 2 * _squares(params), slopes


@misconception(
    "The weights shrunk inside loss_and_gradients",
    hint="The step changes parameters, and nothing else does. Print params before and after the call.",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    loss += lam / 2 * _squares(params)
    for key, W in params.items():
        if key[0] == "W":
            W *= lam
            grads[key] = grads[key] + W
    return loss, grads


@misconception(
    "The activation is not handed to backward",
    hint="Both passes must know the activation. With which arguments do you call each of them?",
    uses=(_squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    scores, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(scores, y)
    return loss + lam / 2 * _squares(params), _decayed(backward(G, params, cache), params, lam)


@misconception(
    "The activation is not handed to forward",
    hint="Both passes must know the activation. With which arguments do you call each of them?",
    uses=(_squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    scores, cache = forward(X, params)
    loss, G = softmax_cross_entropy(scores, y)
    return loss + lam / 2 * _squares(params), _decayed(backward(G, params, cache, activation), params, lam)


@misconception(
    "The activation is handed to neither pass",
    hint="activation is an argument. With which arguments do you call forward and backward?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, "relu")
    return loss + lam / 2 * _squares(params), _decayed(grads, params, lam)
