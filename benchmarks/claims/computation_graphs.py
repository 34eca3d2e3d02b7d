"""Lecture 5: what it claims about sweeps, orders, overflow and normalisation."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from .result import Result, exact, experiment, over_starts


@experiment(starts=1)
def paths_and_arrows(seeds: range) -> Result:
    """Twenty doublings: paths counted one stage at a time, and arrows."""
    paths = 1
    for _ in range(20):
        paths += paths
    figures = {"paths": exact(paths), "arrows": exact(2 * 20)}
    return Result(paths == 2**20, figures, len(seeds))


@experiment(starts=1)
def orders_of_five_boxes(seeds: range) -> Result:
    """In how many orders the graph with five boxes can be computed."""
    needs = {"s": "", "p": "s", "q": "s", "r": "pq", "f": "rs"}
    orders = ["".join(order) for order in permutations(needs)]
    good = [order for order in orders if all(order.index(a) < order.index(b) for b in needs for a in needs[b])]
    return Result(good == ["spqrf", "sqprf"], {"orders": exact(len(orders)), "that work": exact(len(good))}, len(seeds))


@experiment(starts=1)
def gaps_that_overflow(seeds: range) -> Result:
    """Where softmax followed by −log as two modules turns into nan, in 32 and in 64 bits."""
    figures = {}
    for precision in (np.float32, np.float64):
        gaps = np.arange(0, 900, 0.1)
        Z = np.column_stack([gaps, np.zeros_like(gaps)]).astype(precision)
        S = np.exp(Z - Z.max(axis=1, keepdims=True))
        S /= S.sum(axis=1, keepdims=True)
        with np.errstate(all="ignore"):
            upstream = np.column_stack([0 * S[:, 1], -1 / S[:, 1]])
            two = (S * (upstream - (upstream * S).sum(axis=1, keepdims=True)))[:, 1]
        figures[f"last finite gap, {np.dtype(precision).name}"] = exact(gaps[np.isfinite(two)][-1])
    first, second = (figure.middle for figure in figures.values())
    return Result(88 < first < 89.5 and 709 < second < 711, figures, len(seeds))


@experiment(starts=20)
def who_decides(seeds: range) -> Result:
    """The share of squared distances that a branch with numbers 100 times as large has, before and after normalisation."""
    before, after = [], []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        pair = [100 * rng.standard_normal((50, 8)), rng.standard_normal((50, 8))]
        for shares, branches in ((before, pair), (after, [A / np.linalg.norm(A, axis=1, keepdims=True) for A in pair])):
            parts = [np.sum((A[:, np.newaxis] - A) ** 2) for A in branches]
            shares.append(parts[0] / sum(parts))
    figures = {"as it is": over_starts(before), "both of length 1": over_starts(after)}
    return Result(min(before) > 0.999 and 0.4 < min(after) and max(after) < 0.6, figures, len(seeds))
