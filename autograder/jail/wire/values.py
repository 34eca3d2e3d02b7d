"""Values to trees and back. A tree is what msgpack holds: None, bool, int, float, str, bytes, or `[tag, …]`."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.jail.wire import arrays
from autograder.jail.wire.arrays import WireError
from autograder.jail.wire.weight import check_weight

MAX_DEPTH = 60
MAX_NODES = 500_000
MAX_DIGITS = 20_000  # hexadecimal digits of an integer

# Tuples, because `a | b` would make a new union at each of thousands of calls.
_MUTABLE = (np.ndarray, list, dict, np.random.Generator)
_PLAIN = (bool, int, float, str, bytes)
_MALFORMED = (IndexError, TypeError, ValueError, KeyError, OverflowError, AttributeError, RecursionError)

Tree = Any


class Scope:
    """The mutable values of one call, each under a number that both sides use for it.

    So an array passed twice arrives as one array, and its in-place changes find their way back. With ``layouts``, as
    the grader sends them, arrays also arrive as they lay in memory; what comes back is always in C's order.
    """

    def __init__(self, layouts: bool = False) -> None:
        self.layouts = layouts
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
    if value is None or type(value) in (bool, float, bytes):
        return value
    if isinstance(value, _MUTABLE):
        seen = scope.number(value)
        if seen is not None:
            return ["=", seen]
        return (
            shallow(value, scope.add(value), scope, encode_handle, depth) if _by_value(value) else encode_handle(value)
        )
    if isinstance(value, str):
        return str.__str__(value).encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return bytes.__add__(value, b"")
    if isinstance(value, np.generic):
        known = value.dtype.kind in arrays.KINDS
        return ["n", value.dtype.str, np.asarray(value).tobytes()] if known else encode_handle(value)
    if isinstance(value, float):
        return float.__pos__(value)
    if isinstance(value, int):
        return _encode_int(int.__index__(value))
    if isinstance(value, complex):
        plain = complex.__pos__(value)
        return ["c", plain.real, plain.imag]
    return _encode_immutable(value, scope, encode_handle, depth)


def _by_value(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in arrays.KINDS
    return not isinstance(value, np.random.Generator) or type(value.bit_generator).__name__ in arrays.BIT_GENERATORS


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
        return ["t", each(tuple.__iter__(value))]
    if isinstance(value, set | frozenset):
        return ["s" if isinstance(value, set) else "f", each(value)]
    if isinstance(value, range):
        return ["r", *each((value.start, value.stop, value.step))]
    if isinstance(value, slice):
        return [":", *each((value.start, value.stop, value.step))]
    if isinstance(value, np.dtype) and value.kind in arrays.KINDS:
        return ["y", "dtype", value.str]
    if isinstance(value, type):  # by identity: a class may say anything of itself
        for kind, module, names in (("type", builtins, arrays.TYPES), ("scalar", np, arrays.SCALAR_TYPES)):
            for name in names:
                if value is getattr(module, name):
                    return ["y", kind, name]
    return encode_handle(value)


def shallow(value: Any, number: int, scope: Scope, encode_handle: Callable[[Any], Tree], depth: int = 0) -> Tree:
    """Return the tree of one mutable value that has its number already; what it contains is encoded as usual."""
    if isinstance(value, np.ndarray):
        plain = value if type(value) is np.ndarray else np.array(value, subok=False)
        tree = ["a", number, plain.dtype.str, [*plain.shape], bool(value.flags.writeable), plain.tobytes()]
        return [*tree, arrays.layout_of(plain)] if scope.layouts and not plain.flags.c_contiguous else tree
    if isinstance(value, np.random.Generator):
        state = value.bit_generator.state
        return ["g", number, state["bit_generator"], encode(state, Scope(), encode_handle, depth + 1)]
    if isinstance(value, dict):
        pairs = [
            [encode(k, scope, encode_handle, depth + 1), encode(v, scope, encode_handle, depth + 1)]
            for k, v in dict.items(value)
        ]
        return ["d", number, pairs]
    return ["l", number, [encode(item, scope, encode_handle, depth + 1) for item in list.__iter__(value)]]


class Decoder:
    """Builds values from one frame's trees; ``resolve(tag, fields)`` answers for handles and callbacks."""

    def __init__(self, scope: Scope, resolve: Callable[[str, list], Any]) -> None:
        self.scope, self.resolve, self.nodes = scope, resolve, 0

    def decode(self, tree: Tree) -> Any:
        """Return the value; raise `WireError` if it is malformed, contains itself, or is larger than may cross."""
        value = self.build(tree, 0)
        check_weight(value)
        return value

    def state(self, tree: Tree, depth: int = 0) -> dict[str, Any]:
        """Return the state of a random generator: plain data that shares nothing with the rest of the call."""
        inner = Decoder(Scope(), _nothing_else)
        inner.nodes = self.nodes
        state = inner.build(tree, depth)
        self.nodes = inner.nodes
        return state

    def build(self, tree: Tree, depth: int) -> Any:
        """Return the value of a part at ``depth``, its weight unchecked; raise `WireError` if it is malformed."""
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("the value is nested too deeply or has too many parts to be passed")
        if not isinstance(tree, list):
            if tree is None or isinstance(tree, _PLAIN):
                return tree
            raise WireError(f"a {type(tree).__name__} may not cross")
        try:
            return self._build(tree[0], tree[1:], depth + 1)
        except _MALFORMED as error:
            raise WireError(f"a malformed value arrived ({type(error).__name__})") from None

    def _build(self, tag: str, fields: list, depth: int) -> Any:
        match tag:
            case "l":
                result = self._register([], fields[0])
                result.extend(self.build(item, depth) for item in fields[1])
                return result
            case "d":
                result = self._register({}, fields[0])
                result.update({self.build(key, depth): self.build(item, depth) for key, item in fields[1]})
                return result
            case "a":
                return self._register(arrays.array(*fields[1:]), fields[0])
            case "g":
                return self._register(arrays.generator(fields[1], self.state(fields[2], depth)), fields[0])
            case "=":
                return self.scope.objects[fields[0]]
            case "t":
                return tuple([self.build(item, depth) for item in fields[0]])
            case "s":
                return {self.build(item, depth) for item in fields[0]}
            case "f":
                return frozenset([self.build(item, depth) for item in fields[0]])
            case "n":
                return arrays.array(fields[0], [], True, fields[1])[()]
            case "i":
                return _long(fields[0])
            case "c":
                return complex(float(fields[0]), float(fields[1]))
            case "r":
                return range(*[self.build(item, depth) for item in fields])
            case ":":
                return slice(*[self.build(item, depth) for item in fields])
            case "y":
                return arrays.plain_type(*fields)
        return self.resolve(tag, fields)

    def _register(self, value: Any, number: Any) -> Any:
        if type(number) is not int:
            raise WireError("a value arrived without its number")
        self.scope.add(value, number)
        return value


def _nothing_else(tag: str, fields: list) -> Any:
    raise WireError("a value of an unknown kind arrived")


def _long(digits: str) -> int:
    if not isinstance(digits, str) or len(digits) > MAX_DIGITS:
        raise WireError("an integer of too many digits arrived")
    return int(digits, 16)
