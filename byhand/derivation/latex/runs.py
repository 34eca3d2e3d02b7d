"""Long rows of factors, or of parts joined by ∘, while they are read. They grow in place, without copies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lark import Token

from byhand.derivation.faults import Span
from byhand.derivation.latex import nodes
from byhand.derivation.latex.nodes import Name, Node


@dataclass
class Run:
    """Factors side by side, or parts joined by ∘."""

    entrywise: bool
    nodes: list[Node] = field(default_factory=list)
    ops: list[str] = field(default_factory=list)


def grow(children: list, entrywise: bool) -> Run:
    """Add the last of ``children`` to the run that is the first, in place, or begin a run with the first."""
    first = children[0]
    goes_on = isinstance(first, Run) and first.entrywise == entrywise
    run = first if goes_on else Run(entrywise, [done(first)])
    run.ops.append(str(children[1]) if isinstance(children[1], Token) else "")
    run.nodes.append(done(children[-1]))
    return run


def done_product(part: Any) -> Any:
    """Return a run of factors as a node, and anything else as it is."""
    return done(part) if isinstance(part, Run) and not part.entrywise else part


def done(part: Any) -> Node:
    """Return a run that has ended as a node, and a node as it is."""
    if not isinstance(part, Run):
        return part
    span = span_of(part.nodes[0], part.nodes[-1])
    if part.entrywise:
        return nodes.Entrywise(span, tuple(part.nodes), tuple(part.ops))
    factors, ops = [part.nodes[0]], []
    for op, factor in zip(part.ops, part.nodes[1:], strict=True):
        last, joined = factors[-1], span_of(factors[-1], factor)
        if op == "/" and isinstance(last, nodes.Partial) and isinstance(factor, nodes.Partial):
            factors[-1] = nodes.Gradient(joined, last.inner, factor.inner)
        elif not op and isinstance(last, nodes.Ones) and isinstance(factor, nodes.Truth):
            factors[-1] = nodes.Truth(joined, factor.left, factor.op, factor.right, bold=True)
        else:
            factors.append(factor)
            ops.append(op)
    return factors[0] if len(factors) == 1 else nodes.Product(span, tuple(factors), tuple(ops))


def differential(node: Node) -> Node | None:
    """Return the x of ``\\partial x`` or ``dx``; None for anything else."""
    if isinstance(node, nodes.Partial):
        return node.inner
    if isinstance(node, nodes.Product) and len(node.factors) == 2 and node.ops == ("",):
        first, second = node.factors
        return second if isinstance(first, Name) and first.base == "d" and not first.subs else None
    return None


def flat(part: Any) -> list:
    """Return the leaves of nested lists."""
    return [leaf for item in part for leaf in flat(item)] if isinstance(part, list) else [part]


def span_of(*parts: Any) -> Span:
    """Return the span from the first part to the last; a part is a token, has a span, or is a list of parts."""
    spans = [
        (part.start_pos or 0, part.end_pos or 0) if isinstance(part, Token) else part.span
        for part in flat([list(parts)])
        if not isinstance(part, Run)
    ]
    return spans[0][0], max(end for _, end in spans)
