"""Trees back to values; everything that arrives is checked before it is built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.jail.wire import arrays, containers, standard, streams
from autograder.jail.wire.values import MAX_DEPTH, MAX_DIGITS, MAX_NODES, Scope, Tree
from autograder.jail.wire.weight import check_weight
from autograder.jail.wire.wire_error import WireError

_PLAIN = (bool, int, float, str, bytes)
_MALFORMED = (IndexError, TypeError, ValueError, KeyError, OverflowError, AttributeError, RecursionError,
              ArithmeticError)  # fmt: skip


class Decoder:
    """Builds values from one frame's trees; ``resolve(tag, fields)`` answers for handles and callbacks.

    What comes from ``students`` holds no masked array and no matrix.
    """

    def __init__(self, scope: Scope, resolve: Callable[[str, list], Any], students: bool = False) -> None:
        self.scope, self.resolve, self.nodes, self._students = scope, resolve, 0, students

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
            case "m":
                return self._register(streams.stream(fields[1]), fields[0])
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
            case "N":
                return standard.named_tuple(fields[0], fields[1], [self.build(item, depth) for item in fields[2]])
            case "v":
                return standard.from_fields(*fields)
            case "u":
                return self.resolve("u", [fields[0], lambda: self.build(fields[1], depth)])
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
            case "O":
                items = [self.build(item, depth) for item in fields[2]]
                return self._register(containers.objects(fields[1], items), fields[0])
            case "D" | "q" | "b" | "S" | "M" | "X":
                if self._students and tag in "MX":
                    raise WireError("an array of a kind that may not come back arrived")
                empty = self._register(
                    containers.empty(tag, fields[1:], lambda tree: self.build(tree, depth)), fields[0]
                )
                containers.fill(empty, fields[1:], lambda tree: self.build(tree, depth))
                return empty
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
