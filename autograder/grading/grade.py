"""The bytes of one submission → its graded notebook and scores. A pure function: the unit of distribution."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading import judge
from autograder.grading import submission as submissions
from autograder.grading.events import CellRun, Event, Output
from autograder.grading.findings import Finding, Graded, digest
from autograder.grading.follow_through import follow_through
from autograder.grading.naming import attach_misconceptions
from autograder.grading.plan import Plan, make_plan
from autograder.grading.run import Run
from autograder.grading.submission import Cell, Submission
from autograder.grading.warm_start import warm_start
from autograder.jail.outside.jailer import Jailer


@dataclass
class Result:
    """A cell of the submission, what running it showed, and for a graded cell its finding."""

    cell: Cell
    outputs: list[Output] = field(default_factory=list)
    finding: Finding | None = None


@dataclass(frozen=True)
class Examination:
    """Everything that was planned, happened and was found for one submission."""

    submission: Submission
    plan: Plan
    events: list[Event]
    findings: dict[str, Finding]


def grade(data: bytes | None, key: AnswerKey, jailer: Jailer, notes: Sequence[str] = ()) -> Graded:
    """Grade one submitted file (None: no file); ``notes`` say how it was found.

    Raises only `JailFailed`, when no jail can be had at all.
    """
    examination = examine(submissions.read(data, key), key, jailer)
    submission, events, findings = examination.submission, examination.events, examination.findings
    said = [*notes, *submission.notes, *judge.notes(submission, key, events)]
    outputs = {event.place: event.outputs for event in events if isinstance(event, CellRun)}
    results = [
        Result(cell, outputs.get(place, []), findings.get(cell.key.grade_id) if cell.key is not None else None)
        for place, cell in enumerate(submission.cells)
    ]
    notebook = _notebook(key, said, results, digest(data, key))
    return Graded(_as_file(notebook), [*findings.values()], said, submission.readable, digest(data, key))


def examine(submission: Submission, key: AnswerKey, jailer: Jailer) -> Examination:
    """Plan, run, judge; then a second, small plan for what follows through; then names for what stays wrong."""
    if not submission.readable:
        return Examination(submission, Plan(()), [], judge.unexamined(key))
    plan = make_plan(submission, key)
    with Run(plan, key, warm_start(plan, key, jailer)) as run:
        events = [*run.events()]
        findings = judge.judge(submission, key, events)
        untouched = {cell.key.grade_id for cell in submission.cells if cell.key is not None and cell.untouched}
        findings = follow_through(findings, key, untouched, run.ask_once_more)
        run.finish()
    return Examination(submission, plan, events, attach_misconceptions(findings, events, key))


def _notebook(key: AnswerKey, notes: list[str], results: list[Result], fingerprint: str) -> dict[str, Any]:
    """The graded notebook: nbgrader's metadata from the key, outputs from the jail, findings from here."""
    return {
        "cells": [
            cell for number, result in enumerate(results) for cell in (_cell(number, result), *_rubric(number, result))
        ],
        "metadata": {
            "byhand": {
                "assignment": key.assignment,
                "title": key.title,
                "notes": notes,
                "digest": fingerprint,
            },
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _as_file(notebook: dict[str, Any]) -> bytes:
    """One line for each cell: indenting the JSON would take longer than reading the submission."""
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in notebook["cells"])
    rest = json.dumps({name: value for name, value in notebook.items() if name != "cells"}, ensure_ascii=False)
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'.encode("utf-8", "replace")


def _cell(number: int, result: Result) -> dict[str, Any]:
    cell, key = result.cell, result.cell.key
    metadata: dict[str, Any] = {"nbgrader": _nbgrader(key)} if key is not None else {}
    own: dict[str, Any] = {}
    if result.finding is not None:
        own["finding"] = asdict(result.finding)
    if key is not None and key.is_answer:
        own["attempted"] = cell.attempted and not cell.missing
    if own:
        metadata["byhand"] = own
    built: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "id": f"cell-{number}",
        "metadata": metadata,
        "source": cell.source,
    }
    if key is not None and key.kind is CellKind.TESTS:
        built["source"] = key.source
    if cell.cell_type == "code":
        built["execution_count"] = None
        built["outputs"] = [*result.outputs, *(_shown(result.finding) if result.finding else [])]
    return built


def _rubric(number: int, result: Result) -> list[dict[str, Any]]:
    """Below a written answer, for the person who grades it: formgrader shows it, feedback leaves it out."""
    key = result.cell.key
    if key is None or not key.rubric:
        return []
    text = f"**Rubric for {key.question}** (not in the student's feedback)\n\n{key.rubric}"
    return [
        {"cell_type": "markdown", "id": f"rubric-{number}", "metadata": {"byhand": {"rubric": True}}, "source": text}
    ]


def _shown(finding: Finding) -> list[dict[str, Any]]:
    """The finding as notebook outputs, for formgrader."""
    outputs: list[dict[str, Any]] = []
    if finding.printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": finding.printed})
    if finding.lines:
        outputs.append({"output_type": "display_data", "data": {"text/html": finding.lines}, "metadata": {}})
    for card in finding.cards:
        if finding.lines and card.line is not None:  # the line says the same
            continue
        data = {"text/html": card.as_html(), "text/plain": card.as_text()}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    return outputs


def _nbgrader(key: KeyCell) -> dict[str, Any]:
    graded = key.is_graded
    metadata: dict[str, Any] = {
        "cell_type": key.cell_type, "grade": graded, "grade_id": key.grade_id, "locked": key.is_locked,
        "schema_version": 3, "solution": key.is_answer, "task": False,
    }  # fmt: skip
    if graded:
        metadata["points"] = key.points
    return metadata
