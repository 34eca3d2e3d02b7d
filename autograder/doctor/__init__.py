"""`autograder doctor`: whether this machine, this course and its gradebook are fit for grading, and what to do if not.

Nothing is changed: what is tried out is taken back, and a gradebook that is not there yet is not made.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course import Course
from autograder.doctor import book, course_tree, machine
from autograder.doctor.diagnosis import Diagnosis


def examine(course: Course) -> int:
    """Print a line for everything looked at; return the exit code, 1 where something would stop grading."""
    stops = notes = 0
    for title, diagnoses in _sections(course):
        print(title)
        for diagnosis in diagnoses:
            stops += bool(diagnosis.wrong and diagnosis.stops)
            notes += bool(diagnosis.wrong and not diagnosis.stops)
            print(diagnosis.as_text(), flush=True)
    found = [f"{stops} to repair before grading"] if stops else ["nothing stands in the way of grading"]
    found += [f"{notes} worth a look"] if notes else []
    print(", ".join(found))
    return 1 if stops else 0


def _sections(course: Course) -> Iterator[tuple[str, Iterator[Diagnosis]]]:
    """Yield what is looked at, section by section; without its packages, the grader can look no further than that."""
    packages = list(machine.packages())
    yield "this Python", iter(packages)
    if any(diagnosis.wrong and diagnosis.stops for diagnosis in packages):
        return
    yield "this machine", machine.examine(course)
    yield f"the course {course.root}", course_tree.examine(course)
    yield "the gradebook", book.examine(course)
