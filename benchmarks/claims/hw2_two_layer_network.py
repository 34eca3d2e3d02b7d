"""Homework 2: what it claims about a start in which all weights are the same."""

from __future__ import annotations

import numpy as np

from byhand import data

from .result import Result, exact, experiment

STEPS, ETA, LAM, K = 1500, 1.0, 1e-3, 3


def _descent(units: int) -> tuple[float, float, float, bool]:
    """Train from equal weights: the first slopes of W1 and W2, the last loss, and whether all units stay the same."""
    X, y = data.spiral(points_per_class=100, K=K, noise=0.2, rng=0)
    m, I_y = len(y), np.eye(K)[y]
    params = {"W1": np.full((2, units), 0.1), "b1": np.zeros(units), "W2": np.full((units, K), 0.1), "b2": np.zeros(K)}
    first: dict[str, np.ndarray] = {}
    for step in range(STEPS + 1):
        Z1 = X @ params["W1"] + params["b1"]
        A1 = np.maximum(Z1, 0)
        Z2 = A1 @ params["W2"] + params["b2"]
        log_S = Z2 - np.logaddexp.reduce(Z2, axis=1, keepdims=True)
        G2 = (np.exp(log_S) - I_y) / m
        G1 = (G2 @ params["W2"].T) * (Z1 > 0)
        grads = {"W1": X.T @ G1, "b1": G1.sum(axis=0), "W2": A1.T @ G2, "b2": G2.sum(axis=0)}
        first = first or grads
        if step < STEPS:
            decay = {"W1": LAM, "W2": LAM, "b1": 0, "b2": 0}
            params = {name: params[name] - ETA * (grads[name] + decay[name] * params[name]) for name in params}
    loss = -float(np.mean(log_S[I_y > 0])) + LAM / 2 * sum(float(np.sum(params[name] ** 2)) for name in ("W1", "W2"))
    alike = bool(np.ptp(params["W1"], axis=1).max() == 0 and np.ptp(params["W2"], axis=0).max() == 0)
    return float(np.abs(first["W1"]).max()), float(np.abs(first["W2"]).max()), loss, alike


@experiment(starts=1)
def equal_weights(seeds: range) -> Result:
    """Train a hundred equal units and a single one; there is nothing random in it."""
    W1_slope, W2_slope, hundred, alike = _descent(100)
    *_, one, _ = _descent(1)
    holds = W1_slope < 1e-15 < 1e-3 < W2_slope and alike and round(hundred, 2) == round(one, 2)
    figures = {"loss, a hundred equal units": exact(hundred), "loss, one unit": exact(one)}
    return Result(holds, figures, len(seeds))
