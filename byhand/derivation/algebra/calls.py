"""Evaluate a function at its arguments."""

from __future__ import annotations

import numpy as np

from byhand.derivation.algebra import functions, values
from byhand.derivation.algebra.functions import Array, Function
from byhand.derivation.algebra.scope import Scope
from byhand.derivation.faults import Fault, Span
from byhand.derivation.latex import nodes
from byhand.derivation.latex.names import spelled
from byhand.derivation.latex.vocabulary import plain


def call(node: nodes.Call, arguments: list[Array], scope: Scope) -> Array:
    """Return the value of a function, or of its first derivative, at the arguments. Raises Fault."""
    name = node.name.base
    wanted = 2 if name == "max" else 1
    if len(arguments) != wanted:
        hint = f"{plain(name)} takes {'two arguments' if wanted == 2 else 'one argument'}."
        raise Fault("syntax", f"{plain(name)} of {len(arguments)}", hint, node.span)
    function = lookup(node.name, scope)
    if function is not None:
        return _elementwise(function, node, arguments[0], scope)
    if node.primes:
        hint = "A prime is the slope of a function that acts on every entry by itself."
        raise Fault("syntax", f"{plain(name)} has no slope entry by entry", hint, node.span)
    if name == "softmax":
        return functions.softmax(arguments[0], scope.rows)
    if name == "diag":
        return values.diag(arguments[0], node.span)
    if name == "tr":
        return values.trace(arguments[0], node.span)
    return _larger(arguments[0], arguments[1], scope, node.span)


def lookup(name: nodes.Name, scope: Scope) -> Function | None:
    """Return the function of that name, without its index if it is not declared with it; None if there is none."""
    declared = scope.functions.get(spelled(name, scope.integers) or "") or scope.functions.get(name.base)
    return declared or functions.NAMED.get(name.base)


def _elementwise(function: Function, node: nodes.Call, z: Array, scope: Scope) -> Array:
    if function.kink:
        scope.meter.watch(z)
    if node.primes > 1 or (node.primes and function.slope is None):
        raise Fault("syntax", "more than one prime", "Backpropagation needs first derivatives only.", node.span)
    if node.primes:
        assert function.slope is not None
        return function.slope(z)
    if node.name.base not in functions.NAMED:
        scope.meter.calls += 1
        if scope.bend is not None:
            return scope.bend(scope.meter.calls - 1, function, z)
    return function.f(z)


def _larger(left: Array, right: Array, scope: Scope, span: Span) -> Array:
    """Return the larger of two arrays entry by entry, comparing real parts."""
    if left.ndim and right.ndim and left.shape != right.shape:
        yours = f"max of {values.bracketed(left.shape)} and {values.bracketed(right.shape)}"
        hint = "Compare with a number, or with something of the same shape."
        raise Fault("shape", "max of two shapes", hint, span, yours)
    scope.meter.watch(left - right)
    return np.where(np.real(left) > np.real(right), left, right)
