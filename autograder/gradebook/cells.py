"""The cells of a notebook as nbgrader's tables have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from nbgrader.api import BaseCell, GradeCell, SourceCell, SubmittedAssignment, SubmittedNotebook, TaskCell
from sqlalchemy import select
from sqlalchemy.orm import Session

GRADED = ("GradeCell", "TaskCell")
COMMENTED = ("SolutionCell", "TaskCell")  # what formgrader keeps comments on
Name: TypeAlias = tuple[str, str]  # a cell's grade_id, and nbgrader's type of it


@dataclass(frozen=True)
class Stored:
    """A cell as nbgrader's tables have it."""

    id: str
    points: float | None
    cell_type: str | None


@dataclass(frozen=True)
class Source:
    """The text that nbgrader keeps of a cell."""

    id: str
    text: str
    cell_type: str
    locked: bool


def stored(session: Session, notebook: str) -> dict[Name, Stored]:
    """Return the cells that nbgrader knows of a notebook, by grade_id and type."""
    base, graded, tasks = BaseCell.__table__, GradeCell.__table__, TaskCell.__table__
    points = [graded.c.max_score, tasks.c.max_score, graded.c.cell_type, tasks.c.cell_type]
    query = (
        select(base.c.id, base.c.name, base.c.type, *points)
        .select_from(base)
        .outerjoin(graded, graded.c.id == base.c.id)
        .outerjoin(tasks, tasks.c.id == base.c.id)
        .where(base.c.notebook_id == notebook)
    )
    rows: Any = session.execute(query)
    return {(name, kind): Stored(cell, task if score is None else score, type_of or task_type)
            for cell, name, kind, score, task, type_of, task_type in rows}  # fmt: skip


def sources(session: Session, notebook: str) -> dict[str, Source]:
    """Return the texts that nbgrader keeps of a notebook\'s cells, by grade_id."""
    table = SourceCell.__table__.c
    query = select(table.name, table.id, table.source, table.cell_type, table.locked)
    rows = session.execute(query.where(table.notebook_id == notebook))
    return {name: Source(cell, text or "", cell_type, locked) for name, cell, text, cell_type, locked in rows}


def students(session: Session, notebook: str) -> dict[str, str]:
    """Return who has a graded notebook, and its id."""
    submitted, whose = SubmittedNotebook.__table__, SubmittedAssignment.__table__
    query = (
        select(whose.c.student_id, submitted.c.id)
        .select_from(submitted)
        .join(whose, whose.c.id == submitted.c.assignment_id)
        .where(submitted.c.notebook_id == notebook)
        .order_by(whose.c.student_id)
    )
    return {student: notebook for student, notebook in session.execute(query)}
