"""An untrusted notebook as data: bounded, validated, and put back into the assignment's shape.

Of a submitted file only cell types, sources and grade_ids are read. Locked cells come from the answer key; cells that
are missing, doubled, retyped or out of order are repaired where that is possible, and every repair leaves a note.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.answer_key import AnswerKey, KeyCell

MAX_CELLS = 1000
MAX_SOURCE = 500_000


@dataclass
class Cell:
    """One cell to run or to show. ``key`` is its cell in the assignment, None for the student's own."""

    cell_type: str
    source: str
    key: KeyCell | None = None
    missing: bool = False

    @property
    def attempted(self) -> bool:
        return self.key is None or self.source.strip() != self.key.student_source.strip()


@dataclass
class Submission:
    """What can be graded of a submitted file, and what had to be said about it."""

    cells: list[Cell]
    notes: list[str] = field(default_factory=list)
    readable: bool = True


def read(data: bytes | None, key: AnswerKey) -> Submission:
    """The submission in ``data``; never raises: what cannot be read becomes an untouched notebook and a note."""
    if data is None:
        return _unreadable(key, "no notebook was handed in")
    if len(data) > key.limits.notebook_mb * 2**20:
        return _unreadable(
            key, f"the file is {len(data) / 2**20:.0f} MB large, and at most {key.limits.notebook_mb} MB can be graded;"
            " clear the outputs (Kernel → Restart & Clear Output) and hand it in again")  # fmt: skip
    try:
        raw = list(_cells(json.loads(data)))
    except RecursionError:
        return _unreadable(key, "the file is nested too deeply to be a notebook")
    except (ValueError, TypeError, KeyError, AttributeError):
        return _unreadable(key, "the file is not a readable notebook; it may be damaged or cut off")
    return _arrange(raw, key)


def _unreadable(key: AnswerKey, note: str) -> Submission:
    cells = [Cell(cell.cell_type, cell.student_source, cell, missing=True) for cell in key.cells]
    return Submission(cells, [note], readable=False)


def _cells(notebook: Any) -> Iterator[tuple[str, str, str]]:
    """(cell_type, source, grade_id) of each cell, for notebook formats 3 and 4. Raises on anything else."""
    sheets = notebook.get("worksheets", [notebook])
    cells = [cell for sheet in sheets for cell in sheet["cells"]]
    if len(cells) > MAX_CELLS:
        raise ValueError("too many cells")
    for cell in cells:
        cell_type = cell["cell_type"]
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if not isinstance(source, str) or not isinstance(cell_type, str) or len(source) > MAX_SOURCE:
            raise ValueError("not a cell")
        source = source.encode("utf-8", "replace").decode().replace("\0", "")
        metadata = cell.get("metadata")
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
        yield ("code" if cell_type == "code" else "markdown"), source, grade_id if isinstance(grade_id, str) else ""


def _arrange(raw: list[tuple[str, str, str]], key: AnswerKey) -> Submission:
    """The assignment's cells in the assignment's order, each followed by the student's own cells that stood there."""
    places = {cell.grade_id: place for place, cell in enumerate(key.cells)}
    slots: dict[int, Cell] = {}
    own: dict[int, list[Cell]] = {place: [] for place in range(-1, len(key.cells))}
    notes: list[str] = []
    order: list[int] = []
    here = -1
    for cell_type, source, grade_id in raw:
        place = places.get(grade_id)
        if place is None:
            own[here].append(Cell(cell_type, source))
        elif place in slots:
            notes += _second_copy(key.cells[place], Cell(cell_type, source), own[here])
        else:
            slots[place] = _fill(key.cells[place], cell_type, source, notes)
            order.append(place)
            here = place
    if not order:
        return _wrong_notebook(key, raw)
    if order != sorted(order):
        notes.append("cells had been moved; they were graded in the assignment's order")
    cells = own[-1]
    for place, key_cell in enumerate(key.cells):
        if place not in slots:
            notes.append(
                f"the cell {key_cell.grade_id} was missing"
                + ("" if key_cell.kind == "solution" else " and was put back")
            )
            empty = "" if key_cell.kind == "solution" else key_cell.student_source
            slots[place] = Cell(key_cell.cell_type, empty, key_cell, missing=True)
        cells += [slots[place], *own[place]]
    return Submission(cells, notes)


def _fill(key_cell: KeyCell, cell_type: str, source: str, notes: list[str]) -> Cell:
    if cell_type != key_cell.cell_type:
        notes.append(
            f"the cell {key_cell.grade_id} had been turned into {cell_type}; it was graded as {key_cell.cell_type}"
        )
    if key_cell.kind in ("given", "tests"):
        if source.strip() not in (key_cell.student_source.strip(), key_cell.source.strip()):
            notes.append(f"the locked cell {key_cell.grade_id} had been changed; the original was used")
        source = key_cell.student_source
    return Cell(key_cell.cell_type, source, key_cell)


def _second_copy(key_cell: KeyCell, copy: Cell, here: list[Cell]) -> list[str]:
    """A copy of an answer still runs, as in the student's notebook; a copy of a locked cell does not."""
    if key_cell.kind in ("solution", "written"):
        here.append(copy)
        return [f"the cell {key_cell.grade_id} was there twice; both ran, in the order they stood in"]
    return [f"the locked cell {key_cell.grade_id} was there twice; it ran once"]


def _wrong_notebook(key: AnswerKey, raw: list[tuple[str, str, str]]) -> Submission:
    submission = _unreadable(
        key, f"none of the cells of {key.assignment} are in this notebook; it looks like another one"
    )
    if not raw:
        submission.notes = ["the notebook is empty"]
    return submission
