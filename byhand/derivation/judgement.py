"""The results of judging: a `Judgement` for one line, a `Derivation` for several; both show themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from byhand.card import Card, CardKind, CheckFailed, not_written
from byhand.derivation.display import Shown
from byhand.derivation.faults import Fault, Span
from byhand.derivation.judged import JudgedLine
from byhand.derivation.latex.build import Line
from byhand.derivation.latex.vocabulary import plain
from byhand.derivation.points import LineParts

_WRITE = r"Write a line that begins with \frac{\partial \ell}{\partial …} = and this name."
_AROUND = 24  # how many characters of a line are quoted on each side of a place in it


class Judgement(Shown, JudgedLine):
    """One line and what was found; a notebook shows the line with what is off in it.

    ``kind`` is ``right``, ``follows`` (right, given what is off in line ``origin``), ``definition``, ``missing``,
    ``syntax``, ``name``, ``shape`` or ``value``. ``card`` says what is off, and ``mistake`` is the short name of a
    known mistake. ``ok``, ``earns`` and ``require()`` are for test cells.
    """

    def _shown(self) -> tuple[list[JudgedLine], str]:
        return [self], ""


class Derivation(Shown, Sequence[Judgement]):
    """The judgements of a derivation's lines, in order.

    target   the variables whose gradients were asked for
    keys     turns a variable's name into the variables it means, one for each layer if it has the index
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
        """True if nothing is wrong with any line, and what was asked for is derived."""
        return self.reached and all(line.ok for line in self)

    @property
    def score(self) -> float:
        """The fraction of lines whose step is right; a missing last line counts as a wrong one."""
        judged = [line for line in self if line.kind != "definition"]
        right = sum(line.earns for line in judged)
        return right / max(1, len(judged) + (not self.reached and right == len(judged)))

    def require(self, variable: str) -> None:
        """Raise CheckFailed unless there are lines about the gradient with respect to ``variable`` and all of them are right."""
        keys, what = self._keys(variable), f"∂ℓ/∂{plain(variable)}"
        about = [line for line in self if line.keys & keys and line.kind != "definition"]
        for line in about:
            if line.card is not None and not line.earns:
                raise CheckFailed(self._about(line, variable))
        if not keys <= frozenset().union(*(line.keys for line in about)):
            raise CheckFailed(self._absent(what))

    def _absent(self, what: str) -> Card:
        """Return the card for a gradient that no line is about."""
        odd = next((line for line in self if line.kind == "syntax" and not line.keys), None)
        if odd is not None and odd.card is not None:
            where = f"line {odd.number}: " if odd.line else ""
            return replace(odd.card, what=what, problem=f"no line derives it; {where}{odd.card.problem}", line=None)
        if all(line.kind == "missing" for line in self):
            return not_written(what, _WRITE)
        return Card(what, "no line derives it", hint=_WRITE)

    def parts(self, points: Mapping[str, float]) -> LineParts:
        """Return the points for a test cell; ``points`` says what each gradient is worth, by its variable.

        ``derived.parts({"Z_2": 1, "A_1": 1, "W_1": 2})`` as a cell's last expression shows the lines as well.
        A step that is right given an earlier wrong line earns its points; but where that line is about something
        that is worth none, the first step from it pays for it.
        Raises ValueError for a variable that is not declared.
        """
        # A misspelled name is the author's mistake, not the student's.
        asked = frozenset().union(*(self._keys(variable) for variable in points))
        paying = self._paying(asked)
        parts = LineParts(self, self.mistake)
        for variable, worth in points.items():
            with parts(worth, f"∂ℓ/∂{plain(variable)}"):
                self.require(variable)
                for line in paying:
                    if line.card is not None and line.keys & self._keys(variable):
                        raise CheckFailed(self._about(line, variable))
        return parts

    def _paying(self, asked: frozenset[str]) -> list[Judgement]:
        """Return the first asked line that follows from each wrong line about something that is not asked."""
        own = {line.number for line in self if line.keys & asked}
        first: dict[int, Judgement] = {}
        for line in self:
            if line.origin is not None and line.origin not in own and line.keys & asked:
                first.setdefault(line.origin, line)
        return [*first.values()]

    def _about(self, line: Judgement, variable: str) -> Card:
        """Return the card of a line under the name of the gradient that it is about."""
        assert line.card is not None
        return replace(line.card, what=f"∂ℓ/∂{plain(variable)}", problem=f"line {line.number}: {line.card.problem}")

    @property
    def mistake(self) -> str:
        """The first known mistake in a line, such as ``∂ℓ/∂Z_2: factor m``; empty if there is none."""
        wrong = (line for line in self if line.mistake and not line.earns)
        return next((f"{line.label}: {line.mistake}" for line in wrong), "")

    def summary(self) -> str:
        """Return in one line how many lines are right, and whether what was asked for is still to come."""
        judged = [line for line in self if line.kind != "definition"]
        right = sum(line.earns for line in judged)
        words = f"{right} of {len(judged)} line{'' if len(judged) == 1 else 's'} right"
        return words if self.reached or right < len(judged) else f"{words}; what was asked for is still to come"

    def _shown(self) -> tuple[Sequence[JudgedLine], str]:
        return self._judgements, self.summary()


def faulty(line: str, number: int, label: str, fault: Fault, parsed: Line | None, keys: frozenset[str]) -> Judgement:
    """Return the judgement of a line with a fault in it."""
    quoted = excerpt(line, fault.span) if fault.span else ""
    place = f": {quoted}" if quoted and fault.kind == "shape" and not fault.expected else ""
    what = f"line {number}" + (f", {label}" if label else "")
    yours = fault.yours or (marked(line, fault.span) if fault.span and fault.kind in ("syntax", "name") else "")
    kind = CardKind.SHAPE if fault.kind == "shape" else CardKind.OTHER
    card = Card(what, fault.problem + place, yours, fault.expected, fault.reading, fault.hint, kind, number)
    return Judgement(line, number, fault.kind, label, card, fault.span, fault.name, None, parsed, keys)


def excerpt(line: str, span: Span) -> str:
    """Return the part of the line, shortened if it is long."""
    part = " ".join(line[slice(*span)].split())
    return part if len(part) <= 2 * _AROUND else f"{part[:_AROUND]} … {part[-_AROUND:]}"


def marked(line: str, span: Span) -> str:
    """Return the part of the line between arrows, with a little of what is around it."""
    begin, end = span
    before, after = line[max(0, begin - _AROUND) : begin], line[end : end + _AROUND]
    before = ("…" if begin > _AROUND else "") + before
    after += "…" if end + _AROUND < len(line) else ""
    return " ".join(f"{before}▸{line[begin:end] or ' '}◂{after}".split())
