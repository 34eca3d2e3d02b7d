"""What was found about one line, and about a derivation: data only, display and points on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from byhand.card import Card, CheckFailed
from byhand.derivation import display
from byhand.derivation.faults import Fault, Span
from byhand.derivation.latex.build import Line
from byhand.derivation.latex.vocabulary import plain
from byhand.derivation.points import NOT_YET, LineParts

_WRITE = r"Write a line that begins with \frac{\partial \ell}{\partial …} = and this name."
_AROUND = 24  # how many characters of a line are quoted on each side of a place in it


@dataclass(frozen=True)
class Judgement:
    """One line and what was found.

    line     as the student wrote it, and ``number`` its place among the lines, from 1
    kind     ``right``; ``follows``: right, given what is off in line ``origin``; ``definition``: a name that is
             introduced, nothing to judge; ``missing``; or the first thing that is off: ``syntax``, ``name``
             (not known, or not derived yet), ``shape``, ``value``
    label    what the line is about, such as ∂ℓ/∂W_1
    card     what is off in words; None if nothing is
    span     where in the line, if at one place
    mistake  the short name of the mistake, if it is a known one
    """

    line: str
    number: int
    kind: str
    label: str = ""
    card: Card | None = None
    span: Span | None = None
    mistake: str = ""
    origin: int | None = None
    parsed: Line | None = None
    keys: frozenset[str] = frozenset()

    @property
    def ok(self) -> bool:
        """True for a line with nothing against it."""
        return self.kind in ("right", "definition")

    @property
    def earns(self) -> bool:
        """True if the step itself is right, also where it goes on from something wrong."""
        return self.ok or self.kind == "follows"

    def require(self) -> None:
        """Raise CheckFailed with the card unless the step is right: what a test cell calls."""
        if self.card is not None and not self.earns:
            raise CheckFailed(self.card)

    def as_text(self) -> str:
        return display.text([self])

    def as_html(self, offline: bool = False) -> str:
        """HTML with the line between dollar signs, or with MathML for a page without MathJax."""
        return display.html([self], offline=offline)

    __repr__ = __str__ = as_text
    _repr_html_ = as_html

    def _repr_markdown_(self) -> str:
        return display.markdown([self])


class Derivation(Sequence[Judgement]):
    """The judgements of a derivation's lines, in order.

    target   the variables the last line should be about; ``reached`` tells whether a right line is
    """

    def __init__(
        self, judgements: Sequence[Judgement], target: frozenset[str], keys: Callable[[str], frozenset[str]]
    ) -> None:
        self._judgements = tuple(judgements)
        self._target, self._keys = target, keys

    def __getitem__(self, index: Any) -> Any:
        return self._judgements[index]

    def __len__(self) -> int:
        return len(self._judgements)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self._judgements)

    @property
    def reached(self) -> bool:
        """True if right lines derive everything that was asked for."""
        done = [line.keys for line in self if line.kind in ("right", "follows")]
        return self._target <= frozenset().union(*done)

    @property
    def ok(self) -> bool:
        """True if nothing is against any line, and what was asked for is derived."""
        return self.reached and all(line.ok for line in self)

    @property
    def score(self) -> float:
        """The fraction of lines whose step is right; a missing last line counts as a wrong one."""
        judged = [line for line in self if line.kind != "definition"]
        right = sum(line.earns for line in judged)
        return right / max(1, len(judged) + (not self.reached and right == len(judged)))

    def require(self, variable: str) -> None:
        """Raise CheckFailed unless every line about the gradient by ``variable`` is right, and there is one."""
        keys, what = self._keys(variable), f"∂ℓ/∂{plain(variable)}"
        about = [line for line in self if line.keys & keys and line.kind != "definition"]
        for line in about:
            if line.card is not None and not line.earns:
                raise CheckFailed(replace(line.card, what=what, problem=f"line {line.number}: {line.card.problem}"))
        if not keys <= frozenset().union(*(line.keys for line in about)):
            raise CheckFailed(self._absent(what))

    def _absent(self, what: str) -> Card:
        """The card for a gradient that no line is about."""
        odd = next((line for line in self if line.kind == "syntax" and not line.keys), None)
        if odd is not None and odd.card is not None:
            where = f"line {odd.number}: " if odd.line else ""
            return replace(odd.card, what=what, problem=f"no line derives it; {where}{odd.card.problem}")
        empty = all(line.kind == "missing" for line in self)
        return Card(what, NOT_YET if empty else "no line derives it", hint=_WRITE)

    def parts(self, points: Mapping[str, float]) -> LineParts:
        """Points for a test cell: what each gradient is worth, by the name of its variable.

        ``derived.parts({"Z_2": 1, "A_1": 1, "W_1": 2})`` as a cell's last expression, which shows the lines as well.
        A step that is right only given an earlier wrong line earns its points.
        """
        for variable in points:
            self._keys(variable)  # a misspelled name is the author's mistake, not the student's
        parts = LineParts(self)
        for variable, worth in points.items():
            with parts(worth, f"∂ℓ/∂{plain(variable)}"):
                self.require(variable)
        return parts

    def as_text(self) -> str:
        return display.text(list(self), self.summary())

    def as_html(self, offline: bool = False) -> str:
        """HTML with the lines between dollar signs, or with MathML for a page without MathJax."""
        return display.html(list(self), self.summary(), offline)

    def summary(self) -> str:
        judged = [line for line in self if line.kind != "definition"]
        right = sum(line.earns for line in judged)
        words = f"{right} of {len(judged)} line{'' if len(judged) == 1 else 's'} right"
        return words if self.reached or right < len(judged) else f"{words}; what was asked for is still to come"

    __repr__ = __str__ = as_text
    _repr_html_ = as_html

    def _repr_markdown_(self) -> str:
        return display.markdown(list(self), self.summary())


def faulty(line: str, number: int, label: str, fault: Fault, parsed: Line | None, keys: frozenset[str]) -> Judgement:
    """The judgement of a line with a fault in it."""
    quoted = excerpt(line, fault.span) if fault.span else ""
    place = f": {quoted}" if quoted and fault.kind == "shape" and not fault.expected else ""
    what = f"line {number}" + (f", {label}" if label else "")
    yours = fault.yours or (marked(line, fault.span) if fault.span and fault.kind in ("syntax", "name") else "")
    card = Card(what, fault.problem + place, yours, fault.expected, fault.reading, fault.hint)
    return Judgement(line, number, fault.kind, label, card, fault.span, fault.name, None, parsed, keys)


def excerpt(line: str, span: Span) -> str:
    """The part of the line, shortened if it is long."""
    part = " ".join(line[slice(*span)].split())
    return part if len(part) <= 2 * _AROUND else f"{part[:_AROUND]} … {part[-_AROUND:]}"


def marked(line: str, span: Span) -> str:
    """The part of the line between arrows, with a little of what stands round it."""
    begin, end = span
    before, after = line[max(0, begin - _AROUND) : begin], line[end : end + _AROUND]
    before = ("…" if begin > _AROUND else "") + before
    after += "…" if end + _AROUND < len(line) else ""
    return " ".join(f"{before}▸{line[begin:end] or ' '}◂{after}".split())
