"""Say how an array of values differs from the expected one, in a sentence that does not tell the values."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from byhand.patterns import Floats, Reading, by_line, factor, is_close, nearly, offset, permuted, same, size, times

# Ratios with a name. Of a single number no other ratio may be told: it would give away the answer.
_CLASSIC = (
    (-1.0, "negative", "has the opposite sign."),
    (2.0, "twice", "is twice what it should be."),
    (0.5, "half", "is half of what it should be."),
    (1 / np.log(10), "base-10 logarithm", "looks like a logarithm to base 10; log means base e here."),
    (1 / np.log(2), "base-2 logarithm", "looks like a logarithm to base 2; log means base e here."),
)


def read(value: NDArray[Any], expected: NDArray[Any]) -> Reading | None:
    """Say how ``value`` differs from ``expected``, an array of the same shape and kind; None if it is not simple.

    The reading never tells an expected value, nor, for a single number, any ratio but the classic ones.
    """
    if value.dtype.kind == "b":
        negated = value.size > 1 and bool((value != expected).all())
        return Reading("negated", "True and False are exchanged everywhere.") if negated else None
    if value.dtype.kind == "c" or not (np.isfinite(value).all() and np.isfinite(expected).all()):
        return None
    a, b = value.astype(np.float64), expected.astype(np.float64)
    if value.dtype.kind == "f" and value.dtype.itemsize < 8 and same(a, b):
        return Reading("precision", f"The array is {value.dtype}, which keeps too few digits; stay with float64.")
    if a.size == 1:
        return _single(float(a.ravel()[0]), float(b.ravel()[0]))
    if not a.any():
        return Reading("zero", "Every entry is zero.")
    if reading := _constant(a, b):
        return reading
    if nearly(a, b):
        return Reading("close", "Every entry is nearly right: look for a small term, for float32, or for rounding.")
    return _moved(a, b) or (_lines(a, b) if a.ndim == 2 else None)


def _single(a: float, b: float) -> Reading | None:
    for ratio, name, sentence in _CLASSIC:
        if b != 0 and is_close(a / b, ratio):
            return Reading(name, f"It {sentence}")
    if abs(a - b) <= 1e-2 * abs(b):
        return Reading("close", "It is close, so most of it is right: look for a small term, or for rounding.")
    return None


def _constant(a: Floats, b: Floats) -> Reading | None:
    """Recognise one factor or one offset for every entry."""
    c = factor(a, b)
    if c is not None and not is_close(c, 1):
        for ratio, name, sentence in _CLASSIC:
            if is_close(c, ratio):
                return Reading(name, f"Every entry {sentence}")
        axes = [axis for axis, n in enumerate(a.shape) if is_close(max(abs(c), 1 / abs(c)), n)]
        length = f" That is the length of axis {axes[0]}." if axes else ""
        return Reading("factor", f"Every entry is {times(c)}.{length}")
    c = offset(a, b)
    if c is not None:
        return Reading("offset", f"Every entry is too {'large' if c > 0 else 'small'} by the same amount.")
    return None


def _moved(a: Floats, b: Floats) -> Reading | None:
    """Recognise the right numbers in the wrong places."""
    if a.ndim == 2 and a.shape[0] == a.shape[1] and same(a.T, b):
        return Reading("transposed", "It is transposed; as the array is square, the shape hides it.")
    if a.ndim in (1, 2) and permuted(a, b, 0):
        what = "entries" if a.ndim == 1 else "rows"
        return Reading("order", f"The {what} are right, in another order.")
    if a.ndim == 2 and permuted(a, b, 1):
        return Reading("order", "The columns are right, in another order.")
    return None


def _lines(a: Floats, b: Floats) -> Reading | None:
    """Recognise a pattern of whole rows or whole columns."""
    for axis, line in ((0, "row"), (1, "column")):
        repeated = a - a.take([0], axis=axis)
        if a.shape[axis] > 1 and size(repeated) == 0 and size(b - b.take([0], axis=axis)) > 0:
            return Reading("repeated", f"Every {line} is the same.")
    if same(b.sum(axis=1), np.ones(len(b))) and same(a.sum(axis=0), np.ones(a.shape[1])):
        return Reading("wrong axis", "The columns sum to one; the rows should.")
    alone = _where(a, b)
    if alone:
        return alone
    for axis, line in ((0, "row"), (1, "column")):
        how = by_line(a, b, axis)
        if how:
            amount = "multiplied by a number of its own" if how == "factor" else "shifted by an amount of its own"
            return Reading(f"{how} by {line}", f"Every {line} is {amount}.")
    return None


def _where(a: Floats, b: Floats) -> Reading | None:
    """Recognise that only one row or column, or one entry of each row, is off."""
    off = np.abs(a - b) > 1e-7 * size(a, b)
    for axis, line in ((1, "row"), (0, "column")):
        lines = np.flatnonzero(off.any(axis=axis))
        count = off.shape[1 - axis]
        if len(lines) == 1 and count > 2:
            which = "last " if lines[0] == count - 1 else "first " if lines[0] == 0 else ""
            return Reading(f"one {line}", f"Only the {which}{line} {lines[0]} is off.")
    if len(off) > 1 and off.shape[1] > 1 and (off.sum(axis=1) == 1).all():
        return Reading("one per row", "One entry of each row is off; the others are right.")
    return None
