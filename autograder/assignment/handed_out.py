"""The texts that locked cells ever had in the student versions built from an answer key, kept beside it.

A check that is corrected after it was handed out is as it was in everybody's notebook, and nobody changed it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from autograder import whole_file
from autograder.assignment.key_cell import KeyCell

FILE = "handed_out.json"
MOST_KEPT = 50  # of one cell; the oldest go first


def read(folder: Path) -> dict[str, list[str]]:
    """Return the texts by grade_id, oldest first; none where nothing was kept or what was is damaged."""
    try:
        kept = json.loads((folder / FILE).read_bytes())
        return {f"{name}": [*map(str, texts)] for name, texts in kept.items() if isinstance(texts, list)}
    except (OSError, ValueError, AttributeError):
        return {}


def remember(folder: Path, cells: Iterable[KeyCell]) -> None:
    """Add the locked cells of a student version to those kept in ``folder``. Raises `NotWritten`."""
    before = read(folder)
    kept = {cell.grade_id: [*before.get(cell.grade_id, ())] for cell in cells if cell.is_locked} | before
    for cell in cells:
        if cell.is_locked and cell.student_source not in kept[cell.grade_id]:
            kept[cell.grade_id] = [*kept[cell.grade_id], cell.student_source][-MOST_KEPT:]
    if kept != before:
        whole_file.write(folder / FILE, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
