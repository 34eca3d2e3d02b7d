"""The coordinator killed at every single step of recording a grade: never a graded notebook beside another's grade."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from books import grades, rows
from sqlalchemy.orm import Session

from autograder import answer_key, gradebook
from autograder.course import Course
from autograder.grade import grade as grade_submission

NAME = "hw0_tiny"
STEPS = [(Path, "mkdir"), (Path, "write_bytes"), (Session, "flush"), (Path, "unlink"), (os, "replace"),
         (Session, "commit"), (signal, "signal")]  # fmt: skip


def count_steps(die_at, how):
    """Before and after each of the calls that recording consists of, one step; ``how`` it ends at step ``die_at``."""
    step = 0

    def reached():
        nonlocal step
        if step == die_at:
            how()
        step += 1

    def counted(call):
        def counting(*args, **kwargs):
            reached()
            value = call(*args, **kwargs)
            reached()
            return value

        return counting

    for owner, name in STEPS:
        setattr(owner, name, counted(getattr(owner, name)))
    return lambda: step


def in_a_child(action):
    """Run ``action`` in a fork of this process, which ends with it; returns how it ended."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
        finally:
            os._exit(9)  # an exception
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture(scope="module")
def records(jailer, graded_course):
    """An answer key, and one student's two submissions graded: half of it right, then all of it."""
    key = answer_key.load(graded_course.solution(NAME))
    submitted = {name: graded_course.submitted(NAME, name) / f"{NAME}.ipynb" for name in ("s3", "s2")}
    return key, *(grade_submission(path.read_bytes(), key, jailer) for path in submitted.values())


@pytest.fixture
def record_and_die(records, empty_gradebook, tmp_path):
    """Record the second grading over the first, ending at a step; returns the course, how it ended, and the steps."""
    key, first, second = records

    def run(die_at, how):
        course = Course(tmp_path / f"{die_at}")
        course.work.mkdir(parents=True)
        shutil.copy(empty_gradebook, course.work / "gradebook.db")

        def whole(dying):
            with gradebook.opened(course) as book:
                if not dying:
                    gradebook.record(book, course, key, "ada", first)
                    os._exit(0)
                count = count_steps(die_at, how)
                gradebook.record(book, course, key, "ada", second)
                os._exit(100 + count())

        assert in_a_child(lambda: whole(dying=False)) == 0
        return course, in_a_child(lambda: whole(dying=True))

    return run


def pair(course):
    """The scores in the database, and the bytes of the graded notebook, if there is one."""
    path = course.autograded(NAME, "ada")
    return grades(course.work)["ada"], path.read_bytes() if path.exists() else None


def scores_of(graded):
    return {finding.grade_id: finding.score for finding in graded.findings}


def test_killed_at_any_step_it_leaves_a_notebook_only_with_its_own_grade(record_and_die, records):
    key, first, second = records
    old, new = (scores_of(first), first.notebook), (scores_of(second), second.notebook)
    assert old != new
    _, ended = record_and_die(-1, None)
    steps = ended - 100
    assert steps >= 16
    seen = []
    for step in range(steps):
        course, ended = record_and_die(step, lambda: os.kill(os.getpid(), signal.SIGKILL))
        assert ended == -signal.SIGKILL
        seen.append(pair(course))
        assert seen[-1] in (old, new, (old[0], None), (new[0], None)), f"after step {step}"
        with gradebook.opened(course) as book:  # what the next run does, for it finds no notebook with this digest
            gradebook.record(book, course, key, "ada", second)
        assert pair(course) == new
        assert [path.name for path in course.autograded(NAME, "ada").parent.iterdir()] == [f"{NAME}.ipynb"]
        assert rows(course.work)["orphans"] == []
    assert old in seen
    assert new in seen


def test_interrupted_at_any_step_it_leaves_one_record_or_the_other_whole(record_and_die, records):
    """Ctrl-C: unlike a kill it lets the step end, so that there is never a grade without its notebook either."""
    _, first, second = records
    old, new = (scores_of(first), first.notebook), (scores_of(second), second.notebook)
    _, ended = record_and_die(-1, None)
    seen = []
    for step in range(ended - 100):
        course, ended = record_and_die(step, lambda: signal.raise_signal(signal.SIGINT))
        assert ended in (9, *range(100, 200))  # KeyboardInterrupt, or it came when all was done
        seen.append(pair(course))
        assert seen[-1] in (old, new), f"after step {step}"
    assert old in seen
    assert new in seen
