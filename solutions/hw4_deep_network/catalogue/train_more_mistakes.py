"""Homework 4, `train`: more mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import misconception


@misconception(
    "The history leaves the penalty out",
    hint="What training lowers is the whole loss. With which lam was each number of your history computed?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, _ = loss_and_gradients(X_batch, y_batch, params, activation, 0.0)
            _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "The history counts all batches alike",
    hint="A last batch of 1 has fewer examples to speak for than one of 3. How does your mean weigh them?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), []
    for _ in range(epochs):
        losses = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            losses.append(loss)
        history.append(np.mean(losses))
    return params, np.array(history)


@misconception(
    "The history keeps the loss of the last batch only",
    hint="history[t] is a mean over all examples of the epoch. Which losses of an epoch are in yours?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            history[t], grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
    return params, history


@misconception(
    "The history adds up instead of averaging",
    hint="Twice as many examples should not mean twice the loss. By what do you divide?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch)
    return params, history


@misconception(
    "The history has one entry per batch",
    hint="history has the length epochs. How many entries has yours after two epochs of three batches?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history.append(loss)
    return params, np.array(history)


@misconception(
    "The history holds the losses after the steps",
    hint="Each loss is computed before the step of its batch: it falls out of the gradient. Where is yours computed?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            loss, _ = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "The history is computed on all data after each epoch",
    hint="The history of this homework costs nothing: it averages the losses that the batches yield anyway.",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng, history = np.random.default_rng(rng), []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
        history.append(loss_and_gradients(X, y, params, activation, lam)[0])
    return params, np.array(history)


@misconception(
    "The velocity starts at zero again in every epoch",
    hint="The velocity is carried from batch to batch and from epoch to epoch. In which loop is yours set to zero?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        velocity = {key: np.zeros_like(array) for key, array in params.items()}
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "No momentum in train: every step starts from rest",
    hint="With mu = 0.9 the second step should be longer than the first. Which velocity does momentum_step get there?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, _ = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "The first velocity is the first gradient",
    hint="At the start the network is at rest. What is the very first velocity, before any step?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history, velocity = np.random.default_rng(rng), np.zeros(epochs), None
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            velocity = grads if velocity is None else velocity
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "A momentum of one's own choice",
    hint="mu is an argument of train. With which mu do you call momentum_step?",
)
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, 0.9)
            history[t] += loss * len(y_batch) / len(y)
    return params, history
