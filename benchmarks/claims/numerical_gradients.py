"""Lecture 6: what it claims about numerical gradients."""

from __future__ import annotations

import numpy as np

from byhand import gradients

from .batched import Array
from .result import Result, exact, experiment


def _right_relu_gradient_error(seed: int) -> float:
    """The largest relative error of a right gradient: 6 inputs, 50 ReLU units, 3 classes, m = 100."""
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((100, 6)), rng.integers(0, 3, 100)
    params = {"W1": rng.standard_normal((6, 50)), "b1": 0.5 * rng.standard_normal(50)}
    params |= {"W2": rng.standard_normal((50, 3)) / np.sqrt(50), "b2": 0.5 * rng.standard_normal(3)}

    def loss(p: dict[str, Array]) -> float:
        Z = np.maximum(0, X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
        c = Z.max(axis=1, keepdims=True)
        return float(np.mean(c[:, 0] + np.log(np.exp(Z - c).sum(axis=1)) - Z[np.arange(100), y]))

    U = X @ params["W1"] + params["b1"]
    A = np.maximum(0, U)
    Z = A @ params["W2"] + params["b2"]
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    G = (E / E.sum(axis=1, keepdims=True) - np.eye(3)[y]) / 100
    D = (G @ params["W2"].T) * (U > 0)
    right = {"W1": X.T @ D, "b1": D.sum(axis=0), "W2": A.T @ G, "b2": G.sum(axis=0)}
    found = gradients.central(loss, params)
    return max(gradients.relative_error(right[key], found[key]) for key in right)


@experiment(starts=200)
def right_gradients_with_kinks(seeds: range) -> Result:
    """How far right gradients of ReLU networks seem to be off: the share above 1e-6, and the largest."""
    errors = np.array([_right_relu_gradient_error(seed) for seed in seeds])
    share, worst = np.mean(errors > 1e-6), errors.max()
    return Result(
        bool(0.1 < share < 0.5 and worst > 1e-3), {"above 1e-6": exact(share), "worst": exact(worst)}, len(seeds)
    )


@experiment(starts=1)
def best_steps(seeds: range) -> Result:
    """The steps with the smallest error for log(1 + exp(-x)) at 1, found by trying: one-sided, central, complex."""
    x = 1.0
    slope = 1 / (1 + np.exp(-x)) - 1

    def error(method: str, eps: float) -> float:
        near = eps * 10 ** np.linspace(-0.2, 0.2, 60)

        def f(t: Array | complex) -> Array:
            return np.log1p(np.exp(-np.asarray(t)))

        found = {
            "one-sided": lambda: (f(x + near) - f(x)) / ((x + near) - x),
            "central": lambda: (f(x + near) - f(x - near)) / ((x + near) - (x - near)),
            "complex": lambda: f(x + 1j * near).imag / near,
        }[method]()
        return float(np.sqrt(np.mean((found / slope - 1) ** 2)))

    steps = 10.0 ** np.arange(-14, 0.01, 0.5)
    errors = {method: np.array([error(method, eps) for eps in steps]) for method in ("one-sided", "central", "complex")}
    digits = {method: -np.log10(values.min()) for method, values in errors.items()}
    figures = {f"digits, {method}": exact(value) for method, value in digits.items()}
    at = {method: steps[values.argmin()] for method, values in errors.items()}
    holds = 1e-9 < at["one-sided"] < 1e-7 and 1e-6 < at["central"] < 1e-4 and digits["complex"] > 15
    return Result(bool(holds and 7.5 < digits["one-sided"] < 9 and 10.5 < digits["central"] < 12), figures, len(seeds))
