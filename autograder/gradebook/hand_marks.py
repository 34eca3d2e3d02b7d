"""The marks in a gradebook as values, and what the history says became of them.

nbgrader's grade of a cell and its comment on it are one `Marks` here, known by student and grade_id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeAlias

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook.history import EVERYBODY, Entry, Event

Place: TypeAlias = tuple[str, str]  # student, grade_id


@dataclass(frozen=True)
class Marks:
    """What is known of one submission's cell. None where there is nothing."""

    auto: float | None = None
    manual: float | None = None
    extra: float | None = None
    comment: str | None = None  # a person's
    remark: str | None = None  # nbgrader's own: that there is no answer

    @property
    def by_hand(self) -> Marks:
        """What a person has decided; equal to `NOTHING` if nobody has decided anything."""
        return Marks(manual=self.manual, extra=self.extra, comment=self.comment)

    @property
    def points(self) -> float:
        """The points that nbgrader counts."""
        decided = self.manual if self.manual is not None else self.auto
        return 0.0 if decided is None else decided + (self.extra or 0.0)

    def with_also(self, other: Marks) -> Marks:
        """Return these marks, and where there is none that of ``other``."""
        return Marks(**other.as_dict() | self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Return what there is, as JSON has it."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Marks:
        """Return what `as_dict` gave, whatever else is beside it."""
        return cls(**{each.name: stored[each.name] for each in fields(cls) if each.name in stored})


NOTHING = Marks()


@dataclass
class Known:
    """What the history of a notebook says of marks."""

    by_hand: dict[Place, Marks] = field(default_factory=dict)  # a person's, as they were found last
    removed: dict[Place, Entry] = field(default_factory=dict)  # with their question, and not come back since
    added_late: set[Place] = field(default_factory=set)  # questions added after the submission was graded
    excused: dict[Place, float] = field(default_factory=dict)  # the extra credit that is ours
    renames: list[Entry] = field(default_factory=list)

    def without_ours(self, place: Place, marks: Marks) -> Marks:
        """Return the marks without the extra credit that excuses, as long as nobody has changed it."""
        return (
            replace(marks, extra=None) if marks.extra is not None and marks.extra == self.excused.get(place) else marks
        )


def known(entries: Iterable[Entry]) -> Known:
    """Return what the rows of one notebook, oldest first, say in the end."""
    found = Known()
    for entry in entries:
        place = (entry.student, entry.cell)
        if entry.event is Event.BY_HAND:
            _put(found.by_hand, place, Marks.of(entry.new).by_hand)
        elif entry.event is Event.REMOVED and entry.student != EVERYBODY:
            found.removed[place] = entry
            found.by_hand.pop(place, None)
            found.excused.pop(place, None)
        elif entry.event is Event.RESTORED:
            found.removed.pop((entry.student, entry.old.get("cell", entry.cell)), None)
            _put(found.by_hand, place, found.by_hand.get(place, NOTHING).with_also(Marks.of(entry.new).by_hand))
        elif entry.event is Event.ADDED:
            found.added_late.add(place)
        elif entry.event is Event.EXCUSED:
            if "extra" in entry.new:
                found.excused[place] = entry.new["extra"]
            else:
                found.excused.pop(place, None)
        elif entry.event is Event.RENAMED:
            found.renames.append(entry)
            _rename(found, entry.old["cell"], entry.cell)
    return found


def _put(marks: dict[Place, Marks], place: Place, now: Marks) -> None:
    marks.pop(place, None)
    if now != NOTHING:
        marks[place] = now


def _rename(found: Known, old: str, new: str) -> None:
    found.by_hand = {(student, new if cell == old else cell): each for (student, cell), each in found.by_hand.items()}
    found.excused = {(student, new if cell == old else cell): each for (student, cell), each in found.excused.items()}
    found.added_late = {(student, new if cell == old else cell) for student, cell in found.added_late}


def by_hand(session: Session, notebook: str) -> dict[Place, Marks]:
    """Return what persons decided in the notebook with this id, as nbgrader's tables have it; never a score of ours."""
    grade, comment = Grade.__table__.c, Comment.__table__.c
    points = _rows(session, Grade, notebook, grade.manual_score.is_not(None) | grade.extra_credit.is_not(None))
    words = _rows(session, Comment, notebook, comment.manual_comment.is_not(None))
    found = {place: marks.by_hand for place, marks in _together(points, words).items()}
    return {place: marks for place, marks in found.items() if marks != NOTHING}


def of_cells(session: Session, notebook: str, cells: Sequence[str]) -> dict[Place, Marks]:
    """Return all marks of the cells of these ids."""
    grade, comment = Grade.__table__.c, Comment.__table__.c
    if not cells:
        return {}
    points, words = (_rows(session, model, notebook, column.cell_id.in_(cells))
                     for model, column in ((Grade, grade), (Comment, comment)))  # fmt: skip
    return _together(points, words)


def of_student(session: Session, assignment: str, notebook: str, student: str) -> dict[str, Marks]:
    """Return one submission's marks by grade_id."""
    whose, what = SubmittedAssignment.__table__.c.student_id == student, Assignment.__table__.c.name == assignment
    found = (_rows(session, model, None, whose & what & (Notebook.__table__.c.name == notebook))
             for model in (Grade, Comment))  # fmt: skip
    return {cell: marks for (_, cell), marks in _together(*found).items()}


_COLUMNS = {
    Grade: {"auto": "auto_score", "manual": "manual_score", "extra": "extra_credit"},
    Comment: {"comment": "manual_comment", "remark": "auto_comment"},
}


def _rows(session: Session, model: Any, notebook: str | None, condition: Any) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Give what there is in the rows of `Grade` or `Comment` that fulfil a condition, by place."""
    tables = (model, BaseCell, SubmittedNotebook, SubmittedAssignment, Notebook, Assignment)
    table, cell, submitted, whose, of_notebook, assignment = (each.__table__ for each in tables)
    names = _COLUMNS[model]
    query = (
        select(whose.c.student_id, cell.c.name, *(table.c[column] for column in names.values()))
        .select_from(table)
        .join(cell, cell.c.id == table.c.cell_id)
        .join(submitted, submitted.c.id == table.c.notebook_id)
        .join(whose, whose.c.id == submitted.c.assignment_id)
        .join(of_notebook, of_notebook.c.id == submitted.c.notebook_id)
        .join(assignment, assignment.c.id == of_notebook.c.assignment_id)
        .where(condition)
    )
    for student, name, *marks in session.execute(
        query if notebook is None else query.where(submitted.c.notebook_id == notebook)
    ):
        yield (student, name), {name: mark for name, mark in zip(names, marks, strict=True) if mark not in (None, "")}


def _together(*rows: Iterable[tuple[Place, dict[str, Any]]]) -> dict[Place, Marks]:
    found: dict[Place, dict[str, Any]] = defaultdict(dict)
    for place, said in (row for some in rows for row in some):
        found[place] |= said
    return {place: Marks.of(marks) for place, marks in found.items()}


def changed(now: dict[Place, Marks], noted: Known) -> list[tuple[Place, Marks, Marks]]:
    """Return where persons decided otherwise than the history has it: the place, what was noted, what is there now."""
    hands = {place: noted.without_ours(place, marks).by_hand for place, marks in now.items()}
    places = sorted({place for place, marks in hands.items() if marks != NOTHING} | noted.by_hand.keys())
    pairs = [(place, noted.by_hand.get(place, NOTHING), hands.get(place, NOTHING)) for place in places]
    return [(place, before, after) for place, before, after in pairs if before != after]
