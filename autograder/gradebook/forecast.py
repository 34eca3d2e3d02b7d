"""What `autograder grade` would do, without doing it: who would be graded, why, and what the gradebook becomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course
from autograder.gradebook import records, regrade  # records first: it imports nbgrader as it should be

# isort: split
from autograder.gradebook import changes, recovery, told
from autograder.gradebook.changes import Changes
from autograder.grading import graded_notebook
from autograder.grading.findings import digest
from autograder.grading.graded_notebook import NotGradedHere
from autograder.grading.intake import read_submitted

_NEVER, _LOST, _FORCED = "not graded yet", "graded before, but not in the gradebook", "asked for with --force"
_DAMAGED, _UNREADABLE = "the graded notebook cannot be used", "what was handed in cannot be read"


def show(course: Course, keys: Sequence[AnswerKey], force: bool = False) -> int:
    """Print what would happen to one assignment; return the exit code. Writes nothing. Raises `GradebookProblem`."""
    with records.opened_to_read(course) as session:
        for key in keys:
            for line in _lines(course, key, session, force):
                print(line)
    print("Nothing was graded, and nothing was written.")
    return 0


def _lines(course: Course, key: AnswerKey, session: Session | None, force: bool) -> Iterator[str]:
    students = course.students(key.assignment)
    found = changes.find(session, key) if session is not None else None
    recorded = set(found.students) if found else set()
    reasons = {student: _FORCED if force else _why(course, key, student, recorded) for student in students}
    todo = {student: why for student, why in reasons.items() if why}
    done = len(students) - len(todo)
    yield f"{key.whole_name}: {len(students)} handed in, {done} already graded, {len(todo)} to grade"
    for why in dict.fromkeys(todo.values()):
        yield f"  {why}: {', '.join(student for student in todo if todo[student] == why)}"
    yield from course.refused(key.assignment).values()
    if begun := recovery.found(course, key.assignment, key.name):
        yield f"  a record that was cut short is finished first: {', '.join(begun)}"
    yield from _of_gradebook(key, found)


def _of_gradebook(key: AnswerKey, found: Changes | None) -> Iterator[str]:
    if found is None:
        yield "There is no gradebook yet: it would be made."
        return
    lines = told.changes(found) if found.students else []
    yield from lines
    if found.needs_backup:
        yield "The gradebook would be copied before any of this is changed."
    elif not lines:
        yield f"The gradebook has the questions and points of {key.whole_name} as they are."
    if found.decided:
        students = dict.fromkeys(student for (student, _), _, _ in found.decided)
        yield f"Decided by hand since the last time, kept, and noted in the history: {', '.join(students)}."


def _why(course: Course, key: AnswerKey, student: str, recorded: set[str]) -> str:
    """Return why a submission would be graded; empty if it would not."""
    try:
        graded = course.autograded(key.assignment, student, key.name).read_bytes()
        stored = graded_notebook.read(graded)
    except FileNotFoundError:
        return _NEVER
    except (OSError, NotGradedHere):
        return _DAMAGED
    try:
        data, _ = read_submitted(course.submitted(key.assignment, student), key)
    except OSError:
        return _UNREADABLE
    now = digest(data, key)
    if stored.digest == now and stored.belongs_to(key):
        return "" if student in recorded else _LOST
    return regrade.why(stored.digest, now)
