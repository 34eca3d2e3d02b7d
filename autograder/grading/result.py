"""What running one cell of a submission gave, and what of it is decided without asking the student's functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograder.assignment.key_cell import KeyCell
from autograder.grading.findings import Finding, Status
from autograder.grading.submission import Cell
from byhand.card import Card


@dataclass
class Result:
    """What running one cell gave: its notebook outputs, and for a graded cell its finding."""

    cell: Cell
    outputs: list[dict[str, Any]] = field(default_factory=list)
    finding: Finding | None = None


def error(kind: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": kind, "evalue": message, "traceback": [message]}


def letters(output: dict[str, Any]) -> int:
    """How much an output takes in a notebook, about; pictures are text there."""
    texts = [output.get("text", ""), output.get("evalue", ""), *output.get("data", {}).values()]
    return 100 + sum(map(len, [*texts, *output.get("traceback", [])]))


def ran_out_of_time(outputs: list[dict[str, Any]]) -> bool:
    return any(output.get("ename") == "TimeoutError" for output in outputs)


def settle_in_jail(finding: Finding, outputs: list[dict[str, Any]]) -> None:
    """No points for a test cell that ran in the jail and showed an error."""
    if finding.score and any(output["output_type"] == "error" for output in outputs):
        finding.score, finding.status = 0.0, Status.FAILED
        finding.cards.append(Card(finding.question, "a check of this question did not pass"))


def written(key: KeyCell, cell: Cell) -> Finding:
    """A written answer waits for a person; none is worth nothing."""
    if cell.attempted and not cell.missing and cell.source.strip():
        return Finding(key.grade_id, key.question, key.points, None, status=Status.BY_HAND)
    return Finding(key.grade_id, key.question, key.points, 0.0, status=Status.NO_ANSWER)
