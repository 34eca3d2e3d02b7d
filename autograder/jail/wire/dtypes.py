"""Descriptions of NumPy dtypes and back: numbers, booleans, text, dates, and records of these; never objects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.jail.wire.wire_error import WireError

KINDS = "biufcSUmM"
MOST_FIELDS = 200
MAX_RECORD = 2**24  # bytes
MAX_NESTED = 8

_DTYPE = re.compile(r"[<>|=](?:[biufcSU][0-9]{1,8}|[mM]8(?:\[[0-9]{0,9}(?:generic|[YMWDhm]|[munpfa]?s)\])?)")


def described(dtype: np.dtype, depth: int = 0) -> Any:
    """Return the description of ``dtype``, text or nested lists; None if arrays of it may not cross."""
    if dtype.kind in KINDS and dtype.names is None:
        return dtype.str
    if not dtype.names or dtype.type is not np.void or depth > MAX_NESTED or len(dtype.names) > MOST_FIELDS:
        return None
    fields = []
    for name in dtype.names:
        part, offset, *title = dtype.fields[name]  # type: ignore[index]
        inner = described(part.base, depth + 1)
        if inner is None or title:
            return None
        fields.append([name, inner, [*part.shape], offset])
    return [dtype.itemsize, fields]


def plain_dtype(description: Any, depth: int = 0) -> np.dtype:
    """Return the dtype of that description; raise `WireError` if arrays of it may not cross."""
    if isinstance(description, str):
        return _named(description)
    try:
        size, fields = description
        if depth > MAX_NESTED or not 0 < len(fields) <= MOST_FIELDS or not 0 < size <= MAX_RECORD:
            raise WireError("a dtype that may not cross arrived")
        names, formats, offsets = [], [], []
        for name, inner, shape, offset in fields:
            names.append(str(name))
            formats.append((plain_dtype(inner, depth + 1), tuple(map(int, shape))))
            offsets.append(int(offset))
        return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": int(size)})
    except (TypeError, ValueError, OverflowError, RecursionError, MemoryError):
        raise WireError("a dtype that may not cross arrived") from None


@lru_cache(maxsize=100)
def _named(name: str) -> np.dtype:
    if not _DTYPE.fullmatch(name):
        raise WireError("a dtype that may not cross arrived")
    try:
        return np.dtype(name)
    except (TypeError, ValueError, OverflowError):
        raise WireError("a dtype that may not cross arrived") from None


def make_booleans_plain(array: np.ndarray) -> None:
    """Turn bytes in boolean fields that are neither 0 nor 1, true and yet unequal to True, into 1; in place."""
    for name in array.dtype.names or ():
        part = array[name]
        if part.dtype.names:
            make_booleans_plain(part)
        elif part.dtype.kind == "b":
            part[...] = part.view(np.uint8) != 0
