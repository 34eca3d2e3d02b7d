"""The exception for what is off in a line, with a place in the line and the words of a card."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(eq=False)
class Fault(Exception):
    """The first thing that is off in a line. It never leaves the package: a Judgement is made from it.

    kind      ``syntax``, ``name``, ``shape`` or ``value``
    problem   what is off; ``yours`` and ``expected`` side by side, where both are short
    reading   how it is off, and ``hint`` one next step
    span      first character and one past the last, in the student's line; None for the line as a whole
    name      a short fixed name of the mistake, where it is a known one
    """

    kind: str
    problem: str
    hint: str = ""
    span: Span | None = None
    yours: str = ""
    expected: str = ""
    reading: str = ""
    name: str = ""
