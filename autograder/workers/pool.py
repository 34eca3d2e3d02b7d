"""Many submissions on several local processes; results come back one by one, in any order.

A thread for each process hands it one submission after the other. So when a process ends it is known what it was at,
and another process takes its place. All share one warm process for their jails.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from autograder import scratch
from autograder.jail.outside.jailer import Jailer
from autograder.workers import local_process
from autograder.workers.job import Job, Outcome
from autograder.workers.local_process import UNEXPECTEDLY, Ended

MOST_WAITING = 100  # results that nobody has recorded yet
MOST_STILLBORN = 3


@dataclass
class Lost:
    """A job that came to no end, because a grading process or the jails did; ``begun``: while it was being graded."""

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
    scratch.for_forkserver()
    with ExitStack() as stack:

        def begin(jobs: Sequence[Job]) -> Round:
            stack.close()  # with the processes of the round before
            return stack.enter_context(closing(Round(jobs, solution, max(1, min(processes, len(jobs))), walls)))

        yield _outcomes(begin(jobs), begin)


def _outcomes(first: Round, begin: Callable[[Sequence[Job]], Round]) -> Iterator[Outcome]:
    lost = yield from first.outcomes()
    suspects: list[Lost] = []
    idle = 0
    while lost and idle < 2:  # twice nothing was begun: the reason is not among the submissions
        _say_again(lost)
        begun = [each for each in lost if each.begun]
        suspects += begun
        idle = 0 if begun else idle + 1
        lost = [each for each in lost if not each.begun]
        if lost:
            lost = yield from begin([each.job for each in lost]).outcomes()
    for each in suspects:  # alone, so that none suffers from another
        lost += yield from begin([each.job]).outcomes()
    for each in lost:
        yield Outcome(each.job.student, None, f"{each.why}; run the same command again")


def _say_again(lost: Sequence[Lost]) -> None:
    print(end="\n" if sys.stderr.isatty() else "", file=sys.stderr)  # below the line with the progress
    for why in sorted({each.why for each in lost}):
        number = sum(each.why == why for each in lost)
        print(f"{why}: {number} submission{'s' if number > 1 else ''} graded again", file=sys.stderr)


class Round:
    """Jobs that so many processes grade, and a warm process for their jails. All of it ends with `close`."""

    def __init__(self, jobs: Sequence[Job], solution: Path, workers: int, walls: bool) -> None:
        self._solution = solution
        self._todo = deque(enumerate(jobs))
        self._begun: dict[int, Lost] = {}  # lost they are until there is an outcome
        self._came: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()  # None: a leader has ended
        self._room = threading.Semaphore(MOST_WAITING)
        self._why, self._stillborn = "", 0  # the latest reason to stop; processes that never were of use
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["autograder.workers.preloaded"])
        self._processes: set[ForkServerProcess] = set()
        self._open, self._lock = True, threading.Lock()
        self._jailer = Jailer(walls, wait=False)
        forkserver.ensure_running()  # it imports while others do
        self._leaders = [threading.Thread(target=self._lead, args=(core,), daemon=True) for core in _cores(workers)]
        for leader in self._leaders:
            leader.start()

    def outcomes(self) -> Generator[Outcome, None, list[Lost]]:
        """Of what ran to its end; returns what did not, in the order of the jobs. Raises `JailFailed` at the start."""
        self._jailer.wait_until_ready()
        leading = len(self._leaders)
        while leading:
            outcome = self._came.get()
            if outcome is None:
                leading -= 1
            else:
                yield outcome
                self._room.release()
        left = {number: Lost(job, self._why, begun=False) for number, job in self._todo}
        return [lost for _, lost in sorted((self._begun | left).items())]

    def close(self) -> None:
        """End what is under way: nobody wants it any more."""
        with self._lock:
            self._open = False
            self._todo.clear()
            for process in self._processes:
                process.kill()
        self._room.release(len(self._leaders))
        for leader in self._leaders:
            leader.join()
        self._jailer.close()

    def _lead(self, core: int | None) -> None:
        """Have one process after another grade on ``core``, until there is nothing left or no use in going on."""
        try:
            while self._todo and self._have_graded(core):
                pass
        finally:
            self._came.put(None)

    def _have_graded(self, core: int | None) -> bool:
        """Have one process grade all it can; whether another one could go on."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=local_process.serve, args=(theirs, self._solution, self._jailer.control, core), daemon=True
        )
        with self._lock, theirs:
            if not self._open:
                return False
            try:
                process.start()
            except (OSError, EOFError) as error:
                self._why = f"no grading process could be started ({type(error).__name__}: {error})"
                return False
            self._processes.add(process)
        with ours:
            going_on = self._hand_out(ours)
        process.kill()  # it holds nothing that it would have to put in order
        process.join()
        with self._lock:
            self._processes.remove(process)
        return going_on

    def _hand_out(self, process: Connection) -> bool:
        """One job after the other, as long as ``process`` can grade; whether another process could go on."""
        patience = local_process.wait_until_ready(process)
        if isinstance(patience, Ended):
            self._why = patience.why
            self._stillborn += 1
            return not patience.jails and self._stillborn < MOST_STILLBORN
        while True:
            self._room.acquire()
            try:
                number, job = self._todo.popleft()
            except IndexError:
                self._room.release()
                return False
            self._begun[number] = Lost(job, UNEXPECTEDLY.why, begun=True)
            answer = local_process.ask(process, job, patience)
            if isinstance(answer, Ended):
                self._room.release()
                self._why = self._begun[number].why = answer.why
                return not answer.jails
            del self._begun[number]
            self._came.put(answer)


def _cores(workers: int) -> list[int | None]:
    """A core for each worker and its jails where they take all there are; None: any.

    A worker and a jail only ever wait for each other: on one core neither is woken on a cold one.
    """
    cores: list[int | None] = []
    if hasattr(os, "sched_getaffinity"):  # Linux
        cores += sorted(os.sched_getaffinity(0))
    return [cores[number % len(cores)] if 0 < len(cores) <= workers else None for number in range(workers)]
