"""Networks that read handwritten digits, many runs at once: each has a seed (cut, start, order) and a rate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from byhand import data

from .batched import Array, softmax

TRAIN, VALIDATE = 1078, 360


@dataclass(frozen=True)
class Recipe:
    """How to train: what an ablation changes, apart from seed and learning rate."""

    batch: int = 16
    epochs: int = 15
    lam: float = 0.001
    loss: str = "cross entropy"  # or "squared error", of the probabilities
    inputs: str = "centred"  # "raw": from 0 to 1
    order: str = "each epoch"  # "once", "sorted"
    deviation: float = 0.0  # of the first weights; 0: the square root of 2 / inputs
    hidden: tuple[int, ...] = (64,)
    momentum: float = 0.0
    dropout: float = 0.0  # the share of hidden outputs that is dropped
    normalised: bool = False  # batch normalisation before each hidden ReLU

    def but(self, **changes: object) -> Recipe:
        """The same with some changes."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Outcome:
    """Per run: cross entropy of the training digits, and the shares of training and validation digits misread."""

    loss: Array
    training: Array
    validation: Array


class _Runs:
    def __init__(self, seeds: list[int], recipe: Recipe):
        self.recipe = recipe
        A, labels = data.digits()
        orders = np.stack([np.random.default_rng(seed).permutation(len(labels)) for seed in seeds])
        train, validate = orders[:, :TRAIN], orders[:, TRAIN : TRAIN + VALIDATE]
        if recipe.order == "sorted":
            train = np.stack([rows[np.argsort(labels[rows], kind="stable")] for rows in train])
        self.X, self.y, self.X_val, self.y_val = A[train], labels[train], A[validate], labels[validate]
        if recipe.inputs == "centred":
            mean, divisor = self.X.mean(axis=1, keepdims=True), A.std()
            self.X, self.X_val = (self.X - mean) / divisor, (self.X_val - mean) / divisor
        self.generators = [np.random.default_rng(seed + 10**6) for seed in seeds]
        self.parameters: list[list[Array]] = []
        sizes = [64, *recipe.hidden, 10]
        for i, (n, d) in enumerate(pairwise(sizes)):
            s = recipe.deviation or np.sqrt(2 / n)
            layer = [
                np.stack([s * rng.standard_normal((n, d)) for rng in self.generators]),
                np.zeros((len(seeds), 1, d)),
            ]
            if recipe.normalised and i < len(recipe.hidden):
                layer.append(np.ones((len(seeds), 1, d)))  # the scale; its shift is the bias
            self.parameters.append(layer)
        self.running: list[list[Array]] = [[0.0 * p[1], 0.0 * p[1] + 1] for p in self.parameters]

    def scores(self, X: Array) -> Array:
        """Scores as in testing: nothing dropped, running means and variances."""
        for i, (W, b, *scale) in enumerate(self.parameters[:-1]):
            U = X @ W
            if scale:
                U = (U - self.running[i][0]) / np.sqrt(self.running[i][1] + 1e-5) * scale[0]
            X = np.maximum(0, U + b)
        return X @ self.parameters[-1][0] + self.parameters[-1][1]

    def gradients(self, X: Array, y: NDArray[np.int64]) -> list[list[Array]]:
        """Of the loss of a batch, (runs, B, 64), in the order of the parameters."""
        recipe, Z, kept = self.recipe, X, []
        for i, (W, b, *scale) in enumerate(self.parameters[:-1]):
            U, N, root = Z @ W, None, None
            if scale:
                mean, variance = U.mean(axis=1, keepdims=True), U.var(axis=1, keepdims=True)
                self.running[i] = [
                    0.9 * old + 0.1 * new for old, new in zip(self.running[i], (mean, variance), strict=True)
                ]
                root = np.sqrt(variance + 1e-5)
                N = (U - mean) / root
                U = N * scale[0]
            active = (U + b > 0).astype(float)
            mask = active
            if recipe.dropout:
                stays = np.stack([rng.random(active.shape[1:]) >= recipe.dropout for rng in self.generators])
                mask = active * stays / (1 - recipe.dropout)
            kept.append((Z, N, root, mask))
            Z = (U + b) * mask
        W, b = self.parameters[-1]
        S = softmax(Z @ W + b)
        D = S - np.eye(10)[y]
        if recipe.loss == "squared error":
            D = S * (D - (S * D).sum(axis=-1, keepdims=True))
        D = D / X.shape[1]
        found = [[Z.swapaxes(1, 2) @ D + recipe.lam * W, D.sum(axis=1, keepdims=True)]]
        for i in reversed(range(len(kept))):
            G = D @ self.parameters[i + 1][0].swapaxes(1, 2)
            Z, N, root, mask = kept[i]
            D = G * mask
            W, b, *scale = self.parameters[i]
            layer = [D.sum(axis=1, keepdims=True)]
            if scale:
                layer.append((D * N).sum(axis=1, keepdims=True))
                D = D * scale[0]
                D = (D - D.mean(axis=1, keepdims=True) - N * (D * N).mean(axis=1, keepdims=True)) / root
            found.append([Z.swapaxes(1, 2) @ D + recipe.lam * W, *layer])
        return found[::-1]


def run(seeds: range, etas: list[float], recipe: Recipe) -> Outcome:
    """Train a network for each seed and learning rate; every field of the outcome is (seeds, etas)."""
    all_seeds = [seed for seed in seeds for _ in etas]
    eta = np.tile(etas, len(seeds))[:, np.newaxis, np.newaxis]
    runs, m = _Runs(all_seeds, recipe), TRAIN
    which = np.arange(len(all_seeds))[:, np.newaxis]
    velocity = [[0 * array for array in layer] for layer in runs.parameters]
    with np.errstate(all="ignore"):
        for epoch in range(recipe.epochs):
            if recipe.order == "sorted":
                rows = np.tile(np.arange(m), (len(all_seeds), 1))
            elif epoch == 0 or recipe.order == "each epoch":
                rows = np.stack([rng.permutation(m) for rng in runs.generators])
            for first in range(0, m, recipe.batch):
                batch = rows[:, first : first + recipe.batch]
                if recipe.normalised and batch.shape[1] < 2:
                    continue
                grads = runs.gradients(runs.X[which, batch], runs.y[which, batch])
                for layer, moves, slopes in zip(runs.parameters, velocity, grads, strict=True):
                    for k, slope in enumerate(slopes):
                        moves[k] = recipe.momentum * moves[k] - eta * slope
                        layer[k] = layer[k] + moves[k]
        scores, new = runs.scores(runs.X), runs.scores(runs.X_val)
        largest = scores.max(axis=-1)
        own = np.take_along_axis(scores, runs.y[..., np.newaxis], axis=-1)[..., 0]
        losses = (largest + np.log(np.exp(scores - largest[..., np.newaxis]).sum(axis=-1)) - own).mean(axis=-1)
        wrong = (scores.argmax(axis=-1) != runs.y).mean(axis=-1)
        wrong_new = (new.argmax(axis=-1) != runs.y_val).mean(axis=-1)
    shape = len(seeds), len(etas)
    finite = np.isfinite(losses)
    misread = [np.where(finite, share, 0.9).reshape(shape) for share in (wrong, wrong_new)]
    return Outcome(np.where(finite, losses, np.inf).reshape(shape), *misread)
