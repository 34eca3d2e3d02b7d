"""Many small networks trained at once: the first axis of every array is the network.

A run is a start, or a start with a setting such as its learning rate. Forty runs of a hundred points cost little more
than one, so an experiment over many starts and a wide grid takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Layers = list[tuple[Array, Array]]  # (W, b) with shapes (runs, n, d) and (runs, 1, d)
Activation = tuple[Callable[[Array], Array], Callable[[Array], Array]]  # values, slopes


def sigmoid(Z: Array) -> Array:
    """1 / (1 + exp(-z)), elementwise, without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * Z))


ACTIVATIONS: dict[str, Activation] = {
    "linear": (lambda Z: Z, np.ones_like),
    "sigmoid": (sigmoid, lambda Z: sigmoid(Z) * sigmoid(-Z)),
    "tanh": (np.tanh, lambda Z: 1 - np.tanh(Z) ** 2),
    "softplus": (lambda Z: np.logaddexp(0, Z), sigmoid),
    "ReLU": (lambda Z: np.maximum(0, Z), lambda Z: Z > 0),
    "leaky ReLU": (lambda Z: np.where(Z > 0, Z, 0.1 * Z), lambda Z: np.where(Z > 0, 1.0, 0.1)),
    "ELU": (lambda Z: np.where(Z > 0, Z, np.expm1(np.minimum(Z, 0))), lambda Z: np.exp(np.minimum(Z, 0))),
}


def starts(sizes: list[int], seeds: range | list[int], gain: float = 2.0, bias: float = 0.0) -> Layers:
    """Random weights of variance gain / inputs and biases of standard deviation ``bias``, one network for each seed."""
    layers = []
    generators = [np.random.default_rng(seed) for seed in seeds]
    for a, b in pairwise(sizes):
        W = np.stack([np.sqrt(gain / a) * rng.standard_normal((a, b)) for rng in generators])
        layers.append((W, np.stack([bias * rng.standard_normal((1, b)) for rng in generators])))
    return layers


def repeated(layers: Layers, times: int) -> Layers:
    """Each network ``times`` times, one after another: run s * times + g has start s."""
    return [(np.repeat(W, times, axis=0), np.repeat(b, times, axis=0)) for W, b in layers]


def softmax(Z: Array) -> Array:
    """Probabilities of each row."""
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def scores(X: Array, layers: Layers, activation: Activation) -> Array:
    """Scores (runs, m, K) for points (m, n) or (runs, m, n)."""
    A = X
    for W, b in layers[:-1]:
        A = activation[0](A @ W + b)
    return A @ layers[-1][0] + layers[-1][1]


def losses(X: Array, y: NDArray[np.int64], layers: Layers, activation: Activation) -> Array:
    """The mean cross entropy of each run, in nats, for labels (m,) or (runs, m)."""
    Z = scores(X, layers, activation)
    c = Z.max(axis=-1)
    own = np.take_along_axis(Z, np.broadcast_to(y, Z.shape[:-1])[..., np.newaxis], axis=-1)[..., 0]
    return (c + np.log(np.exp(Z - c[..., np.newaxis]).sum(axis=-1)) - own).mean(axis=-1)


def accuracies(X: Array, y: NDArray[np.int64], layers: Layers, activation: Activation) -> Array:
    """The share of points that each run gets right."""
    return (scores(X, layers, activation).argmax(axis=-1) == y).mean(axis=-1)


def descend(
    X: Array,
    y: NDArray[np.int64],
    layers: Layers,
    activation: Activation,
    eta: float | Array,
    steps: int,
    lam: float | Array = 0.0,
) -> Layers:
    """Full-batch gradient descent on mean cross entropy + lam/2 times the squared weights. Returns new layers.

    ``eta`` and ``lam`` are numbers, or arrays (runs,) that give each run its own; X is (m, n) or (runs, m, n), y is (m,)
    or (runs, m). A run that diverges ends with NaN.
    """
    sigma, slope = activation
    kind = layers[0][0].dtype  # float32 halves the time where digits do not matter
    eta, lam = (np.reshape(rate, (-1, 1, 1)).astype(kind) for rate in (eta, lam))
    I_y = np.eye(layers[-1][1].shape[-1], dtype=kind)[y]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            A, Z = [X], []
            for W, b in layers[:-1]:
                Z.append(A[-1] @ W + b)
                A.append(sigma(Z[-1]))
            G = (softmax(A[-1] @ layers[-1][0] + layers[-1][1]) - I_y) / X.shape[-2]
            new: Layers = []
            for i in reversed(range(len(layers))):
                W, b = layers[i]
                new.append((W - eta * (A[i].swapaxes(-1, -2) @ G + lam * W), b - eta * G.sum(axis=-2, keepdims=True)))
                if i:
                    G = (G @ W.swapaxes(-1, -2)) * slope(Z[i - 1])
            layers = new[::-1]
    return layers


def best_of(grid: list[float], values: Array, largest: bool = False) -> tuple[float, Array]:
    """The setting with the smallest (or largest) median over starts, and its values.

    ``values`` is (starts, len(grid)); a run that diverged counts as infinitely bad. Raises ValueError if the best lies
    at an edge of the grid and is better there than everywhere else: then the grid is too small for a comparison.
    """
    bad = -np.inf if largest else np.inf
    medians = np.median(np.where(np.isfinite(values), values, bad), axis=0)
    order = -medians if largest else medians
    inside = 1 + int(order[1:-1].argmin())
    if order[inside] > order.min():
        edge = grid[int(order.argmin())]
        raise ValueError(f"the best setting, {edge:g}, lies at the edge of the grid {grid}: {medians}")
    return grid[inside], values[:, inside]


def convex_fit(A: Array, y: NDArray[np.int64], lam: float) -> tuple[Array, Array]:
    """Softmax regression on the features A (m, d), to convergence by L-BFGS. Returns W (d, K) and b (K,)."""
    return convex_path(A, y, [lam])[0]


def convex_path(A: Array, y: NDArray[np.int64], penalties: list[float]) -> list[tuple[Array, Array]]:
    """Softmax regression for each penalty, the largest first, each from where the one before ended.

    A penalty lam is lam/2 times the squared weights; with a small one there is a minimum where the data alone have none.
    """
    from scipy.optimize import minimize

    (m, d), I_y = A.shape, np.eye(int(y.max()) + 1)[y]
    K = I_y.shape[1]

    def loss(flat: Array, lam: float) -> tuple[float, Array]:
        W, b = flat[: d * K].reshape(d, K), flat[d * K :]
        Z = A @ W + b
        Z -= Z.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(Z).sum(axis=1))
        G = (np.exp(Z - log_sum[:, np.newaxis]) - I_y) / m
        value = (log_sum - (Z * I_y).sum(axis=1)).mean() + lam / 2 * (W**2).sum()
        return value, np.concatenate([(A.T @ G + lam * W).ravel(), G.sum(axis=0)])

    options = {"maxiter": 2000, "maxfun": 4000, "gtol": 1e-7, "ftol": 1e-12}
    flat, found = np.zeros(d * K + K), []
    for lam in penalties:
        flat = minimize(loss, flat, args=(lam,), jac=True, method="L-BFGS-B", options=options).x
        found.append((flat[: d * K].reshape(d, K), flat[d * K :]))
    return found
