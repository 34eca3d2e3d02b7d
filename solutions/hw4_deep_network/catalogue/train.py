"""Homework 4, `train`: right answers that look different."""

import numpy as np

from autograder.assignment.catalogue import alternative


@alternative("history as a list of sums over the examples")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    generator = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, generator):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            velocity = {key: mu * velocity[key] - eta * grads[key] for key in params}
            params = {key: params[key] + velocity[key] for key in params}
            total += len(X_batch) * loss
        history.append(total / len(X))
    return params, history


@alternative("np.average with the batch sizes as weights")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng = np.random.default_rng(rng)
    history = np.empty(epochs)
    for t in range(epochs):
        losses, counts = [], []
        for batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(*batch, params, activation=activation, lam=lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            losses.append(loss)
            counts.append(len(batch[1]))
        history[t] = np.average(losses, weights=counts)
    return params, history


@alternative("copies of the parameters, updated in place")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    params = {key: np.array(array, copy=True) for key, array in params.items()}
    velocity = {key: np.zeros(array.shape) for key, array in params.items()}
    history = []
    for _ in range(epochs):
        seen = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            for key, array in params.items():
                velocity[key] *= mu
                velocity[key] -= eta * grads[key]
                array += velocity[key]
            seen += [loss] * len(y_batch)
        history.append(np.mean(seen))
    return params, np.array(history)


@alternative("an order of row numbers, cut inside the loop")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng = np.random.default_rng(rng)
    m, history = len(y), np.zeros(epochs)
    for epoch in range(epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], y[rows], params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[epoch] += loss * rows.size
    return params, history / m


@alternative("weight decay added in the step, a velocity that leaves out eta")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng = np.random.default_rng(rng)
    history = np.zeros(epochs)
    for epoch in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, 0.0)
            loss += lam / 2 * sum(np.sum(array**2) for key, array in params.items() if key.startswith("W"))
            history[epoch] += loss * len(y_batch) / len(X)
            decay = {key: lam * params[key] if key.startswith("W") else 0.0 for key in params}
            velocity = {key: mu * velocity[key] + grads[key] + decay[key] for key in params}
            params = {key: params[key] - eta * velocity[key] for key in params}
    return params, history


@alternative("one epoch as an inner function")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng = np.random.default_rng(rng)

    def epoch(now, moving):
        losses = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, now, activation, lam)
            losses.append((loss, len(y_batch)))
            now, moving = momentum_step(now, grads, moving, eta, mu)
        return now, moving, sum(loss * count for loss, count in losses) / sum(count for _, count in losses)

    history = []
    for _ in range(epochs):
        params, velocity, mean = epoch(params, velocity)
        history.append(mean)
    return params, np.array(history)


@alternative("all batches of all epochs in one list")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    rng = np.random.default_rng(rng)
    plan = [(t, batch) for t in range(epochs) for batch in minibatches(X, y, batch_size, rng)]
    history = np.zeros(epochs)
    for t, (X_batch, y_batch) in plan:
        loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
        history[t] += loss * X_batch.shape[0]
        params, velocity = momentum_step(params, grads, velocity, eta, mu)
    return params, np.divide(history, X.shape[0])


@alternative("passes and penalty written out")
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    params, velocity, history = dict(params), dict.fromkeys(params, 0.0), []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            scores, cache = forward(X_batch, params, activation)
            loss, G = softmax_cross_entropy(scores, y_batch)
            grads = backward(G, params, cache, activation)
            weights = [key for key in params if key.startswith("W")]
            loss += lam / 2 * sum(float(np.sum(params[key] ** 2)) for key in weights)
            for key in params:
                decay = lam * params[key] if key in weights else 0.0
                velocity[key] = mu * velocity[key] - eta * (grads[key] + decay)
                params[key] = params[key] + velocity[key]
            total += loss * len(y_batch)
        history.append(float(total / len(y)))
    return params, history
