"""What the machine's clock ended is graded once more, with nothing beside it, and only then costs anything."""

from __future__ import annotations

import pytest
from books import grades, rows
from holding import BUSY

from autograder.grading import graded_notebook
from autograder.grading.cut_short import SAID

NAME = "hw0_tiny"
AGAIN = "the clock of the machine, which is busy, ended the grading early: 1 submission graded again"


@pytest.fixture
def grade_busy(grade, patches, tmp_path):
    """`grade_busy(times)`: grade where one notebook is cut short so often; what was said, and the log of gradings."""

    def graded(times):
        log = tmp_path / "log"
        run = grade(PYTHONPATH=patches(BUSY.read_text()), CUT_SHORT=str(times), CUT_SHORT_LOG=str(log))
        return run.outcome(), log.read_text().splitlines()

    return graded


def alone(log):
    """Return whether the last grading is the second of its notebook, and began when all others had ended."""
    begin, end = log[-2:]
    name = end.partition(" ")[2]
    return begin == f"begin {name}" and log.count(begin) == 2 and len(log) == 14


def test_what_was_cut_short_once_costs_nothing(grade_busy, course, undisturbed):
    (code, said), log = grade_busy(1)
    assert code == 0, said
    assert AGAIN in said
    assert alone(log)
    assert SAID not in said
    assert rows(course.work) == undisturbed


def test_what_is_cut_short_twice_counts_and_the_instructor_is_told(grade_busy, course, undisturbed):
    (code, said), log = grade_busy(2)
    assert code == 1
    assert AGAIN in said
    assert alone(log)
    assert said.splitlines()[-1] == f"s2: graded, but {SAID}"
    assert "graded 6 in" in said
    found = grades(course.work)
    assert set(found["s2"].values()) == {0.0}
    assert {student: found[student] for student in found if student != "s2"} == {
        student: scores for student, scores in by_student(undisturbed).items() if student != "s2"
    }
    notes = {
        student: graded_notebook.read(course.autograded(NAME, student).read_bytes()).notes
        for student in course.students(NAME)
    }
    assert [student for student, said in notes.items() if any(SAID[1:] in note for note in said)] == ["s2"]


def by_student(found):
    scores = {}
    for student, question, score, *_ in found["grades"]:
        scores.setdefault(student, {})[question] = score
    return scores
