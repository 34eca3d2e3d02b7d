"""What the gate says of one thing it looked at, and what it tried to find that out."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tried:
    """One entry of the catalogue, graded: ``passed`` if it was accepted (a right one) or rejected (a wrong one)."""

    question: str  # the one that asks for the entry's function
    right: bool
    passed: bool
    named: bool = False
    by: dict[str, str] = field(default_factory=dict)  # each question that lost points: "visible" or "hidden"


@dataclass(frozen=True)
class Verdict:
    """One thing the gate looked at."""

    passed: bool
    what: str
    why: str = ""
    tried: Tried | None = None  # for an entry of the catalogue, its part in the catch table
