"""From a cluster results come as text that is read field by field, and beyond this machine only by TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

from expectations import NAME

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.grading.grade import grade
from autograder.workers import cluster, outcome_text
from autograder.workers.job import Job, NoGraders, Outcome
from autograder.workers.worker import Cause, WorkerFailed

GOLDEN = Path(__file__).parents[1] / "build" / "golden"


@pytest.fixture
def key(course):
    return answer_key.load(course.solution(NAME))


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
