"""Grading on a Dask cluster: what a worker gives, what a lost worker costs, and what is refused."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from conftest import NAME, SECONDS

from autograder import answer_key, cli, cluster, gradebook, pool

PACKAGE = Path(cli.__file__).parents[1]
SCORES = {**dict.fromkeys(("s00", "s04", "s08"), 6.0), **dict.fromkeys(("s01", "s05", "s09"), 2.0)}


@pytest.fixture
def run(course, capfd):
    """Run one command in the course: exit code, what it printed, what it complained about."""

    def run(*words):
        code = cli.main(["--course", str(course.root), *words])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def complaint(answer):
    """The one line a command failed with."""
    code, _, err = answer
    assert code == 1
    (line,) = err.splitlines()
    assert "Traceback" not in line
    return line


def recorded(course):
    """Student → points in the gradebook and the graded notebook."""
    found = {}
    with gradebook.opened(course) as book:
        for student in course.students(NAME):
            scores = gradebook.marks(book, NAME, student).scores
            found[student] = scores, course.autograded(NAME, student).read_bytes()
    return found


def jobs_of(course, students):
    return [pool.Job(student, course.submitted(NAME, student)) for student in students]


def test_a_cluster_records_what_this_machine_would(cluster, course, handed_in, run):
    code, said, _ = run("grade", "hw0", "--scheduler", cluster.address)
    assert (code, "graded 12 in" in said) == (0, True)
    there = recorded(course)
    assert run("grade", "hw0", "--force", "--jobs", "2")[0] == 0
    assert there == recorded(course)
    assert {student: sum(scores.values()) for student, (scores, _) in there.items() if sum(scores.values())} == SCORES


def test_every_worker_grades_and_fetches_the_answer_key_once(cluster, course, handed_in):
    key = answer_key.load(course.solution(NAME))
    with cluster_of(cluster, course, handed_in, key) as outcomes:
        assert all(outcome.graded for outcome in outcomes)
        fetched = cluster.client.run(lambda dask_worker: [*dask_worker.transfer_incoming_log])
        graders = [name for entries in fetched.values() for entry in entries for name in entry["keys"]]
        assert [name.partition("-")[0] for name in graders] == ["Graders"]  # one made it, the other fetched it
        assert all(psutil.Process(pid).children() for pid in cluster.pids().values())


def cluster_of(started, course, students, key):
    return cluster.grading(jobs_of(course, students), key, started.address, True)


def test_a_worker_that_is_killed_costs_no_grade(cluster, course, handed_in):
    key = answer_key.load(course.solution(NAME))
    with pool.grading(jobs_of(course, handed_in), course.solution(NAME), 2, True) as outcomes:
        here = {outcome.student: outcome.graded.notebook for outcome in outcomes}
    with cluster_of(cluster, course, handed_in, key) as outcomes:
        arrived = [next(outcomes)]
        victim, pid = next(iter(cluster.pids().items()))
        os.kill(pid, signal.SIGSTOP)  # so that it cannot finish between the question and the end
        lost = cluster.client.processing()[victim]
        os.kill(pid, signal.SIGKILL)
        arrived += outcomes
    assert lost
    assert sorted(outcome.student for outcome in arrived) == handed_in
    assert {outcome.student: outcome.graded.notebook for outcome in arrived} == here


def test_a_grading_process_that_ends_is_replaced(cluster, course, handed_in):
    key = answer_key.load(course.solution(NAME))
    with cluster_of(cluster, course, handed_in, key) as outcomes:
        arrived = [next(outcomes)]
        for pid in cluster.pids().values():
            for child in psutil.Process(pid).children():
                child.kill()
        arrived += outcomes
    assert sorted(outcome.student for outcome in arrived if outcome.graded) == handed_in


def test_nothing_stays_on_the_workers(cluster, course, handed_in):
    key = answer_key.load(course.solution(NAME))
    with cluster_of(cluster, course, handed_in, key) as outcomes:
        assert len([*outcomes]) == 12
        inside = [
            child for pid in cluster.pids().values() for child in psutil.Process(pid).children(recursive=True)
        ]
        assert inside
    _, alive = psutil.wait_procs(inside, timeout=SECONDS)
    # nobody reaps a child of a worker before its next one starts
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


def test_when_all_workers_end_what_was_graded_is_kept(cluster, course, handed_in, monkeypatch):
    monkeypatch.setattr("autograder.cluster.WATCH_SECONDS", 0.2)
    key = answer_key.load(course.solution(NAME))
    with cluster_of(cluster, course, handed_in, key) as outcomes:
        assert next(outcomes).graded
        for pid in cluster.pids().values():
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(pool.NoGraders, match=r"no workers any more\. What was graded is kept"):
            list(outcomes)


def test_when_the_scheduler_ends_it_is_said_in_one_line(cluster, course, handed_in, run, monkeypatch):
    monkeypatch.setattr("autograder.cluster.WATCH_SECONDS", 0.2)
    record = gradebook.record

    def record_and_end(*arguments):
        record(*arguments)
        cluster.started[0].kill()

    monkeypatch.setattr(gradebook, "record", record_and_end)
    assert "What was graded is kept" in complaint(run("grade", "hw0", "--scheduler", cluster.address))
    assert len([student for student in handed_in if course.autograded(NAME, student).exists()]) >= 1


def test_a_worker_with_other_files_is_refused(scheduler, course, handed_in, run):
    other = scheduler.folder / "other"
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
    assert "does not have this version of the package (ImportError: not installed)" in line


def test_a_worker_without_bubblewrap_is_refused(scheduler, course, handed_in, run):
    scheduler.start_worker("bare", PATH="/nowhere")
    code, _, err = run("grade", "hw0", "--scheduler", scheduler.address)
    assert code == 1
    assert "cannot grade: bubblewrap (bwrap) is needed to run student code safely" in err


def test_another_python_is_refused():
    other = cluster.description() | {"Python": "3.9"}
    assert cluster.unfit(cluster.description(), walls=True) == ""
    assert cluster.unfit(other, walls=True).endswith("and this machine 3.9. Install the same on both.")


def test_a_scheduler_without_workers_is_refused(scheduler, course, handed_in, run):
    line = complaint(run("grade", "hw0", "--scheduler", scheduler.address))
    assert line == f"{scheduler.address} has no workers. Start one with `dask worker {scheduler.address} --nthreads 1`."


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://here", "tcp://127.0.0.1:x"])
def test_a_scheduler_that_does_not_answer_is_refused(course, handed_in, run, monkeypatch, address):
    monkeypatch.setattr("autograder.cluster.CONNECT_SECONDS", 1)
    assert complaint(run("grade", "hw0", "--scheduler", address)).startswith(f"no Dask scheduler answers at {address} (")


def test_without_dask_the_extra_is_asked_for(course, handed_in):
    code = "import sys; sys.modules['distributed'] = None; from autograder import cli; sys.exit(cli.main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--course", str(course.root), "grade", "hw0", "--scheduler", "tcp://x:1"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "--scheduler needs Dask, and distributed is not installed" in complaint((answer.returncode, "", answer.stderr))


def test_nothing_new_to_grade_needs_no_cluster(course, handed_in, run):
    assert run("grade", "hw0", "--jobs", "2")[0] == 0
    assert run("grade", "hw0", "--scheduler", "tcp://127.0.0.1:9")[0] == 0
