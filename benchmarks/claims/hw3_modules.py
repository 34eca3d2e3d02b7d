"""Homework 3: how far right gradients are from central differences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .result import Result, experiment, of_runs

EPS = 1e-5
M, SIZES = 100, (6, 50, 3)


def loss_and_cache(X, y, params, relu):
    """The mean cross entropy of a two-layer network, with what its gradient needs."""
    U = X @ params["W1"] + params["b1"]
    A = np.maximum(U, 0) if relu else np.tanh(U)
    Z = A @ params["W2"] + params["b2"]
    Z = Z - Z.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return np.mean(log_sums[:, 0] - Z[np.arange(len(y)), y]), (U, A, np.exp(Z - log_sums))


def largest_error(seed: int, relu: bool) -> float:
    """The largest relative error of homework 3 over all entries of a right gradient, floor 1e-8."""
    rng = np.random.default_rng(seed)
    X, y, params = rng.normal(size=(M, SIZES[0])), rng.integers(0, SIZES[2], size=M), {}
    for i, (n_in, n_out) in enumerate(pairwise(SIZES), start=1):
        params[f"W{i}"] = rng.normal(size=(n_in, n_out)) * np.sqrt(2 / n_in)
        params[f"b{i}"] = rng.normal(0, 0.1, size=n_out)
    _, (U, A, S) = loss_and_cache(X, y, params, relu)
    G = (S - np.eye(SIZES[2])[y]) / M
    D = (G @ params["W2"].T) * ((U > 0) if relu else 1 - A**2)
    grads = {"W1": X.T @ D, "b1": D.sum(axis=0), "W2": A.T @ G, "b2": G.sum(axis=0)}
    worst = 0.0
    for name, array in params.items():
        for index in np.ndindex(array.shape):
            kept, sides = array[index], []
            for step in (EPS, -EPS):
                array[index] = kept + step
                sides.append(loss_and_cache(X, y, params, relu)[0])
            array[index] = kept
            numeric, right = (sides[0] - sides[1]) / (2 * EPS), grads[name][index]
            worst = max(worst, abs(numeric - right) / max(abs(numeric), abs(right), 1e-8))
    return worst


@experiment(starts=60)
def errors_of_right_gradients(seeds: range) -> Result:
    """The largest error of a right gradient, over networks; with ReLU it can be as large as a mistake's."""
    tanh, relu = ([largest_error(seed, kind) for seed in seeds] for kind in (False, True))
    above = sum(error > 1e-6 for error in tanh)
    figures = {
        "tanh, largest error of a network": of_runs(tanh),
        "ReLU, largest error of a network": of_runs(relu),
        "tanh, networks above 1e-6": of_runs([above]),
    }
    holds = 0.05 < above / len(tanh) < 0.5 and max(tanh) < 1e-4 < max(relu)
    return Result(bool(holds), figures, len(seeds))
