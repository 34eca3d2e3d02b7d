"""The coordinator killed at every single step of recording a grade: never a graded notebook beside another's grade."""

from __future__ import annotations

import os
import re
import shutil
import signal
from pathlib import Path

import pytest
from books import grades, rows
from sqlalchemy.orm import Session

from autograder import cli
from autograder.assignment import answer_key
from autograder.course import Course
from autograder.doctor import book
from autograder.gradebook import records, recovery
from autograder.grading.grade import grade as grade_submission

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
def gradings(jailer, graded_course):
    """Return an answer key, and one student's two submissions graded: half of it right, then all of it."""
    key = answer_key.load(graded_course.solution(NAME))
    submitted = {name: graded_course.submitted(NAME, name) / f"{NAME}.ipynb" for name in ("s3", "s2")}
    return key, *(grade_submission(path.read_bytes(), key, jailer) for path in submitted.values())


@pytest.fixture
def record_and_die(gradings, graded_course, empty_gradebook, tmp_path):
    """Record the second grading over the first, ending at a step; returns the course, how it ended, and the steps."""
    key, first, second = gradings

    def run(die_at, how):
        course = Course(tmp_path / f"{die_at}")
        course.work.mkdir(parents=True)
        shutil.copytree(graded_course.root / "solutions", course.root / "solutions")
        shutil.copy(empty_gradebook, course.work / "gradebook.db")

        def whole(dying):
            with records.opened(course) as book:
                if not dying:
                    records.record(book, course, key, "ada", first)
                    os._exit(0)
                count = count_steps(die_at, how)
                records.record(book, course, key, "ada", second)
                os._exit(100 + count())

        assert in_a_child(lambda: whole(dying=False)) == 0
        return course, in_a_child(lambda: whole(dying=True))

    return run


def pair(course):
    """Return the scores in the database, and the bytes of the graded notebook, if there is one."""
    path = course.autograded(NAME, "ada")
    return grades(course.work)["ada"], path.read_bytes() if path.exists() else None


def scores_of(graded):
    return {finding.grade_id: finding.score for finding in graded.findings}


def left_in(course):
    return [path.name for path in course.autograded(NAME, "ada").parent.iterdir()]


def test_killed_at_any_step_it_leaves_a_notebook_only_with_its_own_grade_and_the_next_start_mends_the_rest(
    record_and_die, gradings, capsys
):
    key, first, second = gradings
    old, new = (scores_of(first), first.notebook), (scores_of(second), second.notebook)
    assert old != new
    undisturbed, ended = record_and_die(-1, None)
    steps = ended - 100
    assert steps >= 16
    seen, mended = [], []
    for step in range(steps):
        course, ended = record_and_die(step, lambda: os.kill(os.getpid(), signal.SIGKILL))
        assert ended == -signal.SIGKILL
        seen.append(pair(course))
        assert seen[-1] in (old, new, (old[0], None), (new[0], None)), f"after step {step}"
        with recovery.writing(course, key):
            assert left_in(course) == [f"{NAME}.ipynb"], f"after step {step}"
            mended.append(pair(course))
        assert mended[-1] in (old, new), f"after step {step}"
        assert rows(course.work)["orphans"] == []
        if mended[-1] == new:
            assert rows(course.work) == rows(undisturbed.work)
    assert {*map(repr, seen)} == {*map(repr, (old, (old[0], None), (new[0], None), new))}
    assert mended[0] == old
    assert mended[-1] == new
    assert "ada: recording was interrupted in an earlier run; now it is recorded\n" in capsys.readouterr().out


@pytest.fixture
def ended_before_the_move(record_and_die):
    """Make a course in which ada's new grade is committed, and her new notebook is still beside its place."""
    step = -1
    while True:
        step += 1
        course, _ = record_and_die(step, lambda: os.kill(os.getpid(), signal.SIGKILL))
        if left_in(course) == [f"{NAME}.part"]:
            return course


def test_what_was_graded_with_another_answer_key_is_cleared_away(ended_before_the_move, gradings):
    course, (key, _, second) = ended_before_the_move, gradings
    partial = course.autograded(NAME, "ada").with_suffix(".part")
    partial.write_bytes(second.notebook.replace(key.digest.encode(), b"0" * len(key.digest)))
    recovery.finish(course, key)
    assert left_in(course) == [f"{NAME}.part"]  # a command that grades nothing leaves it to the next that does
    with recovery.writing(course, key):
        assert left_in(course) == []


def test_what_was_written_in_part_is_cleared_away(ended_before_the_move, gradings):
    course, (key, _, second) = ended_before_the_move, gradings
    partial = course.autograded(NAME, "ada").with_suffix(".part")
    for data in (b"", second.notebook[:-20], b"[]", b'{"metadata": {"byhand": 3}}'):
        partial.write_bytes(data)
        with recovery.writing(course, key):
            assert left_in(course) == []


def test_a_command_that_only_reads_grades_finishes_a_record_too_and_the_doctor_names_it(
    ended_before_the_move, gradings, graded_course, capsys
):
    course, (_, _, second) = ended_before_the_move, gradings
    shutil.copytree(graded_course.submitted(NAME, "s2"), course.submitted(NAME, "ada"))
    assert [each.as_text() for each in book.examine(course) if each.wrong] == [
        f"  ! records: a run is writing, or was ended while it wrote, that of ada ({NAME})\n"
        f"      Run `autograder grade {NAME}`: these are finished."
    ]
    assert cli.main(["--course", str(course.root), "report", "hw0"]) == 0
    assert re.search(r"^ada  ", capsys.readouterr().out, re.MULTILINE)
    assert pair(course) == (scores_of(second), second.notebook)
    assert [each.wrong for each in book.examine(course) if each.wrong] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_at_any_step_it_leaves_one_record_or_the_other_whole(record_and_die, gradings, number):
    """Ctrl-C, or `kill` without -9: they let the step end, so there is never a grade without its notebook either."""
    _, first, second = gradings
    old, new = (scores_of(first), first.notebook), (scores_of(second), second.notebook)
    _, ended = record_and_die(-1, None)
    seen = []
    for step in range(ended - 100):
        course, ended = record_and_die(step, lambda: signal.raise_signal(number))
        assert ended in (9, -number, *range(100, 200))  # KeyboardInterrupt, the end, or it came when all was done
        seen.append(pair(course))
        assert seen[-1] in (old, new), f"after step {step}"
    assert old in seen
    assert new in seen
