"""Lecture 7: what it claims about signals and gradients in many layers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from byhand import data

from .batched import Array, softmax
from .result import Result, exact, experiment, over_starts


def _size(A: Array) -> float:
    return float(np.sqrt(np.mean(A**2)))


def _digits() -> tuple[Array, Array]:
    X, y = (part[:200] for part in data.digits())
    return X / _size(X), y


def _relu_gradients(sizes: list[int], s: float, seed: int) -> tuple[list[float], list[float]]:
    """Typical sizes of the gradients of all weights and of all biases, first layer first."""
    rng = np.random.default_rng(seed)
    X, y = _digits()
    layers, Z = [], [X]
    for n, d in pairwise(sizes):
        layers.append(s * rng.standard_normal((n, d)))
        U = Z[-1] @ layers[-1]
        Z.append(np.maximum(0, U) if d != sizes[-1] else U)
    D = (softmax(Z[-1]) - np.eye(10)[y]) / len(y)
    weights, biases = [], []
    for W, received in zip(reversed(layers), reversed(Z[:-1]), strict=True):
        weights.append(_size(received.T @ D))
        biases.append(_size(D.sum(axis=0)))
        D = (D @ W.T) * (received > 0)
    return weights[::-1], biases[::-1]


@experiment(starts=20)
def starved_weights_and_biases(seeds: range) -> Result:
    """Gradients of twenty ReLU layers with s = 0.01: level for the weights, falling towards layer 1 for the biases."""
    found = [_relu_gradients([64, *[100] * 19, 10], 0.01, seed) for seed in seeds]
    first, last = [biases[0] for _, biases in found], [biases[-1] for _, biases in found]
    decades = [float(np.ptp(np.log10(weights[1:19]))) for weights, _ in found]
    figures = {"biases, layer 1": over_starts(first), "biases, layer 20": over_starts(last)}
    figures["decades of the weights"] = over_starts(decades)
    return Result(max(first) < 1e-22 and min(last) > 1e-3 and max(decades) < 2, figures, len(seeds))


def _fifty(seed: int, s: float, residual: bool, normalise: bool) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    Z, kept, signals = _digits()[0], [], []
    for n, d in pairwise([64, *[128] * 49]):
        W = (s or np.sqrt(1 / n)) * rng.standard_normal((n, d))
        U = Z @ W
        spread = U.std(axis=0) + 1e-12 if normalise else np.ones(d)
        N = (U - U.mean(axis=0)) / spread if normalise else U
        skip = residual and n == d
        kept.append((W, N, spread, skip))
        Z = np.maximum(N, 0) + (Z if skip else 0)
        signals.append(_size(Z))
    G, back = rng.standard_normal(Z.shape), []
    for W, N, spread, skip in reversed(kept):
        back.append(_size(G))
        D = G * (N > 0)
        if normalise:
            D = (D - D.mean(axis=0) - N * (D * N).mean(axis=0)) / spread
        G = D @ W.T + (G if skip else 0)
    return signals[-1] / signals[0], back[-1] / back[0]


@experiment(starts=20)
def cures(seeds: range) -> Result:
    """Fifty ReLU layers with Xavier's start: signal and gradient, end to end, bare, residual and normalised."""
    figures, gains = {}, {}
    kinds = [("bare", 0, False, False), ("residual", 0, True, False), ("normalised", 0, False, True)]
    for name, s, residual, normalise in [*kinds, ("normalised, 0.01", 0.01, False, True)]:
        gains[name] = np.array([_fifty(seed, s, residual, normalise) for seed in seeds])
        figures |= {
            f"{name}, signal": over_starts(gains[name][:, 0]),
            f"{name}, gradient": over_starts(gains[name][:, 1]),
        }
    scale_free = np.allclose(gains["normalised"][:, 0], gains["normalised, 0.01"][:, 0], rtol=0.01)
    alive = (
        gains["residual"].min() > 1 and gains["normalised"][:, 0].min() > 0.5 and gains["normalised"][:, 1].min() > 1
    )
    return Result(bool(gains["bare"].max() < 1e-5 and alive and scale_free), figures, len(seeds))


@experiment(starts=1)
def passes(seeds: range) -> Result:
    """Multiplications of the ten-layer network: both passes and central differences, in forward passes."""
    sizes = [64, *[50] * 9, 10]
    products = [n * d for n, d in pairwise(sizes)]
    parameters = sum((n + 1) * d for n, d in pairwise(sizes))
    both = (3 * sum(products) - products[0]) / sum(products)  # nobody moves the inputs
    figures = {
        "both passes": exact(both),
        "central differences": exact(2 * parameters),
        "parameters": exact(parameters),
    }
    return Result(2.8 < both < 3, figures, len(seeds))
