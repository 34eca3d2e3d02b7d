"""The texts of a drawing: names as mathematics, numbers and arrays as short text."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

LARGEST = 6  # entries; of a larger array only the shape is shown
_GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi"}
_GREEK |= {"pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "ell"}


def mathematical(name: str) -> str:
    """Return a name of the code as mathematical text: ``w0`` becomes w with index 0, ``theta`` the Greek letter.

    Names that are not letters followed by digits, such as ``$\\hat y$``, stay as they are.
    """
    match = re.fullmatch(r"([A-Za-z]+?)_?(\d*)", name)
    if match is None:
        return name
    letters, digits = match.groups()
    if letters in _GREEK:
        letters = f"\\{letters}"
    elif len(letters) > 1:
        letters = rf"\mathrm{{{letters}}}"
    return f"${letters}_{{{digits}}}$" if digits else f"${letters}$"


def vector(value: Any, largest: int = LARGEST) -> str:
    """Return a number or small array as short text, the rows under each other; of a large array the shape, ``5 × 3``.

    Whole numbers are shown without decimals, others with two. Text stays as it is.
    """
    if isinstance(value, str):
        return value
    array = np.asarray(value, dtype=float)
    if array.ndim > 2 or array.size > largest:
        return " × ".join(map(str, array.shape)) if array.ndim > 1 else f"({array.size},)"
    rows = [", ".join(_numbers(row, bool(np.all(array == np.round(array))))) for row in np.atleast_2d(array)]
    return "\n".join(f"({row})" if array.ndim else row for row in rows)


def _numbers(row: Any, whole: bool) -> list[str]:
    """Return each number as text, with a true minus sign and no minus before a zero."""
    texts = []
    for v in row:
        if whole or not np.isfinite(v):
            text = f"{v + 0.0:.0f}"
        elif 0 < abs(v) < 0.005:
            text = f"{v:.1g}" if abs(v) >= 0.001 else f"{v:.0e}".replace("e-0", "e-")
        else:
            text = f"{np.round(v, 2) + 0.0:.2f}"
        texts.append(text.replace("-", "−"))
    return texts
