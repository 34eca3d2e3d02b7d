"""Puts the cells of a submitted notebook back into the assignment's shape; every repair leaves a note.

Locked cells come from the answer key. Cells that are missing, doubled, retyped or out of order are repaired where that
is possible.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading.submission import Cell, Submission


def arranged(raw: list[tuple[str, str, str]], key: AnswerKey) -> Submission:
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
        return "there twice; both ran, in the notebook's order"
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
