"""Many submissions on a Dask cluster: bytes out, graded notebooks back one by one, and no shared file system.

The answer key is one object in the cluster's memory, which each worker fetches once. Only a few submissions for each
worker are under way, so a class of thousands is never in memory. What a lost worker had, another one grades.
Nothing here speaks with the cluster, and nothing that came from there is unpickled here: `cluster_client` does both in
a process behind a wall, from which text comes.
"""

from __future__ import annotations

import copy
import importlib.util
import ipaddress
import itertools
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder.assignment.answer_key import AnswerKey, BadKey
from autograder.jail.outside import wall
from autograder.workers import cluster_messages, outcome_text
from autograder.workers.cluster_messages import KEPT, MOST_BYTES, Event, Kind, Start, Task
from autograder.workers.dask_worker import Graders, description
from autograder.workers.job import CUT_SHORT, Job, NoGraders, NotRead, Outcome
from autograder.workers.progress import announce_retries
from autograder.workers.worker import Cause, WorkerFailed

UNDER_WAY = 3  # submissions per thread of a worker: one in work, and others so that it never waits
CONNECT_SECONDS = 60.0  # a scheduler on a busy machine takes a while
WATCH_SECONDS = 20.0  # without a result: is anybody still there?
CLOSE_SECONDS = 20.0  # for the workers to be told that nobody wants anything any more
_CLIENT = "autograder.workers.cluster_client"
_CERTIFICATES = [f"distributed.comm.tls.{name}" for name in ("ca-file", "client.cert", "client.key")]
_UNENCRYPTED = (
    "{} is beyond this machine and without TLS: whoever reaches its port can read submissions and hidden tests, choose"
    " grades, and run programs there. Give it certificates and say tls://…, or say --trust-everybody-on-the-network."
)


@contextmanager
def grading(
    jobs: Sequence[Job], key: AnswerKey, scheduler: str, walls: bool, trusted_network: bool = False
) -> Iterator[Iterator[Outcome]]:
    """Start grading every job on the cluster behind the address ``scheduler``; give the outcomes as they come.

    A failure costs its own submission only. Beyond this machine TLS is demanded, unless everybody on the network is
    trusted. Raises `NoGraders`, from the iterator too, and `NoWall`.
    """
    for name in ("dask", "distributed"):
        if not importlib.util.find_spec(name):
            raise NoGraders(f"--scheduler needs Dask, and {name} is not installed: pip install distributed")
    if not (on_this_machine(scheduler) or scheduler.startswith("tls://") or trusted_network):
        raise NoGraders(_UNENCRYPTED.format(scheduler))
    with _Link.opened(scheduler, key, walls) as link:
        yield _outcomes(link, jobs, key)


class _Link:
    """The way to the process that speaks with the cluster."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.threads = 0  # of all workers, as of the latest event

    @classmethod
    @contextmanager
    def opened(cls, scheduler: str, key: AnswerKey, walls: bool) -> Iterator[_Link]:
        """Start that process, and wait until the workers can grade; raises `NoGraders` and `NoWall`."""
        settings, certificates = _settings()
        graders = pickle.dumps(Graders(key.assignment, key.files, walls, description()))
        start = Start(scheduler, settings, graders, description(), walls, CONNECT_SECONDS, WATCH_SECONDS)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = _started(theirs.fileno(), certificates, walls)
            connection = Connection(ours.detach())
        try:
            with connection:
                link = cls(connection)
                link.send(start)
                link.event()
                yield link
        finally:
            _end(process)

    def send(self, what: Any) -> None:
        """Send the start or a task; if that process has ended, the next `event` says so."""
        with suppress(OSError):
            self._connection.send(what)

    def event(self) -> Event:
        """Return the next event of a task, or that the workers are ready; raises `NoGraders`."""
        try:
            event = cluster_messages.decode(self._connection.recv_bytes(MOST_BYTES))
        except (EOFError, OSError):
            raise NoGraders(f"the process that speaks with the cluster ended unexpectedly. {KEPT}") from None
        except (ValueError, TypeError) as error:
            raise NoGraders(f"what came from the cluster cannot be read ({error}). {KEPT}") from None
        if event.kind is Kind.GONE:
            raise NoGraders(event.said)
        self.threads = event.threads
        return event


def _started(descriptor: int, certificates: Sequence[str], walls: bool) -> subprocess.Popen:
    if walls:
        command, environment = wall.networked_command(_CLIENT, str(descriptor), certificates), None
    else:
        command, environment = [sys.executable, "-P", "-m", _CLIENT, str(descriptor)], os.environ
    return subprocess.Popen(
        command, env=environment, pass_fds=[descriptor], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _end(process: subprocess.Popen) -> None:
    """Let it put the cluster in order, and end it where that takes long."""
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(CLOSE_SECONDS)
    finally:
        process.kill()
        process.wait()


def _settings() -> tuple[dict[str, Any], list[str]]:
    """Return the account's settings of Dask, and the files with certificates that they name."""
    import dask.config

    files = {}
    for name in _CERTIFICATES:
        value = dask.config.get(name, None)
        if isinstance(value, str) and "\n" not in value:  # or it is the certificate itself
            files[name] = str(Path(value).absolute())
    with dask.config.set(files | {"distributed.admin.large-graph-warning-threshold": "1GB"}):  # a large submission
        return copy.deepcopy(dask.config.config), [*files.values()]


def _outcomes(link: _Link, jobs: Sequence[Job], key: AnswerKey) -> Iterator[Outcome]:
    """Give the outcomes that count: what was cut short is graded once more at the end, one after the other."""
    cut_short: list[Job] = []
    for job, outcome in _attempts(link, jobs, key):
        if job.settled_by(outcome):
            yield outcome
        else:
            cut_short.append(replace(job, once_more=True))
    announce_retries([CUT_SHORT] * len(cut_short))
    for job in cut_short:
        for _, outcome in _attempts(link, [job], key):
            yield outcome


def _attempts(link: _Link, jobs: Sequence[Job], key: AnswerKey) -> Iterator[tuple[Job, Outcome]]:
    """Have each job graded once; give what came of it as it comes."""
    under_way: dict[int, Job] = {}
    todo = enumerate(jobs)
    while True:
        free_slots = UNDER_WAY * link.threads - len(under_way)
        for number, job in itertools.islice(todo, max(free_slots, 0 if under_way else 1)):
            try:
                data, notes = job.read(key)
            except NotRead as problem:
                yield job, Outcome(job.student, None, f"{problem}")
                continue
            under_way[number] = job
            link.send(Task(number, job.student, data, tuple(notes), job.once_more))
        if not under_way:
            return
        event = link.event()
        if event.kind is Kind.READY or event.number not in under_way:
            raise NoGraders(f"what came from the cluster is about nothing that it was given. {KEPT}")
        job = under_way.pop(event.number)
        yield job, _outcome(event, job.student, key)


def _outcome(event: Event, student: str, key: AnswerKey) -> Outcome:
    if event.kind is not Kind.GRADED:
        return Outcome(student, None, event.said)
    try:
        return outcome_text.decode(event.said, student, key)
    except WorkerFailed as failure:
        if failure.cause is Cause.UNFIT:  # it joined after the others were asked
            raise NoGraders(f"a worker that joined cannot grade: {failure} {KEPT}") from None
        if failure.cause is Cause.BAD_KEY:
            raise BadKey(f"{failure}.") from None
        return Outcome(student, None, f"{failure}")


def on_this_machine(scheduler: str) -> bool:
    """Return whether an address is of this machine alone."""
    host = scheduler.partition("://")[2].rpartition(":")[0].strip("[]")
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
