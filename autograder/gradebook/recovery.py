"""Records that were cut short, by `kill -9` for example: the next start finishes them.

A graded notebook is beside its place, as `.part`, until its grade is committed. Nobody can tell afterwards whether
that happened. So the grade is sent once more, as the notebook has it, and then the notebook is put into its place:
done twice, this gives the same. A `.part` that no record can be finished from is removed, and graded again.
"""

from __future__ import annotations

import fcntl
import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder import scratch, student_name
from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course, CourseProblem
from autograder.grading import graded_notebook
from autograder.grading.findings import Graded
from autograder.grading.graded_notebook import NotGradedHere

LEFT = (".part", ".before")


def found(course: Course, assignment: str, name: str) -> list[str]:
    """Return the students whose record of a notebook may be unfinished: a run writes it, or was ended while it did."""
    places = (course.root / course.folders.autograded).glob(f"*/{glob.escape(assignment)}/{glob.escape(name)}.*")
    names = {path.parents[1].name for path in places if path.suffix in LEFT}
    return sorted(name for name in names if not student_name.why_unusable(name))


@contextmanager
def writing(course: Course, key: AnswerKey) -> Iterator[None]:
    """Be the only one that writes the assignment's records, with nothing left of a run that was ended.

    Raises `CourseProblem` if somebody else writes them, and `GradebookProblem`.
    """
    with _alone(course, key.assignment) as nobody_else:
        if not nobody_else:
            raise CourseProblem(
                f"another run grades {key.assignment} in this course, so this one did nothing. Wait for the other, or"
                " stop it with Ctrl-C; then the same command grades what is left."
            )
        scratch.clear()
        _finish(course, key)
        for student in found(course, key.assignment, key.name):  # nothing that could be finished: it is graded again
            for path in _left(course, key, student):
                path.unlink(missing_ok=True)
        yield


def finish(course: Course, key: AnswerKey) -> None:
    """Finish what can be, unless somebody is writing just now. Raises `GradebookProblem`."""
    if not found(course, key.assignment, key.name):
        return
    with _alone(course, key.assignment) as nobody_else:
        if nobody_else:
            _finish(course, key)


@contextmanager
def _alone(course: Course, assignment: str) -> Iterator[bool]:
    """Give whether no other process writes the assignment's records, and let none begin until the end."""
    descriptor = os.open(course.solution(assignment).parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError:  # a file system without locks: nobody can be asked
            pass
        yield True
    finally:
        os.close(descriptor)


def _finish(course: Course, key: AnswerKey) -> None:
    complete = {
        student: graded
        for student in found(course, key.assignment, key.name)
        if (graded := _read(course, key, student))
    }
    if not complete:
        return
    from autograder.gradebook import records  # takes a second to import, and is seldom needed here

    with records.opened(course) as book:
        records.register(book, key)
        for student, graded in complete.items():
            records.finish(book, course, key, student, graded)
            print(f"{student}: recording was interrupted in an earlier run; now it is recorded")


def _left(course: Course, key: AnswerKey, student: str) -> list[Path]:
    return [course.autograded(key.assignment, student, key.name).with_suffix(suffix) for suffix in LEFT]


def _read(course: Course, key: AnswerKey, student: str) -> Graded | None:
    """Return what was about to be recorded; None unless all of it is there and was graded with this answer key."""
    try:
        data = _left(course, key, student)[0].read_bytes()
        notebook = graded_notebook.read(data)
    except (OSError, NotGradedHere):
        return None
    if notebook.digest.rpartition(":")[2] != key.digest:
        return None
    return graded_notebook.as_graded(data, notebook)
