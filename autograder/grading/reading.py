"""Hostile bytes to a submission: bounded and validated; `repair` puts the cells into the assignment's shape.

Of a submitted file only cell types, sources, grade_ids and pictures pasted into words are read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import SHOULD_SEE, CellKind
from autograder.grading import notebook_json
from autograder.grading.front_end import FrontEnd
from autograder.grading.handed_in import HandedIn, Unreadable, printable
from autograder.grading.installed import Importable
from autograder.grading.known_texts import known_texts
from autograder.grading.repair import MOST_NAMED, arranged
from autograder.grading.submission import Cell, RawCell, Submission

MAX_CELLS = 1000
MAX_SOURCE = 500_000  # characters in one cell
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
# No two parts of these can match the same characters, or a few megabytes would take days.
_ATTACHED = re.compile(r"!\[([^\]\n]{0,300})\]\(attachment:([^()\s]{1,300})(?:[ \t][^()\n]{0,300})?\)")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def read(data: HandedIn, key: AnswerKey) -> Submission:
    """Read a submission; never raises: what cannot be read becomes an untouched notebook and a note."""
    if data is None:
        return replace(_unreadable(key, "no notebook was handed in"), unreadable="")
    if isinstance(data, Unreadable):
        return _unreadable(key, data.why)
    parsed = notebook_json.parse(data)
    if parsed.why:
        return _unreadable(key, parsed.why)
    try:
        raw, notes = _cells(parsed.notebook)
    except (ValueError, TypeError, KeyError, AttributeError):
        return _unreadable(key, notebook_json.DAMAGED)
    today = known_texts(key).renamed
    raw = [replace(cell, grade_id=today.get(cell.grade_id, cell.grade_id)) for cell in raw]
    submission = arranged(raw, key)
    if problem := _another(parsed.notebook, raw, submission, key):
        return _unreadable(key, problem)
    left_out = _leave_out(submission, key)
    submission.repaired, submission.lost = "; ".join(parsed.repairs), parsed.lost
    told = [parsed.lost] if parsed.lost else []
    submission.notes = [*told, *parsed.repairs, *notes, *submission.notes, *left_out]
    return submission


def _leave_out(submission: Submission, key: AnswerKey) -> list[str]:
    """Leave lines that cannot work out of what is run, in place; return a note for each cell that has some."""
    code = [cell for cell in submission.cells if cell.cell_type == "code"]
    front_end, notes = FrontEnd(Importable(key.given_files, [cell.source for cell in code])), []
    runs_as_it_is = {CellKind.TESTS} if key.is_nbgraders else {CellKind.TESTS, CellKind.GIVEN}
    for cell in code:
        if cell.key is not None and cell.key.kind in runs_as_it_is:
            continue
        runs, left_out = front_end.runnable(cell.source)
        if left_out:
            cell.runs = runs
            first = printable(left_out[0].partition("\n")[0])
            more = f" and {len(left_out) - 1} more lines were" if len(left_out) > 1 else " was"
            notes.append(f"in {cell.title}, `{first}`{more} left out: that cannot work while a notebook is graded")
    if absent := [*map(printable, front_end.not_installed)][:MOST_NAMED]:
        notes.append(f"not installed where notebooks are graded: {', '.join(absent)}")
    return notes


def _unreadable(key: AnswerKey, note: str) -> Submission:
    cells = [Cell(cell.cell_type, cell.student_source, cell, missing=True) for cell in key.cells]
    return Submission(cells, [note], readable=False, unreadable=note)


def _cells(notebook: Any) -> tuple[list[RawCell], list[str]]:
    """Return the cells of a notebook in format 3 or 4, and notes. Raises on anything else.

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
    return [cell for cell in found if cell.grade_id or not cell.source.startswith(SHOULD_SEE)], notes


def _source(cell: Any) -> str | None:
    """Return the source of a cell; None if it is not a cell."""
    source = cell.get("source", cell.get("input", "")) if isinstance(cell, dict) else None
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    source = source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source
    return source.encode("utf-8", "replace").decode().replace("\0", "")


def _cell(source: str, cell: dict[str, Any]) -> RawCell:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    cell_type = "code" if cell.get("cell_type") == "code" else "markdown"
    if cell_type == "markdown" and "attachment:" in source:
        source = _with_pictures(source, cell.get("attachments"))
    checksum = nbgrader.get("checksum") if isinstance(nbgrader, dict) else None
    fits = isinstance(nbgrader, dict) and bool(checksum) and checksum == _checksum(source, cell_type, nbgrader)
    return RawCell(cell_type, source, grade_id if isinstance(grade_id, str) else "", has_own_checksum=fits)


def _checksum(source: str, cell_type: str, flags: dict[str, Any]) -> str:
    """Return what nbgrader's `compute_checksum` gives; importing that takes long. Empty for flags it never wrote."""
    try:
        parts = [source, cell_type, *(str(bool(flags.get(name))) for name in ("grade", "solution", "locked"))]
        parts += [flags["grade_id"], *([str(float(flags["points"]))] if flags.get("grade") else [])]
        return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
    except (KeyError, TypeError, ValueError, OverflowError):
        return ""


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


def _another(notebook: dict[str, Any], raw: list[RawCell], submission: Submission, key: AnswerKey) -> str:
    """Why this is not the assignment's notebook, or nothing. Assignments may share names such as `setup`."""
    if not raw:
        return "the notebook is empty"
    asked = {cell.grade_id for cell in key.cells if cell.kind is not CellKind.GIVEN}
    found = {cell.key.grade_id for cell in submission.cells if cell.key is not None and not cell.missing}
    found |= {cell.grade_id for cell in raw}
    metadata = notebook.get("metadata")
    own = metadata.get("byhand") if isinstance(metadata, dict) else None
    says = own.get("assignment", key.assignment) if isinstance(own, dict) else key.assignment
    if (asked and not asked & found) or (says != key.assignment and asked - found):
        return f"this is not the notebook of {key.whole_name}; it looks like another one"
    return ""
