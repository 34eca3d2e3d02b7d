"""Lecture 3: what it claims about costs, shapes and the training of the two-layer network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from byhand import data

from .batched import ACTIVATIONS, Array, accuracies, losses, softmax, starts
from .result import Result, exact, experiment, of_runs, over_starts

RELU = ACTIVATIONS["ReLU"]


@experiment(starts=1)
def cost_of_the_spirals_gradients(seeds: range) -> Result:
    """Multiplications of one gradient for 300 points, 2 features, 100 units and 3 classes, in forward passes."""
    m, n, d, K = 300, 2, 100, 3
    forward = m * n * d + m * d * K
    backward = d * m * K + m * K * d + m * d + n * m * d  # W2, A1, the gate, W1
    parameters = n * d + d + d * K + K
    figures = {
        "parameters": exact(parameters),
        "backward": exact(backward / forward),
        "both passes": exact((forward + backward) / forward),
        "central differences": exact(2 * parameters),
    }
    return Result(2.5 < (forward + backward) / forward < 3, figures, len(seeds))


@experiment(starts=1)
def products_that_fit(seeds: range) -> Result:
    """How many products of two arrays at hand have the shape of each gradient, for sizes that all differ."""
    m, n, d, K = 5, 2, 4, 3
    at_hand = [(m, n), (n, d), (m, d), (m, d), (d, K), *[(m, K)] * 4]  # X W1 Z1 A1 W2, Z2 S I_y G2
    wanted = {"W2": ((d, K), at_hand), "A1": ((m, d), at_hand), "W1": ((n, d), [*at_hand, (m, d), (m, d)])}
    figures = {}
    for name, (shape, arrays) in wanted.items():
        both = [(i, size) for i, pair in enumerate(arrays) for size in (pair, pair[::-1])]
        fits = sum(i != j and a[1] == b[0] and (a[0], b[1]) == shape for i, a in both for j, b in both)
        figures[f"products with the shape of {name}"] = exact(fits)
    return Result([figure.middle for figure in figures.values()] == [8, 5, 4], figures, len(seeds))


Gradients = Callable[[Array, Array, Array, Array, Array], tuple[Array, ...]]


def four_gradients(X: Array, Z1: Array, A1: Array, W2: Array, G2: Array) -> tuple[Array, ...]:
    """dW1, db1, dW2, db2 of the data part, ReLU units, all runs at once."""
    G1 = G2 @ W2.swapaxes(-1, -2) * (Z1 > 0)
    return X.T @ G1, G1.sum(axis=-2, keepdims=True), A1.swapaxes(-1, -2) @ G2, G2.sum(axis=-2, keepdims=True)


def train(net, steps: int, gradients: Gradients = four_gradients, eta: float = 1.0, watch: list | None = None):
    """Train with λ = 0.001 on the spiral with seed 0; ``watch`` collects the penalised loss before each step."""
    X, y = data.spiral(100, 3, 0.2, rng=0)
    X, I_y, lam = np.float32(X), np.eye(3, dtype=np.float32)[y], np.float32(1e-3)
    (W1, b1), (W2, b2) = [(np.float32(W), np.float32(b)) for W, b in net]
    for _ in range(steps):
        Z1 = X @ W1 + b1
        A1 = np.maximum(Z1, 0)
        S = softmax(A1 @ W2 + b2)
        if watch is not None:
            penalty = lam / 2 * ((W1**2).sum(axis=(1, 2)) + (W2**2).sum(axis=(1, 2)))
            watch.append(-np.log((S * I_y).sum(axis=-1)).mean(axis=-1) + penalty)
        dW1, db1, dW2, db2 = gradients(X, Z1, A1, W2, (S - I_y) / np.float32(len(y)))
        W1, b1 = W1 - eta * (dW1 + lam * W1), b1 - eta * db1
        W2, b2 = W2 - eta * (dW2 + lam * W2), b2 - eta * db2
    return [(W1, b1), (W2, b2)]


def small(sizes: list[int], seeds: range, scale: float = 0.01):
    """Normal weights times ``scale``, biases 0."""
    return [(scale * W * np.sqrt(W.shape[1] / 2), b) for W, b in starts(sizes, seeds)]


def right(net) -> Array:
    """The share of the spiral's points that each run has right."""
    X, y = data.spiral(100, 3, 0.2, rng=0)
    return accuracies(X, y, net, RELU)


@experiment(starts=20)
def the_spiral_learned(seeds: range) -> Result:
    """A hundred units, 10 000 steps: penalised loss, accuracy, and the penalty's part of the loss."""
    X, y = data.spiral(100, 3, 0.2, rng=0)
    net = train(small([2, 100, 3], seeds), 10_000)
    penalty = 0.0005 * sum((np.float64(W) ** 2).sum(axis=(1, 2)) for W, _ in net)
    loss = losses(X, y, net, RELU) + penalty
    figures = {"loss": of_runs(loss), "right": of_runs(right(net)), "penalty in the loss": over_starts(penalty / loss)}
    return Result(bool(loss.max() < 0.26 and right(net).min() >= 0.98), figures, len(seeds))


@experiment(starts=20)
def steps_that_raise_the_loss(seeds: range) -> Result:
    """Of the first 1000 steps, how many raise the loss with η = 1 and with 0.3, and where they end."""
    figures, ups, ends = {}, {}, {}
    for eta in (1.0, 0.3):
        seen: list[Array] = []
        train(small([2, 100, 3], seeds), 1001, eta=eta, watch=seen)
        rises = np.diff(np.array(seen), axis=0) > 1e-5
        ups[eta], ends[eta] = rises.sum(axis=0), seen[-1]
        figures[f"steps up, η = {eta:g}"] = over_starts(ups[eta])
        figures[f"loss after 1000 steps, η = {eta:g}"] = over_starts(ends[eta])
    holds = np.median(ups[1.0]) > 50 and np.median(ups[0.3]) < 5 and np.all(ends[1.0] < ends[0.3])
    return Result(bool(holds), figures, len(seeds))


@experiment(starts=20)
def thirteen_units(seeds: range) -> Result:
    """Accuracy after 2000 steps: 13 units with tiny and with larger first weights, and 100 with tiny ones."""
    runs = {
        "13 units, tiny": small([2, 13, 3], seeds),
        "13 units, larger": starts([2, 13, 3], seeds),
        "100 units, tiny": small([2, 100, 3], seeds),
    }
    shares = {name: right(train(net, 2000)) for name, net in runs.items()}
    figures = {name: over_starts(row) for name, row in shares.items()}
    tiny, larger, many = (np.quantile(row, [0.1, 0.9]) for row in shares.values())
    return Result(bool(tiny[1] < min(larger[0], many[0])), figures, len(seeds))


@experiment(starts=20)
def planted_mistakes(seeds: range) -> Result:
    """Loss and accuracy after 1000 steps with the gate or db1 forgotten, or with 1/m twice."""

    def without_gate(X, Z1, A1, W2, G2):
        return four_gradients(X, np.ones_like(Z1), A1, W2, G2)

    def bias_forgotten(X, Z1, A1, W2, G2):
        dW1, db1, dW2, db2 = four_gradients(X, Z1, A1, W2, G2)
        return dW1, 0 * db1, dW2, db2

    def divided_twice(X, Z1, A1, W2, G2):
        return four_gradients(X, Z1, A1, W2, G2 / np.float32(300))

    X, y = data.spiral(100, 3, 0.2, rng=0)
    figures, loss, shares = {}, {}, {}
    for gradients in (four_gradients, without_gate, bias_forgotten, divided_twice):
        net = train(small([2, 100, 3], seeds), 1000, gradients)
        name = gradients.__name__
        penalty = 0.0005 * sum((np.float64(W) ** 2).sum(axis=(1, 2)) for W, _ in net)
        loss[name], shares[name] = losses(X, y, net, RELU) + penalty, right(net)
        figures[f"loss, {name}"], figures[f"right, {name}"] = over_starts(loss[name]), over_starts(shares[name])
    beside = right(train(small([2, 100, 3], seeds), 10))
    figures["right, four_gradients, 10 steps"] = over_starts(beside)
    holds = all(0.6 < np.median(loss[name]) < 0.75 for name in ("without_gate", "bias_forgotten"))
    holds &= bool(np.all(np.abs(loss["divided_twice"] - np.log(3)) < 0.01) and np.median(shares["divided_twice"]) > 0.4)
    return Result(holds, figures, len(seeds))


def squared_run(seed: int, shrink: float, both: bool) -> tuple[float, float]:
    """231n's loop on random data, 200 steps: last loss in the first, and how far W1 moved in its length."""
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((64, 1000)), rng.standard_normal((64, 10))
    W1, W2 = shrink * rng.standard_normal((1000, 100)), rng.standard_normal((100, 10))
    begin, loss = W1, []
    for _ in range(200):
        A1 = 0.5 * (1 + np.tanh(0.5 * (X @ W1)))
        G2 = 2 * (A1 @ W2 - Y)
        loss.append(np.sum(G2**2) / 4)
        dW1, W2 = X.T @ (G2 @ W2.T * A1 * (1 - A1)), W2 - 1e-4 * A1.T @ G2
        W1 = W1 - 1e-4 * dW1 if both else W1
    return loss[-1] / loss[0], float(np.linalg.norm(W1 - begin) / np.linalg.norm(begin))


@experiment(starts=20)
def random_targets_fitted(seeds: range) -> Result:
    """231n's squared-loss run, with the first layer frozen, and with W1 divided by the root of 1000."""
    deck = np.array([squared_run(seed, 1.0, both=True) for seed in seeds])
    frozen = np.array([squared_run(seed, 1.0, both=False) for seed in seeds])
    scaled = np.array([squared_run(seed, 1000**-0.5, both=True) for seed in seeds])
    figures = {
        "last loss in the first": of_runs(deck[:, 0]),
        "W1 moved, in its length": of_runs(deck[:, 1]),
        "frozen, last loss in the first": of_runs(frozen[:, 0]),
        "W1 divided, last loss in the first": of_runs(scaled[:, 0]),
    }
    return Result(bool(deck[:, 1].max() < 0.02 and frozen[:, 0].max() < 0.15), figures, len(seeds))


@experiment(starts=200)
def saturated_units(seeds: range) -> Result:
    """A tanh network of 5 examples with W1 and b1 times 10: how much smaller the typical entries of dW1 and G2 are."""
    first, last = [], []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        X, I_y = rng.standard_normal((5, 2)), np.eye(3)[rng.integers(0, 3, 5)]
        W1, b1 = rng.standard_normal((2, 4)), rng.standard_normal(4)
        W2, b2 = rng.standard_normal((4, 3)), rng.standard_normal(3)
        sizes = []
        for scale in (1, 10):
            Z1 = scale * (X @ W1 + b1)
            G2 = softmax(np.tanh(Z1) @ W2 + b2) - I_y
            sizes.append((np.median(np.abs(X.T @ (G2 @ W2.T * (1 - np.tanh(Z1) ** 2)))), np.median(np.abs(G2))))
        first.append(sizes[0][0] / sizes[1][0])
        last.append(sizes[1][1] / sizes[0][1])
    figures = {"dW1 smaller by the factor": over_starts(first), "G2 in what it was": over_starts(last)}
    return Result(bool(np.median(first) > 10), figures, len(seeds))
