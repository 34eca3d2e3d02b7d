"""Read a wrong gradient: find the well-known mistake that turns the right one into it.

A reading is given only when it fits the whole array; a gradient that is right gets None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from byhand.mistakes import PARTIAL, WHOLE, Case, first
from byhand.patterns import Floats, Reading, permuted, same, size

__all__ = ["Reading", "gradient"]


def gradient(
    wrong: Any, right: Any, *, params: Any = None, lam: float | None = None, m: int | None = None
) -> Reading | None:
    """Name the mistake that turns the gradient ``right`` into ``wrong``; None if there is none, or none is known.

    wrong, right  real arrays, or dicts of them (then the first array with a reading is named by its key).
                  Shapes may differ. NaN in ``right`` means "not known": the entry is skipped.
    params        the parameter itself, same shape as ``right`` (or a dict); needed for the L2 readings
    lam, m        strength of the L2 term (λ/2) ΣW² and number of examples, where known
    Names: ``factor -1 | m | 1/m | 2 | 1/2``, ``factor``, ``transposed``, ``regulariser missing | doubled |
    factor | too small | too large``, ``bias penalised``, ``data term factor | missing``,
    ``summed to a scalar``, ``wrong axis``, ``axis not summed``, ``extra axis``, ``mask missing | inverted |
    misplaced | too wide``, ``factor at some entries``, ``order``, ``offset``, ``zero``.
    Nothing is changed. Raises nothing for real arrays.
    """
    if isinstance(right, Mapping):
        for key in right:
            param = params.get(key) if isinstance(params, Mapping) else None
            reading = gradient(wrong[key], right[key], params=param, lam=lam, m=m)
            if reading:
                return Reading(reading.name, f"{key}: {reading.sentence}")
        return None
    wrong, right = np.asarray(wrong, dtype=np.float64), np.asarray(right, dtype=np.float64)
    known = ~np.isnan(right)
    if not np.isfinite(wrong).all() or not np.isfinite(right[known]).all() or not known.any():
        return None
    if wrong.shape != right.shape:
        return _other_shape(wrong, right, m) if known.all() else None
    if same(wrong[known], right[known]):
        return None
    param = None if params is None else np.asarray(params, dtype=np.float64)[known]
    case = Case(wrong[known], right[known], param, lam, m, right.ndim)
    return first(WHOLE, case) or _whole_array(wrong, right, known, m) or first(PARTIAL, case)


def _other_shape(wrong: Floats, right: Floats, m: int | None) -> Reading | None:
    """Look for a mistake that changes the shape."""
    if wrong.ndim == 2 and same(wrong.T, right):
        return Reading("transposed", "It is the transpose of the gradient.")
    if wrong.size == right.size and same(wrong.ravel(), right.ravel()):
        if wrong.squeeze().shape == right.squeeze().shape:
            return Reading("extra axis", "The numbers are right; an axis of length 1 is too many or missing.")
        return None
    if wrong.size == 1 and right.ndim == 1 and _is_sum(float(wrong.ravel()[0]), right):
        return _SUMMED
    if wrong.ndim == right.ndim + 1:
        for axis in range(wrong.ndim):
            if same(wrong.sum(axis=axis), right) or same(wrong.mean(axis=axis), right):
                return Reading("axis not summed", f"Axis {axis} is still there: add up over it.")
    if wrong.ndim == right.ndim == 1 and (len(wrong) == m or _is_sum(float(wrong.sum()), right)):
        return Reading("wrong axis", f"{_WRONG_AXIS} {len(wrong)} entries are left instead of {len(right)}.")
    return None


def _whole_array(wrong: Floats, right: Floats, known: NDArray[np.bool_], m: int | None) -> Reading | None:
    """Look for a mistake that keeps the shape and moves numbers between entries."""
    if wrong.ndim == 2 and wrong.shape[0] == wrong.shape[1] and same(wrong.T[known], right[known]):
        return Reading("transposed", "It is the transpose of the gradient; as the array is square, the shape hides it.")
    if not known.all() or right.ndim != 1:
        return None
    if len(right) > 1 and size(wrong - wrong[0]) <= 1e-12 * size(wrong, right) and _is_sum(wrong[0], right):
        return _SUMMED
    if permuted(wrong, right, 0):
        return Reading("order", "The numbers are right, in another order.")
    if len(right) == m and abs(right.sum()) > 1e-3 * size(right) and _is_sum(float(wrong.sum()), right):
        return Reading("wrong axis", _WRONG_AXIS)
    return None


def _is_sum(total: float, right: Floats) -> bool:
    """Return True if the number is the sum or the mean of the right gradient."""
    return any(abs(total - s) <= 1e-6 * size(right) for s in (float(right.sum()), float(right.mean())))


_WRONG_AXIS = "It looks summed along the wrong axis: add up over the examples."
_SUMMED = Reading(
    "summed to a scalar", "One number for all: add up over the examples only, and keep one entry per unit."
)
