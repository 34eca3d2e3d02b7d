"""Many submissions on several local processes; results come back one by one, in any order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder import answer_key
from autograder.course import read_submitted
from autograder.grade import Graded, grade
from autograder.jail.jailer import Guest, Jailer, JailFailed


class NoGraders(Exception):
    """Nobody is there who could grade; the message says what to do."""


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


@contextmanager
def grading(jobs: Sequence[Job], solution: Path, processes: int, walls: bool) -> Iterator[Iterator[Outcome]]:
    """Start grading every job with the answer key in ``solution``; gives the outcomes as they come.

    The work begins at once, so the caller can get ready meanwhile. A failure costs its own submission only.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # as in the jail; the processes that are started here take the cores
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["autograder.grade"])
    workers = max(1, min(processes, len(jobs)))
    with Jailer(walls, wait=False) as jailer:
        pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=(solution, jailer.control))
        try:
            waiting = {pool.submit(_grade, job): job.student for job in jobs}
            jailer.wait_until_ready()
            yield _outcomes(waiting)
        finally:
            pool.shutdown(cancel_futures=True)


def _outcomes(waiting: dict[Future[Graded], str]) -> Iterator[Outcome]:
    for future in as_completed(list(waiting)):
        student = waiting.pop(future)  # with it goes the graded notebook, once it is recorded
        try:
            yield Outcome(student, future.result())
        except BrokenProcessPool:
            yield Outcome(student, None, "a grading process ended unexpectedly; run the same command again")
        except Exception as error:
            yield Outcome(student, None, f"{type(error).__name__}: {error}")


_worker: dict[str, object] = {}


def _start(solution: Path, control: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    key = answer_key.load(solution)
    key.reference  # noqa: B018  (runs the reference solution while the jail warms up)
    _worker["key"] = key
    try:
        _worker["jailer"] = Guest(control)
    except JailFailed as failure:  # kept for `_grade`: raised here it would be printed with its traceback
        _worker["failure"] = failure
    gc.freeze()  # what is here now stays


def _grade(job: Job) -> Graded:
    if "failure" in _worker:
        raise JailFailed(str(_worker["failure"]))
    key, jailer = _worker["key"], _worker["jailer"]
    assert isinstance(key, answer_key.AnswerKey)
    assert isinstance(jailer, Jailer)
    if job.folder is None:
        return grade(job.data, key, jailer)
    data, notes = read_submitted(job.folder, key.assignment, key.limits.notebook_mb * 2**20)
    return grade(data, key, jailer, notes)
