"""A process of this machine that grades, for a coordinator at the other end of a pipe.

It sends first how long a submission may take, and then for each `Job` an `Outcome`. Where it cannot go on it sends an
`Ended`. A process that gives no answer at all counts as one that ended.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.jail.outside.jailer import Guest, JailFailed
from autograder.workers.job import Job, Outcome

START_SECONDS = 1800.0  # for Python, the reference solution and a jail


@dataclass(frozen=True)
class Ended:
    """A process that grades can do no more, ``why`` in one line; ``jails``: because the jails cannot."""

    why: str
    jails: bool = False


UNEXPECTEDLY = Ended("a grading process ended unexpectedly")
NO_ANSWER = "a grading process gave no answer for {:g} seconds"


def wait_until_ready(process: Connection) -> float | Ended:
    """The coordinator's side: the seconds that ``process`` may take for one submission."""
    return _answer(process, START_SECONDS)


def ask(process: Connection, message: Any, patience: float) -> Any:
    """The coordinator's side: what ``process`` answers in so many seconds (to a `Job` an `Outcome`), or `Ended`."""
    try:
        process.send(message)
    except OSError:
        return UNEXPECTEDLY
    return _answer(process, patience)


def _answer(process: Connection, patience: float) -> Any:
    try:
        return process.recv() if process.poll(patience) else Ended(NO_ANSWER.format(patience))
    except (EOFError, OSError):
        return UNEXPECTEDLY


def serve(coordinator: Connection, solution: Path, control: socket.socket, core: int | None) -> None:
    """The process: grade with the answer key in ``solution``, in jails of the warm process behind ``control``."""
    if core is not None:
        os.sched_setaffinity(0, {core})
    threading.Thread(target=_end_with_the_coordinator, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    key = answer_key.load(solution)
    key.reference  # noqa: B018  (runs the reference solution while the jail warms up)
    with suppress(EOFError, OSError):  # the coordinator is gone, or needs no more
        try:
            jailer = Guest(control, core)
        except JailFailed as failure:
            coordinator.send(_ended(failure))
            return
        gc.freeze()  # what is here now stays
        coordinator.send(key.patience)
        while True:
            answer = _grade(coordinator.recv(), key, jailer)
            coordinator.send(answer)


def _end_with_the_coordinator() -> None:
    """A coordinator that was killed could not end this process, which may be at something that takes long."""
    coordinator = multiprocessing.parent_process()
    assert coordinator is not None
    coordinator.join()
    os._exit(1)


def _grade(job: Job, key: AnswerKey, jailer: Guest) -> Outcome | Ended:
    from autograder.grading.grade import grade  # the coordinator imports this module, and not the grader

    try:
        data, notes = job.read(key.assignment, key.limits.notebook_mb)
        return Outcome(job.student, grade(data, key, jailer, notes))
    except JailFailed as failure:
        return _ended(failure)
    except Exception as error:
        return Outcome(job.student, None, f"{type(error).__name__}: {error}")


def _ended(failure: JailFailed) -> Ended:
    return Ended(f"{failure}".rstrip("."), jails=True)
