"""The leaves of the wire that are NumPy's: arrays, scalars, types and random generators from descriptions."""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np

from autograder.jail.wire.dtypes import make_booleans_plain, plain_dtype
from autograder.jail.wire.wire_error import WireError

FORTRAN, APART = "F", "S"  # layouts other than C's own
# Not MT19937 and Philox: their states hold an index that NumPy does not check.
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "SFC64")
TYPES = ("bool", "int", "float", "complex", "str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset",
         "range", "slice", "object")  # fmt: skip
EXCEPTIONS = tuple(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)
)
SCALAR_TYPES = ("bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
                "float16", "float32", "float64", "complex64", "complex128")  # fmt: skip


def array(dtype: Any, shape: list[int], writeable: bool, data: bytes, layout: str = "C") -> np.ndarray:
    """Build a fresh array in one of three layouts; refuse object dtypes, and bytes that do not fit the shape.

    ``data`` are the entries in C's order, whatever the layout: only sizes come from outside, never a stride.
    """
    kind = plain_dtype(dtype)
    for side in shape:
        if type(side) is not int or side < 0:
            raise WireError("an array arrived with an impossible shape")
    if len(shape) > 32:
        raise WireError("an array arrived with an impossible shape")
    if kind.itemsize == 0 or math.prod(shape) * kind.itemsize != len(data):
        raise WireError("an array's bytes do not fit its shape")
    if kind.kind == "b":  # a byte that is neither 0 nor 1 would be true and yet unequal to True
        result = np.ndarray(shape, np.uint8, data).astype(bool)
    else:
        result = np.ndarray(shape, kind, data).copy()
        if kind.names:
            make_booleans_plain(result)
    if layout == FORTRAN:
        result = np.asfortranarray(result)
    elif layout == APART:
        result = _apart(result)
    elif layout != "C":
        raise WireError("an array arrived in an unknown layout")
    if not writeable:
        result.flags.writeable = False
    return result


def layout_of(array: np.ndarray) -> str:
    """Return how the entries of ``array`` lie in memory: in C's order, in Fortran's, or with gaps between them."""
    return "C" if array.flags.c_contiguous else FORTRAN if array.flags.f_contiguous else APART


def _apart(array: np.ndarray) -> np.ndarray:
    """Return the same entries as every second column of an array twice as wide."""
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def plain_type(kind: str, name: Any) -> Any:
    """Return the dtype or type of that name; raise `WireError` if it is not one of the few that may cross."""
    if kind == "dtype":
        return plain_dtype(name)
    if kind == "type" and name in (*TYPES, *EXCEPTIONS):
        return getattr(builtins, name)
    if kind == "array" and name == "ndarray":
        return np.ndarray
    if kind == "scalar" and name in SCALAR_TYPES:
        return getattr(np, name)
    raise WireError("an unknown type arrived")


def generator(name: str, state: dict[str, Any]) -> np.random.Generator:
    """Build a random generator in the given state."""
    if name not in BIT_GENERATORS:
        raise WireError("an unknown kind of random generator arrived")
    bits = getattr(np.random, name)()
    bits.state = state
    return np.random.Generator(bits)


def advance(target: np.random.Generator, state: dict[str, Any]) -> None:
    """Move ``target`` to another place in its own stream; another stream could be one of zeros."""
    own = target.bit_generator.state
    if own["bit_generator"] != state["bit_generator"] or own["state"].get("inc") != state["state"].get("inc"):
        raise WireError("a random generator came back as another one")
    target.bit_generator.state = state


def masked(data: np.ndarray, mask: np.ndarray | None, fill: Any) -> np.ma.MaskedArray:
    """Return a masked array of ``data``; raise `WireError` if ``mask`` does not fit."""
    if mask is not None and (mask.dtype != np.ma.make_mask_descr(data.dtype) or mask.shape != data.shape):
        raise WireError("a mask that does not fit arrived")
    result: np.ma.MaskedArray = np.ma.MaskedArray(data, mask=np.ma.nomask if mask is None else mask)
    if fill is not None:
        result.fill_value = fill
    return result
