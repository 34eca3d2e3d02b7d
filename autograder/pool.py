"""Many submissions on several local processes; results come back one by one, in any order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator, Iterator, MutableSequence, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

from autograder import answer_key, scratch
from autograder.course import read_submitted
from autograder.graded import Graded
from autograder.jail.jailer import Guest, Jailer, JailFailed


class NoGraders(Exception):
    """Nobody is there who could grade; the message says what to do."""


@dataclass(frozen=True)
class Job:
    """One submission to grade: whose, and the folder it was handed in in, or the bytes themselves."""

    student: str
    folder: Path | None = None
    data: bytes | None = None

    def read(self, assignment: str, megabytes: float) -> tuple[bytes | None, list[str]]:
        """What was handed in, and notes about it, as `read_submitted` gives them; raises OSError."""
        return (self.data, []) if self.folder is None else read_submitted(self.folder, assignment, megabytes * 2**20)


@dataclass
class Outcome:
    """A graded submission, or in one line why there is none."""

    student: str
    graded: Graded | None
    problem: str = ""


@dataclass
class Round:
    """Jobs under way. ``at`` is shared with the processes that grade: the job that each is at or was last, or -1."""

    jailer: Jailer
    jobs: Sequence[Job]
    at: Sequence[int]
    waiting: dict[Future[Graded], int]


@dataclass
class Lost:
    """A job that came to no end, because a grading process or the jails did."""

    job: Job
    why: str
    begun: bool


@contextmanager
def grading(jobs: Sequence[Job], solution: Path, processes: int, walls: bool) -> Iterator[Iterator[Outcome]]:
    """Start grading every job with the answer key in ``solution``; gives the outcomes as they come.

    The work begins at once, so the caller can get ready meanwhile. A failure costs its own submission only: what a
    grading process or the jails ended under is graded again by new ones, at the end and alone.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # as in the jail; the processes that are started here take the cores
    with ExitStack() as stack:

        def begin(jobs: Sequence[Job]) -> Round:
            stack.close()  # with the processes of the round before
            return stack.enter_context(_round(jobs, solution, max(1, min(processes, len(jobs))), walls))

        yield _outcomes(begin(jobs), begin)


@contextmanager
def _round(jobs: Sequence[Job], solution: Path, workers: int, walls: bool) -> Iterator[Round]:
    """Processes that grade every job, and a warm process for their jails."""
    _start_tracker()
    scratch.for_pools()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["autograder.grade"])
    places = context.SimpleQueue()
    for place in enumerate(_cores(workers)):
        places.put(place)
    at = context.RawArray("i", [-1] * workers)
    with Jailer(walls, wait=False) as jailer:
        start = solution, jailer.control, places, at
        pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=start)
        try:
            yield Round(jailer, jobs, at, {pool.submit(_grade, n, job): n for n, job in enumerate(jobs)})
        except BaseException:
            jailer.close()  # nobody wants what is under way any more, and without jails it ends at once
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _cores(workers: int) -> list[int | None]:
    """A core for each worker and its jails where they take all there are; None: any.

    A worker and a jail only ever wait for each other: on one core neither is woken on a cold one.
    """
    cores: list[int | None] = []
    if hasattr(os, "sched_getaffinity"):  # Linux
        cores += sorted(os.sched_getaffinity(0))
    return [cores[number % len(cores)] if 0 < len(cores) <= workers else None for number in range(workers)]


def _start_tracker() -> None:
    """Python's process that tidies up after a run that was ended at once: it should not complain of that as well."""
    quiet = "ignore:resource_tracker:UserWarning"
    sys.warnoptions.append(quiet)
    resource_tracker.ensure_running()
    sys.warnoptions.remove(quiet)


def _outcomes(first: Round, begin: Callable[[Sequence[Job]], Round]) -> Iterator[Outcome]:
    lost = yield from _finished(first)
    suspects: list[Lost] = []
    idle = 0
    while lost and idle < 2:  # twice nothing was begun: the reason is not among the submissions
        _say_again(lost)
        begun = [each for each in lost if each.begun]
        suspects += begun
        idle = 0 if begun else idle + 1
        lost = [each for each in lost if not each.begun]
        if lost:
            lost = yield from _finished(begin([each.job for each in lost]))
    for each in suspects:  # alone, so that none suffers from another
        lost += yield from _finished(begin([each.job]))
    for each in lost:
        yield Outcome(each.job.student, None, f"{each.why}; run the same command again")


def _finished(round: Round) -> Generator[Outcome, None, list[Lost]]:
    """The outcomes of what ran to its end; returns what did not, in the order of the jobs."""
    round.jailer.wait_until_ready()
    lost = {}
    for future in as_completed(list(round.waiting)):
        number = round.waiting.pop(future)  # with it goes the graded notebook, once it is recorded
        job = round.jobs[number]
        try:
            outcome = Outcome(job.student, future.result())
        except BrokenProcessPool:
            lost[number] = "a grading process ended unexpectedly"
        except JailFailed as error:
            lost[number] = f"{error}".rstrip(".")
        except Exception as error:
            yield Outcome(job.student, None, f"{type(error).__name__}: {error}")
        else:
            yield outcome
    return [Lost(round.jobs[number], why, number in round.at) for number, why in sorted(lost.items())]


def _say_again(lost: Sequence[Lost]) -> None:
    print(end="\n" if sys.stderr.isatty() else "", file=sys.stderr)  # below the line with the progress
    for why in sorted({each.why for each in lost}):
        number = sum(each.why == why for each in lost)
        print(f"{why}: {number} submission{'s' if number > 1 else ''} graded again", file=sys.stderr)


_worker: dict[str, Any] = {}  # what follows runs in the grading processes: only they import the grader


def _start(
    solution: Path, control: socket.socket, places: SimpleQueue[tuple[int, int | None]], at: MutableSequence[int]
) -> None:
    _worker["place"], core = places.get()
    _worker["at"] = at
    if core is not None:
        os.sched_setaffinity(0, {core})
    threading.Thread(target=_end_with_the_coordinator, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    key = answer_key.load(solution)
    key.reference  # noqa: B018  (runs the reference solution while the jail warms up)
    _worker["key"] = key
    try:
        _worker["jailer"] = Guest(control, core)
    except JailFailed as failure:  # kept for `_grade`: raised here it would be printed with its traceback
        _worker["failure"] = failure
    gc.freeze()  # what is here now stays


def _end_with_the_coordinator() -> None:
    """A coordinator that was killed could not end this process, which holds both ends of the pipe it waits at."""
    coordinator = multiprocessing.parent_process()
    assert coordinator is not None
    coordinator.join()
    os._exit(1)


def _grade(number: int, job: Job) -> Graded:
    from autograder.grade import grade

    if "failure" in _worker:
        raise JailFailed(str(_worker["failure"]))
    key, jailer = _worker["key"], _worker["jailer"]
    _worker["at"][_worker["place"]] = number
    data, notes = job.read(key.assignment, key.limits.notebook_mb)
    try:
        return grade(data, key, jailer, notes)
    except JailFailed as failure:
        _worker["failure"] = failure  # whatever comes next here should not seem to be the reason
        raise
