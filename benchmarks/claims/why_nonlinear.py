"""Lecture 2, features and activations; `why_nonlinear_width.py` has width and depth."""

from __future__ import annotations

from typing import Any

import numpy as np

from byhand import data

from .batched import ACTIVATIONS, Array, Layers, accuracies, best_of, convex_fit, convex_path, descend, losses, repeated, starts
from .result import Result, exact, experiment, of_mean, over_starts
from .why_nonlinear_width import (  # noqa: F401  the other experiments of this lecture
    depth_on_the_spiral,
    learning_a_saw,
    moons_by_width_and_penalty,
    pieces_of_a_saw,
)

RELU = ACTIVATIONS["ReLU"]


def spiral() -> tuple[Any, ...]:
    """The spiral of the lectures, and fresh points of it."""
    return *data.spiral(100, 3, 0.2, rng=0), *data.spiral(500, 3, 0.2, rng=1000)


def trained(
    sizes: list[int], activation: str, rates: list[float], seeds: range, steps: int, gain: float = 2.0, lam: float = 0.0
) -> Layers:
    """Networks on the spiral, one for each start and learning rate: run s * len(rates) + g has start s, rate g."""
    X, y, *_ = spiral()
    net = repeated(starts(sizes, seeds, gain), len(rates))
    return descend(X, y, net, ACTIVATIONS[activation], np.tile(rates, len(seeds)), steps, lam)


@experiment(starts=20)
def activations_side_by_side(seeds: range) -> Result:
    """Six activations, 50 units, 400 steps on the spiral, each at its own best learning rate."""
    rates = {
        "sigmoid": [4, 5, 6, 8, 10],
        "tanh": [1, 2, 3, 4, 5, 6],
        "softplus": [1, 2, 3, 4, 5, 6, 8],
        "ReLU": [1, 1.5, 2, 2.5, 3, 4, 5],
        "leaky ReLU": [1, 1.5, 2, 2.5, 3, 4, 5],
        "ELU": [1, 1.5, 2, 3, 4, 5],
    }
    X, y, *_ = spiral()
    figures, best, by_rate = {}, {}, {}
    for name, grid in rates.items():
        net = trained([2, 50, 3], name, grid, seeds, 400, gain=1.0)
        ends = losses(X, y, net, ACTIVATIONS[name]).reshape(len(seeds), -1)
        eta, best[name] = best_of(grid, ends)
        by_rate[name] = dict(zip(grid, np.median(ends, axis=0), strict=True))
        figures[f"{name}, best rate η = {eta:g}"] = over_starts(best[name])
    figures["tanh minus ReLU, each at its best"] = of_mean(best["tanh"] - best["ReLU"])
    beside = by_rate["tanh"][5] < np.median(best["ReLU"])  # the neighbour of tanh's best rate beats ReLU as well
    holds = figures["tanh minus ReLU, each at its best"].high < 0 and beside
    return Result(bool(holds and np.median(best["ReLU"]) < np.median(best["leaky ReLU"])), figures, len(seeds))


def random_features(d: int, seed: int) -> dict[str, Any]:
    """Two maps from points to d random features: cosines of scale 5, and ReLU units that fold the unit disc."""
    rng = np.random.default_rng(seed)
    waves, phases = 5 * rng.standard_normal((2, d)), rng.uniform(0, 2 * np.pi, d)
    angle, offset = rng.uniform(0, 2 * np.pi, d), rng.uniform(-1, 1, d)
    folds = np.array([np.cos(angle), np.sin(angle)])
    return {
        "random cosines": lambda P: np.sqrt(2 / d) * np.cos(P @ waves + phases),
        "random ReLU": lambda P: np.maximum(0, P @ folds + offset),
    }


@experiment(starts=20)
def chance_against_learning(seeds: range) -> Result:
    """Accuracy on fresh points by the number of features; random kinds converge, each with its own best penalty."""
    X, y, X_fresh, y_fresh = spiral()
    rates = [0.25, 0.5, 1.0, 2.0, 4.0]
    penalties = {"random cosines": [1e-3, 1e-4, 1e-5, 1e-6, 1e-7], "random ReLU": [1e-4, 1e-5, 1e-6, 1e-7, 1e-8]}
    figures, best = {}, {}
    for d in (8, 16, 64):
        net = trained([2, d, 3], "ReLU", rates, seeds, 3000, lam=1e-4)
        shares = accuracies(X_fresh, y_fresh, net, RELU).reshape(len(seeds), -1)
        best["learned ReLU", d] = best_of(rates, shares, largest=True)[1]
        for kind, grid in penalties.items():
            shares = np.zeros((len(seeds), len(grid)))
            for s, seed in enumerate(seeds):
                feature = random_features(d, seed)[kind]
                for p, (W, b) in enumerate(convex_path(feature(X), y, grid)):
                    shares[s, p] = np.mean((feature(X_fresh) @ W + b).argmax(axis=1) == y_fresh)
            best[kind, d] = best_of(grid, shares, largest=True)[1]
    for (kind, d), shares in best.items():
        figures[f"{kind}, {d} features"] = over_starts(shares)
    middle = {key: float(np.median(shares)) for key, shares in best.items()}
    ahead = min(middle["learned ReLU", 8] - middle[kind, 8] for kind in penalties)
    level = max(abs(middle["learned ReLU", 64] - middle[kind, 64]) for kind in penalties)
    return Result(ahead > 0.1 and level < 0.01, figures, len(seeds))


@experiment(starts=20)
def scales_of_cosines(seeds: range) -> Result:
    """Accuracy of 100 random cosines on fresh points by their scale, trained to convergence."""
    X, y, X_fresh, y_fresh = spiral()
    shares: dict[int, list[float]] = {s: [] for s in (1, 2, 3, 5, 10, 20, 100)}
    for seed in seeds:
        rng = np.random.default_rng(seed)
        waves, phases = rng.standard_normal((2, 100)), rng.uniform(0, 2 * np.pi, 100)
        for s, row in shares.items():
            W, b = convex_fit(np.sqrt(2 / 100) * np.cos(X @ (s * waves) + phases), y, 1e-4)
            row.append(
                np.mean((np.cos(X_fresh @ (s * waves) + phases) * np.sqrt(2 / 100) @ W + b).argmax(1) == y_fresh)
            )
    figures = {f"s = {s}": over_starts(row) for s, row in shares.items()}
    middle = {s: float(np.median(row)) for s, row in shares.items()}
    return Result(middle[5] == max(middle.values()) and middle[1] < 0.9 and middle[100] < 0.5, figures, len(seeds))


@experiment(starts=1)
def distance_between_arms(seeds: range) -> Result:
    """How far the nearest point of another arm is, outside the crowded middle (r of 0.2 and more), without noise."""
    X, y = data.spiral(1000, 3, 0.0)
    far_out = np.hypot(*X.T) >= 0.2
    gaps = [np.linalg.norm(X[y != k] - x, axis=1).min() for k in range(3) for x in X[(y == k) & far_out][::10]]
    middle = float(np.median(gaps))
    return Result(0.3 < middle < 0.5, {"median distance to the nearest other arm": exact(middle)}, len(seeds))


@experiment(starts=20)
def a_dozen_units(seeds: range) -> Result:
    """Twelve ReLU units on the spiral, 1500 steps with learning rates around 1."""
    X, y, X_fresh, y_fresh = spiral()
    rates = [0.5, 1.0, 2.0]
    net = trained([2, 12, 3], "ReLU", rates, seeds, 1500)
    right = accuracies(X, y, net, RELU).reshape(len(seeds), -1)
    fresh = accuracies(X_fresh, y_fresh, net, RELU).reshape(len(seeds), -1)
    figures = {"right, η = 1": over_starts(right[:, 1]), "fresh points, η = 1": over_starts(fresh[:, 1])}
    return Result(bool(np.quantile(right, 0.1, axis=0).min() > 0.97), figures, len(seeds))


@experiment(starts=20)
def centred_features(seeds: range) -> Result:
    """Sigmoid features around 1/2 or around 0, the same random layers: safe rates, and the best loss after 300 steps."""
    X, y, *_ = spiral()
    rates = [0.1, 0.3, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30]
    Z1 = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        Z1.append(X @ (3 * rng.standard_normal((2, 50))) + 1.5 * rng.standard_normal(50))
    features = ACTIVATIONS["sigmoid"][0](np.stack(Z1))
    figures, best, safe = {}, {}, {}
    for name, A in {"around 1/2": features, "around 0": features - 0.5}.items():
        runs = len(seeds) * len(rates)
        zero: Layers = [(np.zeros((runs, 50, 3)), np.zeros((runs, 1, 3)))]
        repeated_A = np.repeat(A, len(rates), axis=0)
        net = descend(repeated_A, y, zero, RELU, np.tile(rates, len(seeds)), 300)
        eta, best[name] = best_of(rates, losses(repeated_A, y, net, RELU).reshape(len(seeds), -1))
        figures[f"best loss {name}, η = {eta:g}"] = over_starts(best[name])
        safe[name] = _safe_rates(A)
    figures["safe rate around 0, in safe rates around 1/2"] = over_starts(safe["around 0"] / safe["around 1/2"])
    ahead = np.median(best["around 0"]) < 0.5 * np.median(best["around 1/2"])
    return Result(bool(ahead), figures, len(seeds))


def _safe_rates(A: Array) -> Array:
    """The largest learning rates (runs,) with which the first steps from zero weights settle, for three classes."""
    with_bias = np.concatenate([A, np.ones((*A.shape[:2], 1))], axis=-1)
    return 2 / (np.linalg.eigvalsh(with_bias.swapaxes(-1, -2) @ with_bias / A.shape[1])[:, -1] / 3)


@experiment(starts=20)
def dying_units(seeds: range) -> Result:
    """The share of dead units among 50 after 300 steps, by learning rate."""
    X, *_ = spiral()
    rates = [0.5, 1, 2, 4, 5, 6, 8, 10]
    (W1, b1), _ = trained([2, 50, 3], "ReLU", rates, seeds, 300)
    dead = np.mean((X @ W1 + b1 <= 0).all(axis=1), axis=1).reshape(len(seeds), -1)
    figures = {f"dead, η = {eta:g}": over_starts(dead[:, g]) for g, eta in enumerate(rates)}
    middle = np.median(dead, axis=0)
    holds = dead[:, 1].max() <= 0.02 and 0.1 < middle[3] < 0.5 and middle[6:].min() > 0.9
    return Result(bool(holds and (np.diff(middle) >= 0).all()), figures, len(seeds))


@experiment(starts=20)
def starting_dead(seeds: range) -> Result:
    """Fifty units with biases of −5, so that all are on their left side: ReLU and leaky ReLU after 1500 steps."""
    X, y, *_ = spiral()
    figures, ends = {}, {}
    for name in ("ReLU", "leaky ReLU"):
        (W1, b1), second = starts([2, 50, 3], seeds)
        net = descend(X, y, [(W1, b1 - 5), second], ACTIVATIONS[name], 0.3, 1500)
        ends[name] = losses(X, y, net, ACTIVATIONS[name])
        figures[f"loss, {name}"] = over_starts(ends[name])
        if name == "ReLU":
            still = bool(np.array_equal(net[0][0], W1))
    return Result(bool(still and np.median(np.abs(ends["leaky ReLU"] - 0.733)) < 0.005), figures, len(seeds))
