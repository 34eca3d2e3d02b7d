"""The sentences for a fault of structure: what it looks like, and one next step."""

from __future__ import annotations

from typing import Any

import numpy as np

Shape = tuple[int | None, ...]
Advice = tuple[str, str]  # (reading, next step); the reading may be empty

RETURN = "Does the function end with a return statement? Without one Python returns None."
CALL = "Write parentheses after the name to call it."
WHICH_AXIS = "A sum or mean without `axis` leaves one number. Along which axis should it run?"
NON_FINITE = "Print the arrays this one is computed from, in order: the first with such an entry shows the step."
ONE_NUMBER = "Which sum or mean is missing, or along which axis should it not stop?"

_WRITE_SHAPES = "Write the shape of every array in the expression beside it; where do they part from the plan?"


def fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    """Return True if the shapes agree; None in ``wanted`` allows any length."""
    return len(shape) == len(wanted) and all(w is None or n == w for n, w in zip(shape, wanted, strict=True))


def axes(shape: tuple[int, ...], wanted: Shape) -> Advice:
    """Advise on an array with a different number of axes than wanted."""
    if not shape:
        return "", WHICH_AXIS
    if tuple(n for n in shape if n != 1) == tuple(n for n in wanted if n != 1):
        if len(shape) > len(wanted):
            step = "Leave keepdims=True out, or take the axis away with .ravel()."
            return "It has an axis of length 1 too many.", step
        return "An axis of length 1 is missing.", "keepdims=True keeps it in a sum or a maximum."
    for axis in range(len(shape)):
        if fits(shape[:axis] + shape[axis + 1 :], wanted):
            return f"Axis {axis} is still there.", f"Should a sum, mean or argmax run along axis {axis}?"
    for axis in range(len(wanted)):
        if fits(shape, wanted[:axis] + wanted[axis + 1 :]):
            return f"Axis {axis} is gone.", f"Which sum, mean or index removes axis {axis}?"
    return "", _WRITE_SHAPES


def arrangement(shape: tuple[int, ...], wanted: Shape) -> Advice:
    """Advise on an array with the wanted number of axes, but other lengths."""
    if len(shape) > 1 and fits(shape[::-1], wanted):
        step = "Which factor comes first in the product, and which of them needs .T?"
        return "It looks transposed: the same lengths in the other order.", step
    pairs = enumerate(zip(shape, wanted, strict=True))
    off = [f"axis {axis} has length {n} instead of {w}" for axis, (n, w) in pairs if w is not None and n != w]
    sentence = " and ".join(off)
    return f"{sentence[:1].upper()}{sentence[1:]}.", "Which quantity of the problem has that length?"


def numbers(dtype: np.dtype[Any], wanted_kinds: str, name: str) -> Advice:
    """Advise on an array of the wrong kind of numbers; ``wanted_kinds`` holds codes of `numpy.dtype.kind`."""
    if wanted_kinds == "f" and dtype.kind in "iu":
        reading = "An integer array drops everything behind the decimal point of what is stored in it."
        return (
            reading,
            "Where is the array made? np.zeros(shape) holds floats, np.zeros_like of integers does not.",
        )
    if wanted_kinds in ("i", "u", "iu"):
        return "", "Classes and counts are whole numbers: np.argmax gives them, or .astype(int) at the end."
    if wanted_kinds == "b":
        return "", "A comparison such as a > 0 gives True and False by itself."
    return "", f"Find the line that makes {name}, and look at the dtype of what goes in."


def non_finite(value: Any) -> str:
    """Say where a NaN or an infinity usually comes from."""
    if np.isnan(value):
        return "NaN comes from inf − inf, 0/0, 0 · inf, or the log of a negative number."
    if np.real(value) < 0:
        return "−inf is usually the log of 0."
    return "inf usually comes from exp of a number above 709, or from a division by 0."
