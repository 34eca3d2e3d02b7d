"""What of a notebook's cells is otherwise in the gradebook than in the answer key, and what marks that touches.

Only reads. `migration` makes the changes; `autograder grade --plan` shows them alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from nbgrader.api import Assignment, Notebook
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.assignment.renamed import former_names
from autograder.gradebook import cells, hand_marks, history
from autograder.gradebook.cells import COMMENTED, GRADED, Name, Source, Stored
from autograder.gradebook.hand_marks import Known, Marks, Place


@dataclass
class Changes:
    """What there is to change for one notebook. Lists are in the order of the answer key, then of names."""

    key: AnswerKey
    assignment_id: str = ""  # empty: nbgrader does not know it yet
    notebook_id: str = ""
    stored: dict[Name, Stored] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    students: dict[str, str] = field(default_factory=dict)  # who has a graded notebook → its id
    marks: dict[Place, Marks] = field(default_factory=dict)  # where a person has decided
    going: dict[Place, Marks] = field(default_factory=dict)  # all of the cells that are removed
    known: Known = field(default_factory=Known)
    has_history: bool = False

    @cached_property
    def wanted(self) -> dict[Name, KeyCell]:
        """The cells that nbgrader is to know."""
        return dict(_wanted(self.key))

    @cached_property
    def renamed(self) -> dict[Name, Name]:
        """Today's name → the one in the gradebook."""
        found: dict[Name, Name] = {}
        for name, kind in self.wanted:
            olds = [(old, kind) for old in self._former.get(name, ())]
            free = [old for old in olds if old in self.stored and old not in self.wanted and old not in found.values()]
            if free and (name, kind) not in self.stored:
                found[name, kind] = free[0]
        return found

    @cached_property
    def removed(self) -> list[Name]:
        return sorted(self.stored.keys() - self.wanted.keys() - {*self.renamed.values()})

    @cached_property
    def added(self) -> list[Name]:
        return [name for name in self.wanted if name not in self.stored and name not in self.renamed]

    @cached_property
    def re_weighted(self) -> dict[Name, Stored]:
        """Cells with other points than before, or words that are code now, as they are stored."""
        pairs = [(name, self.stored.get(self.renamed.get(name, name))) for name in self.wanted if name[1] in GRADED]
        return {
            name: known
            for name, known in pairs
            if known and (known.points, known.cell_type) != (self.wanted[name].points, self.wanted[name].cell_type)
        }

    @cached_property
    def texts(self) -> list[KeyCell]:
        """The cells whose text is another than nbgrader keeps."""
        return [cell for cell in self.key.cells if not _same_text(self.source_of(cell.grade_id), cell)]

    @cached_property
    def texts_gone(self) -> list[str]:
        names = {cell.grade_id for cell in self.key.cells}
        kept = {old for (new, _), (old, _) in self.renamed.items() if new not in self.sources}
        return sorted(self.sources.keys() - names - kept)

    @cached_property
    def decided(self) -> list[tuple[Place, Marks, Marks]]:
        """What persons decided since the history was written last: where, what was known, what is there."""
        return hand_marks.changed(self.marks, self.known)

    @cached_property
    def above(self) -> dict[tuple[str, Name], float]:
        """The points by hand that are more than a cell now has, by student and cell, where either is new."""
        points = {
            (student, name): self._marks(student, name).manual for name in self.re_weighted for student in self.students
        }
        points |= {place: marks.manual for place, (_, marks) in self.returning.items()}
        return {place: given for place, given in points.items()
                if given is not None and given > self.wanted[place[1]].points}  # fmt: skip

    @cached_property
    def returning(self) -> dict[tuple[str, Name], tuple[str, Marks]]:
        """Marks that come back: student and cell → the cell's name when it was removed, and the marks to put there."""
        found: dict[tuple[str, Name], tuple[str, Marks]] = {}
        places = sorted(self.known.removed.keys() | self.going.keys())
        todays = [(old, name) for name in self.wanted for old in (name[0], *self._former.get(name[0], ()))]
        for student, old in places:
            entry = self.known.removed.get((student, old))
            leaving = self.marks_leaving(student, old)
            marks = leaving if leaving != hand_marks.NOTHING or entry is None else Marks.of(entry.old)
            for name in (name for each, name in todays if each == old and self._is_same(student, old, name)):
                brought = self._brought(student, name, marks)
                if student in self.students and (student, name) not in found and brought != hand_marks.NOTHING:
                    found[student, name] = (old, brought)
        return found

    @property
    def is_nothing(self) -> bool:
        """Whether the gradebook has it all as it is."""
        return bool(self.notebook_id) and not (self.touches_marks or self.texts or self.texts_gone or self.decided)

    @property
    def touches_marks(self) -> bool:
        """Whether there are other cells than before, or other points, or marks that come back."""
        return bool(self.renamed or self.removed or self.added or self.re_weighted or self.returning)

    @property
    def needs_backup(self) -> bool:
        """Whether somebody's marks could be touched."""
        return bool(self.students) and self.touches_marks

    def source_of(self, grade_id: str) -> Source | None:
        """Return the text that nbgrader keeps of a cell, under the name that it has there."""
        olds = [old for (new, _), (old, _) in self.renamed.items() if new == grade_id]
        return self.sources.get(grade_id) or next((self.sources[old] for old in olds if old in self.sources), None)

    def marks_leaving(self, student: str, cell: str) -> Marks:
        """Return what a student has for a cell that goes, without extra credit that only excused from it."""
        kinds = [kind for name, kind in self.removed if name == cell]
        marks = self.known.without_ours((student, cell), self.going.get((student, cell), hand_marks.NOTHING))
        graded, commented = (any(kind in kinds for kind in group) for group in (GRADED, COMMENTED))
        return Marks(*(getattr(marks, name) if graded else None for name in ("auto", "manual", "extra")),
                     *(getattr(marks, name) if commented else None for name in ("comment", "remark")))  # fmt: skip

    def _marks(self, student: str, name: Name) -> Marks:
        """Return what a student has for a cell today, under the name that it has in the gradebook."""
        return self.marks.get((student, self.renamed.get(name, name)[0]), hand_marks.NOTHING)

    def _brought(self, student: str, name: Name, marks: Marks) -> Marks:
        """Return what of ``marks`` goes to a cell: nothing where a person has decided there already."""
        there = self._marks(student, name) if name not in self.added else hand_marks.NOTHING
        there = self.known.without_ours((student, name[0]), there)
        if name[1] == "SolutionCell":
            return Marks(comment=marks.comment if there.comment is None else None)
        free = there.manual is None and there.extra is None
        comment = marks.comment if name[1] == "TaskCell" and there.comment is None else None
        if not free:
            return Marks(comment=comment)
        auto = marks.auto if name in self.added else None
        return Marks(auto=auto, manual=marks.manual, extra=marks.extra, comment=comment)

    def had(self, name: Name) -> set[str]:
        """Return the students who had a cell once, under whatever name, before it was removed."""
        names = (name[0], *self._former.get(name[0], ()))
        return {student for student, old in self.known.removed.keys() | self.going.keys()
                if old in names and self._is_same(student, old, name)}  # fmt: skip

    def _is_same(self, student: str, old: str, name: Name) -> bool:
        """Return whether what was removed under a name, or goes now, is today's cell; a `was` says so."""
        if old != name[0] or old in self._former.get(old, ()) or (student, old) in self.going:
            return True
        return self._came_back(old, self.known.removed.get((student, old)))

    def _came_back(self, cell: str, entry: history.Entry | None) -> bool:
        """Return whether the question of a cell is the one that was removed under this name: one of its texts is."""
        if entry is None:
            return False
        question = cell.removeprefix("check-")
        pairs = [self.known.removed.get((entry.student, name)) for name in (question, f"check-{question}")]
        return any(pair is not None and self._fingerprints.get(pair.cell) == pair.old.get("text") for pair in pairs)

    @cached_property
    def _former(self) -> dict[str, tuple[str, ...]]:
        """The names that cells of today had before: as headers say, and where a renaming was taken back."""
        found = former_names(self.key.cells)
        for entry in reversed(self.known.renames):
            name = entry.old["cell"]
            if name in self._fingerprints and self._is_as_it_was(name) and entry.cell not in self._fingerprints:
                found[name] = (*found.get(name, ()), entry.cell)
        return found

    def _is_as_it_was(self, cell: str) -> bool:
        """Return whether a text of the cell's question is what it was when it got another name."""
        question = cell.removeprefix("check-")
        said = [entry.old for entry in self.known.renames if entry.old["cell"].removeprefix("check-") == question]
        return any(self._fingerprints.get(old["cell"]) == old.get("text") for old in said)

    @cached_property
    def _fingerprints(self) -> dict[str, str]:
        return {cell.grade_id: fingerprint(text_for_nbgrader(cell)) for cell in self.key.cells}


def find(session: Session, key: AnswerKey) -> Changes:
    """Compare the gradebook that the session reads with the answer key."""
    found = Changes(key, has_history=history.is_there(session.connection()))
    if found.has_history:
        found.known = hand_marks.known(history.read(session, key.assignment, key.name, without_scores=True))
    assignment, notebook = Assignment.__table__.c, Notebook.__table__.c
    found.assignment_id = session.execute(select(assignment.id).where(assignment.name == key.assignment)).scalar() or ""
    of_notebook = (notebook.name == key.name) & (notebook.assignment_id == found.assignment_id)
    found.notebook_id = session.execute(select(notebook.id).where(of_notebook)).scalar() or ""
    if found.notebook_id:
        found.stored = cells.stored(session, found.notebook_id)
        found.sources = cells.sources(session, found.notebook_id)
        found.students = cells.students(session, found.notebook_id)
        found.marks = hand_marks.by_hand(session, found.notebook_id)
        found.going = hand_marks.of_cells(session, found.notebook_id, [found.stored[name].id for name in found.removed])
    return found


def fingerprint(text: str) -> str:
    """Return what a cell's text is known by once it is gone."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def text_for_nbgrader(cell: KeyCell) -> str:
    """Return the text that nbgrader keeps of a cell, as it saves it itself."""
    return cell.released if cell.is_answer and cell.released is not None else cell.source


def _wanted(key: AnswerKey) -> Iterator[tuple[Name, KeyCell]]:
    for cell in key.cells:
        if cell.is_graded:
            yield (cell.grade_id, "TaskCell" if cell.kind is CellKind.TASK else "GradeCell"), cell
        if cell.is_answer:
            yield (cell.grade_id, "SolutionCell"), cell


def _same_text(known: Source | None, cell: KeyCell) -> bool:
    return known is not None and (known.text, known.locked) == (text_for_nbgrader(cell), cell.is_locked)
