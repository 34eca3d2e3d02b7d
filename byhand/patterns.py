"""Relations between a wrong array and the right one that are simple enough to put into a sentence.

All functions take real float64 arrays of one shape without NaN or infinity, and change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Looser than any check: a numerical gradient has about eight digits; arrays this close count as the same.
TOLERANCE = 1e-5
# Arrays closer than this, entry for entry, differ by lost digits: four significant ones are still right.
PRECISION = 1e-4


@dataclass(frozen=True)
class Reading:
    """How an array is wrong: a short fixed ``name``, a ``sentence`` for the student, and perhaps a next step."""

    name: str
    sentence: str
    hint: str = field(default="", repr=False)


def size(*arrays: Floats) -> float:
    """Return the largest magnitude in any of the arrays; 0 if they have no entries."""
    return max((float(np.max(np.abs(a), initial=0.0)) for a in arrays), default=0.0)


def same(a: Floats, b: Floats, tolerance: float = TOLERANCE) -> bool:
    """Return True if the arrays agree, measured against the largest entry of both."""
    return a.shape == b.shape and size(a - b) <= tolerance * size(a, b)


def nearly(a: Floats, b: Floats) -> bool:
    """Return True if each entry is where it should be up to lost digits, as by float32 or by rounding."""
    return same(a, b, PRECISION)


def factor(a: Floats, b: Floats) -> float | None:
    """Return the c ≠ 0 with a = c·b, if there is one and more than one entry shows it."""
    square = float(np.sum(b * b))
    if not square > 0 or np.count_nonzero(np.abs(b) > 1e-3 * size(b)) < 2:
        return None
    c = float(np.sum(a * b)) / square
    return c if c != 0 and same(a, c * b) else None


def is_close(c: float, wanted: float) -> bool:
    """Return True if a fitted number is the wanted one, up to a relative error of 1e-4."""
    return abs(c - wanted) <= 1e-4 * abs(wanted)


def offset(a: Floats, b: Floats) -> float | None:
    """Return the c ≠ 0 with a = b + c in every entry, if there is one and at least two entries show it."""
    difference = a - b
    c = float(np.mean(difference)) if difference.size > 1 else 0.0
    clear = abs(c) > 10 * TOLERANCE * size(a, b)
    return c if clear and size(difference - c) <= TOLERANCE * size(a, b) else None


def by_line(a: Floats, b: Floats, axis: int) -> str | None:
    """Return ``factor`` or ``offset`` if each row (axis 0) or column (axis 1) of a is off by a constant of its own."""
    a, b = (a, b) if axis == 0 else (a.T, b.T)
    if min(a.shape) < 2:
        return None
    if all(factor(x, y) is not None for x, y in zip(a, b, strict=True)):
        return "factor"
    spread = (a - b) - (a - b).mean(axis=1, keepdims=True)
    return "offset" if size(spread) <= TOLERANCE * size(a, b) else None


def permuted(a: Floats, b: Floats, axis: int) -> bool:
    """Return True if a has the rows (axis 0) or columns (axis 1) of b, or its entries if 1-D, in another order.

    With lines that occur twice this could easily be a coincidence: then the answer is False.
    """
    a, b = (a, b) if axis == 0 else (a.T, b.T)
    scale = size(a, b) or 1.0
    keys = [np.round(c.reshape(len(c), -1) / scale, 6) for c in (a, b)]
    if len(a) < 3 or len(np.unique(keys[1], axis=0)) < len(b):
        return False
    sorted_a, sorted_b = (c[np.lexsort(key.T[::-1])] for c, key in zip((a, b), keys, strict=True))
    return same(sorted_a, sorted_b)


def fit(a: Floats, b: Floats, w: Floats) -> tuple[float, float] | None:
    """Return the (alpha, beta) with a = alpha·b + beta·w, if more entries show it than there are unknowns.

    alpha = 1 is tried first: it is the common case, and it needs one entry fewer.
    """
    solutions = []
    if a.size >= 3 and w.any():
        solutions.append((1.0, float(np.sum((a - b) * w) / np.sum(w * w))))
    if a.size >= 4:
        (alpha, beta), _, rank, _ = np.linalg.lstsq(np.column_stack([b, w]), a, rcond=1e-6)
        solutions += [(float(alpha), float(beta))] if rank == 2 else []
    for alpha, beta in solutions:
        # A tenth of what `same` allows: the part of w must be clear of what is left over.
        if size(a - alpha * b - beta * w) <= 0.1 * TOLERANCE * size(a, b):
            return alpha, beta
    return None


def times(c: float) -> str:
    """Put a factor into words: ``6 times too large`` for 6, ``6 times too small`` for 1/6, else three digits."""
    if is_close(c, -1):
        return "of the opposite sign"
    simple = Fraction(abs(c)).limit_denominator(1000)
    sign = ", and has the opposite sign" if c < 0 else ""
    if simple.denominator == 1 and simple >= 2 and is_close(abs(c), float(simple)):
        return f"{simple.numerator} times too large{sign}"
    if simple.numerator == 1 and is_close(abs(c), float(simple)):
        return f"{simple.denominator} times too small{sign}"
    return f"{abs(c):.3g} times what it should be{sign}"
