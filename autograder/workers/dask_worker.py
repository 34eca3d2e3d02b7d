"""What a Dask worker calls: grading in processes of its own, for it runs its tasks in threads.

    python -P -m autograder.workers.dask_worker DESCRIPTOR

Deadlines of test cells are signals, and these reach only a main thread. On the descriptor come the answer key's files,
once, and then what `worker.serve` takes. When it closes, the process and its jails end.
"""

from __future__ import annotations

import hashlib
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import metadata
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from autograder import scratch, shipped
from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey, BadKey
from autograder.grading.handed_in import HandedIn, Plain, from_plain
from autograder.jail.outside import wall
from autograder.jail.outside.jailer import Jailer
from autograder.workers import outcome_text
from autograder.workers.job import Job, Outcome
from autograder.workers.worker import ONE_THREAD, Cause, Worker, WorkerFailed, serve


class Graders:
    """The answer key on a Dask worker, and the processes there that grade with it: as many as it has threads.

    They end when the Dask worker lets go of this object, at the latest when the coordinator is gone.
    """

    def __init__(
        self, assignment: str, files: Mapping[str, bytes], walls: bool, coordinator: Mapping[str, str]
    ) -> None:
        """Take the `AnswerKey.files`, and the coordinator's `description`."""
        self._arguments = assignment, files, walls, coordinator
        self._idle: list[SpawnedWorker] = []
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return Graders, self._arguments

    def grade(self, student: str, data: HandedIn, notes: Sequence[str], once_more: bool = False) -> Outcome:
        """Have one submission graded; raises `WorkerFailed`. See `Job` for ``once_more``."""
        worker = self._take()
        try:
            outcome = worker.grade(Job(student, None, data, notes, once_more))
        except BaseException:
            worker.kill()
            raise
        with self._lock:
            self._idle.append(worker)
        return outcome

    def grade_to_text(self, student: str, data: Plain, notes: Sequence[str], once_more: bool = False) -> str:
        """Have one submission graded, again if the process fails; never raises: the text says it. See `grade`."""
        for last in (False, True):
            try:
                return outcome_text.encode(student, self.grade(student, from_plain(data), notes, once_more))
            except WorkerFailed as failure:
                if last or not failure.cause.spares_others:
                    return outcome_text.encode(student, failure)
            except Exception as error:
                return outcome_text.encode(student, Outcome(student, None, f"{type(error).__name__}: {error}"))
        raise AssertionError

    def _take(self) -> SpawnedWorker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        assignment, files, walls, coordinator = self._arguments
        if why := unfit(coordinator, walls):
            raise WorkerFailed(Cause.UNFIT, why)
        return SpawnedWorker(assignment, files, walls)

    def __del__(self) -> None:
        for worker in self._idle:
            worker.close()


class SpawnedWorker(Worker):
    """A worker started as a command."""

    def __init__(self, assignment: str, files: Mapping[str, bytes], walls: bool) -> None:
        """Start it, and wait until it can grade; raises `WorkerFailed`."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "autograder.workers.dask_worker", str(theirs.fileno())]
        self._process = subprocess.Popen(
            command, env=os.environ | ONE_THREAD, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()
        threading.Thread(target=self._process.wait, daemon=True).start()  # whenever it ends, no zombie stays
        connection = Connection(ours.detach())
        with suppress(OSError):  # it has ended: there will be no reply either
            connection.send((assignment, files, walls))
        try:
            super().__init__(connection)
        except WorkerFailed:
            self.kill()
            raise

    def close(self) -> None:
        """Let it end by itself, after what it does now."""
        self._connection.close()

    def kill(self) -> None:
        """End it at once: it may be there still, and not reply."""
        self._process.kill()
        self.close()


def unfit(coordinator: Mapping[str, str], walls: bool) -> str:
    """Return why this Dask worker cannot grade for the coordinator of that `description`; empty if it can."""
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
    """Return what has to be the same on every machine for the same grades."""
    folders = shipped.PACKAGE, wall.LIBRARY
    sources = [path for folder in folders for path in sorted(folder.rglob("*.py"))
               if not path.is_relative_to(shipped.PACKAGE / shipped.DATA)]  # fmt: skip
    files = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:8]
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "backpropagation-by-hand": f"{metadata.version('backpropagation-by-hand')} (files {files})",
        "NumPy": np.__version__,
    }


def main() -> None:
    """Serve the Dask worker at the other end of the descriptor."""
    parent = Connection(int(sys.argv[1]))

    def prepare() -> tuple[AnswerKey, Jailer]:
        assignment, files, walls = parent.recv()
        return load_key(assignment, files), Jailer(walls)

    serve(parent, prepare)


def load_key(assignment: str, files: Mapping[str, bytes]) -> AnswerKey:
    """Return the answer key in ``files``, read whole, so that no file stays on the disk. Raises `BadKey`."""
    with tempfile.TemporaryDirectory(dir=scratch.folder()) as root:
        folder = Path(root, assignment)
        for name, data in files.items():
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                raise BadKey(f"{name!a} is not a file in the folder of {assignment}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        key = answer_key.load(next(folder.glob("*.ipynb"), folder / f"{assignment}.ipynb"))
        key.run()  # while its files are there
    return key


if __name__ == "__main__":
    main()
