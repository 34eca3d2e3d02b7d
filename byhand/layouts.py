"""The same numbers, differently in memory: in Fortran's order, with gaps between them, or not to be written to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Change = Callable[[NDArray[Any]], NDArray[Any]]


def each_array(value: Any, change: Change) -> Any:
    """Return ``value`` with ``change`` done to every array in it, in lists, tuples and dicts too."""
    if type(value) is np.ndarray:
        return change(value)
    if type(value) is dict:
        return {key: each_array(item, change) for key, item in value.items()}
    if type(value) is list:
        return [each_array(item, change) for item in value]
    if type(value) is tuple:
        return tuple([each_array(item, change) for item in value])
    return value


def arrays_in(value: Any) -> list[NDArray[Any]]:
    """Return every array in ``value``, in order."""
    found: list[NDArray[Any]] = []

    def keep(array: NDArray[Any]) -> NDArray[Any]:
        found.append(array)
        return array

    each_array(value, keep)
    return found


def fortran(array: NDArray[Any]) -> NDArray[Any]:
    """Return a copy in Fortran's order; with gaps where one axis or none leaves no choice of order."""
    return array.copy(order="F") if array.ndim > 1 else apart(array)


def apart(array: NDArray[Any]) -> NDArray[Any]:
    """Return a copy that is every second column of a wider array."""
    if array.ndim == 0:
        return array.copy()
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a view that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


def copied(array: NDArray[Any]) -> NDArray[Any]:
    """Return a copy that lies in memory as ``array`` does, and is as writeable."""
    compact = array.flags.c_contiguous or array.flags.f_contiguous
    copy = array.copy(order="K") if compact else apart(array)
    copy.flags.writeable = array.flags.writeable
    return copy
