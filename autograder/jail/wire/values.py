"""Values to trees. A tree is what msgpack holds: None, bool, int, float, str, bytes, or `[tag, …]`."""

from __future__ import annotations

import builtins
import collections
import random
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.jail.wire import arrays, containers, dtypes, standard, streams
from autograder.jail.wire.wire_error import WireError

MAX_DEPTH = 60
MAX_NODES = 500_000
MAX_DIGITS = 20_000  # hexadecimal digits of an integer

# Tuples, because `a | b` would make a new union at each of thousands of calls.
_MUTABLE = (np.ndarray, list, dict, set, collections.deque, bytearray, np.random.Generator, np.random.RandomState,
            random.Random)  # fmt: skip
_PLAIN = (bool, int, float, str, bytes)
_AS_THEY_ARE = {bool, int, float, complex, str, bytes, tuple, frozenset, np.matrix, np.ma.MaskedArray, *_MUTABLE,
                *containers.KINDS}  # fmt: skip
_BASES = (*_PLAIN, complex, tuple, frozenset, *_MUTABLE)

Tree = Any


class Scope:
    """The mutable values of one call, each under a number that both sides use for it.

    So an array passed twice arrives as one array, and its in-place changes find their way back. With ``layouts``, as
    the grader sends them, arrays also arrive as they lay in memory; what comes back is always in C's order. Where
    they are the ``students``, an instance of a class of the notebook's that builds on a plain type crosses as the
    handle of itself and as that plain value, of which the grader takes one; a masked array stays behind, because what
    is masked passes for equal to anything, and a matrix is flattened.
    """

    def __init__(self, layouts: bool = False, students: bool = False) -> None:
        self.layouts, self.students = layouts, students
        self.objects: dict[int, Any] = {}
        self.nodes = 0
        self._numbers: dict[int, int] = {}
        self._next = 0

    def number(self, value: Any) -> int | None:
        """Return the number under which ``value`` is registered, or None."""
        return self._numbers.get(id(value))

    def add(self, value: Any, number: int | None = None) -> int:
        """Give ``value`` its number, the next free one by default; raise `WireError` if it is taken."""
        number = self._next if number is None else number
        if number in self.objects:
            raise WireError(f"value number {number} was sent twice")
        self.objects[number] = value  # kept alive, so id() stays unique
        self._numbers[id(value)] = number
        self._next = max(self._next, number + 1)
        return number


def encode(value: Any, scope: Scope, encode_handle: Callable[[Any], Tree], depth: int = 0) -> Tree:
    """Return the tree of ``value``; ``encode_handle`` makes that of whatever cannot cross by value."""
    scope.nodes += 1
    if depth > MAX_DEPTH or scope.nodes > MAX_NODES:
        raise WireError("a value nested too deeply or of too many parts cannot be passed")
    kind = type(value)
    if value is None or kind in (bool, float, bytes):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**64 else _encode_int(value)
    if kind is str:
        return value.encode("utf-8", "replace").decode()
    if kind is tuple:
        return ["t", [encode(item, scope, encode_handle, depth + 1) for item in value]]
    if kind is list or (kind is np.ndarray and value.dtype.kind in dtypes.KINDS):
        seen = scope.number(value)
        return ["=", seen] if seen is not None else shallow(value, scope.add(value), scope, encode_handle, depth)
    if scope.students and kind not in _AS_THEY_ARE and _is_disguised(value, kind):
        return ["u", encode_handle(value), _plain(value, scope, encode_handle, depth)]
    return _plain(value, scope, encode_handle, depth)


def _is_disguised(value: Any, kind: type) -> bool:
    """Return whether ``value`` is of a class of the notebook's that builds on a plain type."""
    return isinstance(value, _BASES) and kind.__module__ == "__main__" and not standard.is_named_tuple(kind)


def _plain(value: Any, scope: Scope, encode_handle: Callable[[Any], Tree], depth: int) -> Tree:
    if isinstance(value, _MUTABLE):
        seen = scope.number(value)
        if seen is not None:
            return ["=", seen]
        return (
            shallow(value, scope.add(value), scope, encode_handle, depth)
            if _by_value(value, scope.students)
            else encode_handle(value)
        )
    if isinstance(value, np.generic):
        known = dtypes.described(value.dtype)
        if known is not None and not value.dtype.itemsize:  # a text of no length has no dtype that can be built
            value = np.array(value, f"{value.dtype.kind}1")
            known = value.dtype.str
        return ["n", known, np.asarray(value).tobytes()] if known is not None else encode_handle(value)
    if isinstance(value, str):
        return str.__str__(value).encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return bytes.__add__(value, b"")
    if isinstance(value, float):
        return float.__pos__(value)
    if isinstance(value, int):
        return _encode_int(int.__index__(value))
    if isinstance(value, complex):
        plain = complex.__pos__(value)
        return ["c", plain.real, plain.imag]
    return _encode_immutable(value, scope, encode_handle, depth)


def _by_value(value: Any, students: bool) -> bool:
    if isinstance(value, np.ndarray):
        if students and isinstance(value, np.ma.MaskedArray):
            return False
        if type(value) is np.ndarray and value.dtype.kind == "O":
            return value.size <= MAX_NODES and all(map(containers.is_plain, value.ravel().tolist()))
        return dtypes.described(value.dtype) is not None
    if isinstance(value, np.random.Generator):
        return type(value.bit_generator).__name__ in arrays.BIT_GENERATORS
    if isinstance(value, np.random.RandomState | random.Random):
        return type(value) in (np.random.RandomState, random.Random) and streams.state_of(value) is not None
    return True


def _encode_int(number: int) -> Tree:
    if -(2**63) <= number < 2**64:
        return number
    if number.bit_length() > 4 * (MAX_DIGITS - 4):
        raise WireError("an integer of that many digits cannot be passed")
    return ["i", hex(number)]


def _encode_immutable(value: Any, scope: Scope, encode_handle: Callable[[Any], Tree], depth: int) -> Tree:
    def each(items: Iterable[Any]) -> list[Tree]:
        return [encode(item, scope, encode_handle, depth + 1) for item in items]

    if isinstance(value, tuple):
        if type(value) is not tuple and standard.is_named_tuple(type(value)):
            return ["N", type(value).__name__, [*type(value)._fields], each(tuple.__iter__(value))]  # type: ignore[attr-defined]
        return ["t", each(tuple.__iter__(value))]
    if isinstance(value, frozenset):
        return ["f", each(value)]
    if isinstance(value, range):
        return ["r", *each((value.start, value.stop, value.step))]
    if isinstance(value, slice):
        return [":", *each((value.start, value.stop, value.step))]
    if isinstance(value, np.dtype) and (known := dtypes.described(value)) is not None:
        return ["y", "dtype", known]
    if isinstance(value, type):  # by identity: a class may say anything of itself
        for kind, module, names in _TYPES:
            for name in names:
                if value is getattr(module, name):
                    return ["y", kind, name]
        return encode_handle(value)
    fields = standard.fields_of(value)
    return encode_handle(value) if fields is None else ["v", *fields]


_TYPES = (("type", builtins, (*arrays.TYPES, *arrays.EXCEPTIONS)), ("scalar", np, arrays.SCALAR_TYPES),
          ("array", np, ("ndarray",)))  # fmt: skip


def shallow(value: Any, number: int, scope: Scope, encode_handle: Callable[[Any], Tree], depth: int = 0) -> Tree:
    """Return the tree of one mutable value that has its number already; what it contains is encoded as usual."""

    if type(value) is np.ndarray and value.dtype.kind in dtypes.KINDS and (flags := value.flags).c_contiguous:
        return ["a", number, value.dtype.str, [*value.shape], flags.writeable, value.tobytes()]
    if type(value) is list:
        return ["l", number, [encode(item, scope, encode_handle, depth + 1) for item in value]]

    def one(item: Any) -> Tree:
        return encode(item, scope, encode_handle, depth + 1)

    if isinstance(value, np.ndarray):
        return containers.array_tree(value, number, scope.layouts, scope.students, one)
    if isinstance(value, np.random.Generator):
        state = value.bit_generator.state
        return ["g", number, state["bit_generator"], encode(state, Scope(), encode_handle, depth + 1)]
    if isinstance(value, np.random.RandomState | random.Random):
        return ["m", number, streams.state_of(value)]
    return containers.tree(value, number, one)
