"""Homework 4, `train`: right answers that look different."""

import numpy as np

from autograder.assignment.catalogue import alternative


@alternative("history as a list of sums over the examples")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    generator = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, generator):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = {key: params[key] - eta * grads[key] for key in params}
            total += len(X_batch) * loss
        history.append(total / len(X))
    return params, history


@alternative("np.average with the batch sizes as weights")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    history = np.empty(epochs)
    for t in range(epochs):
        losses, counts = [], []
        for batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(*batch, params, activation=activation, lam=lam)
            params = sgd_step(params, grads, eta)
            losses.append(loss)
            counts.append(len(batch[1]))
        history[t] = np.average(losses, weights=counts)
    return params, history


@alternative("copies of the parameters, updated in place")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    params = {key: np.array(array, copy=True) for key, array in params.items()}
    history = []
    for _ in range(epochs):
        seen = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            for key, array in params.items():
                array -= eta * grads[key]
            seen += [loss] * len(y_batch)
        history.append(np.mean(seen))
    return params, np.array(history)


@alternative("an order of row numbers, cut inside the loop")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    m, history = len(y), np.zeros(epochs)
    for epoch in range(epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], y[rows], params, activation, lam)
            params = sgd_step(params, grads, eta)
            history[epoch] += loss * rows.size
    return params, history / m


@alternative("weight decay as a factor in the step")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    history = np.zeros(epochs)
    for epoch in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, 0.0)
            loss += lam / 2 * sum(np.sum(array**2) for key, array in params.items() if key.startswith("W"))
            history[epoch] += loss * len(y_batch) / len(X)
            kept = {key: 1 - eta * lam if key.startswith("W") else 1.0 for key in params}
            params = {key: kept[key] * params[key] - eta * grads[key] for key in params}
    return params, history


@alternative("one epoch as an inner function")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def epoch(now):
        losses = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, now, activation, lam)
            losses.append((loss, len(y_batch)))
            now = sgd_step(now, grads, eta)
        return now, sum(loss * count for loss, count in losses) / sum(count for _, count in losses)

    history = []
    for _ in range(epochs):
        params, mean = epoch(params)
        history.append(mean)
    return params, np.array(history)


@alternative("all batches of all epochs in one list")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    plan = [(t, batch) for t in range(epochs) for batch in minibatches(X, y, batch_size, rng)]
    history = np.zeros(epochs)
    for t, (X_batch, y_batch) in plan:
        loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
        history[t] += loss * X_batch.shape[0]
        params = sgd_step(params, grads, eta)
    return params, np.divide(history, X.shape[0])


@alternative("passes and penalty written out")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    params, history = dict(params), []
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
                params[key] = params[key] - eta * (grads[key] + decay)
            total += loss * len(y_batch)
        history.append(float(total / len(y)))
    return params, history
