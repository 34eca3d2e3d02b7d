"""The only writer to nbgrader's database.

A grade and its graded notebook are recorded together: the notebook is written beside its place, the grade is sent to
the database, the old notebook is put aside, the transaction committed, and the new notebook moved into place. So a
notebook is only ever there together with its grade; whatever ends this half-way, the next run grades again.
"""

from __future__ import annotations

import logging
import os
import signal
import stat
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SAWarning, SQLAlchemyError

from autograder.answer_key import AnswerKey
from autograder.course import Course
from autograder.graded import Graded, Marks

LOCK_SECONDS = 15  # how long another program may hold the database before that is an error
_REST = "What was graded before is kept: run the same command again for the rest."


class GradebookProblem(Exception):
    """The database refused; the message says what was kept and what to do."""


@contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """The gradebook, created if need be; database errors become one clear line."""
    put_tools_on_path()
    try:
        file = file_of(course)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings(), _without_tracebacks():
            warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's models, nothing of ours
            with _connected(course) as gradebook:
                yield gradebook
    except InvalidEntry as error:  # what nbgrader makes of a database error
        raise GradebookProblem(_explain(course, str(error))) from None
    except OperationalError as error:
        raise GradebookProblem(_explain(course, str(error.orig))) from None
    except SQLAlchemyError as error:
        raise GradebookProblem(_explain(course, f"{type(error).__name__}: {error}")) from None


def _connected(course: Course) -> Gradebook:
    try:
        return Gradebook(patient(course.db_url))
    except ModuleNotFoundError as error:
        raise GradebookProblem(_explain(course, f"run `pip install {error.name}` first")) from None


@contextmanager
def _without_tracebacks() -> Iterator[None]:
    """nbgrader logs a whole stack before it raises; the one line raised here says it."""

    def is_no_stack(record: logging.LogRecord) -> bool:
        return record.exc_info is None

    log = logging.getLogger("tornado.application")
    log.addFilter(is_no_stack)
    try:
        yield
    finally:
        log.removeFilter(is_no_stack)


def register(gradebook: Gradebook, key: AnswerKey) -> None:
    """Make the assignment known: its notebook, graded cells with points, answers, and locked sources."""
    assignment = notebook = key.assignment
    gradebook.update_or_create_assignment(assignment)
    existing = gradebook.update_or_create_notebook(notebook, assignment)
    wanted = {cell.grade_id for cell in key.graded}
    gone = {cell.name for cell in existing.grade_cells} - wanted
    if gone and not existing.submissions:
        gradebook.remove_notebook(notebook, assignment)
        existing = gradebook.update_or_create_notebook(notebook, assignment)
    elif gone:
        raise GradebookProblem(
            f"the gradebook holds grades for {', '.join(sorted(gone))}, which {assignment} no longer has. Keep the"
            f" cell, or drop the old grades with `nbgrader db assignment remove {assignment}` and grade again."
        )
    stored = {cell.name: (cell.source, cell.locked) for cell in existing.source_cells}
    points = {cell.name: cell.max_score for cell in existing.grade_cells}
    for cell in key.cells:
        locked = cell.kind in ("given", "tests")
        if cell.grade_id in wanted and points.get(cell.grade_id) != cell.points:
            gradebook.update_or_create_grade_cell(
                cell.grade_id, notebook, assignment, max_score=cell.points, cell_type=cell.cell_type
            )
        if stored.get(cell.grade_id) == (cell.source, locked):
            continue
        if cell.kind in ("solution", "written"):
            gradebook.update_or_create_solution_cell(cell.grade_id, notebook, assignment)
        gradebook.update_or_create_source_cell(
            cell.grade_id, notebook, assignment, source=cell.source, cell_type=cell.cell_type, locked=locked
        )


def record(gradebook: Gradebook, course: Course, key: AnswerKey, student: str, graded: Graded) -> None:
    """Store one submission's grades and its graded notebook, together. Manual scores and comments are kept."""
    path = course.autograded(key.assignment, student)
    partial, before = path.with_suffix(".part"), path.with_suffix(".before")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(graded.notebook)
        store_grades(gradebook, key, student, graded, timestamp(course.submitted(key.assignment, student)))
        gradebook.db.flush()
        with _undisturbed():
            with _put_aside(path, before):
                gradebook.db.commit()
            os.replace(partial, path)
    except OSError as error:
        gradebook.db.rollback()
        why = f"{error.strerror}: {path}"
        raise GradebookProblem(f"the grade of {student} could not be written ({why}). {_REST}") from None
    except BaseException:
        gradebook.db.rollback()
        raise
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A Ctrl-C takes effect afterwards: raised as the commit returns, it would leave the old notebook there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came and callable(before):
            before(*came[0])


@contextmanager
def _put_aside(path: Path, before: Path) -> Iterator[None]:
    """``path`` is at ``before`` meanwhile, and comes back only if what happens meanwhile fails."""
    before.unlink(missing_ok=True)
    if path.exists():
        os.replace(path, before)
    try:
        yield
    except BaseException:
        if before.exists():
            os.replace(before, path)
        raise
    before.unlink(missing_ok=True)


def store_grades(gradebook: Gradebook, key: AnswerKey, student: str, graded: Graded, when: datetime | None) -> None:
    """Put the scores into the open transaction; a written answer waits for a person, an empty one is worth nothing."""
    notebook = _submission(gradebook, key.assignment, student, when).notebooks[0]
    grades = {grade.cell.name: grade for grade in notebook.grades}
    cells = {cell.name: cell for cell in notebook.notebook.grade_cells}
    for finding in graded.findings:
        grade = grades.get(finding.grade_id)
        if grade is None:
            grade = Grade(cell_id=cells[finding.grade_id].id, notebook=notebook)
            gradebook.db.add(grade)
        grade.auto_score = finding.score
        grade.needs_manual_grade = finding.score is None or grade.manual_score is not None
    unanswered = {finding.grade_id for finding in graded.findings if finding.status == "no answer"}
    comments = {comment.cell.name: comment for comment in notebook.comments}
    for cell in notebook.notebook.solution_cells:
        comment = comments.get(cell.name) or Comment(cell_id=cell.id, notebook=notebook)
        gradebook.db.add(comment)
        comment.auto_comment = "No response." if cell.name in unanswered else None


def marks(gradebook: Gradebook, assignment: str, student: str) -> Marks:
    """Final scores (a person's wins) and comments of one submission; raises `GradebookProblem` if there is none."""
    try:
        notebook = gradebook.find_submission(assignment, student).notebooks[0]
    except MissingEntry:
        raise GradebookProblem(f"no grade of {student} for {assignment} is in the gradebook. Grade first.") from None
    scores = {}
    for grade in notebook.grades:
        decided = grade.manual_score is not None or grade.auto_score is not None
        scores[grade.cell.name] = float(grade.score) if decided else None
    return Marks(scores, {comment.cell.name: comment.comment or "" for comment in notebook.comments})


def unrecorded(gradebook: Gradebook, assignment: str, students: Iterable[str]) -> list[str]:
    """Those of ``students`` who have no grade of the assignment here, whatever lies in the folders."""
    known = {submission.student_id for submission in gradebook.assignment_submissions(assignment)}
    return [student for student in students if student not in known]


def timestamp(folder: Path) -> datetime | None:
    """When it was handed in, from nbgrader's timestamp.txt; None if that is absent or unreadable."""
    from nbgrader.utils import parse_utc

    path = folder / "timestamp.txt"
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # a pipe would never end
            return None
        with path.open(encoding="utf-8") as file:
            return parse_utc(file.read(100).strip())
    except (OSError, ValueError, OverflowError):
        return None


def _submission(gradebook: Gradebook, assignment: str, student: str, when: datetime | None) -> SubmittedAssignment:
    """The submission, made in the open transaction if need be: nbgrader's own `add_submission` commits at once."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        known = gradebook.db.get(Student, student) or Student(id=student)
        submission = SubmittedAssignment(assignment=gradebook.find_assignment(assignment), student=known)
        for notebook in submission.assignment.notebooks:
            SubmittedNotebook(notebook=notebook, assignment=submission)
        gradebook.db.add(submission)
    if when is not None:
        submission.timestamp = when
    return submission


def put_tools_on_path() -> None:
    """nbgrader creates a database with `alembic` from the PATH; this environment's may not be activated."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def patient(address: str) -> str:
    """The address, with a bound on how long a lock is waited for where it sets none itself."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        bounds = {"timeout": str(LOCK_SECONDS)}
    else:
        bounds = {"connect_timeout": str(LOCK_SECONDS), "options": f"-c lock_timeout={LOCK_SECONDS}s"}
    return url.update_query_dict({**bounds, **url.query}).render_as_string(hide_password=False)


def file_of(course: Course) -> Path | None:
    """The database's file; None if it is on a server."""
    url = make_url(course.db_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def address(course: Course) -> str:
    """The database's address, as it may be shown."""
    try:
        return make_url(course.db_url).render_as_string(hide_password=True)
    except ArgumentError:
        return course.db_url


def _explain(course: Course, why: str) -> str:
    where = address(course)
    if "locked" in why or "lock timeout" in why:
        return f"the gradebook {where} is locked by another program. Close it or wait for the other run. {_REST}"
    return f"the gradebook {where} cannot be used ({why.partition(chr(10))[0]}). {_REST}"
