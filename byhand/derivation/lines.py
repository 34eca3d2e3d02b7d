"""Read whatever a student handed in as a list of lines, and what is on the left of a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from byhand.derivation import rules
from byhand.derivation.declare import Declaration
from byhand.derivation.faults import Fault
from byhand.derivation.latex.names import integer, is_index, letters, means_loss, mentions, single, spelled, whole
from byhand.derivation.latex.nodes import Gradient, Name, Node
from byhand.derivation.latex.vocabulary import plain
from byhand.structure import is_exactly, type_name

MOST_LINES = 40
MOST_CHARACTERS = 20_000


def strings(lines: Any) -> list[str]:
    """Return the lines in a list or tuple of strings, or in one string. Raises Fault for anything else."""
    if is_exactly(lines, str):
        lines = [line for line in lines[: 2 * MOST_CHARACTERS].splitlines() if line.strip()]
    hint = 'Write a list with one string for each line: [r"…", r"…"].'
    if not is_exactly(lines, list, tuple):
        kind = "nothing" if lines is None else type_name(lines)
        raise Fault("syntax", "not a list of lines", hint, yours=kind, expected="list of strings")
    for line in lines:
        if not is_exactly(line, str):
            raise Fault("syntax", "not every line is a string", hint, yours=type_name(line), expected="str")
    if len(lines) > MOST_LINES or sum(map(len, lines)) > MOST_CHARACTERS:
        problem = f"more than {MOST_LINES} lines, or than {MOST_CHARACTERS} characters"
        raise Fault("syntax", problem, "Which lines are needed?")
    return list(lines)


@dataclass(frozen=True)
class Left:
    """What a line is about: ``name`` with its layer index still in it; kind is gradient, variable or definition.

    items  the indices of a line about entries: i and j in (∂ℓ/∂W)_{ij} = …; empty for a line about all of them
    """

    kind: str
    name: Name
    items: tuple[Node, ...] = ()

    def key(self, integers: Mapping[str, int], aliases: Mapping[str, str]) -> str | None:
        """Return the variable or the new name, with the layer index as ``integers`` says; None if it has no name."""
        key = spelled(self.name, integers)
        return aliases.get(key, key) if key is not None and self.kind == "gradient" else key


def left_side(node: Node, declaration: Declaration, aliases: Mapping[str, str]) -> Left:
    """Return what the left side of a line means. Raises Fault."""
    computed = {equation.key for equation in declaration.equations}
    known = {*declaration.shapes, *computed, *aliases}
    node, items = whole(node, lambda name: bool(spellings(name, declaration) & known))
    _refuse(items, declaration)
    if isinstance(node, Gradient):
        if not means_loss(node.of, declaration.loss, declaration.integers, known):
            hint = "A matrix by a matrix has four indices. Which gradient of the loss is the step about?"
            problem = f"a derivative of something other than the loss, {plain(declaration.loss)}"
            raise Fault("name", problem, hint, node.span)
        if not isinstance(node.by, Name):
            hint = "Give it a name of its own first."
            raise Fault("name", "a gradient with respect to something without a name", hint, node.span)
        return Left("gradient", node.by, items)
    if not isinstance(node, Name):
        hint = f"Bring it into the form name = formula. {rules.GRADIENT}"
        raise Fault("syntax", "left of = stands more than a gradient or a name", hint, node.span)
    keys = spellings(node, declaration)
    if keys & set(aliases):
        return Left("gradient", node, items)
    if keys & computed:
        return Left("variable", node, items)
    lengths = {dim for dims in declaration.shapes.values() for dim in dims}
    if not keys or keys & {*declaration.shapes, *lengths, *declaration.integers}:
        problem = f"{plain(node.base)} is given, and cannot be defined again"
        raise Fault("name", problem, "Which gradient is the line about?", node.span)
    subs = single(node.subs)
    if len(subs) > 1 and not mentions(node, declaration.index) and all(map(is_index, subs[-2:])):
        return Left("definition", replace(node, subs=subs[:-2]), subs[-2:])  # D_{ij} = … defines D
    return Left("definition", node)


def _refuse(items: tuple[Node, ...], declaration: Declaration) -> None:
    """Raise Fault for indices of a left side that pick no entries: one of them twice, or that of the layers."""
    found = letters(items)
    if len(set(found)) < len(found):
        hint = "Rows and columns need a letter each."
        raise Fault("name", "one index twice", hint, items[0].span)
    if declaration.index in found:
        hint = "Take another letter for rows or columns."
        raise Fault("name", f"{declaration.index} counts the layers here", hint, items[0].span)


def label(left: Left, declaration: Declaration, aliases: Mapping[str, str]) -> str:
    """Return what messages call the left side: the student's own short name, or ∂ℓ/∂W_1."""
    written = plain(spelled(left.name, declaration.integers) or left.name.base)[:60]
    short = bool(spellings(left.name, declaration) & set(aliases))
    return f"∂ℓ/∂{written}" if left.kind == "gradient" and not short else written


def spellings(name: Name, declaration: Declaration) -> set[str]:
    """Return the spellings of a name for every layer that the index in it can mean."""
    layers = range(declaration.integers.get("L", 0) + 3) if mentions(name, declaration.index) else [0]
    found = {spelled(name, {declaration.index: i, **declaration.integers}) for i in layers}
    return {key for key in found if key is not None}


def some_integers(declaration: Declaration) -> dict[str, int]:
    """Return the layer index as 1, to find out what kind of thing a name with an index is."""
    return {declaration.index: 1, **declaration.integers} if declaration.index else dict(declaration.integers)


def instances(left: Left, declaration: Declaration, aliases: Mapping[str, str]) -> list[dict[str, int]]:
    """Return the values of the layer index, from the last layer to the first; one dict without index. Raises Fault.

    G_i = … and G_{i-1} = … are both about G_1 to G_L: what counts is the index on the left.
    """
    index, layers = declaration.index, declaration.integers.get("L", 0)
    if not index or not mentions(left.name, index):
        if left.kind == "gradient" and left.key(declaration.integers, aliases) not in declaration.variables:
            raise _absent(left, declaration)
        return [dict(declaration.integers)]
    repeated = {equation.key for equation in declaration.equations if equation.repeated}
    found = []
    for i in range(layers + 2, -1, -1):
        integers = {index: i, **declaration.integers}
        key = left.key(integers, aliases)
        if left.kind == "gradient":
            fits = key in declaration.variables and 1 <= _layer(left.name, integers) <= layers
        else:
            fits = key in repeated or left.kind == "definition"
        found += [integers] if fits else []
    if not found:
        raise _absent(left, declaration)
    return found


def _absent(left: Left, declaration: Declaration) -> Fault:
    shown = plain(spelled(left.name, declaration.integers) or left.name.base)[:40]
    hint = f"The names here are {', '.join(map(plain, declaration.variables[:24]))}."
    return Fault("name", f"{shown} is not one of the names of this problem", hint, left.name.span)


def _layer(name: Name, integers: Mapping[str, int]) -> int:
    scripts = [*name.subs, *(getattr(script, "inner", script) for script in name.sups)]  # the i of W^{(i)}
    numbers = [integer(script, integers) for script in scripts]
    return next((number for number in numbers if number is not None), 0)
