"""Homework 4: what momentum does for stuck starts, with the reference solution."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .result import Result, experiment, of_runs

ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = ROOT / "solutions" / "hw4_deep_network" / "hw4_deep_network.ipynb"


@cache
def reference() -> Any:
    """The functions of the reference solution."""
    sys.path.insert(0, str(ROOT))
    from autograder.assignment import answer_key

    return answer_key.load(HOMEWORK).reference


def solves_symmetry(seed: int, eta: float, mu: float) -> bool:
    """Does symmetry of 6 bits come out from this start, in 300 epochs of full batches with tanh?"""
    hw4, rng = reference(), np.random.default_rng(seed)
    X = 2.0 * ((np.arange(64)[:, None] >> np.arange(6)) & 1) - 1.0
    y = (X[:, ::-1] == X).all(axis=1).astype(np.int64)
    params = hw4.initialise([6, 2, 2], rng, 0.5)
    params, _ = hw4.train(X, y, params, "tanh", eta=eta, mu=mu, batch_size=len(X), epochs=300, rng=rng)
    scores, _ = hw4.forward(X, params, "tanh")
    return bool(np.array_equal(scores.argmax(axis=1), y))


@experiment(starts=100)
def symmetry_with_momentum(seeds: range) -> Result:
    """Starts from which symmetry is learned, plain and with momentum, at the same η / (1 - μ)."""
    plain = sum(solves_symmetry(seed, 3.0, 0.0) for seed in seeds)
    small = sum(solves_symmetry(seed, 0.3, 0.0) for seed in seeds)
    moving = sum(solves_symmetry(seed, 0.3, 0.9) for seed in seeds)
    figures = {
        "plain, η = 3": of_runs([plain]),
        "plain, η = 0.3": of_runs([small]),
        "momentum 0.9, η = 0.3": of_runs([moving]),
    }
    return Result(moving > max(plain, small), figures, len(seeds))
