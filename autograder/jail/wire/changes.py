"""What a call did in place to its arguments, so that it also happens to the caller's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.jail.wire import arrays, containers, streams
from autograder.jail.wire.decoder import Decoder
from autograder.jail.wire.values import Scope, Tree, shallow
from autograder.jail.wire.weight import check_weight
from autograder.jail.wire.wire_error import WireError


def states(scope: Scope, encode_handle: Callable[[Any], Tree]) -> dict[int, Tree]:
    """Encode the current state of every mutable value of a call, by number."""
    scope.nodes = 0
    return {number: shallow(value, number, scope, encode_handle) for number, value in [*scope.objects.items()]}


def changes(scope: Scope, before: dict[int, Tree], encode_handle: Callable[[Any], Tree]) -> list[Tree]:
    """Return the trees of those that differ from what they were ``before``."""
    scope.nodes = 0
    after = [shallow(scope.objects[number], number, scope, encode_handle) for number in before]
    return [
        change for tree in after if tree != before[tree[1]] if (change := _as_change(tree, before[tree[1]])) is not None
    ]


def _as_change(tree: Tree, before: Tree) -> Tree | None:
    """Return how to do to another what changed ``before`` into ``tree``; None for a stream that was put elsewhere."""
    if tree[0] != "m":
        return tree
    walked = streams.steps(before[2], tree[2])
    return None if walked is None else ["m", tree[1], walked]


def apply_changes(scope: Scope, changed: list[Tree], decoder: Decoder) -> None:
    """Do to the caller's own arrays, lists, dicts and generators what the callee did to its copies."""
    changed_containers: list[Any] = []
    try:
        for tag, number, *rest in changed:
            target = scope.objects.get(number)
            _change(tag, target, rest, decoder)
            changed_containers += [target] if tag in "ldDqS" else []
        for container in changed_containers:  # when all are in place: two lists may hold each other
            check_weight(container)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise WireError(f"a malformed change arrived ({type(error).__name__})") from None
    except WireError:
        for container in changed_containers:
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
    elif tag in containers.TAGS and containers.tag_of(target) == tag:
        containers.replace(target, rest, lambda tree: decoder.build(tree, 0))
    elif tag == "m" and isinstance(target, streams.Stream):
        streams.follow(target, rest[0])
    elif tag == "g" and isinstance(target, np.random.Generator):
        arrays.advance(target, decoder.state(rest[1]))
    else:
        raise WireError("a change to something that was never passed arrived")
