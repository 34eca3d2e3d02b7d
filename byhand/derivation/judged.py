"""One line of a derivation and what was found about it, as data: judging makes it, display and points read it."""

from __future__ import annotations

from dataclasses import dataclass

from byhand.card import Card, CheckFailed
from byhand.derivation.faults import Span
from byhand.derivation.latex.build import Line


@dataclass(frozen=True, repr=False)
class JudgedLine:
    """One line and what was found.

    line     as the student wrote it, and ``number`` its place among the lines, from 1
    kind     ``right``; ``follows``: right, given what is off in line ``origin``; ``definition``: a name that is
             introduced, nothing to judge; ``missing``; or the first thing that is off: ``syntax``, ``name``
             (not known, or not derived yet), ``shape``, ``value``
    label    what the line is about, such as ∂ℓ/∂W_1
    card     what is off in words; None if nothing is
    span     where in the line, if at one place
    mistake  the short name of the mistake, if it is a known one
    parsed   the line as a tree; None if it could not be read
    keys     the variables whose gradients the line is about
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
        """True if nothing is wrong with the line."""
        return self.kind in ("right", "definition")

    @property
    def earns(self) -> bool:
        """True if the step itself is right, even if it goes on from something wrong."""
        return self.ok or self.kind == "follows"

    def require(self) -> None:
        """Raise CheckFailed with the card unless the step is right; for test cells."""
        if self.card is not None and not self.earns:
            raise CheckFailed(self.card)
