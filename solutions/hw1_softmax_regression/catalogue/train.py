"""Homework 1, `train`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("parameters in a dict")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    params = {"W": 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), "b": np.zeros(K)}
    losses = np.empty(steps + 1)
    losses[0] = loss(X, y, **params, lam=lam)
    for t in range(1, steps + 1):
        grads = dict(zip(("W", "b"), gradients(X, y, params["W"], params["b"], lam), strict=True))
        for name in params:
            params[name] = params[name] - eta * grads[name]
        losses[t] = loss(X, y, **params, lam=lam)
    return params["W"], params["b"], losses


@alternative("a while loop, losses in an array made beforehand")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    generator = np.random.default_rng(rng)
    W, b = generator.normal(0.0, 0.01, size=(X.shape[1], K)), np.zeros(K)
    losses = np.zeros(steps + 1)
    t = 0
    while True:
        losses[t] = loss(X, y, W, b, lam)
        if t == steps:
            return W, b, losses
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        t += 1


@alternative("everything in one function, losses as a list")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    m, n = X.shape
    b, W = np.zeros(K), np.random.default_rng(rng).standard_normal((K, n)).T * 0.01
    losses = []
    for t in range(steps + 1):
        Z = X @ W + b
        logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
        losses.append(float(-logs[np.arange(m), y].mean() + lam / 2 * (W**2).sum()))
        if t < steps:
            G = np.exp(logs)
            G[np.arange(m), y] -= 1
            W, b = (1 - eta * lam) * W - eta / m * (X.T @ G), b - eta / m * G.sum(axis=0)
    return W, b, losses


@alternative("all weights kept, the losses computed at the end")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    rng = np.random.default_rng(rng)
    path = [(rng.standard_normal((X.shape[1], K)) / 100, np.zeros(K))]
    for _ in range(steps):
        W, b = path[-1]
        dW, db = gradients(X, y, W, b, lam)
        path.append((W - eta * dW, b - eta * db))
    return *path[-1], np.array([loss(X, y, W, b, lam) for W, b in path])


@alternative("the biases as one more row of weights that does not shrink")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    m, n = X.shape
    padded = np.hstack([X, np.ones((m, 1))])
    weights = np.vstack([0.01 * np.random.default_rng(rng).standard_normal((n, K)), np.zeros((1, K))])
    shrinking = lam * np.r_[np.ones(n), 0.0][:, None]
    targets = np.eye(K)[y]
    losses = [loss(X, y, weights[:n], weights[n], lam)]
    for _ in range(steps):
        weights = weights - eta * (padded.T @ (softmax(padded @ weights) - targets) / m + shrinking * weights)
        losses.append(loss(X, y, weights[:n], weights[n], lam))
    return weights[:n], weights[n], np.array(losses)


@alternative("a class that holds the model")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    class Model:
        def __init__(self):
            self.W = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K))
            self.b = np.zeros(K)

        def loss(self):
            return loss(X, y, self.W, self.b, lam)

        def step(self):
            dW, db = gradients(X, y, self.W, self.b, lam)
            self.W -= eta * dW
            self.b -= eta * db

    model = Model()
    losses = [model.loss()]
    for _ in range(steps):
        model.step()
        losses.append(model.loss())
    return model.W, model.b, np.array(losses)


@alternative("a generator of weights, and a list comprehension")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    def descent(W, b):
        yield W, b
        for _ in range(steps):
            W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
            yield W, b

    visited = list(descent(0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)))
    W, b = visited[-1]
    return W, b, np.array([loss(X, y, *point, lam) for point in visited])


@alternative("the weights shrunk first, then moved along the gradient of the data")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros((K,))
    losses = np.full(steps + 1, loss(X, y, W, b, lam))
    for t in range(steps):
        dW, db = gradients(X, y, W, b, 0.0)
        W, b = (1 - eta * lam) * W - eta * dW, b - eta * db
        losses[t + 1] = loss(X, y, W, b, lam)
    return W, b, losses


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The loss after the last step is missing",
    hint="The weights are seen steps + 1 times: once at the start, and after each step. Which of them has no loss?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = []
    for _ in range(steps):
        losses.append(loss(X, y, W, b, lam))
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
    return W, b, np.array(losses)


@misconception(
    "Losses written down without the penalty",
    hint="What gradient descent lowers is the whole loss. Which lam does each loss in your list contain?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, 0.0)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, 0.0))
    return W, b, np.array(losses)


@misconception(
    "Trained without the penalty",
    hint="lam is an argument of train. Follow it: does it reach the gradient as well as the loss?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, 0.0), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "db computed after W has already moved",
    hint="Both gradients belong to the same point. Which W does each of yours see?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W = W - eta * gradients(X, y, W, b, lam)[0]
        b = b - eta * gradients(X, y, W, b, lam)[1]
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The gradient computed once, before the loop",
    hint="After a step you stand somewhere else, with another slope. How often is your gradient computed?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    dW, db = gradients(X, y, W, b, lam)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, dW, db, eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Start from weights of size 1",
    hint="The first loss should be close to log K. How equal are the scores of your starting weights?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Start from weights that are all zero",
    hint="It would do for one layer, but with hidden layers it fails. Look at the first of the four decisions.",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = np.zeros((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Number of classes taken from the labels in train",
    hint="A data set may lack a class, and K is an argument. Which shape does your W get when one is absent?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    K = len(np.unique(y))
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The argument rng is ignored",
    hint="Call train twice with different seeds and steps=0. Should the starting weights be the same?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(0).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Uphill: the gradient added instead of subtracted",
    hint="The gradient points where the loss rises. Does your loss fall from one step to the next?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        dW, db = gradients(X, y, W, b, lam)
        W, b = W + eta * dW, b + eta * db
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The biases start from random numbers",
    hint="Look at the first of the four decisions: where do the biases start?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    rng = np.random.default_rng(rng)
    W, b = 0.01 * rng.standard_normal((X.shape[1], K)), 0.01 * rng.standard_normal(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The biases are never moved",
    hint="W and b are both parameters. Print b after training: is it still where it started?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W = W - eta * gradients(X, y, W, b, lam)[0]
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The learning rate is always 1",
    hint="eta is an argument of train. Follow it: does it reach the step?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), 1.0)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "One step too many",
    hint="The last loss has to be that of the weights you return. How many steps lie between the two?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = []
    for _ in range(steps + 1):
        losses.append(loss(X, y, W, b, lam))
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
    return W, b, np.array(losses)


@misconception(
    "Uniform instead of normal numbers at the start",
    hint="Look at the first of the four decisions. Can any of your starting weights be negative?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).random((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The loss before the first step is missing",
    hint="losses[0] belongs to the starting weights. At which weights is your first loss computed?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = []
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Training stopped once the loss hardly falls",
    hint="steps says how many steps to take. How long is losses when the curve is already flat?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
        if losses[-2] - losses[-1] < 1e-4:
            break
    return W, b, np.array(losses)


@misconception(
    "The starting weights drawn from NumPy's global generator",
    hint="rng may be a generator as well as a seed. Which function makes a generator of either?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    np.random.seed(rng)
    W, b = 0.01 * np.random.randn(X.shape[1], K), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)
