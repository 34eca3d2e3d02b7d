"""What a call did in place to its arguments, so that it also happens to the caller's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.jail.wire import arrays
from autograder.jail.wire.arrays import WireError
from autograder.jail.wire.values import Decoder, Scope, Tree, shallow
from autograder.jail.wire.weight import check_weight


def states(scope: Scope, encode_handle: Callable[[Any], Tree]) -> dict[int, Tree]:
    """Encode the current state of every mutable value of a call, by number."""
    scope.nodes = 0
    return {number: shallow(value, number, scope, encode_handle) for number, value in [*scope.objects.items()]}


def changes(scope: Scope, before: dict[int, Tree], encode_handle: Callable[[Any], Tree]) -> list[Tree]:
    """Return the trees of those that differ from what they were ``before``."""
    scope.nodes = 0
    after = [shallow(scope.objects[number], number, scope, encode_handle) for number in before]
    return [tree for tree in after if tree != before[tree[1]]]


def apply_changes(scope: Scope, changed: list[Tree], decoder: Decoder) -> None:
    """Do to the caller's own arrays, lists, dicts and generators what the callee did to its copies."""
    containers: list[Any] = []
    try:
        for tag, number, *rest in changed:
            target = scope.objects.get(number)
            _change(tag, target, rest, decoder)
            containers += [target] if tag in "ld" else []
        for container in containers:  # when all are in place: two lists may hold each other
            check_weight(container)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise WireError(f"a malformed change arrived ({type(error).__name__})") from None
    except WireError:
        for container in containers:
            container.clear()
        raise


def _change(tag: str, target: Any, rest: list, decoder: Decoder) -> None:
    if tag == "a" and isinstance(target, np.ndarray):
        changed = arrays.array(*rest)
        if target.flags.writeable and target.shape == changed.shape and target.dtype == changed.dtype:
            target[...] = changed
    elif tag == "l" and isinstance(target, list):
        target[:] = [decoder.build(item, 0) for item in rest[0]]
    elif tag == "d" and isinstance(target, dict):
        items = {decoder.build(key, 0): decoder.build(item, 0) for key, item in rest[0]}
        target.clear()
        target.update(items)
    elif tag == "g" and isinstance(target, np.random.Generator):
        arrays.advance(target, decoder.state(rest[1]))
    else:
        raise WireError("a change to something that was never passed arrived")
