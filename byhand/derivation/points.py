"""Points for a derivation: a `check.Parts` that shows the lines themselves, each with its mark."""

from __future__ import annotations

from byhand.card import Card, CardKind, show
from byhand.derivation.display import Shown
from byhand.parts import Parts


class LineParts(Parts):
    """The parts of a test cell, one for each gradient.

    As the last expression of a cell it shows the lines with what is off in each, so a part that fails in a line only
    names that line.

    derivation  the lines, as they are shown
    mistake     the first known mistake in a line, such as ``∂ℓ/∂Z_2: factor m``; empty if there is none
    """

    def __init__(self, derivation: Shown, mistake: str) -> None:
        super().__init__()
        self.derivation, self.mistake = derivation, mistake

    def show(self, card: Card) -> None:
        """Print one line for what the derivation shows anyway, and display any other card."""
        if card.line is not None:
            print(f"✗ {card.what}  line {card.line}")
        elif card.kind is CardKind.NOT_WRITTEN:
            print(f"✗ {card.what}  {card.problem}")
        else:
            show(card)

    def __repr__(self) -> str:
        return f"{self.derivation}\n{super().__repr__()}" if self.derivation else super().__repr__()

    def _repr_html_(self) -> str:
        return (self.derivation.as_html() if self.derivation else "") + super()._repr_html_()

    def _repr_markdown_(self) -> str:
        return f"{self.derivation._repr_markdown_()}\n\n{super().__repr__()}"
