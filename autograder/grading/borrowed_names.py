"""Cells that have another cell's name, as copies of cells do: one name for several is worth no more than none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from autograder.assignment.key_cell import KeyCell
from autograder.grading.cell_source import defined, same_text, statements
from autograder.grading.known_texts import KnownTexts
from autograder.grading.submission import RawCell


def given_back(raw: list[RawCell], texts: KnownTexts) -> Iterator[RawCell]:
    """Give the cells; of several with one name those lose it that look like a missing cell and not like that one."""
    counts = Counter(cell.grade_id for cell in raw)
    absent = [known for name, known in texts.cells.items() if not counts[name]]
    for cell in raw:
        known = texts.cells.get(cell.grade_id)
        shared = known is not None and counts[cell.grade_id] > 1 and absent
        if known is None or not shared or _looks_like(cell, known, texts):
            yield cell
        elif known.cell_type != cell.cell_type or any(_looks_like(cell, other, texts) for other in absent):
            yield replace(cell, grade_id="")
        else:
            yield cell


def _looks_like(cell: RawCell, known: KeyCell, texts: KnownTexts) -> bool:
    if any(same_text(cell.source, text) for text in texts.of(known.grade_id)):
        return True
    wanted = texts.names.get(known.grade_id, set())
    if cell.cell_type != "code" or not any(name in cell.source for name in wanted):
        return False
    return bool(wanted & {name for statement in statements(cell.source) or () for name in defined(statement)})
