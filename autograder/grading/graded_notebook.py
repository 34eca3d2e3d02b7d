"""Our part of a graded notebook, written and read: `metadata.byhand` of the notebook and of its cells.

The notebook's part holds assignment, title, notes and digest; a graded cell's part its finding, an answer's part
whether it was attempted. The cell that shows the rubric below a written answer is marked as such.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.cell_metadata import SETTINGS, key_cell, nbgrader_metadata, own_settings
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.errors import Problem
from autograder.grading import stored
from autograder.grading.findings import Finding, Graded
from autograder.grading.submission import Cell
from byhand.card import Card

ABOUT_FILE = (
    "unreadable",
    "lost",
    "repaired",
    "earlier_version",
)  # what is kept of how the file was read, where it is not empty


@dataclass
class CellResult:
    """A cell of the submission, what running it showed, and for a graded cell its finding."""

    cell: Cell
    outputs: list[dict[str, Any]] = field(default_factory=list)
    finding: Finding | None = None


class NotGradedHere(Problem):
    """The file is not a graded notebook that was written here, or is `Damaged`; the message says which."""


class Damaged(NotGradedHere):
    """The file is not a notebook, or what was written into it cannot be read."""


@dataclass(frozen=True)
class GradedCell:
    """One cell of a graded notebook. ``key`` is None for a cell the student added, ``finding`` for one not graded."""

    cell_type: str
    source: str
    outputs: list[Any]
    key: KeyCell | None
    finding: Finding | None
    is_rubric: bool


@dataclass(frozen=True)
class GradedNotebook:
    """What grading wrote into a graded notebook."""

    assignment: str
    title: str
    notes: list[str]
    digest: str
    cells: list[GradedCell]
    unreadable: str  # why nothing of what was handed in could be graded; empty also if nothing was
    lost: str  # what of the file could not be read, and so is not graded
    repaired: str  # what was mended of the file
    earlier_version: str  # that it was made from an earlier student version, and where that differs

    @property
    def findings(self) -> list[Finding]:
        """Of all graded cells, in order."""
        return [cell.finding for cell in self.cells if cell.finding is not None]

    def belongs_to(self, key: AnswerKey) -> bool:
        """Return whether it has the key's questions, with their points, in their order."""
        there = [(finding.grade_id, finding.points) for finding in self.findings]
        return self.assignment == key.assignment and there == [(cell.grade_id, cell.points) for cell in key.graded]


def read(data: bytes, what: str = "the graded notebook") -> GradedNotebook:
    """Read the bytes of a graded notebook; ``what`` names it in messages. Raises `NotGradedHere`, `Damaged`."""
    try:
        notebook = json.loads(data)
        own = notebook["metadata"].get("byhand")
        if own is None:
            raise NotGradedHere(f"{what} was not graded here. Run `autograder grade` again.")
        title = stored.value(str, own.get("title", ""), "title")
        about_file = {name: stored.value(str, own.get(name, ""), name) for name in ABOUT_FILE}
        assignment, fingerprint = (stored.value(str, own[name], name) for name in ("assignment", "digest"))
        notes = stored.value(list[str], own["notes"], "notes")
        cells = [_read_cell(cell) for cell in notebook["cells"]]
        return GradedNotebook(assignment, title, notes, fingerprint, cells, **about_file)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(f"{what} is damaged ({type(error).__name__}: {error}). Run `autograder grade` again.") from None


def has_finding(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell was graded here, so that its outputs are ours."""
    return "finding" in cell["metadata"].get("byhand", {})


def cards_beside_lines(finding: Finding) -> list[Card]:
    """Return the cards of a finding, but for those that repeat what its typeset derivation shows at a line."""
    return [card for card in finding.cards if card.line is None] if finding.lines else finding.cards


def _read_cell(cell: dict[str, Any]) -> GradedCell:
    own = cell["metadata"].get("byhand", {})
    finding = stored.build(Finding, own["finding"]) if "finding" in own else None
    source, outputs = "".join(cell["source"]), stored.value(list, cell.get("outputs", []), "outputs")
    cell_type = stored.value(str, cell["cell_type"], "cell_type")
    return GradedCell(cell_type, source, outputs, key_cell(cell), finding, is_rubric="rubric" in own)


def to_bytes(
    key: AnswerKey, results: Sequence[CellResult], notes: Sequence[str], digest: str, about_file: Mapping[str, str]
) -> bytes:
    """Return the graded notebook's file: nbgrader's metadata from the key, outputs from the jail, findings from here.

    ``about_file`` has a text for each of `ABOUT_FILE`.
    A line for each cell: indenting the JSON would take longer than reading the submission.
    """
    cells = [
        cell for number, result in enumerate(results) for cell in (_cell(number, result), *_rubric(number, result))
    ]
    own: dict[str, Any] = {"assignment": key.assignment, "title": key.title, "notes": [*notes], "digest": digest}
    own |= {name: said for name, said in about_file.items() if said}
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"byhand": own, "kernelspec": kernel, "language_info": {"name": "python"}}
    return _as_file(cells, {"metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def with_first_note(data: bytes, note: str) -> bytes:
    """Return a graded notebook's file with ``note`` before its other notes."""
    notebook = json.loads(data)
    notebook["metadata"]["byhand"]["notes"].insert(0, note)
    return _as_file(notebook.pop("cells"), notebook)


def _as_file(cells: Sequence[dict[str, Any]], rest: dict[str, Any]) -> bytes:
    lines = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in cells)
    return f'{{"cells": [\n{lines}\n],\n{json.dumps(rest, ensure_ascii=False)[1:]}\n'.encode("utf-8", "replace")


def _cell(number: int, result: CellResult) -> dict[str, Any]:
    cell, key = result.cell, result.cell.key
    metadata: dict[str, Any] = {"nbgrader": nbgrader_metadata(key)} if key is not None else {}
    own: dict[str, Any] = {}
    if key is not None and key.released is not None:  # so that a feedback page knows which lines are hidden
        metadata[SETTINGS] = own_settings(key)
    if result.finding is not None:
        own["finding"] = asdict(result.finding)
    if key is not None and key.is_answer:
        own["attempted"] = cell.attempted and not cell.missing
    if own:
        metadata["byhand"] = own
    built: dict[str, Any] = {"cell_type": cell.cell_type, "id": f"cell-{number}", "metadata": metadata}
    built["source"] = key.source if key is not None and key.kind is CellKind.TESTS else cell.source
    if cell.cell_type == "code":
        built["execution_count"] = None
        built["outputs"] = [*result.outputs, *(_shown(result.finding) if result.finding else [])]
    return built


def _rubric(number: int, result: CellResult) -> list[dict[str, Any]]:
    """Return the cell below a written answer for the person who grades it: feedback leaves it out."""
    key = result.cell.key
    if key is None or not key.rubric:
        return []
    text = f"**Rubric for {key.question}** (not in the student's feedback)\n\n{key.rubric}"
    return [
        {"cell_type": "markdown", "id": f"rubric-{number}", "metadata": {"byhand": {"rubric": True}}, "source": text}
    ]


def _shown(finding: Finding) -> list[dict[str, Any]]:
    """Return the finding as notebook outputs, for formgrader."""
    outputs: list[dict[str, Any]] = []
    if finding.printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": finding.printed})
    if finding.lines:
        outputs.append({"output_type": "display_data", "data": {"text/html": finding.lines}, "metadata": {}})
    for card in cards_beside_lines(finding):
        data = {"text/html": card.as_html(), "text/plain": card.as_text()}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    return outputs


def as_graded(data: bytes, notebook: GradedNotebook, readable: bool = True, cut_short: bool = False) -> Graded:
    """Return what the graded notebook in ``data``, which was read as ``notebook``, says of its submission."""
    about_file = {name: getattr(notebook, name) for name in ABOUT_FILE}
    return Graded(data, notebook.findings, notebook.notes, readable, notebook.digest, cut_short=cut_short, **about_file)
