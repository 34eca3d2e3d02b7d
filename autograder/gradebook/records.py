"""The only writer to nbgrader's database.

A grade and its graded notebook are recorded together: the notebook is written beside its place, the grade is sent to
the database, the old notebook is put aside, the transaction committed, and the new notebook moved into place. So a
notebook is only ever there together with its grade; what was cut short, the next start finishes (`recovery`).
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import stat
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.errors import Problem
from autograder.gradebook import nbgrader_alone  # noqa: F401  (before anything of nbgrader's)

# isort: split
from nbgrader.api import Gradebook, InvalidEntry, MissingEntry
from sqlalchemy.exc import OperationalError, SAWarning, SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course
from autograder.gradebook import backup, database, migration, rows
from autograder.grading.findings import Graded, Marks

_REST = "What was graded before is kept: run the same command again for the rest."


# What a write fails with that concerns the disk, and so everybody who comes after.
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG, errno.ENODEV, errno.EMFILE)


class GradebookProblem(Problem):
    """The database refused; the message says what was kept and what to do."""


class NotRecorded(GradebookProblem):
    """One grade could not be recorded, for a reason that is this student's files alone."""


class NoGrade(GradebookProblem):
    """The gradebook has no grade of that student."""


@contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """Open the gradebook, created if need be; raise database errors as `GradebookProblem`."""
    with explained(course):
        file = database.file_of(course)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        with _without_tracebacks(), _connected(course) as gradebook:
            yield gradebook


@contextmanager
def opened_to_read(course: Course) -> Iterator[Session | None]:
    """Open the gradebook so that nothing can be written; give None if there is none. Raises `GradebookProblem`."""
    with explained(course), database.session_to_read(course) as session:
        yield session


@contextmanager
def explained(course: Course) -> Iterator[None]:
    """Raise database errors as `GradebookProblem`."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's models, nothing of ours
            yield
    except InvalidEntry as error:  # what nbgrader makes of a database error
        raise GradebookProblem(_explain(course, str(error))) from None
    except ModuleNotFoundError as error:
        raise GradebookProblem(_explain(course, f"run `pip install {error.name}` first")) from None
    except OperationalError as error:
        raise GradebookProblem(_explain(course, str(error.orig))) from None
    except SQLAlchemyError as error:
        raise GradebookProblem(_explain(course, f"{type(error).__name__}: {error}")) from None


def _connected(course: Course) -> Gradebook:
    where = database.patient(course.db_url)
    database.create_if_new(where)
    return Gradebook(where)


@contextmanager
def _without_tracebacks() -> Iterator[None]:
    """Keep nbgrader from logging a whole stack before it raises: the one line raised here says it."""

    def has_no_stack(record: logging.LogRecord) -> bool:
        return record.exc_info is None

    log = logging.getLogger("tornado.application")
    log.addFilter(has_no_stack)
    try:
        yield
    finally:
        log.removeFilter(has_no_stack)


def register(gradebook: Gradebook, key: AnswerKey) -> None:
    """Make the assignment known as it is now: its notebook, graded cells with points, answers, and locked sources.

    Where that touches marks, they are kept, the gradebook is copied first, and what changes is said. Raises
    `GradebookProblem`.
    """
    try:
        for line in migration.migrate(gradebook.db, key):
            print(line, flush=True)
    except backup.NoBackup as problem:
        raise GradebookProblem(f"{problem}") from None


def record(gradebook: Gradebook, course: Course, key: AnswerKey, student: str, graded: Graded) -> None:
    """Store one submission's grades and its graded notebook, together; keep manual scores and comments."""
    path = course.autograded(key.assignment, student, key.name)
    partial = path.with_suffix(".part")
    try:
        with _whole_or_not(gradebook, student, path):
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(graded.notebook)
            _put_into_place(gradebook, course, key, student, graded)
    finally:
        partial.unlink(missing_ok=True)


def finish(gradebook: Gradebook, course: Course, key: AnswerKey, student: str, graded: Graded) -> None:
    """Do the second half of `record`, for a notebook that another run left beside its place."""
    with _whole_or_not(gradebook, student, course.autograded(key.assignment, student, key.name)):
        _put_into_place(gradebook, course, key, student, graded)


@contextmanager
def _whole_or_not(gradebook: Gradebook, student: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        gradebook.db.rollback()
        why = f"{error.strerror}: {error.filename or path}"
        kind = GradebookProblem if error.errno in _OF_THE_DISK else NotRecorded
        raise kind(f"the grade of {student} could not be written ({why}). {_REST}") from None
    except BaseException:
        gradebook.db.rollback()
        raise


def _put_into_place(gradebook: Gradebook, course: Course, key: AnswerKey, student: str, graded: Graded) -> None:
    """Put the grade into the database, and the notebook, which is beside its place, where it belongs."""
    path = course.autograded(key.assignment, student, key.name)
    rows.store(gradebook.db, key, student, graded, timestamp(course.submitted(key.assignment, student)))
    with _undisturbed():
        with _put_aside(path, path.with_suffix(".before")):
            gradebook.db.commit()
        os.replace(path.with_suffix(".part"), path)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C or `kill` take effect afterwards: right after the commit it would leave the old notebook in place."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    before: dict[int, Any] = {}
    for stop in (signal.SIGINT, signal.SIGTERM):
        before[stop] = signal.signal(stop, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            _deliver(*came[0], before[came[0][0]])


def _deliver(number: int, frame: FrameType | None, handler: Any) -> None:
    if callable(handler):
        handler(number, frame)
    elif handler == signal.SIG_DFL:
        signal.raise_signal(number)


@contextmanager
def _put_aside(path: Path, before: Path) -> Iterator[None]:
    """Keep ``path`` at ``before`` meanwhile, and put it back only if what happens meanwhile fails."""
    before.unlink(missing_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists():
        os.replace(path, before)
    try:
        yield
    except BaseException:
        if before.exists():
            os.replace(before, path)
        raise
    before.unlink(missing_ok=True)


def marks(gradebook: Gradebook, assignment: str, student: str, name: str = "") -> Marks:
    """Return final scores (a person's wins) and comments of one submission; raises `NoGrade`.

    ``name`` is the notebook's, if it is not the assignment's.
    """
    try:
        notebook = gradebook.find_submission_notebook(name or assignment, assignment, student)
    except MissingEntry:
        raise NoGrade(f"no grade of {student} for {assignment} is in the gradebook. Grade first.") from None
    scores = {}
    for grade in notebook.grades:
        decided = grade.manual_score is not None or grade.auto_score is not None
        scores[grade.cell.name] = float(grade.score) if decided else None
    return Marks(scores, {comment.cell.name: comment.comment or "" for comment in notebook.comments})


def unrecorded(gradebook: Gradebook, key: AnswerKey, students: Iterable[str]) -> list[str]:
    """Return those of ``students`` who have no grade of the notebook here, whatever is in the folders."""
    submissions = gradebook.notebook_submissions(key.name, key.assignment)
    known = {submission.student.id for submission in submissions}
    return [student for student in students if student not in known]


def timestamp(folder: Path) -> datetime | None:
    """Return when it was handed in, from nbgrader's timestamp.txt; None if that is absent or unreadable."""
    from nbgrader.utils import parse_utc

    path = folder / "timestamp.txt"
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # a pipe would never end
            return None
        with path.open(encoding="utf-8") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of time zones that nobody knows
            return parse_utc(file.read(100).strip())
    except (OSError, ValueError, ArithmeticError):  # numbers too long for a decimal raise none of the former
        return None


def _explain(course: Course, why: str) -> str:
    where = database.address(course)
    if "locked" in why or "lock timeout" in why:
        return f"the gradebook {where} is locked by another program. Close it or wait for the other run. {_REST}"
    return f"the gradebook {where} cannot be used ({why.partition(chr(10))[0]}). {_REST}"
