"""Many submissions on a Dask cluster: bytes out, graded notebooks back one by one, and no shared file system.

The answer key is one object in the cluster's memory, which each worker fetches once. Only a few submissions for each
worker are under way, so a class of thousands is never in memory. What a lost worker had, another one grades.
Everything here that a worker calls is found there by name: it needs this package, of the same version.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
import operator
import pickle
import platform
import queue
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

try:
    import dask
    from distributed import Client, Future, KilledWorker
except ModuleNotFoundError as error:
    ABSENT = error.name
else:
    ABSENT = None

from autograder.assignment.answer_key import AnswerKey
from autograder.grading.findings import Graded
from autograder.jail.outside import wall
from autograder.workers.grading_process import GradingProcess, NotGraded
from autograder.workers.job import Job, NoGraders, Outcome

UNDER_WAY = 3  # submissions per thread of a worker: one in work, and others so that it never waits
CONNECT_SECONDS = 10
WATCH_SECONDS = 20.0  # without a result: is anybody still there?
_PACKAGE = Path(__file__).resolve().parents[2]
_KEPT = "What was graded is kept: run the same command again for the rest."


class WrongWorker(Exception):
    """A worker would not grade as the coordinator does, or cannot grade at all."""


@contextmanager
def grading(jobs: Sequence[Job], key: AnswerKey, scheduler: str, walls: bool) -> Iterator[Iterator[Outcome]]:
    """Start grading every job on the cluster behind the address ``scheduler``; gives the outcomes as they come.

    A failure costs its own submission only. Raises `NoGraders`, from the iterator too.
    """
    if ABSENT:
        raise NoGraders(f"--scheduler needs Dask, and {ABSENT} is not installed: pip install -e '.[grader,dask]'")
    settings = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # a submission may be large
    with dask.config.set(settings), _connected(scheduler) as client:
        _check_workers(client, scheduler, walls)
        # tasks are functions of the standard library, for the scheduler need not have this package
        packed = pickle.dumps(Graders(key.assignment, key.files, walls, description()))
        graders = client.submit(pickle.loads, packed, pure=False)
        yield _kept(_outcomes(client, jobs, key, graders))


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)  # what matters is raised here, in one line
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # different versions, for example: `_check_workers` looks at them
        try:
            client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            why = str(error).partition("\n")[0] or type(error).__name__
            raise NoGraders(f"no Dask scheduler answers at {scheduler} ({why}).") from None
        tidied = client.amm.running()
        client.amm.stop()  # or a worker that is idle for a moment loses the answer key, and fetches it anew
        try:
            yield client
        finally:
            with suppress(Exception):  # the scheduler may be gone
                if tidied:
                    client.amm.start()
            client.close(timeout=CONNECT_SECONDS)


def _check_workers(client: Client, scheduler: str, walls: bool) -> None:
    answers = client.run(unfit, description(), walls, on_error="return")
    if not answers:
        raise NoGraders(f"{scheduler} has no workers. Start one with `dask worker {scheduler} --nthreads 1`.")
    for worker, answer in answers.items():
        if isinstance(answer, Exception):
            answer = f"it does not have this version of the package ({type(answer).__name__}: {answer})"
        if answer:
            raise NoGraders(f"the worker {worker} cannot grade: {answer}")


def _kept(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """The same outcomes; a scheduler that is lost meanwhile becomes one clear line."""
    try:
        yield from outcomes
    except (OSError, CancelledError) as error:
        why = str(error) or type(error).__name__
        raise NoGraders(f"the scheduler is gone ({why}). {_KEPT}") from None


def _outcomes(client: Client, jobs: Sequence[Job], key: AnswerKey, graders: Future) -> Iterator[Outcome]:
    arrived: queue.SimpleQueue[Future] = queue.SimpleQueue()
    under_way: dict[Future, str] = {}
    todo = iter(jobs)
    while True:
        room = UNDER_WAY * sum(client.nthreads().values()) - len(under_way)
        for job in itertools.islice(todo, max(room, 0 if under_way else 1)):
            try:
                data, notes = job.read(key.assignment, key.limits.notebook_mb)
            except OSError as error:
                yield Outcome(job.student, None, f"{type(error).__name__}: {error}")
                continue
            asked = operator.methodcaller("grade", data, notes)
            future = client.submit(asked, graders, pure=False, retries=1)
            under_way[future] = job.student
            future.add_done_callback(arrived.put)
        if not under_way:
            return
        future = _next(client, arrived)
        yield _outcome(under_way.pop(future), future)


def _next(client: Client, arrived: queue.SimpleQueue[Future]) -> Future:
    """The next future that is done; raises `NoGraders` when nobody is left who could do any."""
    while True:
        try:
            return arrived.get(timeout=WATCH_SECONDS)
        except queue.Empty:
            if client.status != "running" or not client.nthreads():
                raise NoGraders(f"the cluster has no workers any more. {_KEPT}") from None


def _outcome(student: str, future: Future) -> Outcome:
    if future.status != "error":
        return Outcome(student, future.result())
    error = future.exception()
    if isinstance(error, KilledWorker):
        return Outcome(student, None, f"every worker that graded it ended, {error.last_worker.address} the last")
    if isinstance(error, WrongWorker):  # it joined after the others were asked
        raise NoGraders(f"a worker that joined cannot grade: {error} {_KEPT}")
    return Outcome(student, None, f"{error}" if isinstance(error, NotGraded) else f"{type(error).__name__}: {error}")


# What workers call


class Graders:
    """The answer key on a worker, and the processes there that grade with it: as many as it has threads.

    They end when the worker lets go of this object, at the latest when the coordinator is gone.
    """

    def __init__(
        self, assignment: str, files: Mapping[str, bytes], walls: bool, coordinator: Mapping[str, str]
    ) -> None:
        self._made_of = assignment, files, walls, coordinator
        self._idle: list[GradingProcess] = []
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return Graders, self._made_of

    def grade(self, data: bytes | None, notes: Sequence[str]) -> Graded:
        """One submission; raises `NotGraded` or `WrongWorker`."""
        process = self._take()
        try:
            graded = process.grade(data, notes)
        except BaseException:
            process.close()
            raise
        with self._lock:
            self._idle.append(process)
        return graded

    def _take(self) -> GradingProcess:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        assignment, files, walls, coordinator = self._made_of
        if why := unfit(coordinator, walls):
            raise WrongWorker(why)
        return GradingProcess(assignment, files, walls)

    def __del__(self) -> None:
        for process in self._idle:
            process.close()


def unfit(coordinator: Mapping[str, str], walls: bool) -> str:
    """Why this worker cannot grade for the coordinator of that `description`; empty if it can."""
    here = description()
    for what, theirs in coordinator.items():
        if here.get(what) != theirs:
            return f"it has {what} {here.get(what)}, and this machine {theirs}. Install the same on both."
    if walls:
        try:
            wall.bwrap()
        except wall.NoWall as problem:
            return f"{problem}"
    return ""


@cache
def description() -> dict[str, str]:
    """What has to be the same on every machine for the same grades."""
    sources = [path for name in ("autograder", "byhand") for path in sorted((_PACKAGE / name).rglob("*.py"))]
    files = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:8]
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "backpropagation-by-hand": f"{metadata.version('backpropagation-by-hand')} (files {files})",
        "NumPy": np.__version__,
    }
