"""One submission's rows in nbgrader's tables, written in the open transaction.

nbgrader's own objects would ask the database some thirty times for each submission; these are a dozen. What a
person has decided in formgrader (manual scores, extra credit, comments) is never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from autograder import student_name
from autograder.assignment.answer_key import AnswerKey
from autograder.gradebook import excuses, hand_marks, history
from autograder.gradebook.cells import COMMENTED
from autograder.gradebook.excuses import Change
from autograder.grading.findings import Finding, Graded, Status

NO_RESPONSE = "No response."


def store(session: Session, key: AnswerKey, student: str, graded: Graded, when: datetime | None) -> None:
    """Write the scores; a written answer waits for a person, an empty one is worth nothing.

    A question that was not in the version handed in is excused. What is otherwise than before goes into the history.
    The assignment is registered. ``when`` it was handed in is kept as it was if it is None. Raises `UnusableName`.
    """
    assignment, notebook, cells = _registered(session, key)
    submission = _submission(session, assignment, notebook, student, when)
    graded_cells = {name: cell for (name, kind), cell in cells.items() if kind in ("GradeCell", "TaskCell")}
    scored = {graded_cells[finding.grade_id]: finding for finding in graded.findings}
    known = hand_marks.known(history.read(session, key.assignment, key.name, student, without_scores=True))
    excused = {finding.grade_id for finding in graded.findings if excuses.is_due(key, known, student, finding)}
    changed = _store_grades(session, submission, scored)
    new = {cell for _, cell, before, _ in changed if not before}  # also where nbgrader removed what was there
    ours = {cell: extra for (_, cell), extra in known.excused.items() if cell not in new}
    changed += excuses.store(session, submission, scored, excused, ours)
    who = history.whoever()
    history.add(session, (history.Entry(event, key.assignment, key.name, student, cell, old, new, who, key.digest)
                          for event, cell, old, new in changed))  # fmt: skip
    unanswered = {finding.grade_id for finding in graded.findings if finding.status == Status.NO_ANSWER}
    remarks = {name: NO_RESPONSE for name in unanswered} | excuses.remarks(key, excused)
    answers = {cell: remarks.get(name) for (name, kind), cell in cells.items() if kind in COMMENTED}
    _store_comments(session, submission, answers)


def _registered(session: Session, key: AnswerKey) -> tuple[str, str, dict[tuple[str, str], str]]:
    """Return the ids of assignment and notebook, and of the notebook's cells by name and kind."""
    rows = session.execute(
        select(Assignment.id, Notebook.id, BaseCell.name, BaseCell.type, BaseCell.id)
        .join(Notebook, Notebook.assignment_id == Assignment.id)
        .join(BaseCell, BaseCell.notebook_id == Notebook.id)
        .where(Assignment.name == key.assignment, Notebook.name == key.name)
    ).all()
    return rows[0][0], rows[0][1], {(name, kind): cell for _, _, name, kind, cell in rows}


def _submission(session: Session, assignment: str, notebook: str, student: str, when: datetime | None) -> str:
    """Return the id of the submitted notebook, made if need be."""
    of_notebook = (SubmittedNotebook.assignment_id == SubmittedAssignment.id) & (
        SubmittedNotebook.notebook_id == notebook
    )
    found = session.execute(
        select(SubmittedAssignment.id, SubmittedNotebook.id)
        .outerjoin(SubmittedNotebook, of_notebook)
        .where(SubmittedAssignment.assignment_id == assignment, SubmittedAssignment.student_id == student)
    ).one_or_none()
    if found is None:
        if session.execute(select(Student.id).where(Student.id == student)).one_or_none() is None:
            student_name.check(student)
            session.execute(insert(Student.__table__).values(id=student))
        row = _inserted(session, SubmittedAssignment, assignment_id=assignment, student_id=student, timestamp=when)
        return _inserted(session, SubmittedNotebook, assignment_id=row, notebook_id=notebook)
    if when is not None:
        table = SubmittedAssignment.__table__
        session.execute(update(table).where(table.c.id == found[0]).values(timestamp=when))
    return str(found[1] or _inserted(session, SubmittedNotebook, assignment_id=found[0], notebook_id=notebook))


def _inserted(session: Session, model: Any, **values: Any) -> str:
    """Insert a row and return its id."""
    result: Any = session.execute(insert(model.__table__).values(**values))
    return str(result.inserted_primary_key[0])


def _store_grades(session: Session, notebook: str, scored: dict[str, Finding]) -> list[Change]:
    """Store automatic scores, by the cell's id, and return those that are other than before."""
    table = Grade.__table__
    known = session.execute(
        select(table.c.cell_id, table.c.id, table.c.manual_score, table.c.auto_score)
        .where(table.c.notebook_id == notebook)
    ).all()  # fmt: skip
    by_hand = {cell: (grade, manual is not None) for cell, grade, manual, _ in known}
    before: dict[str, dict] = {cell: {"auto": auto} for cell, _, _, auto in known}
    for cell in by_hand.keys() & scored.keys():
        grade, decided = by_hand[cell]
        values = {"auto_score": scored[cell].score, "needs_manual_grade": scored[cell].score is None or decided}
        session.execute(update(table).where(table.c.id == grade).values(**values))
    new = [
        {"cell_id": cell, "notebook_id": notebook, "auto_score": finding.score,
         "needs_manual_grade": finding.score is None}
        for cell, finding in scored.items() if cell not in by_hand
    ]  # fmt: skip
    if new:
        session.execute(insert(table), new)
    now: dict[str, dict] = {cell: {"auto": finding.score} for cell, finding in scored.items()}
    return [(history.Event.GRADED, scored[cell].grade_id, before.get(cell, {}), now[cell])
            for cell in scored if before.get(cell) != now[cell]]  # fmt: skip


def _store_comments(session: Session, notebook: str, answers: Mapping[str, str | None]) -> None:
    """Store a remark on answers, by the cell's id: that there is none, as nbgrader has it, or why that is no loss."""
    table = Comment.__table__
    known: Collection[tuple[str, str, str | None]] = session.execute(
        select(table.c.cell_id, table.c.id, table.c.auto_comment).where(table.c.notebook_id == notebook)
    ).all()
    said = {cell: (comment, text) for cell, comment, text in known}
    new = []
    for cell, text in answers.items():
        if cell not in said:
            new.append({"cell_id": cell, "notebook_id": notebook, "auto_comment": text})
        elif said[cell][1] != text:
            session.execute(update(table).where(table.c.id == said[cell][0]).values(auto_comment=text))
    if new:
        session.execute(insert(table), new)
