"""An untrusted notebook as data: bounded, validated, and put back into the assignment's shape.

Of a submitted file only cell types, sources, grade_ids and pictures pasted into words are read. Locked cells come from
the answer key; cells that are missing, doubled, retyped or out of order are repaired where that is possible, and every
repair leaves a note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import SHOULD_SEE, CellKind, KeyCell

MAX_CELLS = 1000
MAX_SOURCE = 500_000  # characters in one cell
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
# No two parts of these can match the same characters, or a few megabytes would take days.
_ATTACHED = re.compile(r"!\[([^\]\n]{0,300})\]\(attachment:([^()\s]{1,300})(?:[ \t][^()\n]{0,300})?\)")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


@dataclass
class Cell:
    """One cell to run or to show. ``key`` is its cell in the assignment, None for the student's own."""

    cell_type: str
    source: str
    key: KeyCell | None = None
    missing: bool = False
    answered_elsewhere: bool = False  # a task, in a notebook with cells of the student's own

    @property
    def attempted(self) -> bool:
        if self.key is None or self.answered_elsewhere:
            return True
        return self.source.strip() != self.key.student_source.strip()

    @property
    def untouched(self) -> bool:
        """Whether it is a stub that nobody began to fill in."""
        return not self.attempted and "raise NotImplementedError" in self.source

    @property
    def title(self) -> str:
        """The cell's name in notes to the instructor."""
        return f"the cell {self.key.grade_id}" if self.key is not None else "a cell of the student's own"


@dataclass
class Submission:
    """What can be graded of a submitted file, and what had to be said about it."""

    cells: list[Cell]
    notes: list[str] = field(default_factory=list)
    readable: bool = True


def read(data: bytes | None, key: AnswerKey) -> Submission:
    """Read a submission; never raises: what cannot be read becomes an untouched notebook and a note."""
    if data is None:
        return _unreadable(key, "no notebook was handed in")
    if len(data) > key.limits.notebook_mb * 2**20:
        return _unreadable(
            key, f"the file is larger than {key.limits.notebook_mb:g} MB, which is more than can be graded; clear the"
            " outputs (Kernel → Restart & Clear Output) and hand it in again")  # fmt: skip
    try:
        notebook = json.loads(data)
        raw, notes = _cells(notebook)
    except RecursionError:
        return _unreadable(key, "the file is nested too deeply to be a notebook")
    except (ValueError, TypeError, KeyError, AttributeError):
        return _unreadable(key, "the file is not a readable notebook; it may be damaged or cut off")
    if problem := _another(notebook, raw, key):
        return _unreadable(key, problem)
    submission = _arrange(raw, key)
    submission.notes = [*notes, *submission.notes]
    return submission


def _unreadable(key: AnswerKey, note: str) -> Submission:
    cells = [Cell(cell.cell_type, cell.student_source, cell, missing=True) for cell in key.cells]
    return Submission(cells, [note], readable=False)


def _cells(notebook: Any) -> tuple[list[tuple[str, str, str]], list[str]]:
    """(cell_type, source, grade_id) of each cell of a notebook in format 3 or 4, and notes. Raises on anything else.

    A cell that cannot be used is left out, so that it costs no more than itself.
    """
    sheets = notebook.get("worksheets", [notebook])
    raw = [cell for sheet in sheets for cell in sheet["cells"]]
    read = [(_source(cell), cell) for cell in raw[:MAX_CELLS]]
    found = [_cell(source, cell) for source, cell in read if source is not None and len(source) <= MAX_SOURCE]
    notes = []
    if len(raw) > MAX_CELLS:
        notes.append(f"the notebook has {len(raw)} cells; only the first {MAX_CELLS} were graded")
    if any(source is not None and len(source) > MAX_SOURCE for source, _ in read):
        notes.append(f"a cell with more than {MAX_SOURCE} characters was left out")
    if any(source is None for source, _ in read):
        notes.append("a damaged cell was left out")
    return [cell for cell in found if cell[2] or not cell[1].startswith(SHOULD_SEE)], notes


def _source(cell: Any) -> str | None:
    """Return the source of a cell; None if it is not a cell."""
    source = cell.get("source", cell.get("input", "")) if isinstance(cell, dict) else None
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(source, str) else None


def _cell(source: str, cell: dict[str, Any]) -> tuple[str, str, str]:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    cell_type = "code" if cell.get("cell_type") == "code" else "markdown"
    if cell_type == "markdown" and "attachment:" in source:
        source = _with_pictures(source, cell.get("attachments"))
    return cell_type, source, grade_id if isinstance(grade_id, str) else ""


def _with_pictures(source: str, attachments: Any) -> str:
    """Put attached pictures into the text itself: a graded notebook cannot be shown if its attachments are missing."""
    left = dict(attachments) if isinstance(attachments, dict) else {}

    def inline(match: re.Match) -> str:
        found = left.pop(unquote(match[2]), None)  # each is shown once, however often it is asked for
        for mime in PICTURES:
            data = found.get(mime) if isinstance(found, dict) else None
            data = "".join(part for part in data if isinstance(part, str)) if isinstance(data, list) else data
            encoded = "".join(data.split()) if isinstance(data, str) else ""
            if _BASE64.fullmatch(encoded):
                return f"![{match[1]}](data:{mime};base64,{encoded})"
        return f"(the picture {match[2]} is missing)"

    return _ATTACHED.sub(inline, source).replace("attachment:", "attached ")


def _another(notebook: dict[str, Any], raw: list[tuple[str, str, str]], key: AnswerKey) -> str:
    """Why this is not the assignment's notebook, or nothing. Assignments may share names such as `setup`."""
    if not raw:
        return "the notebook is empty"
    there = {grade_id for _, _, grade_id in raw}
    asked = {cell.grade_id for cell in key.cells if cell.kind is not CellKind.GIVEN}
    metadata = notebook.get("metadata")
    own = metadata.get("byhand") if isinstance(metadata, dict) else None
    says = own.get("assignment", key.assignment) if isinstance(own, dict) else key.assignment
    if (asked and not asked & there) or (says != key.assignment and asked - there):
        return f"this is not the notebook of {key.assignment}; it looks like another one"
    return ""


def _arrange(raw: list[tuple[str, str, str]], key: AnswerKey) -> Submission:
    """Put the assignment's cells into the assignment's order, each followed by the student's own cells after it."""
    places = {cell.grade_id: place for place, cell in enumerate(key.cells)}
    slots: dict[int, Cell] = {}
    own: dict[int, list[Cell]] = {place: [] for place in range(-1, len(key.cells))}
    repairs: dict[str, list[str]] = {}  # what was repaired, and in which cells
    here = -1
    for cell_type, source, grade_id in raw:
        place = places.get(grade_id)
        if place is None:
            own[here].append(Cell(cell_type, source))
        elif place in slots:
            what = _second_copy(slots[place], key.cells[place], Cell(cell_type, source), own[here])
            repairs.setdefault(what, []).append(grade_id)
        else:
            slots[place] = _fill(key.cells[place], cell_type, source, repairs)
            here = place
    if list(slots) != sorted(slots):
        repairs["moved; the assignment's order was used"] = []
    theirs = any(cell.source.strip() not in key.prose | {""} for cells in own.values() for cell in cells)
    for place, key_cell in enumerate(key.cells):
        near = [own[place]]
        if place not in slots:
            slots[place] = _put_back(key_cell, repairs)
            near.insert(0, own[place - 1])
        if key_cell.kind is CellKind.TASK and theirs:
            slots[place].answered_elsewhere, slots[place].missing = True, False
        if key_cell.kind is CellKind.WRITTEN and not slots[place].attempted:
            _adopt(slots[place], near, key, repairs)
    cells = own[-1]
    for place in range(len(key.cells)):
        cells += [slots[place], *own[place]]
    return Submission(cells, _sentences(repairs))


def _fill(key_cell: KeyCell, cell_type: str, source: str, repairs: dict[str, list[str]]) -> Cell:
    if cell_type != key_cell.cell_type:
        what = f"turned into {cell_type}, and graded as {key_cell.cell_type} all the same"
        repairs.setdefault(what, []).append(key_cell.grade_id)
    unchanged = source.strip() in (key_cell.student_source.strip(), key_cell.source.strip())
    if key_cell.is_locked and (unchanged or key_cell.kind is not CellKind.TASK):  # words typed into a task are kept
        if not unchanged:
            repairs.setdefault("changed although locked; the original was used", []).append(key_cell.grade_id)
        source = key_cell.student_source
    return Cell(key_cell.cell_type, source, key_cell)


def _put_back(key_cell: KeyCell, repairs: dict[str, list[str]]) -> Cell:
    """Fill in for a missing cell: the original of a locked one, an empty answer."""
    is_answer = key_cell.kind is CellKind.SOLUTION
    repairs.setdefault("missing" if is_answer else "missing and put back", []).append(key_cell.grade_id)
    return Cell(key_cell.cell_type, "" if is_answer else key_cell.student_source, key_cell, missing=True)


def _second_copy(first: Cell, key_cell: KeyCell, copy: Cell, here: list[Cell]) -> str:
    """Jupyter's "split cell" makes two of one. Code runs in order, words are joined, locked cells stay one."""
    if key_cell.kind is CellKind.SOLUTION:
        here.append(copy)
        return "there twice; both ran, in the order they stood in"
    if key_cell.is_read_by_person:
        copy.key = key_cell
        parts = dict.fromkeys(cell.source.strip() for cell in (first, copy) if cell.attempted)
        first.source = "\n\n".join(parts) or first.source
        return "there twice; both texts were kept"
    return "there twice although locked; it ran once"


def _adopt(written: Cell, near: list[list[Cell]], key: AnswerKey, repairs: dict[str, list[str]]) -> None:
    """Take the student's own text beside an untouched written question for its answer: a person decides anyway."""
    not_theirs = key.prose | {""}
    markdown = [cell for own in near for cell in own if cell.cell_type == "markdown"]
    texts = [cell for cell in markdown if cell.source.strip() not in not_theirs]
    if texts and written.key is not None:
        written.source, written.missing = "\n\n".join(cell.source for cell in texts), False
        for own in near:
            own[:] = [cell for cell in own if cell not in texts]
        repairs.setdefault("left untouched; the text beside was taken as its answer", []).append(written.key.grade_id)


def _sentences(repairs: Mapping[str, list[str]]) -> list[str]:
    """One line for each kind of repair."""
    lines = []
    for what, names in repairs.items():
        several = list(dict.fromkeys(names))
        subject = f"the cell {several[0]} was" if len(several) == 1 else f"the cells {', '.join(several)} were"
        lines.append(f"{subject if several else 'cells were'} {what}")
    return lines
