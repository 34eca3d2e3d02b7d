"""Whoever reaches a cluster chooses what it sends: here that is text, read field by field, and never a program."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import cloudpickle
from distributed.protocol.serialize import ToPickle
from expectations import NAME

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.grading.grade import grade
from autograder.workers import cluster, cluster_messages, outcome_text
from autograder.workers.cluster_messages import Event, Kind
from autograder.workers.job import Job, NoGraders, Outcome
from autograder.workers.worker import Cause, WorkerFailed

HOSTILE = Path(__file__).parent / "hostile"
GOLDEN = Path(__file__).parents[1] / "build" / "golden"


@pytest.fixture
def key(course):
    return answer_key.load(course.solution(NAME))


class Call:
    """What pickles as a call."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.fixture
def mark(course):
    """Where hostile pickles make a folder: this process could, and no worker can."""
    return course.root / "ran"


def run_of(scheduler, course, students, key, walls=True):
    """Grade on the cluster; return the outcomes that came before it gave up, if it did."""
    arrived = []
    jobs = [Job(student, course.submitted(NAME, student)) for student in students]
    with suppress(NoGraders), cluster.grading(jobs, key, scheduler.address, walls) as outcomes:
        for outcome in outcomes:
            arrived.append(outcome)  # noqa: PERF402  (it may raise on the way)
    return arrived


@pytest.mark.parametrize("place", ["return", "raise", "answer"])
def test_what_a_worker_returns_raises_or_answers_runs_nothing_here(scheduler, course, handed_in, key, mark, place):
    scheduler.start_worker("hostile", PYTHONPATH=str(HOSTILE), HOSTILE=place, MARK=str(mark))
    arrived = run_of(scheduler, course, handed_in[:2], key)
    assert not mark.exists()
    assert {outcome.student for outcome in arrived} <= {*handed_in[:2]}
    assert all(outcome.graded is None and outcome.problem for outcome in arrived)
    run_of(scheduler, course, handed_in[:2], key, walls=False)
    assert mark.exists()  # without the wall it would be one


def attack(dask_scheduler, spared, mark):
    """Send every client of the scheduler but one what Dask unpickles unasked, and what spoils nothing else."""
    code = f"import contextlib, os\nwith contextlib.suppress(OSError): os.mkdir({mark!r})"
    call = cloudpickle.dumps(Call(exec, code))
    for name, comm in dask_scheduler.client_comms.items():
        if name != spared:
            comm.send({"op": "event", "topic": "warn", "event": (0, {"message": call, "category": call})})
            comm.send({"op": "event", "topic": "any", "event": ToPickle(Call(exec, code))})


def test_what_another_client_has_the_scheduler_send_runs_nothing_here(scheduler, course, handed_in, key, mark):
    scheduler.start_worker("honest")
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    try:
        for walls in (True, False):
            job = Job(handed_in[0], course.submitted(NAME, handed_in[0]))
            with suppress(NoGraders), cluster.grading([job], key, scheduler.address, walls) as outcomes:
                scheduler.client.run_on_scheduler(attack, spared=scheduler.client.id, mark=str(mark))
                list(outcomes)
            assert mark.exists() != walls
    finally:
        cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


def test_the_process_with_the_gradebook_has_nothing_of_dasks_that_speaks_with_a_cluster(scheduler, course, handed_in):
    scheduler.start_worker("only")
    program = (
        "import sys; from autograder import cli; cli.main(sys.argv[1:]);"
        "print([name for name in sys.modules if name.partition('.')[0] == 'distributed'])"
    )
    command = [sys.executable, "-c", program, "--course", str(course.root), "grade", "hw0"]
    done = subprocess.run([*command, "--scheduler", scheduler.address], capture_output=True, text=True, check=False)
    assert "graded 8 in" in done.stdout
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "[]"), done.stderr


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"kind": "new"}',
                                  b'{"kind": "gone", "x": 1}',
                                  b'{"kind": "graded", "said": 5}', b'{"kind": "ready", "threads": "9"}'])  # fmt: skip
def test_what_is_no_event_is_not_read(data):
    with pytest.raises((ValueError, TypeError)):
        cluster_messages.decode(data)


def test_an_event_survives_being_bytes_and_shows_nothing_that_moves_a_cursor():
    event = Event(Kind.GRADED, "{\n}", 3, 2)
    assert cluster_messages.decode(cluster_messages.encode(event)) == event
    gone = cluster_messages.decode(cluster_messages.encode(Event(Kind.GONE, "a\x1b[2J\nb" + "c" * 9000, 0, 10**30)))
    assert gone.said.startswith("a [2J b")
    assert len(gone.said) == outcome_text.MOST_SHOWN
    assert gone.threads == cluster_messages.MOST_THREADS


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
