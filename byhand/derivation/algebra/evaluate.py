"""Evaluate a formula at the numbers of a scope, with bounded work and memory. Raises only Fault."""

from __future__ import annotations

from typing import Any

import numpy as np

from byhand.derivation import rules
from byhand.derivation.algebra import calls, sums, values
from byhand.derivation.algebra.functions import Array
from byhand.derivation.algebra.scope import Scope
from byhand.derivation.algebra.values import Filled, Value
from byhand.derivation.faults import Fault, Span
from byhand.derivation.latex import nodes
from byhand.derivation.latex.names import means_loss, spelled, whole
from byhand.derivation.latex.nodes import Node
from byhand.derivation.latex.vocabulary import plain

HIGHEST_POWER = 9


def evaluate(node: Node, scope: Scope) -> Array:
    """Return the value of ``node``: a float64 or complex array of 0, 1 or 2 axes. Raises Fault."""
    with np.errstate(all="ignore"):
        return settled(_value(node, scope), scope, node.span)


def settled(value: Value, scope: Scope, span: Span) -> Array:
    """Return the value; a bold 1 of unknown length becomes as long as there are examples. Raises Fault."""
    if not isinstance(value, Filled):
        return value
    if scope.batch is None:
        raise Fault("shape", "a vector of ones of unknown length", rules.ONES, span)
    return _ones_of(scope.batch, value.row)


def _ones_of(length: int, row: bool) -> Array:
    return np.ones((1, length)) if row else np.ones((length, 1))


def _value(node: Node, scope: Scope) -> Value:
    scope.meter.count(node.span)
    method = _METHODS.get(type(node))
    if method is None:
        raise _misplaced(node)
    return method(node, scope)


def _array(node: Node, scope: Scope) -> Array:
    return settled(_value(node, scope), scope, node.span)


def _misplaced(node: Node) -> Fault:
    """Return the fault for something that has a meaning only inside something else."""
    if isinstance(node, nodes.Partial):
        return Fault("syntax", "∂ outside of a gradient", rules.GRADIENT, node.span)
    hint = r"Commas separate the arguments of \max; colons and = stand in subscripts."
    return Fault("syntax", "a comma, a colon or = where it has no meaning", hint, node.span)


def _number(node: nodes.Number, scope: Scope) -> Array:
    return np.array(float(node.text))


def _ones(node: nodes.Ones, scope: Scope) -> Value:
    if node.sub is None:
        return Filled()
    key = spelled(node.sub, scope.integers) if isinstance(node.sub, nodes.Name) else None
    if key is None or key not in scope.sizes:
        hint = f"The lengths here are {', '.join(scope.sizes)}."
        raise Fault("name", "a vector of ones of unknown length", hint, node.span)
    return np.ones((scope.sizes[key], 1))


def _group(node: nodes.Group, scope: Scope) -> Value:
    return _value(node.inner, scope)


def _total(node: nodes.Total, scope: Scope) -> Array:
    """Add terms of one shape; a number written in digits, or a bold 1, is added to every entry."""
    total: Array | None = None
    loose = 0.0
    for term, sign in zip(node.terms, node.signs, strict=True):
        value = _value(term, scope)
        if isinstance(value, Filled):
            loose += sign
        elif value.ndim == 0 and _digits(term):
            loose += sign * float(value)
        else:
            total = (
                sign * value if total is None else values.add(total, sign * value, term.span, scope.rows, scope.batch)
            )
    return np.array(loose) if total is None else values.tidy(total) + loose


def _digits(node: Node) -> bool:
    """Return True for 1, 0.5 and \\frac12: numbers without letters."""
    if isinstance(node, nodes.Group):
        return _digits(node.inner)
    if isinstance(node, nodes.Fraction):
        return _digits(node.top) and _digits(node.bottom)
    return isinstance(node, nodes.Number)


def factors(node: nodes.Product, scope: Scope) -> list[Array]:
    """Return the factors of a product, with every bold 1 as long as its neighbour requires."""
    found = [_value(factor, scope) for factor in node.factors]
    return [_beside(found, i, scope, factor.span) for i, factor in enumerate(node.factors)]


def _product(node: nodes.Product, scope: Scope) -> Array:
    known = factors(node, scope)
    result, begin = known[0], node.factors[0].span[0]
    for factor, value, op in zip(node.factors[1:], known[1:], node.ops, strict=True):
        joined = (begin, factor.span[1])
        result = values.quotient(result, value, joined) if op == "/" else values.product(result, value, joined)
    return result


def _beside(found: list[Value], i: int, scope: Scope, span: Span) -> Array:
    """Return factor ``i``; the length of a bold 1 comes from its right if it is a row, from its left if a column."""
    value = found[i]
    if not isinstance(value, Filled):
        return value
    candidates = found[i + 1 :] if value.row else found[:i][::-1]
    neighbour = next((other for other in candidates if isinstance(other, Filled) or other.ndim), None)
    if isinstance(neighbour, Filled) or neighbour is None:
        return settled(value, scope, span)
    length = neighbour.shape[0] if value.row or neighbour.ndim == 1 else neighbour.shape[1]
    if length == 1:
        return settled(value, scope, span)
    return _ones_of(length, value.row)


def _entrywise(node: nodes.Entrywise, scope: Scope) -> Array:
    result = _array_or_one(node.parts[0], scope)
    for part in node.parts[1:]:
        span = (node.span[0], part.span[1])
        result = values.entrywise(result, _array_or_one(part, scope), span)
    return result


def _array_or_one(node: Node, scope: Scope) -> Array:
    value = _value(node, scope)
    return np.array(1.0) if isinstance(value, Filled) else value


def _fraction(node: nodes.Fraction, scope: Scope) -> Array:
    return values.quotient(_array(node.top, scope), _array(node.bottom, scope), node.span)


def _transpose(node: nodes.Transpose, scope: Scope) -> Value:
    value = _value(node.inner, scope)
    return Filled(not value.row) if isinstance(value, Filled) else value.T


def _power(node: nodes.Power, scope: Scope) -> Array:
    if isinstance(node.inner, nodes.Name) and node.inner.base == "e" and scope.find("e", node.span) is None:
        return np.exp(_array(node.exponent, scope))
    exponent = _exponent(node.exponent, scope)
    if isinstance(node.inner, nodes.Norm) and exponent == 2:
        return _squares(node.inner, scope)
    base = _array(node.inner, scope)
    if base.ndim and (exponent < 1 or exponent != int(exponent)) and not node.entrywise:
        hint = r"Only powers such as A^2 are taken entry by entry. Is a transpose meant, \top?"
        raise Fault("shape", "a power of a matrix or vector", hint, node.span, values.shown(base.shape))
    return values.power(base, exponent, node.entrywise, node.span)


def _exponent(node: Node, scope: Scope) -> float:
    bare = isinstance(node, nodes.Number | nodes.Fraction | nodes.Total | nodes.Group)
    value = _array(node, scope) if bare else None
    if value is None or value.ndim or not abs(float(np.real(value))) <= HIGHEST_POWER:
        hint = rf"Write a number up to {HIGHEST_POWER}, or ^\top for a transpose."
        raise Fault("syntax", "an exponent that is not a small number", hint, node.span)
    return float(np.real(value))


def _norm(node: nodes.Norm, scope: Scope) -> Array:
    return np.sqrt(_squares(node, scope))


def _squares(node: nodes.Norm, scope: Scope) -> Array:
    """Return the sum of the squares of all entries, without abs, so that it can be used with a complex step."""
    value = _array(node.inner, scope)
    sub = node.sub
    spectral = isinstance(sub, nodes.Number) and value.ndim == 2 and 1 not in value.shape
    if spectral or not (sub is None or isinstance(sub, nodes.Number | nodes.Name)):
        hint = r"The square root of the sum of all squares is \lVert W \rVert or \lVert W \rVert_F."
        raise Fault("syntax", "another norm", hint, node.span)
    return np.sum(value * value)


def _truth(node: nodes.Truth, scope: Scope) -> Array:
    left, right = _array(node.left, scope), _array(node.right, scope)
    result = values.compare(left, right, node.op, node.span)
    scope.meter.watch(left - right)
    return result


def _gradient(node: nodes.Gradient, scope: Scope) -> Array:
    if not means_loss(node.of, scope.loss, scope.integers, scope.values):
        hint = "A matrix by a matrix has four indices. Which product of matrices does the chain rule make of it?"
        raise Fault("name", f"a derivative of something other than the loss, {plain(scope.loss)}", hint, node.span)
    array, items = whole(node.by, lambda name: spelled(name, scope.integers) in scope.values)
    by = spelled(array, scope.integers) if isinstance(array, nodes.Name) else None
    if by is None:
        hint = "Give it a name of its own first."
        raise Fault("name", "a gradient with respect to something without a name", hint, node.span)
    found = scope.gradient(by, node.span)
    return sums.entries(found, items, scope, node.span) if items else found


def _call(node: nodes.Call, scope: Scope) -> Array:
    return calls.call(node, [_array(argument, scope) for argument in node.arguments], scope)


def _name(node: nodes.Name, scope: Scope) -> Array:
    return sums.name(node, scope)


def _entries(node: nodes.Entries, scope: Scope) -> Array:
    return sums.entries(_array(node.inner, scope), node.items, scope, node.span)


def _big_sum(node: nodes.BigSum, scope: Scope) -> Array:
    return sums.big_sum(node, scope, _array)


_METHODS: dict[type[Node], Any] = {
    nodes.Number: _number, nodes.Name: _name, nodes.Ones: _ones, nodes.Group: _group, nodes.Total: _total,
    nodes.Product: _product, nodes.Entrywise: _entrywise, nodes.Fraction: _fraction, nodes.Transpose: _transpose,
    nodes.Power: _power, nodes.Call: _call, nodes.Norm: _norm, nodes.Entries: _entries, nodes.Truth: _truth,
    nodes.BigSum: _big_sum, nodes.Gradient: _gradient,
}  # fmt: skip
