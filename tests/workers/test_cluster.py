"""Grading on a Dask cluster: what a worker gives, what a lost worker costs, and what is refused."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import psutil
from expectations import NAME, SECONDS

from autograder import cli
from autograder.assignment import answer_key
from autograder.gradebook import records
from autograder.workers import cluster
from autograder.workers.job import Job, NoGraders

PACKAGE = Path(cli.__file__).parents[1]
POINTS = {"s0": 5.0, "s4": 5.0, "s1": 2.0, "s5": 2.0}


def complaint(answer):
    """Return the one line a command failed with."""
    code, _, err = answer
    assert code == 1
    (line,) = err.splitlines()
    assert "Traceback" not in line
    return line


def recorded(course):
    """Return student → points in the gradebook, and the graded notebook."""
    found = {}
    with records.opened(course) as book:
        for student in course.students(NAME):
            scores = records.marks(book, NAME, student).scores.values()
            found[student] = sum(score or 0 for score in scores), course.autograded(NAME, student).read_bytes()
    return found


def key_of(course):
    return answer_key.load(course.solution(NAME))


def jobs_of(course, students):
    return [Job(student, course.submitted(NAME, student)) for student in students]


def graded_by(workers, course, students):
    return cluster.grading(jobs_of(course, students), key_of(course), workers.address, True)


def fetched(workers):
    """Return worker → the names of the objects it fetched from others so far."""
    logs = workers.client.run(lambda dask_worker: [*dask_worker.transfer_incoming_log])
    return {worker: [name for entry in entries for name in entry["keys"]] for worker, entries in logs.items()}


def test_a_cluster_records_what_this_machine_would(workers, course, handed_in, run):
    code, _, err = run("grade", "hw0", "--jobs", "2")
    here = recorded(course)
    assert (code, err.count("0 points, ")) == (1, 2)  # of what nobody can read, and of an empty folder
    code, said, there = run("grade", "hw0", "--force", "--scheduler", workers.address)
    assert (code, "graded 8 in" in said, there) == (1, True, err)
    assert recorded(course) == here
    assert {student: points for student, (points, _) in here.items() if points} == POINTS


def test_each_worker_fetches_the_answer_key_once_and_keeps_nothing(workers, held, course, handed_in):
    with graded_by(workers, course, handed_in) as outcomes:
        arrived = [next(outcomes)]  # from one worker, while the other is held: so both have the key
        held.let_go()
        arrived += outcomes
        assert sorted(outcome.student for outcome in arrived if outcome.graded) == handed_in
        names = fetched(workers)
        children = [psutil.Process(pid).children(recursive=True) for pid in workers.pids().values()]
    assert any(names.values())  # one worker unpacked it, the other has it from there
    assert all(len(set(each)) == len(each) for each in names.values())
    assert any(children)
    _, alive = psutil.wait_procs([*itertools.chain(*children)], timeout=SECONDS)
    assert alive == []


def test_a_worker_that_is_killed_costs_no_grade(workers, held, course, handed_in):
    with graded_by(workers, course, handed_in) as outcomes:
        arrived = [next(outcomes)]
        victim = psutil.Process(held.wait()).parent()
        assert victim.pid in workers.pids().values()
        victim.kill()
        arrived += outcomes
    assert sorted(outcome.student for outcome in arrived if outcome.graded) == handed_in
    points = {outcome.student: outcome.graded.score for outcome in arrived if outcome.graded.score}
    assert points == POINTS


def test_processes_that_end_are_replaced_and_without_a_worker_what_was_graded_is_kept(
    scheduler, course, handed_in, monkeypatch
):
    monkeypatch.setattr("autograder.workers.cluster.WATCH_SECONDS", 0.2)
    scheduler.start_worker("only")
    ((_, pid),) = scheduler.pids().items()
    with graded_by(scheduler, course, handed_in) as outcomes:
        assert next(outcomes).graded
        for child in psutil.Process(pid).children():
            child.kill()
        assert next(outcomes).graded
        assert next(outcomes).graded
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(NoGraders, match=r"no workers any more\. What was graded is kept"):
            list(outcomes)


def test_results_that_are_lost_with_the_last_worker_are_not_waited_for(scheduler, course, handed_in, monkeypatch):
    monkeypatch.setattr("autograder.workers.cluster.WATCH_SECONDS", 0.2)
    scheduler.start_worker("only")
    ((_, pid),) = scheduler.pids().items()
    with graded_by(scheduler, course, handed_in) as outcomes:
        assert next(outcomes).graded
        while any(scheduler.client.processing().values()):  # until the others under way are graded, and not fetched
            pass
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(NoGraders, match=r"no workers any more\. What was graded is kept"):
            list(outcomes)


def test_when_the_scheduler_ends_what_was_graded_is_kept(scheduler, course, handed_in, run, monkeypatch):
    monkeypatch.setattr("autograder.workers.cluster.WATCH_SECONDS", 0.2)
    monkeypatch.setattr("autograder.workers.cluster.CONNECT_SECONDS", 1)
    scheduler.start_worker("only")
    record = records.record

    def record_and_end(*arguments):
        record(*arguments)
        scheduler.started[0].kill()

    monkeypatch.setattr(records, "record", record_and_end)
    assert "What was graded is kept" in complaint(run("grade", "hw0", "--scheduler", scheduler.address))
    assert any(course.autograded(NAME, student).exists() for student in handed_in)


def test_a_worker_with_other_files_is_refused(scheduler, course, handed_in, run):
    other = scheduler.folder / "changed"
    for name in ("autograder", "byhand"):
        shutil.copytree(PACKAGE / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "byhand" / "check.py").open("a") as file:
        file.write("# changed\n")
    scheduler.start_worker("other", PYTHONPATH=str(other))
    line = complaint(run("grade", "hw0", "--scheduler", scheduler.address))
    assert "it has backpropagation-by-hand 0.1.0 (files " in line
    assert line.endswith("Install the same on both.")


def test_a_worker_without_the_package_is_refused(scheduler, course, handed_in, run):
    (scheduler.folder / "none" / "autograder").mkdir(parents=True)
    (scheduler.folder / "none" / "autograder" / "__init__.py").write_text("raise ImportError('not installed')\n")
    scheduler.start_worker("bare", PYTHONPATH=str(scheduler.folder / "none"))
    line = complaint(run("grade", "hw0", "--scheduler", scheduler.address))
    assert "it does not have this version of the package" in line
    assert "not installed" in line


def test_a_worker_without_bubblewrap_is_refused(scheduler, course, handed_in, run):
    scheduler.start_worker("bare", PATH="/nowhere")
    code, _, err = run("grade", "hw0", "--scheduler", scheduler.address)
    assert code == 1, err
    assert "cannot grade: bubblewrap (bwrap) is needed to run student code safely" in err


def test_a_scheduler_without_workers_is_refused(scheduler, course, handed_in, run):
    line = complaint(run("grade", "hw0", "--scheduler", scheduler.address))
    assert line == f"{scheduler.address} has no workers. Start one with `dask worker {scheduler.address} --nthreads 1`."


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://localhost:9", "tcp://127.0.0.1:x"])
def test_a_scheduler_that_does_not_answer_is_refused(course, handed_in, run, monkeypatch, address):
    monkeypatch.setattr("autograder.workers.cluster.CONNECT_SECONDS", 1)
    assert complaint(run("grade", "hw0", "--scheduler", address)).startswith(
        f"no Dask scheduler answers at {address} ("
    )


def test_without_dask_the_extra_is_asked_for(course, handed_in):
    code = "import sys; sys.modules['distributed'] = None; from autograder import cli; sys.exit(cli.main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--course", str(course.root), "grade", "hw0", "--scheduler", "tcp://x:1"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "--scheduler needs Dask, and distributed is not installed" in complaint(
        (answer.returncode, "", answer.stderr)
    )


def test_nothing_new_to_grade_needs_no_cluster(course, handed_in, run):
    run("grade", "hw0", "--jobs", "2")
    assert "8 already graded, 0 to grade" in run("grade", "hw0", "--scheduler", "tcp://127.0.0.1:9")[1]
