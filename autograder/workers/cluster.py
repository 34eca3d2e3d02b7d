"""Many submissions on a Dask cluster: bytes out, graded notebooks back one by one, and no shared file system.

The answer key is one object in the cluster's memory, which each worker fetches once. Only a few submissions for each
worker are under way, so a class of thousands is never in memory. What a lost worker had, another one grades.
Everything here that a worker calls is found there by name: it needs this package, of the same version.
"""

from __future__ import annotations

import ipaddress
import itertools
import logging
import operator
import pickle
import queue
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

try:
    import dask
    from distributed import Client, Future, KilledWorker
except ModuleNotFoundError as error:
    ABSENT = error.name
else:
    ABSENT = None

from autograder.assignment.answer_key import AnswerKey, BadKey
from autograder.workers import outcome_text
from autograder.workers.dask_worker import Graders, description, unfit
from autograder.workers.job import CUT_SHORT, Job, NoGraders, NotRead, Outcome
from autograder.workers.progress import announce_retries
from autograder.workers.worker import Cause, WorkerFailed

UNDER_WAY = 3  # submissions per thread of a worker: one in work, and others so that it never waits
CONNECT_SECONDS = 60  # a scheduler on a busy machine takes a while
WATCH_SECONDS = 20.0  # without a result: is anybody still there?
_UNENCRYPTED = (
    "{} is beyond this machine and without TLS: whoever reaches its port can read submissions and hidden tests, choose"
    " grades, and run programs there. Give it certificates and say tls://…, or say --trust-everybody-on-the-network."
)
_KEPT = "What was graded is kept: run the same command again for the rest."


@contextmanager
def grading(
    jobs: Sequence[Job], key: AnswerKey, scheduler: str, walls: bool, trusted_network: bool = False
) -> Iterator[Iterator[Outcome]]:
    """Start grading every job on the cluster behind the address ``scheduler``; give the outcomes as they come.

    A failure costs its own submission only. Beyond this machine TLS is demanded, unless everybody on the network is
    trusted. Raises `NoGraders`, from the iterator too.
    """
    if ABSENT:
        raise NoGraders(f"--scheduler needs Dask, and {ABSENT} is not installed: pip install -e '.[grader,dask]'")
    settings = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # a submission may be large
    if not (on_this_machine(scheduler) or scheduler.startswith("tls://") or trusted_network):
        raise NoGraders(_UNENCRYPTED.format(scheduler))
    with dask.config.set(settings), _connected(scheduler) as client:
        _check_workers(client, scheduler, walls)
        # tasks are functions of the standard library, for the scheduler need not have this package
        packed = pickle.dumps(Graders(key.assignment, key.files, walls, description()))
        graders = client.submit(pickle.loads, packed, pure=False)
        yield _kept(_outcomes(client, jobs, key, graders))


def silence() -> None:
    """Keep what Dask logs from being shown: what matters is raised here, in one line.

    A task that nobody asked any more logs its traceback when it is collected as garbage, perhaps in the middle of
    `ast.parse`; and formatting a traceback parses code, which Python 3.11 answers there with a SystemError.
    """
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    silence()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # different versions, for example: `_check_workers` looks at them
        try:
            client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
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
            with suppress(TimeoutError):  # or it would take the place of what is raised here
                client.close(timeout=CONNECT_SECONDS)


def _check_workers(client: Client, scheduler: str, walls: bool) -> None:
    try:
        answers = client.run(unfit, description(), walls, on_error="return")
    except OSError as error:
        raise NoGraders(f"the workers of {scheduler} could not be asked ({type(error).__name__}: {error}).") from None
    if not answers:
        raise NoGraders(f"{scheduler} has no workers. Start one with `dask worker {scheduler} --nthreads 1`.")
    for worker, answer in answers.items():
        if isinstance(answer, Exception):
            answer = f"it does not have this version of the package ({type(answer).__name__}: {answer})"
        if answer:
            raise NoGraders(f"the worker {worker} cannot grade: {answer}")


def _kept(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Give the same outcomes; a scheduler that is lost meanwhile becomes one clear line."""
    try:
        yield from outcomes
    except (OSError, CancelledError) as error:
        why = str(error) or type(error).__name__
        raise NoGraders(f"the scheduler is gone ({why}). {_KEPT}") from None


def _outcomes(client: Client, jobs: Sequence[Job], key: AnswerKey, graders: Future) -> Iterator[Outcome]:
    """Give the outcomes that count: what was cut short is graded once more at the end, one after the other."""
    cut_short: list[Job] = []
    for job, outcome in _attempts(client, jobs, key, graders):
        if job.settled_by(outcome):
            yield outcome
        else:
            cut_short.append(replace(job, once_more=True))
    announce_retries([CUT_SHORT] * len(cut_short))
    for job in cut_short:
        for _, outcome in _attempts(client, [job], key, graders):
            yield outcome


def _attempts(client: Client, jobs: Sequence[Job], key: AnswerKey, graders: Future) -> Iterator[tuple[Job, Outcome]]:
    """Have each job graded once; give what came of it as it comes."""
    done: queue.SimpleQueue[Future] = queue.SimpleQueue()
    under_way: dict[Future, Job] = {}
    todo = iter(jobs)
    while True:
        free_slots = UNDER_WAY * sum(client.nthreads().values()) - len(under_way)
        for job in itertools.islice(todo, max(free_slots, 0 if under_way else 1)):
            try:
                data, notes = job.read(key.assignment, key.limits.notebook_mb)
            except NotRead as problem:
                yield job, Outcome(job.student, None, f"{problem}")
                continue
            task = operator.methodcaller("grade_to_text", job.student, data, notes, job.once_more)
            future = client.submit(task, graders, pure=False, retries=1)
            under_way[future] = job
            future.add_done_callback(done.put)
        if not under_way:
            return
        future = _wait(client, done.get)
        job = under_way.pop(future)
        yield job, _outcome(client, job.student, future, key)


def _wait(client: Client, wait: Callable[..., Any]) -> Any:
    """Return what ``wait`` gives; raises `NoGraders` when nobody is left who could grade anything."""
    while True:
        try:
            return wait(timeout=WATCH_SECONDS)
        except (queue.Empty, TimeoutError):
            if client.status != "running" or not client.nthreads():
                raise NoGraders(f"the cluster has no workers any more. {_KEPT}") from None


def _outcome(client: Client, student: str, future: Future, key: AnswerKey) -> Outcome:
    try:
        if future.status != "error":
            text = _wait(client, future.result)  # if the worker that has it is lost, another one grades it again
            return outcome_text.decode(text, student, key)
    except (OSError, CancelledError, NoGraders):
        if future.status != "error":  # then it is not the task that failed
            raise
    except WorkerFailed as failure:
        if failure.cause is Cause.UNFIT:  # it joined after the others were asked
            raise NoGraders(f"a worker that joined cannot grade: {failure} {_KEPT}") from None
        if failure.cause is Cause.BAD_KEY:
            raise BadKey(f"{failure}.") from None
        return Outcome(student, None, f"{failure}")
    except Exception as error:  # a result that is no text does not even arrive
        if future.status != "error":
            return Outcome(student, None, f"what the worker sent cannot be read ({type(error).__name__}: {error})")
    raised = future.exception()
    if isinstance(raised, KilledWorker):
        return Outcome(student, None, f"every worker that graded it ended, {raised.last_worker.address} the last")
    return Outcome(student, None, f"{type(raised).__name__}: {raised}")


def on_this_machine(scheduler: str) -> bool:
    """Return whether an address is of this machine alone."""
    host = scheduler.partition("://")[2].rpartition(":")[0].strip("[]")
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
