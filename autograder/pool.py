"""Many submissions on several local processes; results come back one by one, in any order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.queues import SimpleQueue
from pathlib import Path

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


@dataclass
class Outcome:
    """A graded submission, or in one line why there is none."""

    student: str
    graded: Graded | None
    problem: str = ""


Waiting = dict[Future[Graded], Job]
Round = tuple[Jailer, Waiting]


@contextmanager
def grading(jobs: Sequence[Job], solution: Path, processes: int, walls: bool) -> Iterator[Iterator[Outcome]]:
    """Start grading every job with the answer key in ``solution``; gives the outcomes as they come.

    The work begins at once, so the caller can get ready meanwhile. A failure costs its own submission only: what a
    grading process or the jails ended under is graded again by new ones.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # as in the jail; the processes that are started here take the cores
    with ExitStack() as stack:

        def begin(jobs: Sequence[Job]) -> Round:
            stack.close()  # with the processes of the round before
            return stack.enter_context(_round(jobs, solution, max(1, min(processes, len(jobs))), walls))

        yield _outcomes(begin(jobs), begin, processes)


@contextmanager
def _round(jobs: Sequence[Job], solution: Path, workers: int, walls: bool) -> Iterator[Round]:
    """Processes that grade every job, and a warm process for their jails."""
    _start_tracker()
    scratch.for_pools()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["autograder.grade"])
    cores = context.SimpleQueue()
    for core in _cores(workers):
        cores.put(core)
    with Jailer(walls, wait=False) as jailer:
        pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=(solution, jailer.control, cores))
        try:
            yield jailer, {pool.submit(_grade, job): job for job in jobs}
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


def _outcomes(first: Round, begin: Callable[[Sequence[Job]], Round], processes: int) -> Iterator[Outcome]:
    lost = yield from _finished(*first)
    if lost:
        _say_again(lost)
        # what brought a process down was begun early: now it is late
        lost = yield from _finished(*begin([*lost][::-1]))
    if len(lost) <= processes + 1:  # so it is among these, and the others should not suffer from it
        for job in [*lost]:
            del lost[job]
            lost |= yield from _finished(*begin([job]))
    for job, why in lost.items():
        yield Outcome(job.student, None, f"{why}; run the same command again")


def _finished(jailer: Jailer, waiting: Waiting) -> Generator[Outcome, None, dict[Job, str]]:
    """The outcomes of what ran to its end; returns what did not, and why."""
    jailer.wait_until_ready()
    lost = {}
    for future in as_completed(list(waiting)):
        job = waiting.pop(future)  # with it goes the graded notebook, once it is recorded
        try:
            outcome = Outcome(job.student, future.result())
        except BrokenProcessPool:
            lost[job] = "a grading process ended unexpectedly"
        except JailFailed as error:
            lost[job] = f"{error}".rstrip(".")
        except Exception as error:
            yield Outcome(job.student, None, f"{type(error).__name__}: {error}")
        else:
            yield outcome
    return lost


def _say_again(lost: dict[Job, str]) -> None:
    print(end="\n" if sys.stderr.isatty() else "", file=sys.stderr)  # below the line with the progress
    for why in sorted({*lost.values()}):
        number = sum(each == why for each in lost.values())
        print(f"{why}: {number} submission{'s' if number > 1 else ''} graded again", file=sys.stderr)


_worker: dict[str, object] = {}  # what follows runs in the grading processes: only they import the grader


def _start(solution: Path, control: socket.socket, cores: SimpleQueue[int | None]) -> None:
    core = cores.get()
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


def _grade(job: Job) -> Graded:
    from autograder.grade import grade

    if "failure" in _worker:
        raise JailFailed(str(_worker["failure"]))
    key, jailer = _worker["key"], _worker["jailer"]
    assert isinstance(key, answer_key.AnswerKey)
    assert isinstance(jailer, Jailer)
    if job.folder is None:
        return grade(job.data, key, jailer)
    data, notes = read_submitted(job.folder, key.assignment, key.limits.notebook_mb * 2**20)
    return grade(data, key, jailer, notes)
