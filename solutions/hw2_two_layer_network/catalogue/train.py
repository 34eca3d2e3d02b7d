"""Homework 2, `train`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("four arrays updated by name")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    W1, b1 = 0.01 * rng.standard_normal((X.shape[1], d)), np.zeros(d)
    W2, b2 = 0.01 * rng.standard_normal((d, K)), np.zeros(K)
    losses = []
    for step in range(steps + 1):
        params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
        if step < steps:
            W1, b1 = W1 - eta * grads["W1"], b1 - eta * grads["b1"]
            W2, b2 = W2 - eta * grads["W2"], b2 - eta * grads["b2"]
    return params, np.array(losses)


@alternative("in place, on arrays of its own")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    generator = np.random.default_rng(rng)
    params = {"W1": generator.normal(size=(X.shape[1], d)) * 0.01, "W2": generator.normal(size=(d, K)) * 0.01}
    params["b1"], params["b2"] = np.zeros(d), np.zeros(K)
    losses = np.empty(steps + 1)
    for t in range(steps):
        losses[t], grads = loss_and_gradients(X, y, params, lam)
        for name in params:
            params[name] -= eta * grads[name]
    losses[steps] = loss_and_gradients(X, y, params, lam)[0]
    return params, losses


@alternative("a while loop, and a list of losses")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    params = {"W1": rng.normal(0, 0.01, (X.shape[1], d)), "b1": np.zeros((d,))}
    params.update(W2=rng.normal(0, 0.01, (d, K)), b2=np.zeros((K,)))
    loss, grads = loss_and_gradients(X, y, params, lam)
    losses = [loss]
    while len(losses) <= steps:
        params = {name: value - eta * grads[name] for name, value in params.items()}
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
    return params, losses


@alternative("both layers drawn in a loop")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng, params = np.random.default_rng(rng), {}
    for i, (rows, columns) in enumerate([(X.shape[1], d), (d, K)], 1):
        params[f"W{i}"], params[f"b{i}"] = 0.01 * rng.standard_normal((rows, columns)), np.zeros(columns)
    losses = []
    for _ in range(steps):
        cost, slopes = loss_and_gradients(X, y, params, lam)
        losses += [cost]
        for name, slope in slopes.items():
            params[name] = params[name] - eta * slope
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@alternative("the shrinking of the weights taken apart from the gradient")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    W1, W2 = 0.01 * rng.standard_normal((X.shape[1], d)), 0.01 * rng.standard_normal((d, K))
    params = {"W1": W1, "b1": np.zeros(d), "W2": W2, "b2": np.zeros(K)}
    losses = []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, lam)[0])
        _, grads = loss_and_gradients(X, y, params, 0.0)
        for name in params:
            shrink = 1 - eta * lam if name.startswith("W") else 1.0
            params[name] = shrink * params[name] - eta * grads[name]
    losses.append(loss_and_gradients(X, y, params, lam)[0])
    return params, np.asarray(losses)


@alternative("with a helper for one step")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    def step(params):
        _, grads = loss_and_gradients(X, y, params, lam)
        return {name: params[name] + (-eta) * grads[name] for name in grads}

    rng = np.random.default_rng(rng)
    path = {"W1": 0.01 * rng.standard_normal((X.shape[1], d)), "W2": 0.01 * rng.standard_normal((d, K))}
    path |= {"b1": np.zeros(d), "b2": np.zeros(K)}
    losses = [loss_and_gradients(X, y, path, lam)[0]]
    for _ in range(steps):
        path = step(path)
        losses.append(loss_and_gradients(X, y, path, lam)[0])
    return path, np.array(losses, dtype=float)


@alternative("all parameters in one long array")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    n = X.shape[1]
    rng = np.random.default_rng(rng)
    theta = np.zeros(n * d + d + d * K + K)
    theta[: n * d] = 0.01 * rng.standard_normal(n * d)
    theta[n * d + d : n * d + d + d * K] = 0.01 * rng.standard_normal(d * K)

    def unflat(t):
        W1, b1, W2, b2 = np.split(t, [n * d, n * d + d, n * d + d + d * K])
        return {"W1": W1.reshape(n, d), "b1": b1, "W2": W2.reshape(d, K), "b2": b2}

    losses = np.zeros(steps + 1)
    for t in range(steps + 1):
        losses[t], grads = loss_and_gradients(X, y, unflat(theta), lam)
        if t < steps:
            theta = theta - eta * np.concatenate([grads[name].ravel() for name in ("W1", "b1", "W2", "b2")])
    return unflat(theta), losses


@alternative("gradients scaled first, then subtracted")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    params = {"W1": rng.standard_normal((X.shape[1], d)), "b1": np.zeros(d)}
    params["W2"], params["b2"] = rng.standard_normal((d, K)) / 100, np.zeros(K)
    params["W1"] /= 100
    losses = []
    for _ in range(steps):
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
        moves = {name: eta * slope for name, slope in grads.items()}
        params = {name: np.subtract(params[name], moves[name]) for name in moves}
    losses.append(loss_and_gradients(X, y, params, lam)[0])
    return params, np.array(losses)


# --- mistakes ----------------------------------------------------------------------------------------------


def _start(X, d, K, rng):
    rng = np.random.default_rng(rng)
    first, second = 0.01 * rng.standard_normal((X.shape[1], d)), 0.01 * rng.standard_normal((d, K))
    return {"W1": first, "b1": np.zeros(d), "W2": second, "b2": np.zeros(K)}


def _descend(X, y, params, lam, steps, move):
    losses = []
    for _ in range(steps):
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
        params = {k: move(k, params[k], grads[k]) for k in params}
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@misconception(
    "A step uphill",
    hint="The gradient points where the loss rises fastest. Which way should the step go?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p + eta * g)


@misconception(
    "The parameter subtracted instead of its gradient",
    hint="Your step shrinks every parameter and never looks at the data. What should be multiplied by eta?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * p)


@misconception(
    "The learning rate ignored",
    hint="Call train with two values of eta. Do the results differ?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - g)


@misconception(
    "The biases never moved",
    hint="All four parameters take part in a step. Which keys does your loop visit?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g * (k[0] == "W"))


@misconception(
    "Only the second layer trained",
    hint="All four parameters take part in a step. Does W1 change in your training?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g * (k[1] == "2"))


@misconception(
    "Only the first layer trained",
    hint="All four parameters take part in a step. Does W2 change in your training?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g * (k[1] == "1"))


@misconception(
    "The weights shrunk by the penalty twice",
    hint="The gradient contains the penalty already. Where else do you take lam into account?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = _start(X, d, K, rng)
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * (g + lam * p * (k[0] == "W")))


@misconception(
    "Trained without the penalty",
    hint="Call train with two values of lam. Do the results differ?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), 0.0, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The gradient divided by the number of examples once more",
    hint="The gradients are those of a mean. Why is your training so slow?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g / len(X))


@misconception(
    "Gradients computed anew after each parameter was moved",
    hint="One step has one starting point: first all four gradients, then all four moves.",
    uses=(_start,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _start(X, d, K, rng), []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, lam)[0])
        for k in params:
            params[k] = params[k] - eta * loss_and_gradients(X, y, params, lam)[1][k]
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@misconception(
    "The second layer moved before the gradients of the first were computed",
    hint="The gradient with respect to W_1 contains W_2. Which W_2, the one before the step or the one after it?",
    uses=(_start,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _start(X, d, K, rng), []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, lam)[0])
        for pair in (("W2", "b2"), ("W1", "b1")):
            grads = loss_and_gradients(X, y, params, lam)[1]
            params = {k: params[k] - eta * grads[k] if k in pair else params[k] for k in params}
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@misconception(
    "Losses without the penalty written down",
    hint="losses holds the whole loss. What is the difference to yours at the end of the training?",
    uses=(_start,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _start(X, d, K, rng), []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, 0.0)[0])
        grads = loss_and_gradients(X, y, params, lam)[1]
        params = {k: params[k] - eta * grads[k] for k in params}
    return params, np.array([*losses, loss_and_gradients(X, y, params, 0.0)[0]])


@misconception(
    "The last loss missing",
    hint="Two steps have three losses: at the start, after the first and after the second.",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g)
    return params, losses[:-1]


@misconception(
    "The loss at the start missing",
    hint="Two steps have three losses: at the start, after the first and after the second.",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g)
    return params, losses[1:]


@misconception(
    "One step too many",
    hint="With steps=0 the starting parameters come back. Do they, from your function?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _descend(X, y, _start(X, d, K, rng), lam, steps + 1, lambda k, p, g: p - eta * g)
    return params, losses[:-1]


@misconception(
    "All parameters start at zero",
    hint="From zero the hidden units never learn: question 12 asks why. What does the recipe say?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = {k: np.zeros(p.shape) for k, p in _start(X, d, K, rng).items()}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "Starting weights that are not small",
    hint="Standard normal numbers are around 1. By which number does the recipe multiply them?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = {k: 100 * p for k, p in _start(X, d, K, rng).items()}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "Starting weights that are all positive",
    hint="Uniform numbers between 0 and 0.01 are not the normal ones the recipe asks for.",
    uses=(_descend,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    first, second = 0.01 * rng.random((X.shape[1], d)), 0.01 * rng.random((d, K))
    start = {"W1": first, "b1": np.zeros(d), "W2": second, "b2": np.zeros(K)}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The same random numbers in both layers",
    hint="Two generators with one seed give the same numbers. Make one, and draw from it twice.",
    uses=(_descend,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    first = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], d))
    second = 0.01 * np.random.default_rng(rng).standard_normal((d, K))
    start = {"W1": first, "b1": np.zeros(d), "W2": second, "b2": np.zeros(K)}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The seed ignored",
    hint="Call train with two different values of rng. Do the starting weights differ?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, 0), lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The number of classes read off from the labels",
    hint="K is an argument: a class may be absent from the labels.",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, y.max() + 1, rng), lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "Biases that do not start at zero",
    hint="Only the weights start at random numbers. What does the recipe say about the biases?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = _start(X, d, K, rng)
    start |= {"b1": np.full(d, 0.01), "b2": np.full(K, 0.01)}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)
