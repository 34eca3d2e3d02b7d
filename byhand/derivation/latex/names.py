"""Spell every name in one way: ``W_1``, ``W_{1}`` and, where i is 1, ``W_{i}`` are the same."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace

from byhand.derivation.latex.nodes import Colon, Entries, Gradient, Group, Name, Node, Number, Product, Total
from byhand.derivation.latex.vocabulary import LOSSES

Integers = Mapping[str, int]  # an index or the number of layers → its value


def folded(node: Node, integers: Integers) -> str | None:
    """Return a script as text, with known indices worked out; None if it cannot be part of a name."""
    number = integer(node, integers)
    if number is not None:
        return str(number)
    if isinstance(node, Group):
        inner = folded(node.inner, integers)
        return f"({inner})" if node.bracket and inner is not None else inner
    if isinstance(node, Name):
        return spelled(node, integers)
    parts: list[str | None] = []
    if isinstance(node, Product) and not any(node.ops):
        parts = [folded(factor, integers) for factor in node.factors]
    elif isinstance(node, Total):
        for sign, term in zip(node.signs, node.terms, strict=True):
            parts += ["-" if sign < 0 else "+" if parts else "", folded(term, integers)]
    known = [part for part in parts if part is not None]
    return "".join(known) if parts and len(known) == len(parts) else None


def integer(node: Node, integers: Integers) -> int | None:
    """Return the whole number that a script such as i + 1 means; None if it does not mean one."""
    if isinstance(node, Number):
        return int(node.text) if node.text.isdecimal() else None
    if isinstance(node, Name):
        return integers.get(node.base) if not node.subs and not node.sups else None
    if isinstance(node, Total):
        terms = [integer(term, integers) for term in node.terms]
        known = [term for term in terms if term is not None]
        return sum(s * t for s, t in zip(node.signs, known, strict=True)) if len(known) == len(terms) else None
    return None


def spelled(name: Name, integers: Integers, subs: Sequence[Node] | None = None) -> str | None:
    """Return the spelling of a name, or of a name with only its first subscripts ``subs``; None if it has none."""
    if not name.subs and not name.sups:
        return name.base
    below = [folded(node, integers) for node in (name.subs if subs is None else subs)]
    above = [folded(node, integers) for node in name.sups]
    if any(part is None for part in (*below, *above)):
        return None
    text = name.base
    if below:
        text += _script("_", ",".join(part for part in below if part))
    if above:
        text += _script("^", ",".join(part for part in above if part))
    return text


def _script(mark: str, text: str) -> str:
    single = len(text) == 1 or (text.startswith("\\") and text[1:].isalpha())
    return mark + (text if single else f"{{{text}}}")


def means_loss(node: Node, loss: str, integers: Integers, others: Container[str]) -> bool:
    """Return True for the name of the loss, and for what other books call it unless ``others`` has that name."""
    key = spelled(node, integers) if isinstance(node, Name) else None
    return key is not None and (key == loss or (key in LOSSES and key not in others))


def single(items: Sequence[Node]) -> tuple[Node, ...]:
    """Split subscripts without commas between them: W_{1ij} means W_{1,i,j}."""
    parts = [item.factors if isinstance(item, Product) and not any(item.ops) else (item,) for item in items]
    return tuple(node for part in parts for node in part)


def is_index(node: Node) -> bool:
    """Return True for what picks entries: a small letter, or a colon."""
    if isinstance(node, Name):
        return not node.subs and not node.sups and len(node.base) == 1 and node.base.islower()
    return isinstance(node, Colon)


def letters(items: Sequence[Node]) -> list[str]:
    """Return the letters among indices, without colons."""
    return [item.base for item in items if isinstance(item, Name)]


def whole(node: Node, known: Callable[[Name], bool]) -> tuple[Node, tuple[Node, ...]]:
    """Return what entries are picked from, and the indices: W_1 and i, j for W_{1,ij}, or for (W_1)_{ij}.

    ``known`` tells whether a name is one of the problem's. Small letters with two indices may be entries, too: w_{ij}.
    """
    if isinstance(node, Group) and node.bracket:
        return whole(node.inner, known) if isinstance(node.inner, Name | Gradient) else (node, ())
    if isinstance(node, Entries):
        return (
            (whole(node.inner, known)[0], single(node.items)) if all(map(is_index, single(node.items))) else (node, ())
        )
    if isinstance(node, Gradient):
        by, items = whole(node.by, known)
        return replace(node, by=by), items
    if not isinstance(node, Name) or known(node):
        return node, ()
    subs = single(node.subs)
    for base in (node.base, node.base.upper()):
        for count in range(len(subs) - 1, -1, -1):
            name = replace(node, base=base, subs=subs[:count])
            if known(name) and all(map(is_index, subs[count:])):
                return name, subs[count:]
    return node, ()


def mentions(name: Node, index: str) -> bool:
    """Return True if a script of the name contains the index."""
    if isinstance(name, Name):
        return any(_contains(script, index) for script in (*name.subs, *name.sups))
    return False


def _contains(node: Node, index: str) -> bool:
    if isinstance(node, Name):
        return node.base == index or mentions(node, index)
    if isinstance(node, Group):
        return _contains(node.inner, index)
    inner = node.factors if isinstance(node, Product) else node.terms if isinstance(node, Total) else ()
    return any(_contains(part, index) for part in inner)
