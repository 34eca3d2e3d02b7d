"""Points for a derivation: a `check.Parts` that shows the lines themselves, each with its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from byhand.card import Card, show
from byhand.parts import Parts

if TYPE_CHECKING:
    from byhand.derivation.judgement import Derivation

NOT_YET = "not written yet"
_IN_A_LINE = "line "  # how the problem of a card begins that stands at its line as well


class LineParts(Parts):
    """The parts of a test cell, one for each gradient, and the ``derivation`` they are about.

    As the last expression of a cell it shows the lines with what is off in each, so a part that fails in a line only
    names that line.
    """

    def __init__(self, derivation: Derivation) -> None:
        super().__init__()
        self.derivation = derivation

    @property
    def mistake(self) -> str:
        """The first known mistake in a line, such as ``∂ℓ/∂Z_2: factor m``; empty if there is none."""
        wrong = (line for line in self.derivation if line.mistake and not line.earns)
        return next((f"{line.label}: {line.mistake}" for line in wrong), "")

    def show(self, card: Card) -> None:
        if said_at_line(card.problem):
            print(f"✗ {card.what}  {card.problem.partition(':')[0]}")
        elif card.problem == NOT_YET:
            print(f"✗ {card.what}  {NOT_YET}")
        else:
            show(card)

    def __repr__(self) -> str:
        return f"{self.derivation}\n{super().__repr__()}" if self.derivation else super().__repr__()

    def _repr_html_(self) -> str:
        return (self.derivation.as_html() if self.derivation else "") + super()._repr_html_()

    def _repr_markdown_(self) -> str:
        return f"{self.derivation._repr_markdown_()}\n\n{super().__repr__()}"


def said_at_line(problem: str) -> bool:
    """True for the problem on a card that only repeats what stands at a line of the derivation."""
    return problem.startswith(_IN_A_LINE)
