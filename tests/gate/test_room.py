"""Right answers have ten times the time they need: measured in own time, and in units of this machine's speed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from autograder.assignment import answer_key
from autograder.assignment.answered import student_version
from autograder.build import versions
from autograder.gate import entries, room
from autograder.gate.chains import Chains
from autograder.grading.findings import Graded
from autograder.grading.grade import grade
from autograder.workers.job import Outcome

USUAL, HALF = 1.0, 2.0  # as slow as a usual machine, twice as slow
LIMIT = 10.0


def graded(**seconds):
    return Graded(b"", [], [], True, "", own_seconds={f"check-{name}": value for name, value in seconds.items()})


def verdicts(key, slow, **notebooks):
    tests = [test for answers, found in notebooks.items() for test in room.timed(found, key, answers)]
    return room.judged(tests, LIMIT, slow)


def test_a_question_without_room_is_named_with_its_answer_its_seconds_and_its_limit(key):
    (found,) = verdicts(key, USUAL, reference=graded(centre=0.2, scale=0.3), loops=graded(centre=1.25, scale=0.4))
    assert (found.passed, found.what) == (False, room.WHAT)
    assert found.why == "centre takes 1.25 s of 10 s here, where 1.00 s are allowed, with loops"


def test_each_question_without_room_has_a_line(key):
    found = verdicts(key, USUAL, loops=graded(centre=1.1, scale=3.0))
    assert [verdict.passed for verdict in found] == [False, False]
    assert [verdict.why.partition(" ")[0] for verdict in found] == ["scale", "centre"]


def test_with_room_everywhere_the_one_line_names_the_question_with_the_least(key):
    (found,) = verdicts(key, USUAL, reference=graded(centre=0.2, scale=0.3), loops=graded(centre=0.9, scale=0.1))
    assert (found.passed, found.why.partition(" ")[0], found.why.endswith("with loops")) == (True, "centre", True)


@pytest.mark.parametrize(("seconds", "passed"), [(1.01, True), (1.99, True), (2.01, False)])
def test_a_machine_of_half_the_speed_may_take_twice_as_long(key, seconds, passed):
    (found,) = verdicts(key, HALF, loops=graded(centre=seconds))
    assert found.passed is passed


def test_where_nothing_was_timed_nothing_is_proven(key):
    (found,) = verdicts(key, USUAL, reference=graded())
    assert (found.passed, found.why) == (False, "no right answer was timed")


@pytest.fixture
def proven(tiny, tmp_path, monkeypatch, jailer):
    """`proven(seconds)`: what the gate says of the tiny homework's room if each notebook takes so long."""
    monkeypatch.setattr(entries, "slowness", lambda: USUAL)

    def run(seconds):
        solution, student = versions.build_assignment(tiny / "hw0_tiny.py", tmp_path / "assignments")
        key = answer_key.load(solution)

        @contextmanager
        def grading(jobs, *others):
            yield (
                Outcome(job.student, replace(grade(job.data, key, jailer), own_seconds=seconds(job))) for job in jobs
            )

        monkeypatch.setattr(entries, "grading", grading)
        found = entries.prove(key, Chains(key, ()), student_version(student), solution, entries.about(key), 1, True)
        return key, [verdict for verdict in found if verdict.what == room.WHAT]

    return run


def test_every_right_answer_is_timed_and_no_wrong_one(proven):
    key, (found,) = proven(lambda job: {"check-scale": 0.01} if job.student == "reference" else {"check-scale": 0.02})
    assert found.passed
    (alternative,) = [entry for entry in key.alternatives if entry.function == "scale"]
    assert f"alternative scale: {alternative.name}" in found.why
    limit = key.limits.seconds_per_cell
    _, found = proven(lambda job: {"check-scale": limit if job.student == "notebook 1" else 0.0})
    assert [verdict.passed for verdict in found] == [False]
    wrong = [f"notebook {number}" for number in range(2, 9)]  # the first holds all the alternatives
    _, found = proven(lambda job: {"check-scale": limit if job.student in [*wrong, "untouched"] else 0.0})
    assert [verdict.passed for verdict in found] == [True]
