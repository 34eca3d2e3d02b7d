"""Set a tree in type as MathML, which browsers draw without scripts, fonts or a network.

Everything is made from the tree; a student's own characters only appear as escaped names.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from byhand.derivation.faults import Span
from byhand.derivation.latex import nodes
from byhand.derivation.latex.build import Line
from byhand.derivation.latex.nodes import Node
from byhand.derivation.latex.vocabulary import GREEK

_OFF = "background: rgba(213, 94, 0, 0.22); border-radius: 2px"
_ACCENTS = {"hat": "^", "widehat": "^", "bar": "¯", "tilde": "~", "widetilde": "~"}
_OPS = {"": '<mspace width="0.12em"/>', r"\cdot": "<mo>·</mo>", r"\times": "<mo>×</mo>", "/": "<mo>/</mo>"}
_BRACKETS = {"(": "()", "[": "[]", "{": "{}", "": ("", "")}


def line(parsed: Line, off: Span | None = None) -> str:
    """Return the line as one ``<math>`` element; the part with the span ``off`` has a coloured background."""
    setter = _Setter(off)
    body = "<mo>=</mo>".join(setter.set(side) for side in parsed.sides)
    first = "<mo>=</mo>" if parsed.goes_on else ""
    return f'<math display="inline"><mstyle displaystyle="true">{first}{body}</mstyle></math>'


class _Setter:
    def __init__(self, off: Span | None) -> None:
        self.off = off

    def set(self, node: Node) -> str:
        """Return the node as one ``<mrow>`` element."""
        text = getattr(self, f"_{type(node).__name__.lower()}")(node)
        style = f' style="{_OFF}"' if node.span == self.off else ""
        return f"<mrow{style}>{text}</mrow>"

    def _number(self, node: nodes.Number) -> str:
        return f"<mn>{html.escape(node.text)}</mn>"

    def _colon(self, node: nodes.Colon) -> str:
        return "<mo>:</mo>"

    def _name(self, node: nodes.Name) -> str:
        return self._scripts(_letter(node.base), self._list(node.subs), self._list(node.sups))

    def _ones(self, node: nodes.Ones) -> str:
        one = '<mn style="font-weight: bold">1</mn>'
        return self._scripts(one, self.set(node.sub) if node.sub else "", "")

    def _group(self, node: nodes.Group) -> str:
        return _bracketed(self.set(node.inner), *_BRACKETS[node.bracket])

    def _total(self, node: nodes.Total) -> str:
        parts = []
        for number, (term, sign) in enumerate(zip(node.terms, node.signs, strict=True)):
            form = ' form="prefix"' if number == 0 else ""
            parts += [f"<mo{form}>{'−' if sign < 0 else '+'}</mo>"] if number or sign < 0 else []
            parts.append(self.set(term))
        return "".join(parts)

    def _product(self, node: nodes.Product) -> str:
        rest = (_OPS[op] + self.set(factor) for op, factor in zip(node.ops, node.factors[1:], strict=True))
        return self.set(node.factors[0]) + "".join(rest)

    def _entrywise(self, node: nodes.Entrywise) -> str:
        signs = ("<mo>⊙</mo>" if op == r"\odot" else "<mo>∘</mo>" for op in node.ops)
        rest = (sign + self.set(part) for sign, part in zip(signs, node.parts[1:], strict=True))
        return self.set(node.parts[0]) + "".join(rest)

    def _fraction(self, node: nodes.Fraction) -> str:
        return f"<mfrac>{self.set(node.top)}{self.set(node.bottom)}</mfrac>"

    def _transpose(self, node: nodes.Transpose) -> str:
        mark = "<mi>T</mi>" if node.mark == "T" else "<mo>⊤</mo>"
        return self._above(node.inner, mark)

    def _power(self, node: nodes.Power) -> str:
        mark = ("<mo>∘</mo>" if node.entrywise else "") + self.set(node.exponent)
        return self._above(node.inner, mark)

    def _above(self, inner: Node, mark: str) -> str:
        """Set a superscript: right above the subscript of a name, not after it."""
        if isinstance(inner, nodes.Name) and not inner.sups:
            return self._scripts(_letter(inner.base), self._list(inner.subs), mark)
        if isinstance(inner, nodes.Norm) and inner.sub:
            return self._scripts(_bracketed(self.set(inner.inner), "‖", "‖"), self.set(inner.sub), mark)
        bare = isinstance(inner, nodes.Call) and inner.bare
        base = _bracketed(self.set(inner), "(", ")") if bare else self.set(inner)
        return self._scripts(base, "", mark)

    def _call(self, node: nodes.Call) -> str:
        if node.name.base == "sqrt":
            return f"<msqrt>{self.set(node.arguments[0])}</msqrt>"
        above = self._list(node.name.sups) + "<mo>′</mo>" * node.primes
        name = self._scripts(_letter(node.name.base), self._list(node.name.subs), above)
        inside = self._list(node.arguments)
        return f"{name}<mspace width='0.17em'/>{inside}" if node.bare else name + _bracketed(inside, "(", ")")

    def _norm(self, node: nodes.Norm) -> str:
        return self._scripts(_bracketed(self.set(node.inner), "‖", "‖"), self.set(node.sub) if node.sub else "", "")

    def _entries(self, node: nodes.Entries) -> str:
        return self._scripts(self.set(node.inner), self._list(node.items), "")

    def _truth(self, node: nodes.Truth) -> str:
        inside = f"{self.set(node.left)}<mo>{html.escape(node.op)}</mo>{self.set(node.right)}"
        return ('<mn style="font-weight: bold">1</mn>' if node.bold else "") + _bracketed(inside, "[", "]")

    def _bigsum(self, node: nodes.BigSum) -> str:
        below = _letter(node.index) + (f"<mo>=</mo>{self.set(node.lower)}" if node.lower else "")
        if node.upper:
            sign = f"<munderover><mo>∑</mo><mrow>{below}</mrow>{self.set(node.upper)}</munderover>"
        else:
            sign = f"<munder><mo>∑</mo><mrow>{below}</mrow></munder>"
        return sign + self.set(node.body)

    def _gradient(self, node: nodes.Gradient) -> str:
        of, by = self.set(node.of), self.set(node.by)
        if node.nabla:
            return f"<msub><mo>∇</mo>{by}</msub>{of}"
        return f"<mfrac><mrow><mo>∂</mo>{of}</mrow><mrow><mo>∂</mo>{by}</mrow></mfrac>"

    def _partial(self, node: nodes.Partial) -> str:
        return f"<mo>∂</mo>{self.set(node.inner)}"

    def _several(self, node: nodes.Several) -> str:
        return _bracketed(self._list(node.items), "(", ")")

    def _bound(self, node: nodes.Bound) -> str:
        return f"{self.set(node.left)}<mo>=</mo>{self.set(node.right)}"

    def _list(self, items: Sequence[Node]) -> str:
        return "<mo>,</mo>".join(self.set(item) for item in items)

    def _scripts(self, base: str, below: str, above: str) -> str:
        base, below, above = f"<mrow>{base}</mrow>", f"<mrow>{below}</mrow>" * bool(below), above
        above = f"<mrow>{above}</mrow>" * bool(above)
        if below and above:
            return f"<msubsup>{base}{below}{above}</msubsup>"
        return f"<msub>{base}{below}</msub>" if below else f"<msup>{base}{above}</msup>" if above else base


def _letter(base: str) -> str:
    """Set a letter or, upright, a word."""
    command, _, rest = base.removeprefix("\\").partition("{")
    if rest and command in _ACCENTS:
        return f"<mover>{_letter(rest[:-1])}<mo>{_ACCENTS[command]}</mo></mover>"
    sign = "ℒ" if base == r"\mathcal{L}" else GREEK.get(command, rest[:-1] or base.removeprefix("\\"))
    upright = ' mathvariant="normal"' if len(sign) > 1 else ""
    return f"<mi{upright}>{html.escape(sign)}</mi>"


def _bracketed(inside: str, left: str, right: str) -> str:
    if not left:
        return inside
    return f'<mo fence="true" form="prefix">{left}</mo>{inside}<mo fence="true" form="postfix">{right}</mo>'
