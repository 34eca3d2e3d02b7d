"""The card a failed check shows, the exception that carries it, and where both are displayed."""

from __future__ import annotations

import html
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# True inside a part of `check.Parts`, which prints one line of its own instead.
quiet: ContextVar[bool] = ContextVar("quiet", default=False)

# Inline and half transparent, so that the card suits light and dark pages alike.
_BOX = (
    "border-left: 4px solid #d55e00; border-radius: 4px; background: rgba(213, 94, 0, 0.08); color: inherit; "
    "padding: 0.6em 0.9em; margin: 0.4em 0; max-width: 46em; font-family: sans-serif; font-size: 14px; "
    "line-height: 1.45; text-align: left; overflow-wrap: anywhere"
)
_LINE = "margin: 0.35em 0 0 0"
_MUTED = "opacity: 0.75; margin-right: 0.6em"
_NEXT = "margin: 0.5em 0 0 0; padding-top: 0.45em; border-top: 1px solid rgba(128, 128, 128, 0.35)"
# Notebook pages have styles of their own for tables: every property they set is reset here.
_PLAIN = "border: none; background: none; color: inherit"
_TABLE = f"{_PLAIN}; border-collapse: collapse; margin: 0.5em 0 0.1em 0; font-size: 13px"
_CELL = f"{_PLAIN}; text-align: left; vertical-align: top; padding: 0 1.6em 0.1em 0"
_LABEL = f"{_CELL}; font-weight: normal; opacity: 0.75"
_VALUE = f"{_CELL}; font-family: monospace"


class CardKind(StrEnum):
    """What kind of thing is off. Programs read this, never the words, which may be rewritten at any time."""

    OTHER = "other"
    NOT_WRITTEN = "not written"  # the stub is still there
    SHAPE = "shape"  # an array has the wrong shape, or part of a formula does
    TYPE = "type"  # not the kind of thing that was wanted: no array, no number, or numbers of another kind
    RAISED = "raised"  # the student's code raised an exception; ``reading`` says where


@dataclass(frozen=True)
class Card:
    """What a failed check says, as fields of plain text.

    what      the name of what was checked, such as ``dW``
    problem   the first thing that is off
    yours     what the student has, and ``expected`` what was wanted; shown side by side
    reading   how it is off, when that is simple to say
    hint      one next step
    kind      what kind of thing is off
    line      number of the line of a derivation at which the same is shown; None if there is no such line
    """

    what: str
    problem: str
    yours: str = ""
    expected: str = ""
    reading: str = ""
    hint: str = ""
    kind: CardKind = CardKind.OTHER
    line: int | None = None

    def as_line(self) -> str:
        """Return one line for a log or a short traceback."""
        sides = f": {self.yours}, expected {self.expected}" if self.yours and self.expected else ""
        return f"{self.what}: {self.problem}{sides}"

    def as_text(self) -> str:
        """Return the whole card as plain text, without markup."""
        lines = [f"✗ {self.what}: {self.problem}"]
        width = len("expected:") if self.expected else len("yours:")
        lines += [f"  {'yours:':<{width}} {self.yours}"] if self.yours else []
        lines += [f"  {'expected:':<{width}} {self.expected}"] if self.expected else []
        lines += [f"  {self.reading}"] if self.reading else []
        lines += [f"  Next step: {self.hint}"] if self.hint else []
        return "\n".join(lines)

    def as_html(self) -> str:
        """Return the card as one HTML element with inline styles; every field is escaped."""
        body = [f"<div><strong>✗ {_safe(self.what)}</strong>: {_safe(self.problem)}</div>"]
        body += [self._sides()] if self.yours or self.expected else []
        body += [f'<div style="{_LINE}">{_safe(self.reading)}</div>'] if self.reading else []
        body += [f'<div style="{_NEXT}"><em>Next step:</em> {_safe(self.hint)}</div>'] if self.hint else []
        return f'<div class="byhand-card" style="{_BOX}">{"".join(body)}</div>'

    def _sides(self) -> str:
        """Return ``yours`` and ``expected`` as a small table, or as one line if only one of them is given."""
        both = (("yours", self.yours), ("expected", self.expected))
        sides = [(label, text) for label, text in both if text]
        if len(sides) == 1:
            label, text = sides[0]
            return f'<div style="{_LINE}"><span style="{_MUTED}">{label}</span> {_safe(text)}</div>'
        head = "".join(f'<th style="{_LABEL}">{label}</th>' for label, _ in sides)
        cells = "".join(f'<td style="{_VALUE}">{_safe(text)}</td>' for _, text in sides)
        rows = f'<tr style="{_PLAIN}">{head}</tr><tr style="{_PLAIN}">{cells}</tr>'
        return f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>'


def not_written(what: str, hint: str = "", line: int | None = None) -> Card:
    """Return the card for an answer, or for one ``line`` of it, that is still empty."""
    return Card(what, "not written yet", hint=hint, kind=CardKind.NOT_WRITTEN, line=line)


class CheckFailed(AssertionError):
    """A check that failed; ``card`` says what is off, how, and what to do next."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.card = card
        self._shown = False

    def __str__(self) -> str:
        return self.card.as_text()

    def _render_traceback_(self) -> list[str]:
        """Show the card, and return one line in place of a stack: IPython calls this for an uncaught exception.

        IPython calls it again when it stores the output in its history; the card is shown only once.
        """
        if not self._shown:
            self._shown = True
            show(self.card)
        return [f"CheckFailed: {self.card.as_line()}"]


def show(card: Card) -> None:
    """Display the card as HTML in a notebook, as plain text anywhere else."""
    if in_ipython():
        from IPython.display import display  # only where it is loaded already

        display({"text/html": card.as_html(), "text/plain": card.as_text()}, raw=True)
    else:
        print(card.as_text())


def passed(what: str, detail: str = "") -> None:
    """Print the one quiet line of a check that passes, unless it is inside a part of `check.Parts`."""
    if not quiet.get():
        print(f"✓ {what}  {detail}".rstrip())


def in_ipython() -> bool:
    """Return True inside a running IPython session, without importing IPython."""
    ipython: Any = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
