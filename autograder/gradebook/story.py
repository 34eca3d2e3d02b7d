"""`autograder history`: everything that happened to one submission's marks, and what the gradebook has today."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.gradebook import records  # first: it imports nbgrader as it should be

# isort: split
from nbgrader.api import Assignment, BaseCell, GradeCell, Notebook, TaskCell

from autograder.gradebook import hand_marks, history, told
from autograder.gradebook.records import NoGrade


def show(course: Course, student: str, name: str) -> int:
    """Print it; ``name`` is the beginning of an assignment's, also of one that has no source any more.

    Writes nothing. Raises `CourseProblem`, `GradebookProblem`, and `NoGrade` if there is nothing to tell.
    """
    with records.opened_to_read(course) as session:
        if session is None:
            raise NoGrade("there is no gradebook yet. Run `autograder grade` first.")
        assignment = _assignment(course, session, name)
        entries = history.read(session, assignment, student=student) if history.is_there(session.connection()) else []
        notebooks = _notebooks(session, assignment)
        there = {each: hand_marks.of_student(session, assignment, each, student) for each in notebooks}
        if not told.of_student(entries) and not any(there.values()):
            raise NoGrade(f"{student!a} has no mark for {assignment}, and never had one. Is that the folder's name?")
        print(f"{student}, {assignment}:")
        for line in told.history(entries):
            print(f"  {line}")
        for each in (each for each in notebooks if there[each]):
            print("In the gradebook now:" if each == assignment else f"In the gradebook now, {each}:")
            for line in told.now(there[each], _points(session, assignment, each)):
                print(line)
    return 0


def _assignment(course: Course, session: Session, name: str) -> str:
    """Return the full name of an assignment of the course, or of one that only the gradebook knows still."""
    known = {row.name for row in session.execute(select(Assignment.__table__.c.name))}
    if history.is_there(session.connection()):
        known |= {row.assignment for row in session.execute(select(history.TABLE.c.assignment).distinct())}
    known -= {*course.assignments()}
    found = [each for each in sorted(known) if each == name] or [each for each in known if each.startswith(name)]
    ours = [each for each in course.assignments() if each.startswith(name)]
    return found[0] if len(found) == 1 and not ours else course.find(name)


def _notebooks(session: Session, assignment: str) -> list[str]:
    """Return the names of an assignment's notebooks in the gradebook."""
    of, notebook = Assignment.__table__.c, Notebook.__table__.c
    query = select(notebook.name).join(Assignment.__table__, of.id == notebook.assignment_id)
    return [row.name for row in session.execute(query.where(of.name == assignment).order_by(notebook.name))]


def _points(session: Session, assignment: str, name: str) -> dict[str, float]:
    """Return what the questions are worth, by grade_id."""
    of, notebook, cell = (each.__table__.c for each in (Assignment, Notebook, BaseCell))
    found: dict[str, float] = {}
    for model in (GradeCell, TaskCell):
        graded = model.__table__
        query = (
            select(cell.name, graded.c.max_score)
            .select_from(graded)
            .join(BaseCell.__table__, cell.id == graded.c.id)
            .join(Notebook.__table__, notebook.id == cell.notebook_id)
            .join(Assignment.__table__, of.id == notebook.assignment_id)
            .where(of.name == assignment, notebook.name == name)
        )
        found |= {row.name: row.max_score for row in session.execute(query)}
    return found
