"""Hostile bytes to a submission: bounded and validated; `repair` puts the cells into the assignment's shape.

Of a submitted file only cell types, sources, grade_ids and pictures pasted into words are read.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import SHOULD_SEE, CellKind
from autograder.grading.intake import HandedIn, Unreadable
from autograder.grading.repair import arranged
from autograder.grading.submission import Cell, Submission

MAX_CELLS = 1000
MAX_SOURCE = 500_000  # characters in one cell
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
# No two parts of these can match the same characters, or a few megabytes would take days.
_ATTACHED = re.compile(r"!\[([^\]\n]{0,300})\]\(attachment:([^()\s]{1,300})(?:[ \t][^()\n]{0,300})?\)")
_KNOWN = {
    b"PK\x03\x04": "the file is a ZIP archive, not a notebook; the notebook in it has to be unpacked",
    b"%PDF": "the file is a PDF, not a notebook",
}
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def read(data: HandedIn, key: AnswerKey) -> Submission:
    """Read a submission; never raises: what cannot be read becomes an untouched notebook and a note."""
    if data is None:
        return replace(_unreadable(key, "no notebook was handed in"), unreadable="")
    if isinstance(data, Unreadable):
        return _unreadable(key, data.why)
    try:
        notebook = json.loads(data)
        raw, notes = _cells(notebook)
    except RecursionError:
        return _unreadable(key, "the file is nested too deeply to be a notebook")
    except (ValueError, TypeError, KeyError, AttributeError):
        what = next((what for begin, what in _KNOWN.items() if data.startswith(begin)), "")
        return _unreadable(key, what or "the file is not a readable notebook; it may be damaged or cut off")
    if problem := _another(notebook, raw, key):
        return _unreadable(key, problem)
    submission = arranged(raw, key)
    submission.notes = [*notes, *submission.notes]
    return submission


def _unreadable(key: AnswerKey, note: str) -> Submission:
    cells = [Cell(cell.cell_type, cell.student_source, cell, missing=True) for cell in key.cells]
    return Submission(cells, [note], readable=False, unreadable=note)


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
