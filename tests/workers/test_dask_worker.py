"""The processes that grade for a Dask worker: when one does not reply, and when one may not grade at all."""

from __future__ import annotations

import signal

import psutil
import pytest
from expectations import NAME, SECONDS

from autograder.assignment import answer_key
from autograder.jail.limits import backstop
from autograder.workers import dask_worker
from autograder.workers.dask_worker import Graders, SpawnedWorker
from autograder.workers.job import Job
from autograder.workers.worker import Cause, WorkerFailed


@pytest.fixture
def key(course):
    return answer_key.load(course.solution(NAME))


def test_a_process_that_does_not_reply_is_ended_and_so_are_its_jails(key):
    before = {*psutil.Process().children(recursive=True)}
    graders = Graders(NAME, key.files, True, dask_worker.description())
    assert graders.grade("s0", b"{", []).graded
    started = {*psutil.Process().children(recursive=True)} - before
    (process,) = [each for each in started if each.ppid() == psutil.Process().pid]
    process.send_signal(signal.SIGSTOP)
    graders._idle[0].timeout = 0.1
    with pytest.raises(WorkerFailed, match=r"^a grading process gave no answer for 0\.1 seconds$") as raised:
        graders.grade("s1", b"{", [])
    assert raised.value.cause is Cause.NO_REPLY
    _, alive = psutil.wait_procs(started, timeout=SECONDS)
    assert alive == []


def test_how_long_a_reply_may_take_is_what_the_limits_allow_on_the_busiest_machine_and_more(key):
    last = backstop(key.limits.seconds_per_cell)  # of what began just before the time of the whole notebook was over
    assert key.timeout > backstop(key.limits.seconds_in_all) + last
    worker = SpawnedWorker(NAME, key.files, walls=True)
    assert worker.timeout == key.timeout
    outcome = worker.grade(Job("ada", data=b"{", notes=["found in a drawer"]))
    assert outcome.student == "ada"
    assert "found in a drawer" in outcome.graded.notes
    worker.close()


def test_an_answer_key_that_does_not_run_is_the_reason_given(key):
    files = {name: data.replace(b"def centre", b"raise ValueError\\ndef centre") for name, data in key.files.items()}
    with pytest.raises(WorkerFailed, match="the reference solution raised ValueError") as raised:
        SpawnedWorker(NAME, files, walls=True)
    assert raised.value.cause is Cause.BAD_KEY


def test_a_worker_of_another_version_grades_nothing():
    unfit = Graders(NAME, {}, True, dask_worker.description() | {"NumPy": "0.9"})
    with pytest.raises(WorkerFailed, match=r"it has NumPy \S+, and this machine 0\.9") as raised:
        unfit.grade("s0", b"{}", [])
    assert raised.value.cause is Cause.UNFIT


def test_another_python_is_refused():
    other = dask_worker.description() | {"Python": "3.9"}
    assert dask_worker.unfit(dask_worker.description(), walls=True) == ""
    assert dask_worker.unfit(other, walls=True).endswith("and this machine 3.9. Install the same on both.")
