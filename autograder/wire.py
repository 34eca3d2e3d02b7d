"""The only values that cross between the examiner and the jail, and how.

A value becomes a tree of plain msgpack types and back: None, bool, int, float, complex, str, bytes, list, tuple,
dict, set, range, slice, numeric, boolean and text arrays, NumPy scalars, dtypes, random generators. Everything
else crosses as a *handle*, a number that only the side that owns the object can resolve. Subclasses are flattened
to the type they pretend to be. Nothing is ever unpickled, and whatever arrives is checked before it is built:
frame size, depth, number of nodes, dtype, and that the bytes are as many as the shape says.

A `Scope` remembers the mutable values of one call, so that an array passed twice arrives as one array, and so that
the callee's in-place changes can be sent back and applied to the caller's own objects.
"""

from __future__ import annotations

import builtins
import math
import socket
import struct
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

MAX_FRAME = 64 * 2**20
MAX_DEPTH = 60
MAX_NODES = 500_000

_HEADER = struct.Struct(">Q")
_ARRAY_KINDS = "biufcSU"
_BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
_TYPES = ("bool", "int", "float", "complex", "str", "bytes", "list", "tuple", "dict", "set", "object")
_SCALAR_TYPES = ("bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
                 "float16", "float32", "float64", "complex64", "complex128")  # fmt: skip

Tree = Any


class WireError(Exception):
    """What arrived, or was about to be sent, is not something that may cross."""


class Closed(WireError):
    """The other side is gone."""


class Scope:
    """The mutable values of one call: each has a number both sides use for it."""

    def __init__(self) -> None:
        self.objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = 0

    def number(self, value: Any) -> int | None:
        return self._numbers.get(id(value))

    def add(self, value: Any, number: int | None = None) -> int:
        number = self._next if number is None else number
        if number in self.objects:
            raise WireError(f"value number {number} was sent twice")
        self.objects[number] = value  # kept alive, so id() stays unique
        self._numbers[id(value)] = number
        self._next = max(self._next, number + 1)
        return number


def encode(value: Any, scope: Scope, opaque: Callable[[Any], Tree], depth: int = 0) -> Tree:
    """The tree for ``value``; ``opaque`` answers for whatever cannot cross by value."""
    if depth > MAX_DEPTH:
        raise WireError(f"a value nested more than {MAX_DEPTH} levels deep cannot be passed")
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is bytes:
        return value
    if isinstance(value, np.generic):
        return _encode_numpy_scalar(value, opaque)
    if isinstance(value, float | bytes):
        return float(value) if isinstance(value, float) else bytes(value)
    if isinstance(value, str):
        return str.__str__(value).encode("utf-8", "replace").decode()
    if isinstance(value, int):
        number = int(value)
        return number if -(2**63) <= number < 2**64 else ["i", hex(number)]
    if isinstance(value, complex):
        return ["c", value.real, value.imag]
    if isinstance(value, list | dict | np.ndarray | np.random.Generator):
        seen = scope.number(value)
        if seen is not None:
            return ["=", seen]
        if isinstance(value, np.ndarray) and value.dtype.kind not in _ARRAY_KINDS:
            return opaque(value)
        return shallow(value, scope.add(value), scope, opaque, depth)
    return _encode_immutable(value, scope, opaque, depth)


def _encode_immutable(value: Any, scope: Scope, opaque: Callable[[Any], Tree], depth: int) -> Tree:
    def each(items: Any) -> list[Tree]:
        return [encode(item, scope, opaque, depth + 1) for item in items]

    if isinstance(value, tuple):
        return ["t", each(tuple.__iter__(value))]
    if isinstance(value, set | frozenset):
        return ["s", each(value)]
    if isinstance(value, range):
        return ["r", value.start, value.stop, value.step]
    if isinstance(value, slice):
        return [":", *each((value.start, value.stop, value.step))]
    if isinstance(value, np.dtype) and value.kind in _ARRAY_KINDS:
        return ["y", "dtype", value.str]
    if isinstance(value, type):
        name = type.__dict__["__name__"].__get__(value)
        if name in _TYPES and value is getattr(builtins, name):
            return ["y", "type", name]
        if name in _SCALAR_TYPES and value is getattr(np, name):
            return ["y", "scalar", name]
    return opaque(value)


def shallow(value: Any, number: int, scope: Scope, opaque: Callable[[Any], Tree], depth: int = 0) -> Tree:
    """The tree of one mutable value under a number it already has; what it holds is encoded as usual."""
    if isinstance(value, np.ndarray):
        plain = np.array(value, subok=False, order="C")
        return ["a", number, plain.dtype.str, list(plain.shape), bool(value.flags.writeable), plain.tobytes()]
    if isinstance(value, np.random.Generator):
        state = value.bit_generator.state
        return ["g", number, state["bit_generator"], encode(state, Scope(), opaque, depth + 1)]
    if isinstance(value, dict):
        pairs = [
            [encode(k, scope, opaque, depth + 1), encode(v, scope, opaque, depth + 1)] for k, v in dict.items(value)
        ]
        return ["d", number, pairs]
    return ["l", number, [encode(item, scope, opaque, depth + 1) for item in list.__iter__(value)]]


def _encode_numpy_scalar(value: np.generic, opaque: Callable[[Any], Tree]) -> Tree:
    if value.dtype.kind not in _ARRAY_KINDS:
        return opaque(value)
    return ["n", value.dtype.str, np.asarray(value).tobytes()]


class Decoder:
    """Builds values from one frame's trees; ``resolve(tag, fields)`` answers for handles and callbacks."""

    def __init__(self, scope: Scope, resolve: Callable[[str, list], Any]) -> None:
        self.scope, self.resolve, self.nodes = scope, resolve, 0

    def decode(self, tree: Tree, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("the value is nested too deeply or has too many parts to be passed")
        if not isinstance(tree, list):
            if tree is None or isinstance(tree, bool | int | float | str | bytes):
                return tree
            raise WireError(f"a {type(tree).__name__} may not cross")
        try:
            return self._build(tree[0], tree[1:], depth + 1)
        except WireError:
            raise
        except (IndexError, TypeError, ValueError, KeyError, OverflowError, AttributeError) as error:
            raise WireError(f"a malformed value arrived ({type(error).__name__})") from None

    def _build(self, tag: str, fields: list, depth: int) -> Any:
        match tag:
            case "l":
                result = self._register([], fields[0])
                result.extend(self.decode(item, depth) for item in fields[1])
                return result
            case "d":
                result = self._register({}, fields[0])
                for key, item in fields[1]:
                    result[self.decode(key, depth)] = self.decode(item, depth)
                return result
            case "a":
                return self._register(array(*fields[1:]), fields[0])
            case "g":
                state = Decoder(Scope(), self.resolve).decode(fields[2], depth)
                return self._register(generator(fields[1], state), fields[0])
            case "=":
                return self.scope.objects[fields[0]]
            case "t":
                return tuple([self.decode(item, depth) for item in fields[0]])
            case "s":
                return {self.decode(item, depth) for item in fields[0]}
            case "n":
                return array(fields[0], [], True, fields[1])[()]
            case "i":
                return int(fields[0][:20_000], 16)
            case "c":
                return complex(float(fields[0]), float(fields[1]))
            case "r":
                return range(int(fields[0]), int(fields[1]), int(fields[2]))
            case ":":
                return slice(*(self.decode(item, depth) for item in fields[:3]))
            case "y":
                return _type(*fields)
        return self.resolve(tag, fields)

    def _register(self, value: Any, number: Any) -> Any:
        if type(number) is not int:
            raise WireError("a value arrived without its number")
        self.scope.add(value, number)
        return value


def array(dtype: str, shape: list[int], writeable: bool, data: bytes) -> np.ndarray:
    """A fresh array from its description; refuses object dtypes and bytes that do not fit the shape."""
    kind = np.dtype(str(dtype))
    if kind.kind not in _ARRAY_KINDS or kind.fields or kind.subdtype or kind.itemsize == 0:
        raise WireError(f"an array of dtype {kind} may not cross")
    if any(type(side) is not int or side < 0 for side in shape) or len(shape) > 32:
        raise WireError("an array arrived with an impossible shape")
    if math.prod(shape) * kind.itemsize != len(data):
        raise WireError("an array's bytes do not fit its shape")
    result = np.frombuffer(data, dtype=kind).reshape(shape).copy()
    result.flags.writeable = bool(writeable)
    return result


def generator(name: str, state: dict) -> np.random.Generator:
    """A random generator in the given state."""
    if name not in _BIT_GENERATORS:
        raise WireError("an unknown kind of random generator arrived")
    bits = getattr(np.random, name)()
    bits.state = state
    return np.random.Generator(bits)


def _type(kind: str, name: str) -> Any:
    if kind == "dtype" and np.dtype(name).kind in _ARRAY_KINDS:
        return np.dtype(name)
    if kind == "type" and name in _TYPES:
        return getattr(builtins, name)
    if kind == "scalar" and name in _SCALAR_TYPES:
        return getattr(np, name)
    raise WireError("an unknown type arrived")


def send(channel: socket.socket, message: list) -> None:
    """Send one message; raises `WireError` if it is too large, `Closed` if nobody is there."""
    data = msgpack.packb(message, use_bin_type=True)
    if len(data) > MAX_FRAME:
        raise WireError(f"a value of {len(data) / 2**20:.0f} MB is too large to be passed (limit {MAX_FRAME >> 20} MB)")
    try:
        channel.sendall(_HEADER.pack(len(data)) + data)
    except TimeoutError:
        raise
    except OSError:
        raise Closed("the other side is gone") from None


def receive(channel: socket.socket) -> list:
    """The next message; raises `Closed` at the end, `WireError` if it is malformed, TimeoutError at the deadline."""
    (size,) = _HEADER.unpack(_exactly(channel, _HEADER.size))
    if size > MAX_FRAME:
        raise WireError(f"a message of {size} bytes is larger than may cross")
    data = _exactly(channel, size)
    try:
        message = msgpack.unpackb(data, raw=False)
    except Exception as error:
        raise WireError(f"a malformed message arrived ({type(error).__name__})") from None
    if not isinstance(message, list) or not message or not isinstance(message[0], str):
        raise WireError("a malformed message arrived")
    return message


def _exactly(channel: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        try:
            count = channel.recv_into(view)
        except TimeoutError:
            raise
        except OSError:
            count = 0
        if count == 0:
            raise Closed("the other side is gone")
        view = view[count:]
    return data


def apply_changes(scope: Scope, changes: list[Tree], decoder: Decoder) -> None:
    """Do to the caller's own arrays, lists, dicts and generators what the callee did to its copies."""
    for tag, number, *rest in changes:
        target = scope.objects.get(number)
        if tag == "a" and isinstance(target, np.ndarray):
            changed = array(*rest)
            if target.flags.writeable and target.shape == changed.shape and target.dtype == changed.dtype:
                target[...] = changed
        elif tag == "l" and isinstance(target, list):
            target[:] = [decoder.decode(item) for item in rest[0]]
        elif tag == "d" and isinstance(target, dict):
            items = {decoder.decode(key): decoder.decode(item) for key, item in rest[0]}
            target.clear()
            target.update(items)
        elif tag == "g" and isinstance(target, np.random.Generator):
            target.bit_generator.state = Decoder(Scope(), decoder.resolve).decode(rest[1])
        else:
            raise WireError("a change to something that was never passed arrived")
