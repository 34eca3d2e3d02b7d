"""Other numbers of the same shapes and types, for which a function that remembers its first answer gives it again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def turned(array: NDArray[Any]) -> NDArray[Any]:
    """Return floats backwards and with the other sign; labels as they are."""
    return -np.flip(array) if array.dtype.kind == "f" else array


def stretched(array: NDArray[Any]) -> NDArray[Any]:
    """Return larger floats; labels as they are."""
    return 1.25 * array if array.dtype.kind == "f" else array


def in_another_order(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array backwards."""
    return np.flip(array)


WAYS = (lambda array: stretched(turned(array)), stretched, in_another_order)  # the first one that shows is taken
