"""Whoever reaches a cluster chooses what it sends: nothing of that is a program in the process that records grades."""

from __future__ import annotations

import datetime
import os
import pickle
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

from expectations import NAME

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.grading.grade import grade
from autograder.workers import cluster, no_pickles, outcome_text
from autograder.workers.job import Job, NoGraders, Outcome
from autograder.workers.worker import Cause, WorkerFailed

GOLDEN = Path(__file__).parents[1] / "build" / "golden"
TASK = """
class Hostile({base}):
    def __reduce__(self):
        return exec, ("import contextlib, os\\nwith contextlib.suppress(OSError): os.mkdir({mark!r})",)

def task(graders):
    {gives} Hostile()
"""


class Call:
    """What pickles as a call."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.fixture
def key(course):
    return answer_key.load(course.solution(NAME))


@pytest.mark.parametrize(("base", "gives"), [("object", "return"), ("Exception", "raise")])
def test_what_a_worker_returns_or_raises_runs_nothing_here(scheduler, course, handed_in, key, monkeypatch, base, gives):
    mark = course.root / "ran"  # in a folder that no worker sees
    names = {"__name__": "__main__"}  # pickled by value, for workers have no such module
    exec(TASK.format(base=base, gives=gives, mark=str(mark)), names)
    monkeypatch.setattr(cluster.operator, "methodcaller", lambda *words: names["task"])
    jobs = [Job(student, course.submitted(NAME, student)) for student in handed_in[:2]]
    scheduler.start_worker("only")
    with cluster.grading(jobs, key, scheduler.address, True) as outcomes:
        arrived = [*outcomes]
    assert sorted(outcome.student for outcome in arrived) == handed_in[:2]
    assert all(outcome.graded is None and outcome.problem for outcome in arrived)
    assert not mark.exists()


def test_a_pickle_gives_its_plain_data_and_calls_nothing(tmp_path):
    plain = {"a": [1, 2.5, "x", None, True, b"b"], "t": (1, {2})}
    assert no_pickles.loads(pickle.dumps(plain, protocol=4)) == plain
    for call in (Call(os.mkdir, str(tmp_path / "made")), Call(eval, "1/0"), Call(getattr, "x", "upper")):
        assert isinstance(no_pickles.loads(pickle.dumps(call)), no_pickles.Unbuilt)
    assert not (tmp_path / "made").exists()
    assert isinstance(no_pickles.loads(pickle.dumps(datetime.date(2026, 1, 1))), no_pickles.Unbuilt)


def test_an_outcome_survives_being_text(key, jailer):
    blank = student_version(GOLDEN / "assignments" / NAME / f"{NAME}.ipynb")
    result = grade(as_bytes(answered(blank, key)), key, jailer)
    for outcome in (Outcome("ada", result), Outcome("ada", None, "no room")):
        assert outcome_text.decode(outcome_text.encode("ada", outcome), "ada", key) == outcome
    with pytest.raises(WorkerFailed) as raised:
        outcome_text.decode(outcome_text.encode("ada", WorkerFailed(Cause.NO_JAIL, "why")), "ada", key)
    assert (raised.value.cause, raised.value.detail) == (Cause.NO_JAIL, "why")


@pytest.mark.parametrize("text", [None, b"{}", 5, "", "[]", "{}", '{"student": 3}', '{"student": "ben"}', "[" * 100_000,
                                  '{"student": "ada"}', '{"student": "ada", "cause": "NONE"}',
                                  '{"student": "ada", "notebook": "{}"}'])  # fmt: skip
def test_what_is_no_outcome_is_a_problem_of_that_submission(key, text):
    outcome = outcome_text.decode(text, "ada", key)
    assert (outcome.student, outcome.graded) == ("ada", None)
    assert "what the worker sent" in outcome.problem


@pytest.mark.parametrize("address", ["tcp://192.0.2.1:8786", "ws://cluster.example:8786", "tcp://[2001:db8::1]:8786"])
def test_a_cluster_beyond_this_machine_without_tls_is_refused_unless_everybody_there_is_trusted(
    course, handed_in, run, monkeypatch, address
):
    monkeypatch.setattr("autograder.workers.cluster.CONNECT_SECONDS", 0.2)
    code, _, err = run("grade", "hw0", "--scheduler", address)
    assert (code, err.count("\n")) == (1, 1)
    assert f"{address} is beyond this machine and without TLS" in err
    assert "--trust-everybody-on-the-network" in err
    code, _, err = run("grade", "hw0", "--scheduler", address, "--trust-everybody-on-the-network")
    assert f"no Dask scheduler answers at {address}" in err


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1", "tcp://127.9.9.9:1"])
def test_loopback_needs_no_tls(address):
    assert cluster.on_this_machine(address)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1.example.org:1", "tcp://localhost.example:1", "tcp://0.0.0.0:1", ""]
)
def test_what_only_looks_like_loopback_does(address):
    assert not cluster.on_this_machine(address)


def test_tls_without_certificates_is_one_line(course, handed_in, key):
    with (
        pytest.raises(NoGraders, match="no Dask scheduler answers at tls://"),
        cluster.grading([Job("s0", data=b"{}")], key, "tls://127.0.0.1:9", True),
    ):
        pass
