"""Compare values with expected ones: say how many are off, which is the first, and how, but never what was expected."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from byhand.reading import read
from byhand.structure import at, fail

_KINDS = {"f": float, "i": int, "u": int, "b": bool, "c": complex}
_STEP = "Compute this entry by hand, and compare with the code line by line."


def kind_of(expected: NDArray[Any]) -> type:
    """Return the kind of numbers in an expected array, as `structure.require` takes it."""
    return _KINDS[expected.dtype.kind]


def entries(value: NDArray[Any], expected: NDArray[Any], name: str, rtol: float, atol: float, hint: str) -> None:
    """Raise CheckFailed unless every entry agrees; both arrays must have one shape and kind."""
    off = _off(value, expected, rtol, atol)
    if not off.any():
        return
    first = tuple(int(i) for i in np.argwhere(off)[0])
    problem = f"{int(off.sum())} of {off.size} entries {'are' if off.sum() > 1 else 'is'} off"
    if off.size > 1 and value.dtype.kind in "fc":
        problem += f" (largest relative error {_largest(value, expected):.1g})"
    reading = read(value, expected)
    yours = f"{at(first, value)}, the first that is off"
    fail(name, problem, yours, "", reading.sentence if reading else "", hint or _STEP)


def number(value: float, expected: float, name: str, rtol: float, atol: float, hint: str) -> None:
    """Raise CheckFailed unless the number agrees. Of a wrong one the card tells no more than a classic factor."""
    a, b = np.array([value]), np.array([expected])
    if _off(a, b, rtol, atol).any():
        reading = read(a, b)
        step = "Compute it by hand for two or three numbers, and compare with the code line by line."
        sentence = reading.sentence if reading else ""
        fail(name, "another number than expected", f"{value:.6g}", "", sentence, hint or step)


def _off(value: NDArray[Any], expected: NDArray[Any], rtol: float, atol: float) -> NDArray[np.bool_]:
    if value.dtype.kind in "biu":
        return np.asarray(value != expected)
    with np.errstate(invalid="ignore"):
        near = np.abs(value - expected) <= atol + rtol * np.abs(expected)
    both_nan = np.isnan(value) & np.isnan(expected)
    return ~((near & np.isfinite(expected)) | (value == expected) | both_nan)


def _largest(value: NDArray[Any], expected: NDArray[Any]) -> float:
    """Return the largest |difference| / max(|value|, |expected|) over the finite entries."""
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.abs(value - expected) / np.maximum(np.abs(value), np.abs(expected))
    return float(np.max(relative[np.isfinite(relative)], initial=0.0))
