"""A problem: its author declares it, and a student's lines are judged by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from byhand.card import Card
from byhand.derivation import display
from byhand.derivation.declare import LENGTHS, Declaration, declare
from byhand.derivation.deduction import Deduction
from byhand.derivation.faults import Fault
from byhand.derivation.judgement import Derivation, Judgement, faulty
from byhand.derivation.latex.grammar import parse
from byhand.derivation.latex.names import mentions, spelled
from byhand.derivation.latex.nodes import Name
from byhand.derivation.latex.vocabulary import plain
from byhand.derivation.lines import Left, instances, some_integers, strings
from byhand.derivation.sample import Sample

_LAST_RESORT = "It could not be judged. Can it be written in a simpler way?"


class Problem:
    """A loss as forward equations, at random numbers.

    shapes     name → its lengths, for every input: {"X": ("m", "n"), "b": ("d",), r"\\lambda": ()}. Two lengths
               make a matrix, one a vector that is a row or a column, whichever fits, none a number. 1 is a
               length, too: ("n", 1) is a column.
    forward    equations `name = formula` in the order in which they are computed, in the language of the lines
               themselves; the last one is the loss, one number
    functions  what takes an argument: {r"\\sigma": "relu"}, or tanh, sigmoid, identity, exp, log, or a pair
               (f, slope) of NumPy functions; "any" for a function that is left open, of which no line may know
               more than that it has a slope; with layers also a list of one for each
    sizes      name of a length → length; distinct ones are chosen for those not named
    shorthand  short names of gradients: {"G_2": "Z_2"} lets lines say G_2 for ∂ℓ/∂Z_2
    onehot     inputs with a single 1 in every example
    layers     the number L of layers; names, lengths and equations with ``index`` are meant once for each layer
    examples   "rows" or "columns": where a single example is, for softmax and for vectors added to all examples
    seed       of the random numbers

    Every line is judged at two sets of numbers with different sizes, all of them distinct. Raises ValueError
    if the declaration makes no sense, TypeError if a function is neither a name nor a pair.
    """

    def __init__(
        self,
        shapes: Mapping[str, Sequence[str | int]],
        forward: Sequence[str],
        *,
        functions: Mapping[str, Any] | None = None,
        sizes: Mapping[str, int] | None = None,
        shorthand: Mapping[str, str] | None = None,
        onehot: Sequence[str] = ("I_y", "e_y"),
        layers: int | None = None,
        index: str = "i",
        examples: str = "rows",
        seed: int = 0,
    ) -> None:
        if examples not in ("rows", "columns"):
            raise ValueError(f"examples are rows or columns, not {examples!r}")
        hot = [name for name in onehot if name in shapes]
        what = (dict(shapes), list(forward), functions or {}, shorthand or {}, hot, layers, index, examples == "rows")
        self._declaration, self._samples = _prepared(what, dict(sizes or {}), seed)

    def gradient(self, variable: str, line: Any, *, given: Sequence[str] = ()) -> Judgement:
        """Judge one line: a formula for ∂ℓ/∂variable, with or without its left side.

        given  variables whose gradients the formula may use
        ``line`` may be anything; what is not a line of LaTeX gets a Judgement that says so. Raises ValueError
        only for a name in ``variable`` or ``given`` that is not declared.
        """
        judgement = self._judged(variable, [line], given, alone=True)[0]
        if judgement.card is None:
            return judgement
        label = judgement.label if judgement.kind != "missing" else ""
        card = replace(
            judgement.card, what=label or f"∂ℓ/∂{plain(variable)}", line=None
        )  # a line by itself has no number
        return replace(judgement, card=card)

    def derive(self, variable: str, lines: Any, *, given: Sequence[str] = ()) -> Derivation:
        """Judge a derivation of ∂ℓ/∂variable, line by line.

        lines  a list of strings, or one string with line breaks; each line `left = formula`, or `= formula` to
               go on from the line above
        given  variables whose gradients may be used without a line for them
        Takes anything, and raises, as `gradient` does.
        """
        return self._judged(variable, lines, given, alone=False)

    def __repr__(self) -> str:
        return display.problem_text(self._declaration, self._samples[0].sizes)

    def _repr_html_(self) -> str:
        return display.problem_html(self._declaration, self._samples[0].sizes)

    def _judged(self, variable: str, lines: Any, given: Sequence[str], alone: bool) -> Derivation:
        target, keys = self._family(variable)
        known = frozenset[str]().union(*(self._family(name)[1] for name in given))
        deduction = Deduction(self._declaration, self._samples, known, target if alone else None)
        try:
            texts = strings(lines)
        except Fault as fault:
            return Derivation([faulty("", 1, "", fault, None, frozenset())], keys, lambda name: self._family(name)[1])
        deduction.announce(texts)
        judgements = [self._one(deduction, text, number) for number, text in enumerate(texts, 1)]
        return Derivation(judgements, keys, lambda name: self._family(name)[1])

    def _one(self, deduction: Deduction, text: str, number: int) -> Judgement:
        try:
            with np.errstate(all="ignore"):  # what a student computes may well be infinite
                return deduction.judge(text, number)
        except Exception:  # no student's string may ever end a grading run
            card = Card(f"line {number}", "cannot be judged", hint=_LAST_RESORT, line=number)
            return Judgement(text, number, "syntax", card=card)

    def _family(self, variable: str) -> tuple[Left, frozenset[str]]:
        """Return a variable's name, and the variables it means: one, or one for each layer. Raises ValueError."""
        try:
            line = parse(variable, self._declaration.function_names)
            name = line.sides[0]
            if len(line.sides) > 1 or not isinstance(name, Name):
                raise ValueError(f"{variable!r} is not a name")
            key = spelled(name, some_integers(self._declaration))
            left = Left("gradient", name)
            if mentions(name, self._declaration.index):
                layers = instances(left, self._declaration, self._declaration.aliases)
                return left, frozenset(left.key(integers, self._declaration.aliases) or "" for integers in layers)
        except Fault as fault:
            raise ValueError(f"{variable!r} is not a variable: {fault.problem}. {fault.hint}") from None
        key = self._declaration.aliases.get(key or "", key)
        if key not in self._declaration.variables:
            raise ValueError(f"{variable!r} is not a variable of this problem")
        return left, frozenset([key])


# Grading declares an assignment's problems again for every submission; their numbers and gradients are the same.
_KEPT: dict[str, tuple[Declaration, list[Sample]]] = {}
_MOST_KEPT = 64


def _prepared(what: tuple, sizes: dict[str, int], seed: int) -> tuple[Declaration, list[Sample]]:
    """Return a declaration and its samples, which are kept for next time if its functions are declared by name."""
    key = repr((what, sizes, seed)) if not any(isinstance(f, tuple) for f in what[2].values()) else ""
    if key in _KEPT:
        return _KEPT[key]
    declaration = declare(*what)
    lengths = _lengths(declaration, sizes)
    samples = [
        Sample(declaration, {name: length + more for name, length in lengths.items()}, rng)
        for more, rng in zip((0, 2), np.random.default_rng(seed).spawn(2), strict=True)
    ]
    if key and len(_KEPT) < _MOST_KEPT:
        _KEPT[key] = declaration, samples
    return declaration, samples


def _lengths(declaration: Declaration, sizes: Mapping[str, int]) -> dict[str, int]:
    """Choose a length for every name of one, all distinct, in the order in which they occur. Raises ValueError."""
    names = dict.fromkeys(dim for dims in declaration.shapes.values() for dim in dims if isinstance(dim, str))
    unknown = set(sizes) - set(names)
    if unknown:
        raise ValueError(f"sizes for {', '.join(sorted(unknown))}, which occur in no shape")
    if len(set(sizes.values())) < len(sizes) or any(length < 2 for length in sizes.values()):
        raise ValueError("sizes must be distinct, and at least 2: a transpose could hide otherwise")
    free = iter([length for length in LENGTHS if length not in sizes.values()])
    return {name: sizes[name] if name in sizes else next(free) for name in names}
