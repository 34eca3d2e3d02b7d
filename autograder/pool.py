"""Many submissions on several local processes; results come back one by one, in any order."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from autograder import answer_key
from autograder.course import read_submitted
from autograder.grade import Graded, grade
from autograder.jail.jailer import Jailer


@dataclass(frozen=True)
class Job:
    """One submission to grade: whose, and the folder it was handed in in, or the bytes themselves."""

    student: str
    folder: Path | None = None
    data: bytes | None = None


@dataclass
class Outcome:
    """A graded submission, or in one line why there is none."""

    student: str
    graded: Graded | None
    problem: str = ""


def grade_all(jobs: Iterable[Job], solution: Path, processes: int, walls: bool) -> Iterator[Outcome]:
    """Grade every job with the answer key in ``solution``; a failure costs its own submission only."""
    jobs = list(jobs)
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    workers = max(1, min(processes, len(jobs)))
    with ProcessPoolExecutor(workers, context, initializer=_start, initargs=(solution, walls)) as pool:
        waiting = {pool.submit(_grade, job): job for job in jobs}
        for future in as_completed(waiting):
            student = waiting[future].student
            try:
                yield Outcome(student, future.result())
            except BrokenProcessPool:
                yield Outcome(student, None, "a grading process ended unexpectedly; run the same command again")
            except Exception as error:
                yield Outcome(student, None, f"{type(error).__name__}: {error}")


_worker: dict[str, object] = {}


def _start(solution: Path, walls: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    jailer = Jailer(walls, wait=False)
    key = answer_key.load(solution)
    key.reference  # noqa: B018  (runs the reference solution while the jail warms up)
    jailer.wait_until_ready()
    _worker["key"], _worker["jailer"] = key, jailer


def _grade(job: Job) -> Graded:
    key, jailer = _worker["key"], _worker["jailer"]
    assert isinstance(key, answer_key.AnswerKey)
    assert isinstance(jailer, Jailer)
    if job.folder is None:
        return grade(job.data, key, jailer)
    data, notes = read_submitted(job.folder, key.assignment, key.limits.notebook_mb * 2**20)
    return grade(data, key, jailer, notes)
