"""Read dW as the gradient with respect to W, in a derivation that has it on the left of a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from byhand.derivation.latex.names import whole
from byhand.derivation.latex.nodes import Gradient, Name, Node, Product, Transpose
from byhand.derivation.latex.vocabulary import LOSS

Known = Callable[[Name], bool]


def stands_for_gradient(node: Node, known: Known) -> bool:
    """Return True for dW, where W is one of the problem's names."""
    return isinstance(node, Product) and len(node.factors) == 2 and _gradient(*node.factors, known) is not None


def with_gradients(node: Node, known: Known) -> Node:
    """Return ``node`` with every dW in it read as a gradient."""
    changes: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changes[field.name] = with_gradients(value, known)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[field.name] = tuple(with_gradients(part, known) for part in value)
    node = replace(node, **changes) if changes else node
    return _joined(node, known) if isinstance(node, Product) else node


def _joined(node: Product, known: Known) -> Node:
    factors, ops = [node.factors[0]], []
    for factor, op in zip(node.factors[1:], node.ops, strict=True):
        gradient = _gradient(factors[-1], factor, known) if not op else None
        if gradient is None:
            factors.append(factor)
            ops.append(op)
        else:
            factors[-1] = gradient
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), ops=tuple(ops))


def _gradient(d: Node, of: Node, known: Known) -> Node | None:
    if not isinstance(d, Name) or d.base != "d" or d.subs or d.sups:
        return None
    if isinstance(of, Transpose):
        inner = _gradient(d, of.inner, known)
        return None if inner is None else replace(of, span=(d.span[0], of.span[1]), inner=inner)
    array, _ = whole(of, known)
    if not isinstance(of, Name) or not isinstance(array, Name) or not known(array):
        return None
    return Gradient((d.span[0], of.span[1]), Name((d.span[0], d.span[0]), LOSS), of)
