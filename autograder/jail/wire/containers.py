"""Mutable values other than plain lists and dicts, as trees and back: each is made empty, registered, and then filled.

`one` encodes, `build` decodes a part.
"""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.jail.wire import arrays, dtypes
from autograder.jail.wire.wire_error import WireError

KINDS = (collections.OrderedDict, collections.Counter, collections.defaultdict)
TAGS = ("D", "q", "b", "S", "M", "X", "O")
_SCALARS = (type(None), bool, int, float, complex, str, bytes)
MOST_LEVELS = 3  # of lists in an array of objects

Build = Callable[[Any], Any]


def is_plain(value: Any, level: int = 0) -> bool:
    """Return whether a part of an array of objects is data that says nothing of itself, nor anything in it."""
    if type(value) in _SCALARS:
        return True
    if type(value) is np.ndarray:
        return dtypes.described(value.dtype) is not None
    return type(value) in (list, tuple) and level < MOST_LEVELS and all(is_plain(item, level + 1) for item in value)


def objects(shape: list[int], items: list[Any]) -> np.ndarray:
    """Return an array of these objects; raise `WireError` if they do not fit, or are more than data."""
    if any(type(side) is not int or side < 0 for side in shape) or math.prod(shape) != len(items):
        raise WireError("an array's objects do not fit its shape")
    if not all(map(is_plain, items)):
        raise WireError("an array of something that may not cross arrived")
    made = np.empty(len(items), object)
    for place, item in enumerate(items):
        made[place] = item
    return made.reshape(shape)


def tag_of(value: Any) -> str:
    """Return the tag of a value of these kinds; empty for others."""
    if isinstance(value, np.ma.MaskedArray):
        return "M"
    if type(value) is np.matrix:
        return "X"
    if isinstance(value, np.ndarray):
        return "O" if value.dtype.kind == "O" else ""
    if type(value) in KINDS:
        return "D"
    for tag, kind in (("q", collections.deque), ("b", bytearray), ("S", set)):
        if isinstance(value, kind):
            return tag
    return ""


def array_tree(array: np.ndarray, number: int, layouts: bool, students: bool, one: Build) -> list:
    """Return the tree of an array; subclasses are flattened, but for masked arrays and the grader's matrices."""
    if array.dtype.kind == "O":
        return ["O", number, [*array.shape], [one(item) for item in array.ravel().tolist()]]
    if type(array) is np.ma.MaskedArray:
        mask = None if array.mask is np.ma.nomask else _fields(np.array(array.mask, subok=False))
        return ["M", number, _fields(np.array(array.data, subok=False)), mask, one(array.fill_value)]
    plain = array if type(array) is np.ndarray else np.array(array, subok=False)
    fields = _fields(plain)
    fields[2] = bool(array.flags.writeable)
    if type(array) is np.matrix and not students:
        return ["X", number, fields]
    tree = ["a", number, *fields]
    return [*tree, arrays.layout_of(plain)] if layouts and not plain.flags.c_contiguous else tree


def _fields(array: np.ndarray) -> list:
    return [dtypes.described(array.dtype), [*array.shape], True, array.tobytes()]


def tree(value: Any, number: int, one: Build) -> list:
    """Return the tree of a list, a dict, or one of `KINDS`, a deque, a set or a bytearray."""
    if isinstance(value, dict):
        pairs = [[one(key), one(item)] for key, item in dict.items(value)]
        if type(value) not in KINDS:
            return ["d", number, pairs]
        factory = one(value.default_factory) if isinstance(value, collections.defaultdict) else None
        return ["D", number, pairs, type(value).__name__, factory]
    if isinstance(value, collections.deque):
        return ["q", number, [one(item) for item in value], value.maxlen]
    if isinstance(value, bytearray):
        return ["b", number, bytes(value)]
    if isinstance(value, set):
        return ["S", number, [one(item) for item in set.__iter__(value)]]
    return ["l", number, [one(item) for item in list.__iter__(value)]]


def empty(tag: str, fields: list, build: Build) -> Any:
    """Return a new value of that kind: what cannot contain itself complete, others empty."""
    if tag == "D":
        kinds = {kind.__name__: kind for kind in KINDS}
        if fields[1] not in kinds:
            raise WireError("an unknown kind of dict arrived")
        if fields[1] != "defaultdict":
            return kinds[fields[1]]()
        return collections.defaultdict(build(fields[2]))
    if tag == "q":
        return collections.deque(maxlen=fields[1])
    if tag == "b":
        return bytearray(_bytes(fields[0]))
    if tag == "S":
        return set()
    if tag == "M":
        mask = None if fields[1] is None else arrays.array(*fields[1])
        return arrays.masked(arrays.array(*fields[0]), mask, build(fields[2]))
    return arrays.array(*fields[0]).view(np.matrix)


def fill(target: Any, fields: list, build: Build) -> None:
    """Put into a new value what belongs in it."""
    if isinstance(target, dict):
        for key, item in fields[0]:
            target[build(key)] = build(item)
    elif isinstance(target, collections.deque):
        target.extend(build(item) for item in fields[0])
    elif isinstance(target, set):
        target.update(build(item) for item in fields[0])


def replace(target: Any, fields: list, build: Build) -> None:
    """Do to ``target`` what a call did to its copy; an array of another shape or type stays as it is."""
    if isinstance(target, bytearray):
        target[:] = _bytes(fields[0])
    elif tag_of(target) == "O":
        made = objects(fields[0], [build(item) for item in fields[1]])
        if target.flags.writeable and made.shape == target.shape:
            target[...] = made
    elif isinstance(target, np.ma.MaskedArray):
        data, mask = arrays.array(*fields[0]), None if fields[1] is None else arrays.array(*fields[1])
        if data.shape == target.shape and data.dtype == target.dtype:
            target.data[...] = data
            target.mask = np.ma.nomask if mask is None else arrays.masked(data, mask, None).mask
    elif isinstance(target, np.matrix):
        data = arrays.array(*fields[0])
        if target.flags.writeable and data.shape == target.shape and data.dtype == target.dtype:
            target[...] = data
    else:
        items = [(build(key), build(item)) for key, item in fields[0]] if isinstance(target, dict) else (
            [build(item) for item in fields[0]]
        )  # fmt: skip
        target.clear()
        if isinstance(target, dict):
            for key, item in items:
                target[key] = item
        else:
            (target.extend if isinstance(target, collections.deque) else target.update)(items)


def _bytes(data: Any) -> bytes:
    if not isinstance(data, bytes):
        raise WireError("a malformed value arrived")
    return data
