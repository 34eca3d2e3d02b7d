"""Lecture 1: what it claims about softmax regression on the spiral, and about weight decay."""

from __future__ import annotations

import numpy as np

from byhand import data

from .batched import convex_fit
from .result import Result, exact, experiment, of_runs


def loss_and_gradients(X, y, W, b, lam):
    """Penalised mean cross entropy, dW and db."""
    Z = X @ W + b
    Z = Z - Z.max(axis=1, keepdims=True)
    log_S = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    G = (np.exp(log_S) - np.eye(3)[y]) / len(y)
    return -log_S[np.arange(len(y)), y].mean() + lam / 2 * (W**2).sum(), X.T @ G + lam * W, G.sum(axis=0)


def run(seed, steps):
    """The Northeastern settings: loss at the start and after the steps, and the share of points that are right."""
    X, y = data.spiral(100, 3, 0.2, rng=seed)
    W, b = 0.01 * np.random.default_rng(seed).standard_normal((2, 3)), np.zeros(3)
    first = loss_and_gradients(X, y, W, b, 1e-3)[0]
    for _ in range(steps):
        _, dW, db = loss_and_gradients(X, y, W, b, 1e-3)
        W, b = W - dW, b - db
    last = loss_and_gradients(X, y, W, b, 1e-3)[0]
    W_best, b_best = convex_fit(X, y, 1e-3)
    gain = last - loss_and_gradients(X, y, W_best, b_best, 1e-3)[0]
    return first, last, np.mean((X @ W + b).argmax(axis=1) == y), gain


@experiment(starts=20)
def linear_model_on_the_spiral(seeds: range) -> Result:
    """Two hundred steps on twenty spirals: where the loss ends, how many are right, and what is left to gain."""
    first, last, right, gain = np.array([run(seed, 200) for seed in seeds]).T
    figures = {"first loss": of_runs(first), "last loss": of_runs(last), "right": of_runs(right)}
    figures["last loss minus the minimum"] = of_runs(gain)
    return Result(bool(last.min() > 0.72 and last.max() < 0.78 and gain.max() < 0.001), figures, len(seeds))


@experiment(starts=1)
def direction_alone(seeds: range) -> Result:
    """What a model can reach that sees only the direction of a point, without noise."""
    angles = np.linspace(0, 2 * np.pi, 1_000_000, endpoint=False)
    arms = sum(np.mod(angles - 4 * k, 2 * np.pi) < 4 for k in range(3))
    doubled = arms[arms == 2].sum() / arms.sum()
    figures = {
        "directions with two arms": exact(np.mean(arms == 2)),
        "right at most": exact(1 / arms.mean()),
        "loss where two arms cross": exact(np.log(2)),
        "loss at least": exact(doubled * np.log(2)),
    }
    return Result(set(arms) == {1, 2}, figures, len(seeds))


@experiment(starts=20)
def doubling_the_weights(seeds: range) -> Result:
    """Whether doubling all weights and biases lowers the loss: at weights that separate three clouds, and elsewhere."""
    lower, raised = [], []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        y = np.repeat([0, 1, 2], 30)
        X = np.array([[-1.5, -1.0], [1.5, -1.0], [0.0, 1.6]])[y] + 0.35 * rng.standard_normal((90, 2))
        W, b = convex_fit(X, y, 0.01)
        if ((X @ W + b).argmax(axis=1) == y).all():
            lower.append(loss_and_gradients(X, y, 2 * W, 2 * b, 0)[0] < loss_and_gradients(X, y, W, b, 0)[0])
        W, b = rng.standard_normal((2, 3)), rng.standard_normal(3)
        raised.append(loss_and_gradients(X, y, 2 * W, 2 * b, 0)[0] > loss_and_gradients(X, y, W, b, 0)[0])
    figures = {
        "separating weights, loss falls": exact(np.mean(lower)),
        "random weights, loss rises": exact(np.mean(raised)),
    }
    return Result(all(lower) and any(raised), figures, len(seeds))


@experiment(starts=1)
def half_life_of_a_weight(seeds: range) -> Result:
    """Steps until decay alone halves a weight with η = 1 and λ = 0.001, counted."""
    weight, steps = 1.0, 0
    while weight > 0.5:
        weight, steps = weight * (1 - 1.0 * 0.001), steps + 1
    return Result(steps == 693, {"steps": exact(steps)}, len(seeds))
