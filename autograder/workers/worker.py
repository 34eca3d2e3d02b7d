"""A process that grades one submission after the other, whoever started it, and its parent's side of the pipe.

Through the pipe go a number first, the seconds that one submission may take, and then an `Outcome` for each `Job`.
A process that cannot go on sends a `WorkerFailed` in place of any of these; one that sends nothing has failed as well.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import closing, suppress
from enum import Enum, auto
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from autograder.assignment.answer_key import AnswerKey, BadKey
from autograder.jail import fork_tuning
from autograder.jail.outside.jailer import JailFailed, JailSource
from autograder.jail.outside.wall import NoWall
from autograder.workers.job import Job, NotRead, Outcome

if TYPE_CHECKING:
    from autograder.api import Grader

START_SECONDS = 1800.0  # for Python, the reference solution and a jail
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # as in the jail


class Cause(Enum):
    """Why a worker can grade no more."""

    WORKER_DIED = auto()
    NO_REPLY = auto()
    NOT_STARTED = auto()
    NO_JAIL = auto()
    BAD_KEY = auto()
    UNFIT = auto()  # it would not grade as the coordinator does

    @property
    def spares_others(self) -> bool:
        """Whether another worker may do better."""
        return self in (Cause.WORKER_DIED, Cause.NO_REPLY)


_SENTENCES = {
    Cause.WORKER_DIED: "a grading process ended unexpectedly",
    Cause.NO_REPLY: "a grading process gave no answer for {} seconds",
    Cause.NOT_STARTED: "no grading process could be started ({})",
}


class WorkerFailed(Exception):
    """A worker can grade no more."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(cause, detail)  # both, for pickle
        self.cause, self.detail = cause, detail

    def __str__(self) -> str:
        """Return the sentence for the instructor, without its full stop."""
        return _SENTENCES.get(self.cause, "{}").format(self.detail)


class Worker:
    """The parent's side of the pipe to a process that runs `serve`. After `WorkerFailed` it is of no more use."""

    def __init__(self, connection: Connection) -> None:
        """Wait until the process can grade; raises `WorkerFailed`."""
        self._connection = connection
        self.timeout = START_SECONDS
        self.timeout = self._reply()

    def grade(self, job: Job) -> Outcome:
        """Have one submission graded; raises `WorkerFailed`, also if that takes longer than ``timeout``."""
        try:
            self._connection.send(job)
        except OSError:
            raise WorkerFailed(Cause.WORKER_DIED) from None
        return self._reply()

    def _reply(self) -> Any:
        try:
            if not self._connection.poll(self.timeout):
                raise WorkerFailed(Cause.NO_REPLY, f"{self.timeout:g}")
            reply = self._connection.recv()
        except (EOFError, OSError):
            raise WorkerFailed(Cause.WORKER_DIED) from None
        if isinstance(reply, WorkerFailed):
            raise reply
        return reply


def serve(parent: Connection, prepare: Callable[[], tuple[AnswerKey, JailSource]]) -> None:
    """Grade every `Job` that comes from ``parent``, until its end of the pipe closes.

    ``prepare`` gives the answer key and the jails. Where either cannot be had, the parent is told, and this returns.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    with suppress(EOFError, OSError):  # the parent is gone, or needs no more
        try:
            with fork_tuning.long_lived():
                key, jailer = prepare()
                from autograder.api import Grader  # the coordinator imports this module, and not the grader

                grader = Grader(key, jailer=jailer)
            with closing(grader):
                parent.send(key.timeout)
                while True:
                    parent.send(_grade(parent.recv(), grader))
        except (BadKey, JailFailed, NoWall) as problem:
            cause = Cause.BAD_KEY if isinstance(problem, BadKey) else Cause.NO_JAIL
            parent.send(WorkerFailed(cause, f"{problem}".rstrip(".")))


def _grade(job: Job, grader: Grader) -> Outcome:
    from autograder.grading import cut_short

    try:
        data, notes = job.read(grader.key)
        graded = grader.attempt(data, notes, job.tests, scores_only=job.scores_only, pictures=job.pictures)
        return Outcome(job.student, cut_short.with_note(graded) if job.once_more else graded)
    except JailFailed:
        raise
    except NotRead as problem:
        return Outcome(job.student, None, f"{problem}")
    except Exception as error:
        return Outcome(job.student, None, f"{type(error).__name__}: {error}")
