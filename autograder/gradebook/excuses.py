"""Questions that were added after a submission was graded: by default they cost it nothing.

nbgrader's tables have one maximum for everybody. So who handed in a version without the question, and was graded before
it was added, gets extra credit for what is missing to its points: nobody loses a point by it, formgrader shows it as
what it is, and a person can take it away there. Whether it was in what was handed in is asked at each grading.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from nbgrader.api import Grade
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from autograder.assignment.answer_key import AnswerKey
from autograder.gradebook.hand_marks import Known
from autograder.gradebook.history import Event
from autograder.grading.findings import Finding

NOT_IN_VERSION = "Not part of the version handed in: it costs no points."
Change: TypeAlias = tuple[Event, str, dict[str, Any], dict[str, Any]]  # what, grade_id, before, since


def is_due(key: AnswerKey, known: Known, student: str, finding: Finding) -> bool:
    """Return whether a question came too late for a submission, is not in it, and does not wait for a person."""
    if not finding.absent or finding.score is None or (student, finding.grade_id) not in known.added_late:
        return False
    return not any(cell.for_everybody for cell in key.graded if cell.grade_id == finding.grade_id)


def store(
    session: Session, notebook: str, scored: dict[str, Finding], excused: set[str], ours: dict[str, float]
) -> list[Change]:
    """Give extra credit where it is due, and take back what is no longer; return what changed.

    ``scored`` goes by the cell's id; ``excused``, what is ``ours`` already and what is returned by grade_id. Extra
    credit and points that a person gave stay as they are.
    """
    cells = {cell: finding for cell, finding in scored.items() if finding.grade_id in ours.keys() | excused}
    if not cells:
        return []
    table, changes = Grade.__table__, list[Change]()
    rows = session.execute(
        select(table.c.id, table.c.cell_id, table.c.manual_score, table.c.extra_credit)
        .where(table.c.notebook_id == notebook, table.c.cell_id.in_(cells))
    ).all()  # fmt: skip
    for grade, cell, manual, extra in rows:
        finding = cells[cell]
        before = ours.get(finding.grade_id)
        if extra != before or (manual is not None and extra is None):
            continue  # a person has decided
        missing = finding.points - (finding.score or 0.0)
        due = missing if missing and finding.grade_id in excused and manual is None else None
        if due != extra:
            session.execute(update(table).where(table.c.id == grade).values(extra_credit=due))
            changes.append((Event.EXCUSED, finding.grade_id, _extra(extra), _extra(due)))
    return changes


def remarks(key: AnswerKey, excused: set[str]) -> dict[str, str]:
    """Return what to say of excused questions where formgrader and the page show it: on their answers, by grade_id."""
    return {key.answers.get(cell, cell): NOT_IN_VERSION for cell in excused}


def _extra(credit: float | None) -> dict[str, Any]:
    return {} if credit is None else {"extra": credit}
