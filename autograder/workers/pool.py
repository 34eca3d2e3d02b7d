"""Many submissions on several local processes; results come back one by one, in any order.

A thread for each process hands it one submission after the other. So when a process ends it is known what it was at,
and another process takes its place. Each has a pipe of its own: one that is killed while it sends costs only its own
submission. (Pebble's pool has one pipe and one lock for all, and hangs then.) All share one warm process for jails.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import socket
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from autograder import scratch
from autograder.assignment import answer_key, given_files
from autograder.assignment.answer_key import AnswerKey, BadKey
from autograder.jail.outside.jailer import Jailer, SharedJailer
from autograder.workers.job import CUT_SHORT, Job, Outcome
from autograder.workers.progress import announce_retries
from autograder.workers.worker import ONE_THREAD, Cause, Worker, WorkerFailed, serve

MOST_UNRECORDED = 100  # results that the caller has not dealt with yet
MOST_STILLBORN = 3


@dataclass
class Lost:
    """A job without an outcome that counts, and why; ``begun``: it happened while it was being graded."""

    job: Job
    why: str
    begun: bool
    cut_short: bool = False  # by the machine's clock; otherwise a worker or the jails failed


@contextmanager
def grading(jobs: Sequence[Job], solution: Path, processes: int, walls: bool) -> Iterator[Iterator[Outcome]]:
    """Start grading every job with the answer key in ``solution``; give the outcomes as they come.

    The work begins at once, so the caller can get ready meanwhile. A failure costs its own submission only: what a
    worker or the jails failed under is graded again by new ones, at the end and alone, and so is what the machine's
    clock cut short. Raises `JailFailed` if there are no jails from the start, and from the iterator `BadKey`.
    """
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)  # the processes that are started here take the cores
    scratch.for_forkserver()
    with ExitStack() as stack:

        def begin(jobs: Sequence[Job]) -> WorkerPool:
            stack.close()  # with the processes of the pool before
            return stack.enter_context(closing(WorkerPool(jobs, solution, max(1, min(processes, len(jobs))), walls)))

        yield _outcomes(begin(jobs), begin)


def _outcomes(first: WorkerPool, begin: Callable[[Sequence[Job]], WorkerPool]) -> Iterator[Outcome]:
    lost = yield from first.outcomes()
    suspects: deque[Lost] = deque()
    idle = 0
    while lost and idle < 2:  # twice nothing was begun: the reason is not among the submissions
        announce_retries([each.why for each in lost])
        begun = [each for each in lost if each.begun]
        suspects += begun
        idle = 0 if begun else idle + 1
        lost = [each for each in lost if not each.begun]
        if lost:
            lost = yield from begin([each.job for each in lost]).outcomes()
    while suspects:  # alone, so that none suffers from another
        for each in (yield from begin([suspects.popleft().job]).outcomes()):
            (suspects if each.cut_short else lost).append(each)
    for each in lost:
        yield Outcome(each.job.student, None, f"{each.why}; run the same command again")


class WorkerPool:
    """Local workers that grade jobs, and a warm process for their jails. All of it ends with `close`."""

    def __init__(self, jobs: Sequence[Job], solution: Path, workers: int, walls: bool) -> None:
        self._solution = solution
        self._todo = deque(enumerate(jobs))
        self._begun: dict[int, Lost] = {}  # jobs count as lost until there is an outcome
        self._finished: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()  # None: a thread has ended
        self._free_slots = threading.Semaphore(MOST_UNRECORDED)
        self._latest_failure = WorkerFailed(Cause.WORKER_DIED)
        self._stillborn = 0  # workers that failed before their first job
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["autograder.workers.preloaded"])
        self._processes: set[ForkServerProcess] = set()
        self._open, self._lock = True, threading.Lock()
        self._jailer = Jailer(walls, wait=False, given=given_files.of_key(solution))
        self._threads = [
            threading.Thread(target=self._run_workers, args=(core,), daemon=True) for core in _cores(workers)
        ]
        resource_tracker.ensure_running()  # starting it lets Ctrl-C through again
        with _interrupts_held_back():
            forkserver.ensure_running()  # it imports while others do
            for thread in self._threads:
                thread.start()

    def outcomes(self) -> Generator[Outcome, None, list[Lost]]:
        """Give the outcomes that count as they come; return the lost jobs, in order.

        Raises `JailFailed` at the start, and `BadKey` at the end.
        """
        self._jailer.wait_until_ready()
        running = len(self._threads)
        while running:
            outcome = self._finished.get()
            if outcome is None:
                running -= 1
            else:
                yield outcome
                self._free_slots.release()
        if self._latest_failure.cause is Cause.BAD_KEY:  # for nobody will it be another one
            raise BadKey(f"{self._latest_failure}.")
        left = {number: Lost(job, str(self._latest_failure), begun=False) for number, job in self._todo}
        return [lost for _, lost in sorted((self._begun | left).items())]

    def close(self) -> None:
        """End what is under way: nobody wants it any more."""
        with self._lock:
            self._open = False
            self._todo.clear()
            for process in self._processes:
                process.kill()
        self._free_slots.release(len(self._threads))
        for thread in self._threads:
            thread.join()
        self._jailer.close()

    def _run_workers(self, core: int | None) -> None:
        """Run one worker after the other on ``core``, until there is nothing left or no use in going on."""
        try:
            while self._todo and self._run_worker(core):
                pass
        finally:
            self._finished.put(None)

    def _run_worker(self, core: int | None) -> bool:
        """Run one worker until it fails or nothing is left; return whether another one may do better."""
        ours, theirs = self._context.Pipe()
        arguments = theirs, self._solution, self._jailer.control, core
        process = self._context.Process(target=_local_worker, args=arguments, daemon=True)
        with self._lock, theirs:
            if not self._open:
                return False
            try:
                process.start()
            except (OSError, EOFError) as error:
                self._latest_failure = WorkerFailed(Cause.NOT_STARTED, f"{type(error).__name__}: {error}")
                return False
            self._processes.add(process)
        with ours:
            going_on = self._hand_out(ours)
        process.kill()  # it holds nothing that it would have to put in order
        process.join()
        with self._lock:
            self._processes.remove(process)
        return going_on

    def _hand_out(self, connection: Connection) -> bool:
        """Hand one job after the other to a worker; return whether another worker may go on where it failed."""
        try:
            worker = Worker(connection)
        except WorkerFailed as failure:
            self._latest_failure = failure
            self._stillborn += 1
            return failure.cause.spares_others and self._stillborn < MOST_STILLBORN
        while True:
            self._free_slots.acquire()
            try:
                number, job = self._todo.popleft()
            except IndexError:
                self._free_slots.release()
                return False
            self._begun[number] = Lost(job, str(WorkerFailed(Cause.WORKER_DIED)), begun=True)
            try:
                outcome = worker.grade(job)
            except WorkerFailed as failure:
                self._free_slots.release()
                self._latest_failure, self._begun[number].why = failure, str(failure)
                return failure.cause.spares_others
            if job.settled_by(outcome):
                del self._begun[number]
                self._finished.put(outcome)
            else:
                self._begun[number] = Lost(replace(job, once_more=True), CUT_SHORT, begun=True, cut_short=True)
                self._free_slots.release()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C back; threads that are started meanwhile never get it, nor does any process that they start."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _cores(workers: int) -> list[int | None]:
    """Return a core for each worker and its jails where they take all there are; None: any.

    A worker and a jail only ever wait for each other: on one core neither is woken on a cold one.
    """
    cores: list[int | None] = []
    if hasattr(os, "sched_getaffinity"):  # Linux
        cores += sorted(os.sched_getaffinity(0))
    return [cores[number % len(cores)] if 0 < len(cores) <= workers else None for number in range(workers)]


def _local_worker(pool: Connection, solution: Path, control: socket.socket, core: int | None) -> None:
    """Grade on ``core`` in a process of its own, in jails of the warm process behind ``control``."""
    if core is not None:
        os.sched_setaffinity(0, {core})
    threading.Thread(target=_end_with_the_coordinator, daemon=True).start()

    def prepare() -> tuple[AnswerKey, SharedJailer]:
        key = answer_key.load(solution)
        key.run()  # while the jail warms up
        return key, SharedJailer(control, core)

    serve(pool, prepare)


def _end_with_the_coordinator() -> None:
    """Exit if the coordinator was killed, since it can no longer stop this process."""
    coordinator = multiprocessing.parent_process()
    assert coordinator is not None
    coordinator.join()
    os._exit(1)
