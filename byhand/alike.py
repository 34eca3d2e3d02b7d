"""Whether two results are equal, or have the same structure, whatever the result of a function is made of."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

_SHORT = (np.dtype(np.float16), np.dtype(np.float32), np.dtype(np.complex64))
RTOL, ATOL = 1e-6, 1e-9  # relative, and of the largest entry


def agree(found: Any, expected: Any) -> bool:
    """Return whether two values are equal up to rounding; lists and tuples, numbers and arrays without axes are."""
    return _compared(found, expected, _equal)


def alike(found: Any, expected: Any) -> bool:
    """Return whether two values have the same structure: kinds of numbers, shapes, lengths and keys."""
    return _compared(found, expected, _same_kind)


def imprecise(value: Any) -> np.dtype | None:
    """Return the first type of number in a value that has fewer digits than float64; None if there is none."""
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list | tuple):
        return next(filter(None, map(imprecise, value)), None)
    short = isinstance(value, np.ndarray | np.generic) and value.dtype in _SHORT
    return value.dtype if short else None


def _compared(found: Any, expected: Any, compare: Callable[[np.ndarray, np.ndarray], bool]) -> bool:
    if isinstance(found, dict) or isinstance(expected, dict):
        both = isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys()
        return both and all(_compared(found[name], expected[name], compare) for name in expected)
    if isinstance(found, list | tuple) and isinstance(expected, list | tuple):
        pairs = zip(found, expected, strict=False)
        return len(found) == len(expected) and all(_compared(one, other, compare) for one, other in pairs)
    x, y = _numbers(found), _numbers(expected)
    if x is None or y is None:
        plain = isinstance(expected, str | bytes | set | frozenset | None) and compare is _equal
        return type(found) is type(expected) and (not plain or found == expected)
    return x.shape == y.shape and compare(x, y)


def _equal(x: np.ndarray, y: np.ndarray) -> bool:
    if x.dtype == y.dtype and x.tobytes() == y.tobytes():  # as nearly all are: the same to the last digit
        return True
    scale = max(1.0, float(np.max(np.abs(y[np.isfinite(y)]), initial=0.0)))
    return bool(np.allclose(x, y, rtol=RTOL, atol=ATOL * scale, equal_nan=True))


def _same_kind(x: np.ndarray, y: np.ndarray) -> bool:
    return (x.dtype.kind in "fc") == (y.dtype.kind in "fc")


def _numbers(value: Any) -> np.ndarray | None:
    """Return numbers as an array, also a list of them; None for anything else, also what only claims to be one."""
    if isinstance(value, list | tuple) and not all(isinstance(item, int | float | np.number) for item in value):
        return None
    plain = type(value) in (bool, int, float, complex, list, tuple, np.ndarray) or isinstance(value, np.generic)
    with contextlib.suppress(OverflowError, ValueError):
        array = np.asarray(value) if plain else None
        return array if array is not None and array.dtype.kind in "biufc" else None
    return None
