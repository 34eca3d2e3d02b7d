"""Puts the cells of a submitted notebook back into the assignment's shape; every repair leaves a note.

Locked cells come from the answer key; what a student added to one runs after it. Cells that are missing, doubled,
retyped or out of order are repaired where that is possible.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading import late_answers
from autograder.grading.added_lines import edited
from autograder.grading.cell_source import same_text
from autograder.grading.known_texts import KnownTexts, known_texts
from autograder.grading.recognition import recognised
from autograder.grading.submission import Cell, RawCell, Submission

MOST_NAMED = 8  # cells in one note
_ADDED = "given more lines although locked; they ran as the student's own, beside the original"


def arranged(raw: list[RawCell], key: AnswerKey) -> Submission:
    """Put the assignment's cells into the assignment's order, each followed by the student's own cells after it."""
    texts = known_texts(key)
    places = {cell.grade_id: place for place, cell in enumerate(key.cells)}
    slots: dict[int, Cell] = {}
    own: dict[int, list[Cell]] = {place: [] for place in range(-1, len(key.cells))}
    found = _Found(texts)
    repairs = found.repairs
    here = -1
    cells = recognised(raw, key)
    found.note_lost_names(raw, cells)
    for cell in cells:
        place = places.get(cell.grade_id)
        if place is None:
            found.note_added(cell)
            own[here].append(Cell(cell.cell_type, cell.source))
        elif place in slots:
            what = _second_copy(slots[place], key.cells[place], Cell(cell.cell_type, cell.source), own[here])
            repairs.setdefault(what, []).append(cell.grade_id)
        else:
            slots[place], added = found.fill(key.cells[place], cell)
            here = place
            own[here] += [Cell("code", added)] if added else []
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
    for grade_id in late_answers.moved_up(slots, own, key, texts):
        repairs.setdefault("answered below or in its check; that answer was used", []).append(grade_id)
    arranged = own[-1]
    for place in range(len(key.cells)):
        arranged += [slots[place], *own[place]]
    return Submission(arranged, _sentences(repairs), earlier_version=found.earlier_version)


class _Found:
    """What was found of the assignment's cells so far, and how they were repaired."""

    def __init__(self, texts: KnownTexts) -> None:
        self._texts = texts
        self.repairs: dict[str, list[str]] = {}  # what was repaired, and in which cells
        self.earlier: list[str] = []

    @property
    def earlier_version(self) -> str:
        """Return what to tell an instructor of cells that are as they were handed out once."""
        return f"handed in on an earlier version: {_listed(self.earlier)} differ today" if self.earlier else ""

    def note_lost_names(self, raw: list[RawCell], cells: list[RawCell]) -> None:
        """Note which cells were known by their text alone."""
        names = {cell.grade_id for cell in raw}
        if lost := [
            cell.grade_id for cell in cells if cell.grade_id in self._texts.cells and cell.grade_id not in names
        ]:
            self.repairs["recognised by the text: no cell of that name was there"] = [*dict.fromkeys(lost)]

    def note_added(self, cell: RawCell) -> None:
        """Note that a cell of the student's own was written in a locked one."""
        if cell.added_to:
            self.repairs.setdefault(_ADDED, []).append(cell.added_to)

    def fill(self, key_cell: KeyCell, cell: RawCell) -> tuple[Cell, str]:
        """Return the assignment's cell as it is graded, and what the student added to it if it is locked."""
        if cell.cell_type != key_cell.cell_type:
            what = f"turned into {cell.cell_type}, and graded as {key_cell.cell_type} all the same"
            self.repairs.setdefault(what, []).append(key_cell.grade_id)
        source, added = cell.source, ""
        unchanged = any(same_text(source, text) for text in self._texts.today[key_cell.grade_id])
        if key_cell.is_locked and (unchanged or key_cell.kind is not CellKind.TASK):  # words typed into a task are kept
            if not unchanged:
                added = self._added(key_cell, cell)
            source = key_cell.student_source
        return Cell(key_cell.cell_type, source, key_cell), added

    def _added(self, key_cell: KeyCell, cell: RawCell) -> str:
        """Return what was added to a locked cell that is not as it is handed out today."""
        name = key_cell.grade_id
        if cell.has_own_checksum or self._texts.is_as_handed_out(cell):
            self.earlier.append(name)
            return ""
        found = edited(cell.source, self._texts.of(name), key_cell.kind) if key_cell.cell_type == "code" else None
        if found is None or found.changed:
            self.repairs.setdefault("changed although locked; the original was used", []).append(name)
        elif found.added:
            self.repairs.setdefault(_ADDED, []).append(name)
        return found.added if found is not None else ""


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
        subject = f"the cell {several[0]} was" if len(several) == 1 else f"the cells {_listed(several)} were"
        lines.append(f"{subject if several else 'cells were'} {what}")
    return lines


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
