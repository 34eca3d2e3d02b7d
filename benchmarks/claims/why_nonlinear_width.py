"""Lecture 2, width and depth: penalties, saws, and the same number of parameters in one, two or three layers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from byhand import data

from .batched import ACTIVATIONS, Array, accuracies, best_of, descend, losses, repeated, starts
from .result import Result, exact, experiment, of_mean, over_starts

RELU = ACTIVATIONS["ReLU"]


@experiment(starts=60)
def moons_by_width_and_penalty(seeds: range) -> Result:
    """Noisy half moons, 60 points, one sample for each start: fresh accuracy over width, and over the penalty."""
    X, y = (np.stack(part) for part in zip(*[data.moons(60, 0.35, rng=seed) for seed in seeds], strict=True))
    X_fresh, y_fresh = data.moons(2000, 0.35, rng=100_000)
    settings = [(2, 0.0), (6, 0.0), (12, 0.0), (50, 0.0)]
    settings += [(50, lam) for lam in (0.0003, 0.001, 0.003, 0.01, 0.03)]
    figures, gains, widths = {}, [], []
    for eta in (0.35, 0.7, 1.4):
        right, fresh = {}, {}
        for d, lam in settings:
            net = descend(X, y, starts([2, d, 2], seeds), RELU, eta, 2000, lam)
            right[d, lam], fresh[d, lam] = accuracies(X, y, net, RELU), accuracies(X_fresh, y_fresh, net, RELU)
        best = max(settings[5:-1], key=lambda setting: fresh[setting].mean())
        gains.append(
            of_mean(fresh[best] - np.maximum.reduce([fresh[d, 0.0].mean() + 0 * fresh[best] for d in (6, 12)]))
        )
        widths.append(of_mean(fresh[50, 0.0] - fresh[6, 0.0]))
        if eta == 0.7:
            for setting in settings:
                figures["{} units, λ = {:g}, training".format(*setting)] = of_mean(right[setting])
                figures["{} units, λ = {:g}, fresh".format(*setting)] = of_mean(fresh[setting])
            figures["fresh, 50 units minus 6 units"] = widths[-1]
            figures["fresh, λ = 0.003 minus λ = 0, 50 units"] = of_mean(fresh[50, 0.003] - fresh[50, 0.0])
            spread = {lam: fresh[50, lam].std(ddof=1) for lam in (0.0, 0.003)}
            figures["spread over samples, λ = 0.003 in that of λ = 0"] = exact(spread[0.003] / spread[0.0])
    holds = all(gain.low > 0 for gain in gains) and all(abs(width.middle) < 0.01 for width in widths)
    return Result(holds, figures, len(seeds))


@experiment(starts=20)
def depth_on_the_spiral(seeds: range) -> Result:
    """About 150 parameters in one, two or three hidden layers, 150 points: at equal rates, and each at its best."""
    drawn = [data.spiral(50, 3, 0.2, rng=seed) for seed in seeds]
    X_fresh, y_fresh = data.spiral(500, 3, 0.2, rng=100_000)
    rates = [0.03, 0.1, 0.3, 0.5, 1.0, 2.0, 3.0, 4.0]
    X = np.repeat(np.stack([points for points, _ in drawn]), len(rates), axis=0)
    y = np.repeat(np.stack([labels for _, labels in drawn]), len(rates), axis=0)
    figures, low, high, best = {}, [], [], []
    for depth, sizes in {1: [2, 24, 3], 2: [2, 9, 9, 3], 3: [2, 7, 7, 7, 3]}.items():
        net = descend(X, y, repeated(starts(sizes, seeds), len(rates)), RELU, np.tile(rates, len(seeds)), 800)
        ends = losses(X, y, net, RELU).reshape(len(seeds), -1)
        fresh = accuracies(X_fresh, y_fresh, net, RELU).reshape(len(seeds), -1)
        eta, at_best = best_of(rates, ends)
        figures[f"loss, depth {depth}, η = 0.1"] = over_starts(ends[:, 1])
        figures[f"loss, depth {depth}, its best rate η = {eta:g}"] = over_starts(at_best)
        figures[f"loss, depth {depth}, η = 1"] = over_starts(ends[:, rates.index(1.0)])
        figures[f"fresh points, depth {depth}, η = {eta:g}"] = over_starts(fresh[:, rates.index(eta)])
        low.append(np.median(ends[:, 1]))
        high.append(np.median(ends[:, rates.index(1.0)]))
        best.append(np.median(at_best))
    holds = low[0] > low[1] > low[2] and high[2] > 2 * high[0] and max(best) < 1.35 * min(best)
    return Result(bool(holds), figures, len(seeds))


def tents(t: Array, L: int) -> Array:
    """L tents inside one another."""
    for _ in range(L):
        t = 2 * np.maximum(0, t) - 4 * np.maximum(0, t - 0.5)
    return t


@experiment(starts=1)
def pieces_of_a_saw(seeds: range) -> Result:
    """Count the straight pieces of ten tents inside one another, and the parameters deep and wide."""
    saw = tents(np.linspace(0, 1, 2**14 + 1), 10)
    pieces = 1 + int(np.sum(np.abs(np.diff(np.diff(saw))) > 1e-9))
    deep = sum(a * b + b for a, b in pairwise([1, *[2] * 10, 1]))
    units = pieces - 1  # one kink per unit at most
    figures = {"pieces": exact(pieces), "parameters, deep": exact(deep), "units, wide": exact(units)}
    figures["parameters, wide"] = exact(3 * units + 1)
    return Result(pieces == 2**10, figures, len(seeds))


@experiment(starts=20)
def learning_a_saw(seeds: range) -> Result:
    """Training accuracy on a saw of three tents after 1000 and 10 000 steps: deep and wide, 178 parameters each."""
    t = (np.arange(128) + 0.5) / 128
    X, y = np.float32(2 * t[:, np.newaxis] - 1), (tents(t, 3) > 0.5).astype(np.int64)
    rates = [0.03, 0.1, 0.3, 1.0]
    figures, late = {}, {}
    for name, sizes in {"8-8-8": [1, 8, 8, 8, 2], "wide": [1, 44, 2]}.items():
        net = [(np.float32(W), np.float32(b)) for W, b in repeated(starts(sizes, seeds, bias=0.1), len(rates))]
        for steps, more in ((1000, 1000), (10_000, 9000)):
            net = descend(X, y, net, RELU, np.tile(rates, len(seeds)), more)
            shares = accuracies(X, y, net, RELU).reshape(len(seeds), -1)
            for g, eta in enumerate(rates):
                figures[f"{name}, {steps} steps, η = {eta:g}"] = over_starts(shares[:, g])
        late[name] = best_of(rates, shares, largest=True)[1]
    ahead = np.quantile(late["8-8-8"], 0.1) - np.quantile(late["wide"], 0.9)
    return Result(bool(np.median(late["8-8-8"]) > 0.9 and ahead > 0), figures, len(seeds))
