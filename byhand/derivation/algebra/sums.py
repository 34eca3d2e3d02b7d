"""Evaluate names with subscripts, single rows and entries, and sums over an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from byhand.derivation.algebra import values
from byhand.derivation.algebra.functions import Array
from byhand.derivation.algebra.scope import Scope
from byhand.derivation.faults import Fault, Span
from byhand.derivation.latex import nodes
from byhand.derivation.latex.names import integer, is_index, letters, single, spelled, whole
from byhand.derivation.latex.nodes import Node

MOST_TERMS = 100


def name(node: nodes.Name, scope: Scope) -> Array:
    """Return the value of a name, or what its last subscripts pick: G_{2,i} is row i of G_2. Raises Fault."""
    for subs in dict.fromkeys((node.subs, single(node.subs))):
        for count in range(len(subs), -1, -1):
            found = scope.find(spelled(node, scope.integers, subs[:count]), node.span)
            rest = single(subs[count:])
            if found is not None and all(_picks(item, scope) for item in rest):
                return entries(found, rest, scope, node.span) if rest else found
    array, items = whole(node, lambda part: scope.find(spelled(part, scope.integers), part.span) is not None)
    if not items or not isinstance(array, nodes.Name):
        raise scope.unknown(node, spelled(node, scope.integers))
    if not all(_picks(item, scope) for item in items):
        raise _loose(items, scope, node.span)
    return entries(name(array, scope), items, scope, node.span)  # x_{ij} for X_{ij}


def _loose(items: Sequence[Node], scope: Scope, span: Span) -> Fault:
    """Return the fault for an index that stands on the right only."""
    loose = [letter for letter in letters(items) if letter not in scope.positions]
    hint = r"Every index stands under a sum or on the left as well, as in (\nabla_W \ell)_{ij} = …"
    return Fault("name", f"the index {' and '.join(loose)} belongs to nothing", hint, span)


def entries(value: Array, items: Sequence[Node], scope: Scope, span: Span) -> Array:
    """Return the row, column or entry of an array that indices of sums and colons pick. Raises Fault."""
    items = single(items)
    if all(map(is_index, items)) and not all(_picks(item, scope) for item in items):
        raise _loose(items, scope, span)
    if not all(_picks(item, scope) for item in items):
        hint = r"Only the index of a sum and : can pick entries, as in \sum_i A_{i,:}."
        raise Fault("syntax", "a subscript that belongs to no sum", hint, span)
    vector = value.ndim == 1 or (value.ndim == 2 and 1 in value.shape)
    if len(items) == 1 and vector:
        one = value.reshape(-1)[_position(items[0], value.size, scope, span)]
        return value if isinstance(items[0], nodes.Colon) else one.reshape(())
    if len(items) == 1 and value.ndim == 2:
        items = (items[0], nodes.Colon(span)) if scope.rows else (nodes.Colon(span), items[0])
    if len(items) != value.ndim:
        hint = "Rows and columns of a matrix take two subscripts, entries of a vector one."
        raise Fault("shape", f"{len(items)} subscripts", hint, span, values.shown(value.shape))
    picked = [_position(item, length, scope, span) for item, length in zip(items, value.shape, strict=True)]
    return values.tidy(value[picked[0]][:, picked[1]]) if len(picked) == 2 else value[picked[0]]


def _picks(item: Node, scope: Scope) -> bool:
    return isinstance(item, nodes.Colon) or (
        isinstance(item, nodes.Name) and not item.subs and item.base in scope.positions
    )


def _position(item: Node, length: int, scope: Scope, span: Span) -> slice:
    if not isinstance(item, nodes.Name):
        return slice(None)
    index = item.base
    if scope.lengths.setdefault(index, length) != length or scope.positions[index] >= length:
        hint = "An index runs over one axis. Which lengths do the axes have that it stands for?"
        problem = f"{index} runs to {scope.lengths[index]} here and to {length} there"
        raise Fault("shape", problem, hint, span)
    return slice(scope.positions[index], scope.positions[index] + 1)


def big_sum(node: nodes.BigSum, scope: Scope, value: Callable[[Node, Scope], Array]) -> Array:
    """Return the sum over an index, which without bounds runs over the axis it is used on, or over the layers.

    ``value`` evaluates a node in a scope. Raises Fault.
    """
    bounds = _bounds(node, scope)
    first = bounds[0] if bounds else 1
    lengths: dict[str, int] = {k: n for k, n in scope.lengths.items() if k != node.index}
    total = value(node.body, scope.bound(node.index, first, 0, lengths))
    last = bounds[1] if bounds else first + _length(node, scope, lengths) - 1
    if node.index in lengths and last - first + 1 != lengths[node.index]:
        hint = "Should the sum take all of them?"
        problem = f"the sum takes {last - first + 1} terms, and the axis has {lengths[node.index]}"
        raise Fault("shape", problem, hint, node.span)
    for position in range(1, last - first + 1):
        term = value(node.body, scope.bound(node.index, first + position, position, lengths))
        total = values.add(total, term, node.span, scope.rows, scope.batch)
    scope.lengths.update({k: n for k, n in lengths.items() if k != node.index})
    return total


def _bounds(node: nodes.BigSum, scope: Scope) -> tuple[int, int] | None:
    if node.upper is None:
        return None
    integers = {**scope.sizes, **scope.integers}
    lower = 1 if node.lower is None else integer(node.lower, integers)
    upper = integer(node.upper, integers)
    if lower is None or upper is None or not 0 <= upper - lower < MOST_TERMS:
        hint = r"Write the bounds with lengths of this problem, as in \sum_{i=1}^m, or leave them out."
        raise Fault("syntax", "bounds of a sum that cannot be worked out", hint, node.span)
    return lower, upper


def _length(node: nodes.BigSum, scope: Scope, lengths: dict[str, int]) -> int:
    if node.index in lengths:
        return lengths[node.index]
    if node.index == scope.layer_index and "L" in scope.integers:
        return scope.integers["L"]
    hint = rf"Write {node.index} where it belongs, as in \sum_{node.index} A_{{{node.index},:}}."
    raise Fault("syntax", f"the index {node.index} stands at nothing in the sum", hint, node.span)
