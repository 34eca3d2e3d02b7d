"""Give subscripts and superscripts their meaning: part of a name, a transpose, a power, or some entries."""

from __future__ import annotations

from dataclasses import dataclass, replace

from byhand.derivation import rules
from byhand.derivation.faults import Fault, Span
from byhand.derivation.latex.nodes import (
    Entries,
    Group,
    Name,
    Node,
    Norm,
    Number,
    Ones,
    Power,
    Product,
    Transpose,
    Truth,
)


@dataclass(frozen=True)
class Script:
    """One script; ``kind`` is sub, label, transpose, power, entrywise or prime."""

    kind: str
    span: Span
    nodes: tuple[Node, ...] = ()
    mark: str = ""


def superscripts(body: Node, span: Span) -> list[Script]:
    """Return the scripts in ``body``, which is what comes after ^, without braces around it."""
    if isinstance(body, Name) and body.base in ("T", "t") and not body.subs and not body.sups:
        return [Script("transpose", span, mark="T")]
    if isinstance(body, Transpose) and isinstance(body.inner, Group) and body.inner.bracket == "(":
        return [Script("label", span, (body.inner,)), Script("transpose", span, mark=body.mark)]  # W^{(1)^\top}
    if isinstance(body, Group) and body.bracket == "(":
        return [Script("label", span, (body,))]
    if isinstance(body, Product):
        *front, last = body.factors
        if isinstance(last, Name) and last.base == "T" and len(front) == 1 and isinstance(front[0], Group):
            return [Script("label", span, (front[0],)), Script("transpose", span, mark="T")]
        if all(isinstance(factor, Name) and not factor.subs for factor in body.factors):
            return [Script("label", span, (body,))]
    if isinstance(body, Name) and len(body.base) > 1 and not body.base.startswith("\\"):
        return [Script("label", span, (body,))]
    return [Script("power", span, (body,))]


def attach(node: Node, scripts: list[Script]) -> Node:
    """Return ``node`` with its scripts, applied in their order. Raises Fault for a script that fits nothing."""
    for script in scripts:
        span = (node.span[0], max(node.span[1], script.span[1]))
        if script.kind == "sub":
            node = _subscript(node, script.nodes, span)
        elif script.kind == "label":
            node = _label(node, script.nodes[0], span)
        elif script.kind == "transpose":
            node = Transpose(span, node, script.mark)
        elif script.kind == "prime":
            raise Fault("syntax", "a prime that belongs to no function", rules.PRIME, script.span)
        else:
            node = Power(span, node, script.nodes[0], entrywise=script.kind == "entrywise")
    return node


def _subscript(node: Node, items: tuple[Node, ...], span: Span) -> Node:
    if isinstance(node, Name) and not node.subs:
        return replace(node, span=span, subs=items)
    if isinstance(node, Transpose) and isinstance(node.inner, Name) and not node.inner.subs:
        return replace(node, span=span, inner=replace(node.inner, subs=items))  # W^\top_1 is set like W_1^\top
    if isinstance(node, Ones | Number) and len(items) == 1 and isinstance(items[0], Truth):
        return replace(items[0], span=span, bold=True)
    if isinstance(node, Ones | Norm) and node.sub is None and len(items) == 1:
        return replace(node, span=span, sub=items[0])
    return Entries(span, node, items)


def _label(node: Node, label: Node, span: Span) -> Node:
    if isinstance(node, Name) and not node.sups:
        return replace(node, span=span, sups=(label,))
    raise Fault("syntax", "a superscript in brackets that belongs to no letter", rules.LABEL, label.span)
