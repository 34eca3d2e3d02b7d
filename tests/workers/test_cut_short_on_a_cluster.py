"""On a cluster too, what a worker's clock ended is graded once more, with nothing beside it on any worker."""

from __future__ import annotations

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

from holding import BUSY

from autograder.assignment import answer_key
from autograder.grading.cut_short import SAID
from autograder.workers import cluster
from autograder.workers.job import Job

NAME = "hw0_tiny"
RIGHT = ["s0", "s4"]  # the same notebook, which is cut short the first so many times


@pytest.fixture
def graded(scheduler, course, handed_in):
    """`graded(times)`: student → outcome from two workers on busy machines, and the log of all gradings."""

    def graded(times):
        log = scheduler.folder / "log"
        for name in ("one", "other"):
            scheduler.start_worker(name, PYTHONPATH=str(BUSY.parent), CUT_SHORT=str(times), CUT_SHORT_LOG=str(log))
        jobs = [Job(student, course.submitted(NAME, student)) for student in handed_in]
        key = answer_key.load(course.solution(NAME))
        with cluster.grading(jobs, key, scheduler.address, True) as outcomes:
            found = [*outcomes]
        assert sorted(outcome.student for outcome in found) == handed_in
        return {outcome.student: outcome.graded for outcome in found}, log.read_text().splitlines()

    return graded


@pytest.mark.parametrize(("times", "suspect"), [(2, []), (3, RIGHT[:1]), (4, RIGHT)])
def test_a_second_time_alone_decides(graded, capfd, times, suspect):
    found, log = graded(times)
    assert "ended the grading early: 2 submissions graded again" in capfd.readouterr().err
    first, second = log[:-4], log[-4:]
    assert len(first) == 14  # of eight: in an empty folder there is nothing to run
    assert second == second[:2] * 2
    assert second[:2] == ["begin " + second[0][6:], "end " + second[0][6:]]
    cut_short = [student for student in RIGHT if found[student].cut_short]
    assert len(cut_short) == len(suspect)
    for student in RIGHT:
        said = any(SAID[1:] in note for note in found[student].notes)
        assert (found[student].score, said) == ((0.0, True) if student in cut_short else (5.0, False))
