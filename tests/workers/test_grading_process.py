"""The process that grades for a Dask worker, when it gives no answer."""

from __future__ import annotations

import signal

import psutil
import pytest
from expectations import NAME, SECONDS

from autograder.assignment import answer_key
from autograder.workers.grading_process import GradingProcess, NotGraded


@pytest.fixture
def key(course):
    return answer_key.load(course.solution(NAME))


def test_a_process_that_gives_no_answer_is_ended_and_so_are_its_jails(key):
    before = {*psutil.Process().children(recursive=True)}
    grading = GradingProcess(NAME, key.files, walls=True)
    started = {*psutil.Process().children(recursive=True)} - before
    (process,) = [each for each in started if each.ppid() == psutil.Process().pid]
    process.send_signal(signal.SIGSTOP)
    grading.patience = 0.1
    with pytest.raises(NotGraded, match=r"a grading process gave no answer for 0\.1 seconds"):
        grading.grade(b"{", [])
    grading.close()
    _, alive = psutil.wait_procs(started, timeout=SECONDS)
    assert alive == []


def test_how_long_an_answer_may_take_is_what_the_limits_allow_and_more(key):
    assert key.patience > key.limits.seconds_in_all + key.limits.seconds_per_cell * len(key.cells)
    grading = GradingProcess(NAME, key.files, walls=True)
    assert grading.patience == key.patience
    assert grading.grade(b"{", []).findings
    grading.close()
