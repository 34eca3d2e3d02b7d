"""Lecture 8: what it claims about batches, the problems of 1986 and the tricks of training."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .batched import Array, best_of, softmax
from .digit_runs import Outcome, Recipe, run
from .result import Figure, Result, exact, experiment, of_mean, over_starts

BASE = Recipe()
GRID = [0.1, 0.3, 0.6, 1.0, 1.4, 2.0]


def _best(seeds: range, grid: list[float], recipe: Recipe) -> tuple[float, Array, Outcome]:
    """The learning rate with the smallest mean validation error, inside the grid, and that error of each start."""
    outcome = run(seeds, grid, recipe)
    means = outcome.validation.mean(axis=0)
    best = int(means.argmin())
    if best in (0, len(grid) - 1):
        raise ValueError(f"the best learning rate, {grid[best]:g}, lies at the edge of the grid {grid}: {means}")
    return grid[best], outcome.validation[:, best], outcome


@experiment(starts=24)
def losses_compared(seeds: range) -> Result:
    """Cross entropy and squared error, at one learning rate and each at its own best: shares of misread digits."""
    eta_ce, ce, all_ce = _best(seeds, GRID, BASE)
    eta_se, se, all_se = _best(seeds, [0.1, 0.3, 0.6, 1.0, 1.5, 2.0], BASE.but(loss="squared error"))
    low_ce, low_se = all_ce.validation[:, 0], all_se.validation[:, 0]
    figures = {"cross entropy, η = 0.1": of_mean(low_ce), "squared error, η = 0.1": of_mean(low_se)}
    figures |= {"cross entropy, own η": of_mean(ce), "squared error, own η": of_mean(se)}
    figures |= {"squared error more, η = 0.1": of_mean(low_se - low_ce), "squared error more, own η": of_mean(se - ce)}
    figures |= {"η of cross entropy": exact(eta_ce), "η of squared error": exact(eta_se)}
    closer = np.mean(se - ce) < 0.5 * np.mean(low_se - low_ce)
    return Result(bool(np.mean(low_se - low_ce) > 0.006 and closer), figures, len(seeds))


VARIANTS: dict[str, tuple[Recipe, list[float]]] = {
    "momentum": (BASE.but(momentum=0.9), [0.01, 0.03, 0.06, 0.1, 0.14, 0.2]),
    "shuffled once": (BASE.but(order="once"), GRID),
    "sorted": (BASE.but(order="sorted"), [0.03, 0.1, 0.2, 0.3, 0.6]),
    "no weight decay": (BASE.but(lam=0.0), GRID),
    "weight decay 0.1": (BASE.but(lam=0.1), [0.01, 0.03, 0.06, 0.1]),
    "batches of 128": (BASE.but(batch=128), [0.3, 1.0, 1.5, 2.0, 3.0, 4.0]),
    "full batch": (BASE.but(batch=1078), [1.0, 2.0, 3.0, 4.0, 6.0]),
    "pixels 0 to 1": (BASE.but(inputs="raw"), [0.03, 0.1, 0.2, 0.3, 0.6]),
    "weights start at 0.01": (BASE.but(deviation=0.01), GRID),
    "weights start at 1": (BASE.but(deviation=1.0), [0.1, 0.3, 0.6, 1.0, 1.4, 2.0]),
    "no hidden layer": (BASE.but(hidden=()), [0.1, 0.3, 0.6, 1.0, 2.0]),
    "dropout 0.2": (BASE.but(dropout=0.2), [0.1, 0.3, 0.5, 0.7, 1.0]),
    "dropout 0.5": (BASE.but(dropout=0.5), [0.1, 0.2, 0.3, 0.5, 0.7]),
    "batch normalisation": (BASE.but(normalised=True), [0.03, 0.06, 0.1, 0.2, 0.3]),
}


@experiment(starts=24)
def tricks(seeds: range) -> Result:
    """Every variant of the base at its own best learning rate: misread digits, and the difference from the base."""
    eta, base, outcome = _best(seeds, GRID, BASE)
    figures = {"base": of_mean(base), "base, η = 0.1": of_mean(outcome.validation[:, 0]), "base, η": exact(eta)}
    more = {}
    for name, (recipe, grid) in VARIANTS.items():
        eta, errors, _ = _best(seeds, grid, recipe)
        more[name] = errors - base
        figures |= {name: of_mean(errors), f"{name}, more": of_mean(more[name]), f"{name}, η": exact(eta)}
    mean = {name: values.mean() for name, values in more.items()}
    harm = ["full batch", "pixels 0 to 1", "no hidden layer", "weight decay 0.1", "weights start at 1"]
    little = ["momentum", "shuffled once", "no weight decay", "batches of 128", "weights start at 0.01", "dropout 0.2"]
    holds = min(mean[name] for name in harm) > 0.008 and max(abs(mean[name]) for name in little) < 0.008
    return Result(holds, figures, len(seeds))


@experiment(starts=20)
def batch_sizes(seeds: range) -> Result:
    """The training loss after ten epochs, each batch size at its own best learning rate, 64-32-10 network."""
    recipe = Recipe(epochs=10, lam=0.0, hidden=(32,))
    figures: dict[str, Figure] = {}
    middles = []
    grids = {4: [0.03, 0.1, 0.2, 0.3, 0.5], 16: [0.1, 0.3, 0.6, 1.0, 1.5]}
    grids |= {128: [0.3, 1.0, 1.5, 2.0, 3.0, 4.0], 1078: [0.6, 1.0, 2.0, 3.0, 4.0, 6.0]}
    for batch, grid in grids.items():
        eta, losses = best_of(grid, run(seeds, grid, recipe.but(batch=batch)).loss)
        figures |= {f"batch {batch}": over_starts(losses), f"batch {batch}, η": exact(eta)}
        middles.append(float(np.median(losses)))
    small, sixteen, many, full = middles
    return Result(full > 2 * many > 4 * max(small, sixteen), figures, len(seeds))


class _Tanh:
    """Tanh networks with cross entropy, trained on all patterns of a problem; the first axis is the run."""

    def __init__(self, sizes: list[int], seeds: list[int], deviation: float):
        self.generators = [np.random.default_rng(seed) for seed in seeds]
        self.arrays = []
        for n, d in pairwise(sizes):
            s = deviation or np.sqrt(2 / n)
            self.arrays += [
                np.stack([s * rng.standard_normal((n, d)) for rng in self.generators]),
                np.zeros((len(seeds), 1, d)),
            ]

    def outputs(self, X: Array) -> list[Array]:
        Z = [X]
        for i in range(0, len(self.arrays) - 2, 2):
            Z.append(np.tanh(Z[-1] @ self.arrays[i] + self.arrays[i + 1]))
        return [*Z, Z[-1] @ self.arrays[-2] + self.arrays[-1]]

    def train(
        self, X: Array, y: NDArray[np.int64], eta: Array | float, steps: int, batch: int, mu: float = 0.0
    ) -> None:
        eta, m, I_y = np.reshape(eta, (-1, 1, 1)), len(X), np.eye(self.arrays[-1].shape[-1])[y]
        velocity = [0 * A for A in self.arrays]
        per_epoch = -(-m // batch)
        for step in range(steps):
            X_b, I_b = X[np.newaxis], I_y[np.newaxis]
            if batch < m:
                if step % per_epoch == 0:
                    order = np.stack([rng.permutation(m) for rng in self.generators])
                first = step % per_epoch * batch
                rows = order[:, first : first + batch]
                X_b, I_b = X[rows], I_y[rows]
            *Z, scores = self.outputs(X_b)
            D = (softmax(scores) - I_b) / X_b.shape[1]
            found = []
            for i, Z_i in reversed(list(enumerate(Z))):
                found += [D.sum(axis=1, keepdims=True), Z_i.swapaxes(1, 2) @ D]
                D = (D @ self.arrays[2 * i].swapaxes(1, 2)) * (1 - Z_i**2)
            for k, slope in enumerate(found[::-1]):
                velocity[k] = mu * velocity[k] - eta * slope
                self.arrays[k] = self.arrays[k] + velocity[k]

    def solved(self, X: Array, y: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (self.outputs(X)[-1].argmax(axis=-1) == y).all(axis=-1)


def _patterns(n: int) -> Array:
    return 2.0 * (np.arange(2**n)[:, np.newaxis] >> np.arange(n) & 1) - 1


def _share(values: NDArray[np.bool_]) -> Figure:
    return of_mean(values.astype(float))


@experiment(starts=200)
def mirror(seeds: range) -> Result:
    """The share of starts that solve mirror symmetry within 1600 steps: all patterns, batches of 16, momentum."""
    X = _patterns(6)
    y = np.all(X[:, ::-1] == X, axis=1).astype(int)
    figures, best, at_one = {}, {}, {}
    for name, batch, mu, grid in [("plain", 64, 0.0, [0.3, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0]),
                                  ("batches", 16, 0.0, [0.3, 1.0, 2.0, 3.0, 5.0, 10.0]),
                                  ("momentum", 64, 0.9, [0.03, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0])]:  # fmt: skip
        runs = _Tanh([6, 2, 2], [seed for seed in seeds for _ in grid], 0.6)
        with np.errstate(all="ignore"):
            runs.train(X, y, np.tile(grid, len(seeds)), 1600, batch, mu)
        solved = runs.solved(X, y).reshape(len(seeds), -1)
        k = int(solved.mean(axis=0).argmax())
        best[name], at_one[name] = solved[:, k].mean(), solved[:, grid.index(1.0 if not mu else 0.1)].mean()
        figures |= {name: _share(solved[:, k]), f"{name}, η": exact(grid[k]), f"{name}, η = 1": exact(at_one[name])}
    holds = at_one["batches"] > at_one["plain"] and best["batches"] < best["plain"] < best["momentum"]
    return Result(bool(holds), figures, len(seeds))


@experiment(starts=2000)
def spare_units(seeds: range) -> Result:
    """XOR with two, three and four hidden units: how many starts succeed, and where the others end."""
    X, y = _patterns(2), np.array([0, 1, 1, 0])
    figures, counts = {}, {}
    for width in (2, 3, 4):
        runs = _Tanh([2, width, 2], list(seeds), 0.5)
        runs.train(X, y, 1.0, 1000, 4)
        solved = runs.solved(X, y)
        counts[width] = int(solved.sum())
        figures[f"{width} units"] = exact(counts[width])
        if width == 2:
            P = softmax(runs.outputs(X)[-1])[~solved]
            own = np.sort(P[:, np.arange(4), y], axis=1)
            figures["distance of the two from one half"] = over_starts(np.abs(own[:, :2] - 0.5).max(axis=1))
    return Result(counts[2] < 0.85 * len(seeds) < 0.99 * len(seeds) < counts[3] <= counts[4], figures, len(seeds))


@experiment(starts=20)
def parity_by_heart(seeds: range) -> Result:
    """The share of starts that learn parity of 2 to 7 bits by heart, each width at its best learning rate."""
    grid, figures, share = [0.03, 0.1, 0.3, 1.0, 3.0], {}, {}
    for factor in (1, 2, 4):
        for n in range(2, 8):
            X = _patterns(n)
            y = (X > 0).sum(axis=1) % 2
            runs = _Tanh([n, factor * n, 2], [seed for seed in seeds for _ in grid], 0.0)
            batch = min(32, len(X))
            runs.train(X, y, np.tile(grid, len(seeds)), 300 * -(-len(X) // batch), batch)
            solved = runs.solved(X, y).reshape(len(seeds), -1).mean(axis=0)
            share[factor, n] = solved.max()
            figures[f"{n} bits, {factor}n units"] = exact(solved.max())
    totals = [np.mean([share[factor, n] for n in range(2, 8)]) for factor in (1, 2, 4)]
    even, odd = np.mean([share[1, n] for n in (4, 6)]), np.mean([share[1, n] for n in (3, 5, 7)])
    figures |= {"even bits, n units": exact(even), "odd bits, n units": exact(odd)}
    return Result(bool(totals[0] < totals[1] < totals[2] and even < odd), figures, len(seeds))
