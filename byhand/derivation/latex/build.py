"""Turn what the parser has read into nodes, from the inside out and so without recursion."""

from __future__ import annotations

from dataclasses import dataclass

from lark import Token, Transformer

from byhand.derivation.faults import Fault, Span
from byhand.derivation.latex import nodes, scripts, vocabulary
from byhand.derivation.latex.nodes import Name, Node
from byhand.derivation.latex.runs import Run, differential, done, done_product, flat, grow, span_of
from byhand.derivation.latex.scripts import Script


@dataclass(frozen=True)
class Line:
    """The formulas between the equals signs of a line; ``goes_on`` is True if the line begins with one."""

    sides: tuple[Node, ...]
    goes_on: bool


class Build(Transformer):
    """One method for each name after -> in the grammar; each takes the list of what was read."""

    def line(self, children: list) -> Line:
        return Line(tuple(part for part in children[-1] if isinstance(part, Node)), len(children) > 1)

    def items(self, children: list) -> list:
        return children

    def total(self, children: list) -> Node:
        terms = tuple(done(part) for part in children if not isinstance(part, Token))
        signs = [-1 if part in ("-", "−") else 1 for part in children if isinstance(part, Token)]
        signs = [1, *signs] if len(signs) < len(terms) else signs
        if signs == [1]:
            return terms[0]
        return nodes.Total(span_of(children[0], terms[-1]), terms, tuple(signs))

    def product(self, children: list) -> Run:
        return grow(children, entrywise=False)

    def entrywise(self, children: list) -> Run:
        return grow([done_product(part) for part in children], entrywise=True)

    def number(self, children: list) -> Node:
        return nodes.Number(span_of(*children), str(children[0]))

    def name(self, children: list) -> Node:
        return Name(span_of(*children), str(children[0]))

    def ones(self, children: list) -> Node:
        return nodes.Ones(span_of(*children))

    def colon(self, children: list) -> Node:
        return nodes.Colon(span_of(*children))

    def braces(self, children: list) -> Node:
        return nodes.Group(span_of(*children), children[1], "")

    def group(self, children: list) -> Node:
        inside = tuple(part for part in children if isinstance(part, Node))
        if len(inside) > 1:
            return nodes.Several(span_of(*children), inside)
        return nodes.Group(span_of(*children), inside[0], str(children[0]))

    def comparison(self, children: list) -> Node:
        left, right = (part for part in children if isinstance(part, Node))
        op = next(vocabulary.COMPARISONS[str(part)] for part in children if getattr(part, "type", "") == "CMP")
        return nodes.Truth(span_of(*children), left, op, right)

    def norm(self, children: list) -> Node:
        return nodes.Norm(span_of(*children), children[1])

    def fraction(self, children: list) -> Node:
        top, bottom = (_unbraced(part) for part in children[1:])
        of, by = differential(top), differential(bottom)
        if of and by:
            return nodes.Gradient(span_of(*children), of, by)
        return nodes.Fraction(span_of(*children), top, bottom)

    def partial(self, children: list) -> Node:
        return nodes.Partial(span_of(*children), scripts.attach(_unbraced(children[1]), children[2]))

    def nabla(self, children: list) -> Node:
        _, _, sub, of, after = children
        by = sub[0] if isinstance(sub, list) else sub
        own = [script for script in after if script.kind in ("sub", "label")]
        of = scripts.attach(of, own)
        gradient = nodes.Gradient((children[0].start_pos or 0, of.span[1]), of, by, nabla=True)
        return scripts.attach(gradient, [script for script in after if script not in own])  # ∇ℓ^T is (∇ℓ)^T

    def nabla_alone(self, children: list) -> Node:
        """Read ∇_W without a loss after it: there is only one."""
        sign, under, sub, after = children
        by = sub[0] if isinstance(sub, list) else sub
        span = span_of(sign, under, by)
        loss = Name((span[1], span[1]), vocabulary.LOSS)
        return scripts.attach(nodes.Gradient(span, loss, by, nabla=True), _scripts(after))

    def scripts(self, children: list) -> list[Script]:
        return _scripts(children)

    def scripted(self, children: list) -> Node:
        return scripts.attach(*children)

    def sub_items(self, children: list) -> list[Node]:
        parts = [part if isinstance(part, list) else [part] for part in children if not isinstance(part, Token)]
        return [node for part in parts for node in part]

    def with_colon(self, children: list) -> list[Node]:
        return [part if isinstance(part, Node) else nodes.Colon(span_of(part)) for part in children]

    def bound(self, children: list) -> Node:
        return nodes.Bound(span_of(*children), children[0], children[2])

    def sub(self, children: list) -> list[Script]:
        body = children[1] if isinstance(children[1], list) else [children[1]]
        return [Script("sub", span_of(*children), tuple(body))]

    def sup(self, children: list) -> list[Script]:
        body, span = children[1], span_of(children[0], *flat(children[1]))
        return body if isinstance(body, list) else scripts.superscripts(_unbraced(body), span)

    def transposed(self, children: list) -> list[Script]:
        before = [part for part in children if isinstance(part, Node)]
        labels = scripts.superscripts(before[0], before[0].span) if before else []
        if any(label.kind != "label" for label in labels):
            raise Fault("syntax", r"something stands before \top", r"Write W^{(1)\top} or W^\top.", before[0].span)
        return [*labels, Script("transpose", span_of(*children), mark=r"\top")]

    def prime(self, children: list) -> list[Script]:
        return [Script("prime", span_of(*children))]

    def entrywise_power(self, children: list) -> list[Script]:
        return [Script("entrywise", span_of(*children), (children[2],))]

    def big_sum(self, children: list) -> Node:
        sign, after, body = children
        under = [node for script in _scripts(after) if script.kind == "sub" for node in script.nodes]
        above = [node for script in _scripts(after) if script.kind == "power" for node in script.nodes]
        span = span_of(sign, *flat(after))
        inner = done(body)
        for node in reversed(under):
            lower = node.right if isinstance(node, nodes.Bound) else None
            for index in reversed(_indices(node.left if isinstance(node, nodes.Bound) else node, span)):
                inner = nodes.BigSum((span[0], inner.span[1]), index, lower, above[0] if above else None, inner)
        if not under:
            raise Fault("syntax", "a sum without an index", r"Write the index below it, as in \sum_i.", span)
        return inner

    def call_group(self, children: list) -> Node:
        function, before, group, after = children
        arguments = group.items if isinstance(group, nodes.Several) else (getattr(group, "inner", group),)
        return scripts.attach(_call(function, before, arguments, group.span[1]), after)

    def call_simple(self, children: list) -> Node:
        function, before, argument, after = children
        if isinstance(argument, nodes.Group):
            return self.call_group(children)
        argument = scripts.attach(argument, after)
        return _call(function, before, (argument,), argument.span[1], bare=True)

    def call_call(self, children: list) -> Node:
        function, before, argument = children
        return _call(function, before, (argument,), argument.span[1], bare=True)

    call_of_sum = call_call


def _call(function: Token, before: list, arguments: tuple[Node, ...], end: int, bare: bool = False) -> Node:
    """Return a function of its arguments; ``before`` may be primes, an index or a power, or else raises Fault."""
    marks = [part for part in before if not isinstance(part, Token)]
    primes = len(before) - len(marks)
    name: Node = Name(span_of(function), str(function))
    powers = []
    for script in _scripts(marks):
        primes += script.kind == "prime"
        if script.kind in ("power", "entrywise"):
            powers.append(script)
        elif script.kind != "prime":
            name = scripts.attach(name, [script])
    if not isinstance(name, Name):
        hint = "Between a function and its argument only a prime, an index or a power has a meaning."
        raise Fault("syntax", "a transpose before the argument", hint, name.span)
    return scripts.attach(nodes.Call((name.span[0], end), name, primes, arguments, bare), powers)


def _indices(node: Node, span: Span) -> list[str]:
    names = node.factors if isinstance(node, nodes.Product) else (node,)
    indices = [name.base for name in names if isinstance(name, Name) and not name.subs and not name.sups]
    if len(indices) < len(names):
        raise Fault("syntax", "an index that is not a letter", r"Write one letter, as in \sum_i.", span)
    return indices


def _unbraced(node: Node) -> Node:
    return node.inner if isinstance(node, nodes.Group) and not node.bracket else node


def _scripts(after: list) -> list[Script]:
    return [script for script in flat(after) if isinstance(script, Script)]
