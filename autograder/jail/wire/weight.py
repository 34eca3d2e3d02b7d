"""How large a value is when every shared part is written out."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np

from autograder.jail.wire.wire_error import WireError

MAX_WEIGHT = 256 * 2**20  # bytes

_TEXT = (str, bytes, bytearray)
_CONTAINERS = (list, tuple, dict, set, frozenset, collections.deque)


def check_weight(value: Any) -> None:
    """Raise `WireError` if ``value`` contains itself, or is too large once its shared parts are written out.

    A list of two lists of two lists … of the same ten objects is small on the wire and endless in np.asarray.
    """
    kind = type(value)
    if kind is float or kind is int or (kind is np.ndarray and value.dtype.kind != "O" and value.nbytes < MAX_WEIGHT):
        return
    try:
        weight = _weight(value, {})
    except (RecursionError, OverflowError):
        raise WireError("the value is nested too deeply or has too many parts to be passed") from None
    if weight > MAX_WEIGHT:
        raise WireError("the value is larger than may be passed, because the same parts come again and again in it")


def _weight(value: Any, known: dict[int, int | None]) -> int:
    if isinstance(value, np.ndarray):
        parts = sum(_weight(item, known) for item in value.ravel().tolist()) if value.dtype.kind == "O" else 0
        return 8 + value.nbytes + parts
    if isinstance(value, _TEXT):
        return 8 + len(value)
    if isinstance(value, range):
        return 8 + 32 * len(value)
    if not isinstance(value, _CONTAINERS):
        return 8
    if id(value) not in known:
        known[id(value)] = None
        items = [*value, *value.values()] if isinstance(value, dict) else value
        known[id(value)] = 8 + sum(_weight(item, known) for item in items)
    weight = known[id(value)]
    if weight is None:
        raise WireError("a value that contains itself cannot be passed")
    return weight
