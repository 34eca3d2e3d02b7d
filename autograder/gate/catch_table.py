"""What the tests did with every right and wrong answer of the catalogue, one line per question."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import asked
from autograder.assignment.key_cell import CellKind
from autograder.gate.verdict import Tried

HEADS = ("right answers", "mistakes", "named", "in sight", "hidden", "elsewhere")
LEGEND = "in sight: a check that students have; hidden: hidden tests only; elsewhere: only a later question's tests"


def questions(key: AnswerKey) -> dict[str, str]:
    """Return, for each name students are asked for, the first question that tests the cell in which it is written."""
    first: dict[str, str] = {}
    for cell in key.cells:
        if cell.kind is CellKind.TESTS:
            first.setdefault(key.answers[cell.grade_id], cell.question)
    return {name: first[cell] for name, cell in asked(key).items() if cell in first}


def catch_table(tried: Sequence[Tried], order: Sequence[str]) -> str:
    """Return the table as text: a line for each question in ``order`` that has entries, and one for all of them."""
    rows = [_row(name, [entry for entry in tried if entry.question == name]) for name in order]
    rows = [("", *HEADS), *[row for row in rows if any(row[1:])], _row("all", tried)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]
    return "\n".join(f"  {line}" for line in [*lines, LEGEND])


def _row(name: str, tried: Sequence[Tried]) -> tuple[str, ...]:
    right, wrong = [entry for entry in tried if entry.right], [entry for entry in tried if not entry.right]
    caught = [entry for entry in wrong if entry.passed]
    places = [entry.by.get(entry.question, "elsewhere") for entry in caught]
    return (
        name,
        _share(sum(entry.passed for entry in right), len(right)),
        _share(len(caught), len(wrong)),
        _share(sum(entry.named for entry in wrong), len(wrong)),
        *(_some(places.count(place)) for place in ("visible", "hidden", "elsewhere")),
    )


def _share(some: int, whole: int) -> str:
    return f"{some}/{whole}" if whole else ""


def _some(count: int) -> str:
    return str(count) if count else ""
