"""Homework 4, `sgd_step`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("copies, then in place")
def sgd_step(params, grads, eta):
    moved = {key: array.copy() for key, array in params.items()}
    for key in moved:
        moved[key] -= eta * grads[key]
    return moved


@alternative("a loop over the layers")
def sgd_step(params, grads, eta):
    after = {}
    for i in range(1, len(params) // 2 + 1):
        for name in (f"W{i}", f"b{i}"):
            after[name] = np.subtract(params[name], np.multiply(eta, grads[name]))
    return after


@alternative("dict of zipped pairs")
def sgd_step(params, grads, eta):
    return dict(zip(params, (array + grads[key] * (-eta) for key, array in params.items()), strict=True))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A step uphill",
    hint="The gradient points to where the loss grows. Which way do we want to go?",
)
def sgd_step(params, grads, eta):
    return {key: params[key] + eta * grads[key] for key in params}


@misconception(
    "The parameter itself subtracted instead of its gradient",
    hint="Call your function with gradients that are all zero. Should anything move?",
)
def sgd_step(params, grads, eta):
    return {key: params[key] - eta * params[key] for key in params}


@misconception(
    "The learning rate forgotten",
    hint="Call your function with eta=0. Nothing should move.",
)
def sgd_step(params, grads, eta):
    return {key: params[key] - grads[key] for key in params}


@misconception(
    "The step changes the caller's arrays",
    hint="An operator such as -= writes into the array you were given; dict(params) copies the dict, not the arrays. "
    "Compare params before and after the call.",
)
def sgd_step(params, grads, eta):
    for key in params:
        params[key] -= eta * grads[key]
    return params


@misconception(
    "The biases never move",
    hint="The biases are parameters like the weights. Which keys does your loop go through?",
)
def sgd_step(params, grads, eta):
    return {key: params[key] - eta * grads[key] if key.startswith("W") else params[key].copy() for key in params}


@misconception(
    "Only the step itself is returned",
    hint="Call your function with eta=0: the parameters should come back. What comes back from yours?",
)
def sgd_step(params, grads, eta):
    return {key: -eta * grads[key] for key in params}
