"""Homework 4, `digits_network`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two hidden layers, tanh")
def digits_network(X, y, rng=0):
    rng = np.random.default_rng(rng)
    params = initialise([64, 50, 30, 10], rng, "xavier")
    params, first = train(X, y, params, "tanh", eta=0.2, lam=1e-3, batch_size=16, epochs=12, rng=rng)
    params, second = train(X, y, params, "tanh", eta=0.03, lam=1e-3, batch_size=16, epochs=5, rng=rng)
    return params, "tanh", np.append(first, second)


@alternative("the learning rate lowered after every epoch")
def digits_network(X, y, rng=0):
    rng = np.random.default_rng(rng)
    params, history = initialise([X.shape[1], 80, 10], rng), []
    for epoch in range(16):
        eta = 0.25 / (1 + 0.4 * epoch)
        params, losses = train(X, y, params, "relu", eta, 0.0, 1e-3, 16, 1, rng)
        history.append(losses[0])
    return params, "relu", np.array(history)


@alternative("momentum, and a tenth of the learning rate")
def digits_network(X, y, rng=0):
    rng = np.random.default_rng(rng)
    params = initialise([64, 60, 10], rng)
    params, history = train(X, y, params, "relu", eta=0.02, mu=0.9, lam=1e-3, batch_size=16, epochs=12, rng=rng)
    params, more = train(X, y, params, "relu", eta=0.004, mu=0.9, lam=1e-3, batch_size=16, epochs=4, rng=rng)
    return params, "relu", [*history, *more]


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A network that was never trained",
    hint="Its accuracy is that of guessing, near 0.1. What does train return, and which parameters do you return?",
)
def digits_network(X, y, rng=0):
    return initialise([64, 64, 10], rng), "relu", np.zeros(1)


@misconception(
    "Trained from weights that are all zero",
    hint="Print the history: it stays near log 10. What tells the hidden units apart at the start?",
)
def digits_network(X, y, rng=0):
    start = {key: np.zeros_like(array) for key, array in initialise([64, 64, 10], rng).items()}
    fitted, history = train(X, y, start, "relu", eta=0.2, batch_size=32, epochs=3, rng=rng)
    return fitted, "relu", history
