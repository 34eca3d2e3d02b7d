"""Compute a line about entries, (∂ℓ/∂W)_{ij} = …, at every value of its indices."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from itertools import product

import numpy as np

from byhand.derivation.algebra import values
from byhand.derivation.algebra.evaluate import evaluate
from byhand.derivation.algebra.functions import Array
from byhand.derivation.algebra.scope import Meter, Scope
from byhand.derivation.faults import Fault
from byhand.derivation.latex.names import letters
from byhand.derivation.latex.nodes import Name, Node

_BOTH = (
    "With indices on the left, what stands on the right is a number: give every array its indices, or take both away."
)


def assembled(node: Node, items: Sequence[Node], shape: tuple[int, ...], scope: Scope) -> Array:
    """Return what ``node`` gives for all values of the indices ``items``, as an array of ``shape``. Raises Fault.

    One index picks entries of a vector, and examples of a matrix; colons stand for whole axes.
    """
    vector = len(shape) == 1 or 1 in shape
    sides: tuple[int, ...] = (int(np.prod(shape)),) if vector and len(items) == 1 else shape
    if len(items) == 1 and not vector:
        items = (items[0], None) if scope.rows else (None, items[0])  # type: ignore[assignment]
    if len(items) != len(sides):
        hint = "Rows and columns of a matrix take two indices, entries of a vector one."
        raise Fault("shape", f"{len(items)} indices on the left", hint, node.span, values.shown(shape))
    indices = [(axis, item.base) for axis, item in enumerate(items) if isinstance(item, Name)]
    result = np.empty(sides)
    for at in product(*(range(sides[axis]) for axis, _ in indices)):
        positions = {letter: place for (_, letter), place in zip(indices, at, strict=True)}
        lengths = {letter: sides[axis] for axis, letter in indices}
        value = evaluate(node, at_entry(scope, positions, lengths))
        picked = tuple(positions.get(item.base, 0) if isinstance(item, Name) else slice(None) for item in items)
        wanted = np.shape(result[picked])
        if value.size != (wanted or (1,))[0] or (value.ndim == 2 and 1 not in value.shape):
            raise Fault(
                "shape", "an entry that is not a number", _BOTH, node.span, values.shown(value.shape), "a number"
            )
        result[picked] = np.real(value).reshape(wanted)
    return result.reshape(shape)


def measured(node: Node, items: Sequence[Node], scope: Scope) -> tuple[int, ...]:
    """Return the lengths of the axes on which the indices are used, for the definition of a new name. Raises Fault."""
    indices, lengths = letters(items), dict[str, int]()
    evaluate(node, at_entry(scope, dict.fromkeys(indices, 0), lengths))
    if absent := [letter for letter in indices if letter not in lengths]:
        hint = "Every index on the left picks entries on the right."
        raise Fault("name", f"the index {absent[0]} stands on the left only", hint, node.span)
    return tuple(lengths[letter] for letter in indices)


def at_entry(scope: Scope, positions: dict[str, int], lengths: dict[str, int]) -> Scope:
    """Return the scope for one entry, with every index at its position, counted from 0."""
    inner = copy(scope)
    integers = {letter: place + 1 for letter, place in positions.items()}
    changed = {
        "integers": {**scope.integers, **integers},
        "positions": positions,
        "lengths": lengths,
        "meter": Meter(whole=scope.meter.whole),
    }
    vars(inner).update(changed)
    return inner
