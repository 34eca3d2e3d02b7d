"""Brings nbgrader's tables to the answer key, in one transaction, and keeps every mark that a person has given.

A renamed cell keeps its row, and so its grades and comments. nbgrader deletes grades with their cell: those of a
removed one go into the history first, and come back with the question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from autograder.assignment.answer_key import AnswerKey
from autograder.gradebook import backup, changes, database, history, told
from autograder.gradebook.cells import COMMENTED, GRADED, Name
from autograder.gradebook.changes import Changes
from autograder.gradebook.hand_marks import NOTHING, Marks
from autograder.gradebook.history import EVERYBODY, Entry, Event

_MIGRATING = 0x6D61726B  # the number of the lock in PostgreSQL under which questions change; any other would do
_MODELS = {"GradeCell": GradeCell, "TaskCell": TaskCell, "SolutionCell": SolutionCell}


def migrate(session: Session, key: AnswerKey) -> list[str]:
    """Make the notebook's cells in the gradebook those of the key; return what is to be told of it, in lines.

    All of it is done or, whatever happens, none. Another program that does the same meanwhile is waited for. Raises
    `NoBackup` where marks would be touched and the file cannot be copied first.
    """
    if changes.find(session, key).is_nothing:
        session.rollback()
        return []
    session.rollback()
    try:
        _lock(session)
        found = changes.find(session, key)
        lines = []
        if found.needs_backup:
            lines = [*told.changes(found), backup.before_change(session.get_bind().engine.url, _stamp(session))]
        _Migration(session, found).run()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return lines


def _lock(session: Session) -> None:
    """Begin a transaction beside which nobody else changes questions; nothing is changed yet."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})


def _stamp(session: Session) -> str:
    """Return date and time for a file's name, by the database's clock."""
    (when,) = session.execute(select(history.now(session))).one()
    return f"{when}"[:19].replace(" ", "T").replace(":", "")


class _Migration:
    """The statements, in an order in which no row ever refers to one that is gone."""

    def __init__(self, session: Session, found: Changes) -> None:
        self._session, self._found, self._key = session, found, found.key
        self._who = history.whoever()
        self._entries: list[Entry] = []
        self._ids: dict[Name, str] = {name: cell.id for name, cell in found.stored.items()}

    def run(self) -> None:
        """Do everything but the commit."""
        self._make_known()
        for (student, cell), before, after in self._found.decided:
            self._tell(Event.BY_HAND, student, cell, before.as_dict(), after.as_dict(), who=history.SOMEBODY)
        self._remove()
        self._rename()
        self._add()
        self._re_weight()
        self._bring_back()
        self._flag_above()
        self._store_texts()
        history.add(self._session, self._entries)

    def _tell(self, event: Event, student: str, cell: str, old: dict, new: dict, who: str | None = None) -> None:
        by = self._who if who is None else who
        key = self._key
        self._entries.append(Entry(event, key.assignment, key.name, student, cell, old, new, by, key.digest))

    def _make_known(self) -> None:
        """Insert the assignment and its notebook."""
        found = self._found
        if not found.assignment_id:
            found.assignment_id = uuid4().hex
            self._insert(Assignment, id=found.assignment_id, name=self._key.assignment,
                         course_id=database.DEFAULT_COURSE)  # fmt: skip
        if not found.notebook_id:
            found.notebook_id = uuid4().hex
            self._insert(Notebook, id=found.notebook_id, name=self._key.name, assignment_id=found.assignment_id)

    def _insert(self, model: Any, **values: Any) -> None:
        self._session.execute(insert(model.__table__).values(**values))

    def _remove(self) -> None:
        """Move the marks of cells that are gone into the history, and delete the cells."""
        found = self._found
        cells = {name for name, _ in found.removed}
        for student, cell in sorted(found.going):
            if cell in cells:
                marks = found.marks_leaving(student, cell).as_dict()
                self._tell(Event.REMOVED, student, cell, marks | self._text_of(cell), {})
        ids = [found.stored[name].id for name in found.removed]
        if ids:
            for model in (Grade, Comment):
                self._session.execute(delete(model.__table__).where(model.__table__.c.cell_id.in_(ids)))
            for model in (*_MODELS.values(), BaseCell):
                self._session.execute(delete(model.__table__).where(model.__table__.c.id.in_(ids)))
        if gone := [found.sources[name].id for name in found.texts_gone]:
            self._session.execute(delete(SourceCell.__table__).where(SourceCell.__table__.c.id.in_(gone)))

    def _text_of(self, cell: str) -> dict[str, str]:
        """Return what a cell's question is known by if it comes back."""
        source = self._found.sources.get(cell)
        return {"text": changes.fingerprint(source.text)} if source else {}

    def _rename(self) -> None:
        """Give cells their new names; their grades and comments stay with them."""
        names: dict[str, str] = {}
        for (new, kind), (old, _) in self._found.renamed.items():
            cell = self._found.stored[old, kind].id
            self._ids[new, kind] = cell
            table = BaseCell.__table__
            self._session.execute(update(table).where(table.c.id == cell).values(name=new))
            names[new] = old
        for new, old in names.items():
            if self._found.students:
                self._tell(Event.RENAMED, EVERYBODY, new, {"cell": old} | self._text_of(old), {})

    def _add(self) -> None:
        """Insert new cells, and note for which submissions they come late."""
        for name in self._found.added:
            grade_id, kind = name
            cell = self._found.wanted[name]
            self._ids[name] = uuid4().hex
            self._insert(BaseCell, id=self._ids[name], name=grade_id, type=kind, notebook_id=self._found.notebook_id)
            graded = {"max_score": cell.points, "cell_type": cell.cell_type} if kind in GRADED else {}
            self._insert(_MODELS[kind], id=self._ids[name], **graded)
            late = self._found.students.keys() - self._found.had(name) if kind in GRADED else set()
            for student in sorted(late):
                self._tell(Event.ADDED, student, grade_id, {}, {"points": cell.points})

    def _re_weight(self) -> None:
        """Store new points; those that persons gave stay."""
        found = self._found
        for name, before in found.re_weighted.items():
            cell, table = found.wanted[name], _MODELS[name[1]].__table__
            values = {"max_score": cell.points, "cell_type": cell.cell_type}
            self._session.execute(update(table).where(table.c.id == self._ids[name]).values(**values))
            if found.students and before.points != cell.points:
                self._tell(Event.RE_WEIGHTED, EVERYBODY, name[0], {"points": before.points}, {"points": cell.points})

    def _bring_back(self) -> None:
        """Put marks from the history to their questions."""
        brought: dict[tuple[str, str, str], Marks] = defaultdict(Marks)
        for (student, name), (old, marks) in self._found.returning.items():
            brought[student, name[0], old] = marks.with_also(brought[student, name[0], old])
            if name[1] in GRADED:
                self._bring_grade(student, name, marks)
            if name[1] in COMMENTED and marks.comment is not None:
                self._put(Comment, student, name, manual_comment=marks.comment)
        for (student, cell, old), marks in sorted(brought.items(), key=lambda item: item[0]):
            self._tell(Event.RESTORED, student, cell, {"cell": old}, marks.as_dict())

    def _flag_above(self) -> None:
        """Let points by hand wait for a person again where they are more than there are."""
        for (student, name), given in sorted(self._found.above.items()):
            self._put(Grade, student, name, needs_manual_grade=True)
            points = self._found.wanted[name].points
            self._tell(Event.ABOVE, student, name[0], {"manual": given}, {"points": points})

    def _bring_grade(self, student: str, name: Name, marks: Marks) -> None:
        values = {"auto_score": marks.auto, "manual_score": marks.manual, "extra_credit": marks.extra}
        values = {column: value for column, value in values.items() if value is not None}
        decided = marks.manual is not None or marks.auto is not None
        if replace(marks, comment=None) != NOTHING:
            self._put(Grade, student, name, **values, needs_manual_grade=not decided)

    def _put(self, model: Any, student: str, name: Name, **values: Any) -> None:
        """Update a submission's row for a cell, or insert it."""
        table = model.__table__
        whose = {"cell_id": self._ids[name], "notebook_id": self._found.students[student]}
        of = (table.c.cell_id == whose["cell_id"]) & (table.c.notebook_id == whose["notebook_id"])
        done: Any = self._session.execute(update(table).where(of).values(**values))
        if not done.rowcount:
            self._insert(model, **whose, **values)

    def _store_texts(self) -> None:
        """Store the sources of cells, by which nbgrader restores what students change."""
        for cell in self._found.texts:
            known = self._found.source_of(cell.grade_id)
            values = {"name": cell.grade_id, "source": changes.text_for_nbgrader(cell), "cell_type": cell.cell_type,
                      "locked": cell.is_locked}  # fmt: skip
            if known is None:
                self._insert(SourceCell, notebook_id=self._found.notebook_id, **values)
            else:
                table = SourceCell.__table__
                self._session.execute(update(table).where(table.c.id == known.id).values(**values))
        for new, old in self._renamed_texts():
            table = SourceCell.__table__
            self._session.execute(update(table).where(table.c.id == self._found.sources[old].id).values(name=new))

    def _renamed_texts(self) -> Iterator[tuple[str, str]]:
        """Give the new and the old name of each text that is the same under another name."""
        stored = {cell.grade_id for cell in self._found.texts}
        pairs = {(new, old) for (new, _), (old, _) in self._found.renamed.items()}
        yield from ((new, old) for new, old in sorted(pairs) if old in self._found.sources and new not in stored
                    and new not in self._found.sources)  # fmt: skip
