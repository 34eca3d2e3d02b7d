"""The bytes of one submission → its graded notebook and scores. A pure function: the unit of distribution."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading import submission as submissions
from autograder.grading.examiner import Examiner
from autograder.grading.findings import Finding, Graded, Status, digest
from autograder.grading.result import Result
from autograder.grading.submission import Submission
from autograder.jail.outside.jailer import JailSource
from byhand.derivation.points import said_at_line


def grade(data: bytes | None, key: AnswerKey, jailer: JailSource, notes: Sequence[str] = ()) -> Graded:
    """Grade one submitted file (None: no file); ``notes`` say how it was found.

    Raises only `JailFailed`, when no jail can be had at all.
    """
    began = time.perf_counter()
    submission = submissions.read(data, key)
    submission.notes = [*notes, *submission.notes]
    if submission.readable:
        examiner = Examiner(key, jailer)
        results = examiner.examine(submission)
        submission.notes += examiner.notes
    else:
        results = [_not_examined(cell) for cell in submission.cells]
    findings = [result.finding for result in results if result.finding is not None]
    notebook = _notebook(key, submission, results, digest(data, key))
    return Graded(
        notebook=_as_file(notebook),
        findings=findings,
        notes=submission.notes,
        readable=submission.readable,
        digest=digest(data, key),
        seconds=time.perf_counter() - began,
    )


def _not_examined(cell: submissions.Cell) -> Result:
    key = cell.key
    if key is None or not key.is_graded:
        return Result(cell)
    return Result(cell, finding=Finding(key.grade_id, key.question, key.points, 0.0, status=Status.NO_ANSWER))


def _notebook(key: AnswerKey, submission: Submission, results: list[Result], fingerprint: str) -> dict[str, Any]:
    """The graded notebook: nbgrader's metadata from the key, outputs from the jail, findings from here."""
    return {
        "cells": [
            cell for number, result in enumerate(results) for cell in (_cell(number, result), *_rubric(number, result))
        ],
        "metadata": {
            "byhand": {
                "assignment": key.assignment,
                "title": key.title,
                "notes": submission.notes,
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
        if finding.lines and said_at_line(card.problem):  # it stands there
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
