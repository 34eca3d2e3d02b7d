"""A process of its own that grades, for a host whose main thread is taken: a Dask worker runs its tasks in others.

    python -P -m autograder.grading_process DESCRIPTOR

Deadlines of test cells are signals, and these reach only a main thread. On the descriptor come the answer key's files,
once, and then submissions; `Graded` goes back for each. When the descriptor closes, the process and its jails end.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder import scratch
from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey, BadKey
from autograder.grading.findings import Graded
from autograder.grading.grade import grade
from autograder.jail.outside.jailer import Jailer, JailFailed
from autograder.jail.outside.wall import NoWall
from autograder.workers import local_process

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class NotGraded(Exception):
    """This process cannot grade, or ended while it did; the message says why."""


class GradingProcess:
    """The host's side. After `NotGraded` the process is of no more use: `close` it."""

    patience = local_process.START_SECONDS  # for its next answer

    def __init__(self, assignment: str, files: Mapping[str, bytes], walls: bool) -> None:
        """``files`` are those of `AnswerKey.files`."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "autograder.workers.grading_process", str(theirs.fileno())]
        environment = os.environ | dict.fromkeys(THREADS, "1")
        self._process = subprocess.Popen(
            command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        theirs.close()
        threading.Thread(target=self._process.wait, daemon=True).start()  # whenever it ends, no zombie stays
        self._connection = Connection(ours.detach())
        self.patience = self._ask((assignment, files, walls))

    def grade(self, data: bytes | None, notes: Sequence[str]) -> Graded:
        """As `grade.grade`; raises `NotGraded`."""
        return self._ask((data, notes))

    def close(self) -> None:
        """Let it end by itself, after what it does now."""
        self._connection.close()

    def _ask(self, message: tuple) -> Any:
        answer = local_process.ask(self._connection, message, self.patience)
        if isinstance(answer, local_process.Ended):
            self._process.kill()  # it may be there still, and not answer
            raise NotGraded(answer.why)
        if isinstance(answer, NotGraded):
            raise answer
        return answer


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the host's business
    host = Connection(int(sys.argv[1]))
    try:
        assignment, files, walls = host.recv()
        key = load(assignment, files)
        with Jailer(walls) as jailer:
            host.send(key.patience)
            while True:
                data, notes = host.recv()
                host.send(grade(data, key, jailer, notes))
    except (BadKey, JailFailed, NoWall) as problem:
        host.send(NotGraded(f"{problem}"))
    except (EOFError, OSError):  # the host is gone, or needs no more
        return


def load(assignment: str, files: Mapping[str, bytes]) -> AnswerKey:
    """Return the answer key in ``files``, read whole, so that no file stays on the disk. Raises `BadKey`."""
    with tempfile.TemporaryDirectory(dir=scratch.folder()) as root:
        folder = Path(root, assignment)
        for name, data in files.items():
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                raise BadKey(f"{name!a} is not a file in the folder of {assignment}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        key = answer_key.load(folder / f"{assignment}.ipynb")
        for _ in (key.reference, key.misconceptions, key.alternatives):  # they are read when they are first asked for
            pass
    return key


if __name__ == "__main__":
    main()
