"""Homework 4, `train`: mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import misconception


def _run(X, y, params, epochs, batches, gradient, step):
    """The loop of `train` from parts that may be wrong."""
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    history = np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in batches():
            loss, grads = gradient(X_batch, y_batch, params)
            params, velocity = step(params, grads, velocity)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "A step uphill in train",
    hint="Print the history of a few epochs. Does the loss grow? Which way does your step go?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, -eta, mu),
    )  # fmt: skip


@misconception(
    "The parameter itself subtracted in train",
    hint="With gradients that are all zero nothing should move. What do you multiply eta with?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, now, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "The parameters given to train are changed",
    hint="An operator such as -= writes into the caller's arrays. Compare the start before and after training.",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
            for key in params:
                velocity[key] = mu * velocity[key] - eta * grads[key]
                params[key] += velocity[key]
    return params, history


@misconception(
    "The result of the step is thrown away",
    hint="momentum_step returns new dicts. Which name do you give them, and which parameters does the next batch see?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            _, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "All gradients taken at the start",
    hint="After a step you stand somewhere else, with another slope. Which parameters does your second gradient see?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, start, history = np.random.default_rng(rng), params, np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, start, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "Every epoch begins at the start again",
    hint="The second epoch goes on where the first one ended. Where in your code is the start taken up?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, start, history = np.random.default_rng(rng), params, np.zeros(epochs)
    for t in range(epochs):
        params = start
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "One array after the other, with gradients at weights that have already moved",
    hint="All gradients belong to the same point. How often do you compute gradients for one batch?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history, params = np.random.default_rng(rng), np.zeros(epochs), dict(params)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, _ = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
            for key in params:
                _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
                velocity[key] = mu * velocity[key] - eta * grads[key]
                params[key] = params[key] + velocity[key]
    return params, history


@misconception(
    "The gradients of earlier batches are added up",
    hint="Each step follows the gradient of its own batch. Where in your loop do the gradients begin at zero?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    total = {key: np.zeros_like(array) for key, array in params.items()}
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            total = {key: total[key] + grads[key] for key in grads}
            params, velocity = momentum_step(params, total, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "One step per epoch: the step stands after the loop over the batches",
    hint="Every batch takes a step. Look at how far the line with the step is indented.",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
        params, velocity = momentum_step(params, grads, velocity, eta, mu)
    return params, history


@misconception(
    "All the data in every step",
    hint="A batch is meant to be cheap. How many rows of X does each of your gradients see?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X_batch, y_batch, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "Returns after the first epoch",
    hint="How many epochs has your loop seen when it returns? Look at how far the return is indented.",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, 1, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "No shuffling in train",
    hint="Which batches does your second epoch see, and in which order are the examples within them?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    cuts = [slice(s, s + batch_size) for s in range(0, len(X), batch_size)]
    return _run(
        X, y, params, epochs, lambda: [(X[cut], y[cut]) for cut in cuts],
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "The same order in every epoch",
    hint="The same seed gives the same order each time. What does minibatches get from you, a seed or a generator? "
    "And is it called in every epoch?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, np.random.default_rng(rng)),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "The seed is ignored in train",
    hint="Train twice with different seeds. Should the orders agree? Where is the argument rng used?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(0)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "Inputs shuffled without their labels in train",
    hint="Rows of X and entries of y belong together. Shuffle a data set of three examples and print both.",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def batches():
        mixed = X[rng.permutation(len(X))]
        return [(mixed[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]

    return _run(
        X, y, params, epochs, batches,
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "The last partial batch is dropped in train",
    hint="With 7 examples in batches of 3, how many steps does an epoch take? How many does yours?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        batches = [pair for pair in minibatches(X, y, batch_size, rng) if len(pair[1]) == batch_size]
        for X_batch, y_batch in batches:
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss / len(batches)
    return params, history


@misconception(
    "The last partial batch divided by batch_size",
    hint="A batch of 1 has a mean over 1. By which number is your last gradient divided?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            share = len(y_batch) / batch_size
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, 0.0)
            squares = sum(np.sum(array**2) for key, array in params.items() if key.startswith("W"))
            history[t] += (loss + lam / 2 * squares) * len(y_batch) / len(y)
            decay = {key: lam * array if key.startswith("W") else 0.0 for key, array in params.items()}
            grads = {key: share * grads[key] + decay[key] for key in params}
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
    return params, history


@misconception(
    "The gradient divided by the batch size once more",
    hint="The loss is a mean already, so its gradient is one too. Which m do you divide by, and why?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def gradient(X, y, now):
        loss, grads = loss_and_gradients(X, y, now, activation, lam)
        return loss, {key: grad / len(y) for key, grad in grads.items()}

    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng), gradient,
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "Trained without weight decay",
    hint="lam is an argument of train. Follow it: does it reach loss_and_gradients?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "The activation is not handed on by train",
    hint="activation is an argument of train. With which arguments do you call loss_and_gradients?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, lam=lam),
        lambda now, grads, moving: momentum_step(now, grads, moving, eta, mu),
    )  # fmt: skip


@misconception(
    "Weight decay applied twice: in the gradient and in the step",
    hint="The gradient of the penalty is in grads already. Where else do your weights shrink?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def step(now, grads, moving):
        twice = {key: grads[key] + lam * array if key.startswith("W") else grads[key] for key, array in now.items()}
        return momentum_step(now, twice, moving, eta, mu)

    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam), step,
    )  # fmt: skip
