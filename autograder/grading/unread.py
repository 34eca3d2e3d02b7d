"""What is said on the terminal of a submission of which something could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course
from autograder.grading.findings import Graded
from autograder.grading.graded_notebook import GradedNotebook


def lines(course: Course, key: AnswerKey, student: str, graded: Graded | GradedNotebook) -> Iterator[str]:
    """Give a line if nothing could be read, or only a part."""
    if graded.unreadable:
        folder = course.submitted(key.assignment, student)
        own = folder / f"{key.name}.ipynb"
        what = f"{own if own.is_file() else folder} could not be graded ({graded.unreadable})"
        yield f"{student}: 0 points, {what}. Ask for it again, and grade again."
    if graded.lost:
        yield f"{student}: graded in part, {graded.lost}. Ask for it again, and grade again."
