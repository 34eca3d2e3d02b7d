"""Judge the lines of a derivation one after the other, and remember what each of them means for later ones.

A formula is first judged with the true values of the gradients it uses. If it is off, it may still follow from what
the student had before: it may go on correctly from a wrong gradient written out again, or give the true gradient from
a wrong one that it uses by name.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from byhand.card import Card, not_written
from byhand.derivation.declare import Declaration
from byhand.derivation.faults import Fault
from byhand.derivation.judge import Target, agree, wrong_value
from byhand.derivation.judgement import Judgement, faulty
from byhand.derivation.latex.build import Line
from byhand.derivation.latex.differentials import stands_for_gradient, with_gradients
from byhand.derivation.latex.grammar import parse
from byhand.derivation.latex.names import letters, mentions, single, spelled, whole
from byhand.derivation.latex.nodes import Gradient, Name, Node, Product
from byhand.derivation.latex.trim import trimmed
from byhand.derivation.latex.vocabulary import RAW
from byhand.derivation.ledger import Ledger
from byhand.derivation.lines import Left, instances, label, left_side, some_integers, spellings
from byhand.derivation.sample import Sample

_GENERAL = "Is there a number that should be a letter?"
_NO_EQUALS = r"Write on the left what it is: \frac{\partial \ell}{\partial …} = …"


class Deduction:
    """The judging of one derivation; for one use only.

    given  variables whose gradients may be used from the start
    asked  what a single line must be about, which then needs no left side; None for a derivation of several lines
    """

    def __init__(self, declaration: Declaration, samples: Sequence[Sample], given: frozenset[str], asked: Left | None):
        self.declaration = declaration
        self.ledger = Ledger(declaration, samples, given)
        self.last = self.asked = asked
        self.changed = 0  # the first line in which Python has changed a backslash
        self.writes_d = False  # dW on the left of a line: then it is a gradient everywhere
        self.beginnings: frozenset[str] = frozenset()  # derived by lines without the layer index

    def announce(self, texts: Sequence[str]) -> None:
        """Note before the lines are judged whether they write dW for a gradient and, with layers, what they derive."""
        for text in texts:
            with contextlib.suppress(Fault):
                first = parse(text.split("=")[0], self.declaration.function_names).sides[0]
                self.writes_d = self.writes_d or stands_for_gradient(first, self._known)
        for text in texts if self.declaration.index else []:
            for part in text.split("=")[:2]:
                with contextlib.suppress(Fault):
                    side = self._parsed(part).sides[0]
                    left = left_side(side, self.declaration, self._aliases)
                    self.ledger.to_come |= self._keys(left)
                    if not mentions(left.name, self.declaration.index):
                        self.beginnings |= self._keys(left)

    def judge(self, text: str, number: int) -> Judgement:
        """Judge the next line. Raises nothing for any text."""
        begin, end = trimmed(text)
        if begin == end or text[begin:end].endswith("="):
            left = self._recovered(text[begin:end])
            card = not_written(f"line {number}", "What comes here?", number)
            return Judgement(text, number, "missing", self._label(left), card, keys=self._keys(left))
        line, left = None, None
        try:
            line = self._parsed(text)
            left, formulas = self._sides(line)
            return self._about(text, number, line, left, formulas)
        except Fault as fault:
            if fault.hint == RAW:  # said once, it is said for all lines
                self.changed = self.changed or number
                fault.hint = RAW if self.changed == number else ""
                fault.reading = "" if self.changed == number else f"As in line {self.changed}."
            left = left or self._recovered(text[begin:end])
            return faulty(text, number, self._label(left), fault, line, self._keys(left))

    def _parsed(self, text: str) -> Line:
        line = parse(text, self.declaration.function_names)
        if not self.writes_d:
            return line
        return replace(line, sides=tuple(with_gradients(side, self._known) for side in line.sides))

    def _known(self, name: Name) -> bool:
        return bool(spellings(name, self.declaration) & {*self.declaration.variables})

    @property
    def _aliases(self) -> dict[str, str]:
        return self.ledger.aliases

    def _sides(self, line: Line) -> tuple[Left, list[Node]]:
        """Return what the line is about, and the formulas for it; introduce the names between them. Raises Fault."""
        first, *rest = line.sides
        if line.goes_on or (self.asked is not None and not rest):
            if self.last is None:
                raise Fault("syntax", "a line that goes on from nothing", _NO_EQUALS, first.span)
            return self.last, list(line.sides)
        if not rest:
            raise Fault("syntax", "a line without =", _NO_EQUALS, first.span)
        self._refuse_two_lines(rest)
        left = left_side(first, self.declaration, self._aliases)
        if self.asked is not None and self._keys(left) != self._keys(self.asked):
            problem = f"the question is about {label(self.asked, self.declaration, {})}"
            raise Fault("name", problem, "What should stand on the left?", first.span)
        if left.kind == "definition" and isinstance(rest[0], Gradient):
            left = self._named(left, left_side(rest.pop(0), self.declaration, self._aliases))
        self.last = left
        formulas = [side for side in rest if not self._only_a_name(side, left)]
        if self.asked is not None and not formulas:
            raise Fault(
                "name", "a name in the place of a formula", "What is it equal to?", rest[0].span if rest else None
            )
        return left, formulas

    def _refuse_two_lines(self, sides: list[Node]) -> None:
        """Raise Fault if what stands between two equals signs ends with a gradient that is yet to be derived."""
        for side in sides[:-1]:
            last = side.factors[-1] if isinstance(side, Product) else None
            if not isinstance(last, Gradient):
                continue
            if not self._keys(left_side(last, self.declaration, self._aliases)) <= self.ledger.derived:
                hint = 'A comma is missing between two strings, r"…", r"…": Python joins them.'
                raise Fault("syntax", "two lines run together", hint, last.span)

    def _only_a_name(self, side: Node, left: Left) -> bool:
        """Return True for ∂ℓ/∂Z_2 in G_2 = ∂ℓ/∂Z_2 = …, and for a new name at the end of a line (introducing it)."""
        if left.kind != "gradient" or not isinstance(side, Name | Gradient):
            return False
        integers = some_integers(self.declaration)
        if isinstance(side, Name) and self._is_new(side, integers):
            self._named(Left("definition", side), left)
            return True
        try:
            other = left_side(side, self.declaration, self._aliases)
        except Fault:
            return False
        key = other.key(integers, self._aliases)
        of_the_same = other.kind == "gradient" and key == left.key(integers, self._aliases)
        return of_the_same and key not in self.ledger.derived

    def _is_new(self, name: Name, integers: Mapping[str, int]) -> bool:
        if any(key in self._aliases for key in spellings(name, self.declaration)):
            return False
        scope = self.ledger.scope(self.ledger.pages[0], integers, own=False)
        array, _ = whole(name, lambda part: scope.find(spelled(part, integers), part.span) is not None)
        return isinstance(array, Name) and scope.find(spelled(array, integers), name.span) is None

    def _named(self, new: Left, of: Left) -> Left:
        """Make the new name short for a gradient, and return what the gradient is of; g_j is short for all of it."""
        ends = single(new.name.subs)
        if of.items and letters(ends[-len(of.items) :]) == letters(of.items):
            new = replace(new, name=replace(new.name, subs=ends[: -len(of.items)]))
        for integers in instances(of, self.declaration, self._aliases):
            key, variable = new.key(integers, self._aliases), of.key(integers, self._aliases)
            if key is not None and variable is not None:
                self._aliases[key] = variable
        return of

    def _about(self, text: str, number: int, line: Line, left: Left, formulas: list[Node]) -> Judgement:
        """Judge a line that could be read, in every layer it is about. Raises Fault for a definition that is off."""
        what, keys = self._label(left), self._keys(left)
        if left.kind == "definition" or not formulas:
            self._define(left, formulas, number)
            return Judgement(text, number, "definition", what, parsed=line)
        origins: list[int | None] = []
        faults: list[tuple[int, Fault]] = []
        left_out: list[tuple[int, Fault]] = []
        layers = instances(left, self.declaration, self._aliases)
        for integers in layers:
            target = Target(left.key(integers, self._aliases) or "", left.kind == "gradient", left.items)
            for node in formulas:
                try:
                    origins.append(self._formula(node, target, integers, number))
                except Fault as fault:
                    # δ_i = … δ_{i+1} does not define the last layer, which has a line of its own.
                    begun = fault.kind == "name" and len(layers) > 1 and target.key in self.beginnings
                    (left_out if begun else faults).append((integers.get(self.declaration.index, 0), fault))
                    break
            self.ledger.derived.add(target.key)
        faults = faults or ([] if origins else left_out)
        if faults:
            layer, first = faults[0]
            if len(faults) < len(layers) and first.kind != "name":
                first.problem = f"for {self.declaration.index} = {layer}, {first.problem}"
            return faulty(text, number, what, first, line, keys)
        origin = next((origin for origin in origins if origin is not None), None)
        kind, card = ("right", None) if origin is None else ("follows", _follows(number, what, origin))
        return Judgement(text, number, kind, what, card, origin=origin, parsed=line, keys=keys)

    def _define(self, left: Left, formulas: list[Node], number: int) -> None:
        """Give a new name its value, in every layer in which its formula can be computed. Raises Fault."""
        if not formulas:
            return
        layers = instances(left, self.declaration, self._aliases)
        keys = [left.key(integers, self._aliases) or "" for integers in layers]
        self.ledger.broken.update(dict.fromkeys(keys, number))
        absent: dict[int, Fault] = {}
        for key, integers in zip(keys, layers, strict=True):
            try:
                self.ledger.define(key, formulas, integers, left.items)
            except Fault as fault:
                absent[integers.get(self.declaration.index, 0)] = fault
                if fault.kind != "name":
                    raise
        if len(absent) == len(layers):
            raise absent.get(1, next(iter(absent.values())))

    def _formula(self, node: Node, target: Target, integers: Mapping[str, int], number: int) -> int | None:
        """Judge one formula for one layer. Returns None if it is right, or the line it follows from. Raises Fault."""
        ledger = self.ledger
        found = ledger.find(node, target, integers)
        right = ledger.agree(found.true, found.truth)
        origin = None if right else ledger.origin_of(found)
        if target.is_gradient:
            ledger.remember(found, (ledger.blamed() if right else origin) or number)
        if right or origin is not None:
            return origin
        sample = ledger.pages[0].sample
        if agree(found.true[0], found.truth[0], sample.tolerance):
            raise Fault("value", "right at some sizes only", _GENERAL, node.span)
        raise wrong_value(node, found.true[0], sample, target, ledger.used)

    def _keys(self, left: Left | None) -> frozenset[str]:
        """Return the variables whose gradients the line is about."""
        if left is None or left.kind != "gradient":
            return frozenset()
        try:
            layers = instances(left, self.declaration, self._aliases)
        except Fault:
            return frozenset()
        return frozenset(left.key(integers, self._aliases) or "" for integers in layers)

    def _label(self, left: Left | None) -> str:
        return label(left, self.declaration, self._aliases) if left is not None else ""

    def _recovered(self, formula: str) -> Left | None:
        """Return what a line that cannot be read is about, if its left side can: lines below may use that gradient."""
        try:
            line = self._parsed(formula.split("=")[0])
            left = left_side(line.sides[0], self.declaration, self._aliases)
        except Fault:
            return None
        if left.kind == "gradient":
            self.last = left
            self.ledger.derived |= self._keys(left)
        return left


def _follows(number: int, what: str, origin: int) -> Card:
    reading = f"The step itself is right; it carries on what is off in line {origin}."
    hint = f"Put line {origin} right, and look at this line again."
    return Card(f"line {number}, {what}", f"follows from line {origin}", reading=reading, hint=hint, line=number)
