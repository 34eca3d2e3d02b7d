"""Small data sets: four point clouds in the plane, and the 8 x 8 handwritten digits.

Every function returns ``X`` (N, n) float64, one example per row, and ``y`` (N,) int64 with the classes
0..K-1. The same ``rng`` gives the same points: ``rng`` is a seed, a ``numpy.random.Generator``, or None
for seed 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = tuple[NDArray[np.float64], NDArray[np.int64]]

_DIGITS = Path(__file__).with_name("digits.npz")


def spiral(points_per_class: int = 100, K: int = 3, noise: float = 0.2, *, rng: Any = None) -> Points:
    """Draw K arms of a spiral, which no straight line can separate.

    Arm j starts at the origin and turns from angle 4j to 4(j+1) (radians) while its radius grows from 0 to 1;
    ``noise`` is the standard deviation of the angle.

    Returns X (K * points_per_class, 2) float64 and y (K * points_per_class,) int64, sorted by class.
    Raises ValueError for a count below 1 or a negative noise.
    Source: the spiral of the Northeastern lecture on backpropagation in NumPy.
    """
    _require(points_per_class >= 1 and K >= 1, "points_per_class and K must be at least 1")
    rng = _generator(rng, noise)
    radius = np.linspace(0.0, 1.0, points_per_class)
    arms = []
    for j in range(K):
        angle = np.linspace(4 * j, 4 * (j + 1), points_per_class) + noise * rng.standard_normal(points_per_class)
        arms.append(np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]))
    return np.concatenate(arms), np.repeat(np.arange(K, dtype=np.int64), points_per_class)


def moons(points: int = 200, noise: float = 0.1, *, rng: Any = None) -> Points:
    """Draw two half circles that interlock; ``noise`` is the standard deviation of both coordinates.

    Returns X (points, 2) float64 and y (points,) int64 with classes 0 and 1, sorted by class.
    Raises ValueError for fewer than 2 points or a negative noise.
    """
    rng = _generator(rng, noise)
    y = _two_classes(points)
    angle = np.concatenate([np.linspace(0, np.pi, int((y == k).sum())) for k in (0, 1)])
    x1 = np.where(y == 0, np.cos(angle), 1 - np.cos(angle))
    x2 = np.where(y == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.column_stack([x1, x2]) + noise * rng.standard_normal((points, 2)), y


def circles(points: int = 200, noise: float = 0.05, *, rng: Any = None) -> Points:
    """Draw a small circle (radius 0.5, class 1) inside a large one (radius 1, class 0).

    They become separable by a straight line in polar coordinates (r, theta). ``noise`` is the standard
    deviation of both coordinates.

    Returns X (points, 2) float64 and y (points,) int64, sorted by class.
    Raises ValueError for fewer than 2 points or a negative noise.
    """
    rng = _generator(rng, noise)
    y = _two_classes(points)
    angle = np.concatenate([np.linspace(0, 2 * np.pi, int((y == k).sum()), endpoint=False) for k in (0, 1)])
    radius = np.where(y == 0, 1.0, 0.5)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return X + noise * rng.standard_normal((points, 2)), y


def xor(points: int = 200, noise: float = 0.2, *, rng: Any = None) -> Points:
    """Draw four clouds at (-1, -1), (-1, 1), (1, -1), (1, 1); class 1 where the two signs differ.

    ``xor(4, 0.0)`` is the truth table itself. ``noise`` is the standard deviation of both coordinates; the
    class belongs to the corner a point was drawn from.

    Returns X (points, 2) float64 and y (points,) int64, corner by corner in turn.
    Raises ValueError for fewer than 2 points or a negative noise.
    """
    rng = _generator(rng, noise)
    _require(points >= 2, "points must be at least 2")
    corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    corner = np.arange(points) % 4
    y = np.array([0, 1, 1, 0], dtype=np.int64)[corner]
    return corners[corner] + noise * rng.standard_normal((points, 2)), y


def digits() -> Points:
    """Load 1797 digits handwritten by 13 people, 8 x 8 pixels each, row by row.

    Returns X (1797, 64) float64 from 0 (paper) to 1 (ink) and y (1797,) int64, the digit 0..9. The arrays
    are new at every call. ``X[i].reshape(8, 8)`` is the i-th picture. The order is the source's: use `split`, which
    shuffles, before training.
    Source: E. Alpaydin and C. Kaynak, CC BY 4.0; see digits_LICENSE.txt beside this file.
    """
    pixels, labels = _stored_digits()
    return pixels / 16.0, labels.astype(np.int64)


@cache
def _stored_digits() -> tuple[NDArray[Any], NDArray[Any]]:
    """Read the digits once: unpacking takes longer than everything else done with them here."""
    with np.load(_DIGITS, allow_pickle=False) as stored:
        return stored["pixels"], stored["labels"]


def split(
    X: NDArray[Any], y: NDArray[Any], fractions: Sequence[float] = (0.6, 0.2, 0.2), *, rng: Any = None
) -> tuple[tuple[NDArray[Any], NDArray[Any]], ...]:
    """Shuffle the examples and cut them into parts: (X, y) for training, for validation and for the test.

    X is (m, ...), y is (m,); neither is changed, and the parts are copies. Every example is in exactly one
    part. ``fractions`` may have any length; the result has one (X, y) pair for each.
    Raises ValueError if X and y differ in length or the fractions are negative or do not add up to 1.
    """
    _require(len(X) == len(y), f"X has {len(X)} rows and y has {len(y)}: one label per row is needed")
    _require(min(fractions) >= 0, f"fractions must not be negative, got {tuple(fractions)}")
    _require(abs(sum(fractions) - 1) < 1e-9, f"fractions must add up to 1, got {tuple(fractions)}")
    order = _generator(rng).permutation(len(X))
    cuts = np.round(np.cumsum(fractions)[:-1] * len(X)).astype(int)
    return tuple((X[part], y[part]) for part in np.split(order, cuts))


def _generator(rng: Any, noise: float = 0.0) -> np.random.Generator:
    """Return a generator made from None (seed 0), a seed or a generator. Raises ValueError for a negative noise."""
    _require(noise >= 0, f"noise is a standard deviation and cannot be negative, got {noise}")
    return np.random.default_rng(0 if rng is None else rng)


def _two_classes(points: int) -> NDArray[np.int64]:
    """Return labels (points,): 0 for the first half, 1 for the second; an odd point is in class 0."""
    _require(points >= 2, "points must be at least 2")
    return (np.arange(points) >= (points + 1) // 2).astype(np.int64)


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)
