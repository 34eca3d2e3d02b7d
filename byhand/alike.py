"""Whether two results are equal, or have the same structure, whatever the result of a function is made of."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

RTOL, ATOL = 1e-6, 1e-9  # relative, and of the largest entry


def agree(found: Any, expected: Any) -> bool:
    """Return whether two values are equal up to rounding; lists and tuples, numbers and arrays without axes are."""
    if isinstance(found, dict) or isinstance(expected, dict):
        both = isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys()
        return both and all(agree(found[name], expected[name]) for name in expected)
    if isinstance(found, list | tuple) and isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(map(agree, found, expected))
    x, y = _numbers(found), _numbers(expected)
    if x is None or y is None:
        plain = (str, bytes, type(None), set, frozenset)
        return type(found) is type(expected) and (not isinstance(expected, plain) or found == expected)
    scale = max(1.0, float(np.max(np.abs(y[np.isfinite(y)]), initial=0.0)))
    return x.shape == y.shape and bool(np.allclose(x, y, rtol=RTOL, atol=ATOL * scale, equal_nan=True))


def alike(found: Any, expected: Any) -> bool:
    """Return whether two values have the same structure: kinds of numbers, shapes, lengths and keys."""
    if isinstance(found, dict) or isinstance(expected, dict):
        both = isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys()
        return both and all(alike(found[name], expected[name]) for name in expected)
    if isinstance(found, list | tuple) and isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(map(alike, found, expected))
    x, y = _numbers(found), _numbers(expected)
    if x is None or y is None:
        return type(found) is type(expected)
    return x.shape == y.shape and (x.dtype.kind in "fc") == (y.dtype.kind in "fc")


def _numbers(value: Any) -> np.ndarray | None:
    """Return a number or an array of numbers as an array; None for anything else, also what only claims to be one."""
    if type(value) in (bool, int, float, complex) or isinstance(value, np.generic) or type(value) is np.ndarray:
        with contextlib.suppress(OverflowError, ValueError):
            array = np.asarray(value)
            return array if array.dtype.kind in "biufc" else None
    return None
