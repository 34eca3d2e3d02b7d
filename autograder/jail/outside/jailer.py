"""Starts the warm process behind its wall, opens a jail per submission, and ends both."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from autograder import scratch
from autograder.errors import Problem, last_words
from autograder.jail.limits import Limits
from autograder.jail.outside import connection, wall

START_SECONDS = 1800.0  # on the wall; far more than any start takes on an idle machine
LONGEST_REQUEST = 150_000
MOST_PREPARED = 3  # each is a process
END_SECONDS = 5.0


class JailFailed(Problem):
    """The jail itself could not be started; the message says why, for the instructor."""


class ForkServer:
    """A warm process that forks jails. ``outputs`` are those of the cells it ran already, one list per cell."""

    def __init__(self, control: socket.socket, last_words: Callable[[], str], first: int = 1) -> None:
        """Give requests numbers from ``first`` on; ``last_words`` gives a sentence for when the process fails."""
        self._control, self._last_words = control, last_words
        self._numbers = itertools.count(first)
        self._prepared: dict[str, ForkServer | None] = {}
        self.outputs: list[list[dict[str, Any]]] = []
        control.settimeout(START_SECONDS)

    def wait_until_ready(self) -> None:
        """Return once it can fork; raises `JailFailed` if it cannot be started."""
        self._expect("ready")

    def open(self, limits: Limits) -> tuple[int, socket.socket]:
        """Fork a fresh jail; return its number and the channel to it. Raises `JailFailed`."""
        number = next(self._numbers)
        ours, theirs = connection.pair()
        try:
            self._request(f"fork {number} {json.dumps(limits.as_dict())}", theirs.fileno())
            self._expect(f"forked {number}")
        except JailFailed:
            ours.close()
            raise
        finally:
            theirs.close()
        return number, ours

    def prepare(self, sources: list[str], core: int | None = None) -> ForkServer | None:
        """Fork a server that has run these trusted cells; None if they fail, leave files or are too long.

        It and its jails run on ``core`` alone, if that is given. Raises `JailFailed`.
        """
        request = f"prepare {next(self._numbers)} {json.dumps([core, sources])}"
        if len(request.encode()) > LONGEST_REQUEST:
            return None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with tempfile.TemporaryFile() as file:
            try:
                self._request(request, theirs.fileno(), file.fileno())
            except JailFailed:
                ours.close()
                raise
            finally:
                theirs.close()
            prepared = ForkServer(ours, self._last_words)
            prepared.wait_until_ready()
            file.seek(0)
            report = json.load(file)
        prepared.outputs = report["outputs"]
        if not report["usable"]:
            prepared.close()
        return prepared if report["usable"] else None

    def prepared(self, name: str, sources: list[str]) -> ForkServer | None:
        """Return the server that `prepare` gave for ``sources``, kept under ``name``; the oldest makes room for it."""
        if name not in self._prepared:
            while len(self._prepared) >= MOST_PREPARED:
                self._let_go(next(iter(self._prepared)))
            self._prepared[name] = self.prepare(sources) if sources else None
        return self._prepared[name]

    def _let_go(self, name: str) -> None:
        server = self._prepared.pop(name)
        if server is not None:
            server.close()

    def end(self, number: int) -> None:
        """End a jail and everything that was started in it."""
        with contextlib.suppress(OSError):
            self._control.send(f"kill {number}".encode())

    def close(self) -> None:
        """Let go of the process and of those it prepared: each ends its children, and then itself."""
        for name in [*self._prepared]:
            self._let_go(name)
        self._control.close()

    def _request(self, text: str, *descriptors: int) -> None:
        try:
            socket.send_fds(self._control, [text.encode()], list(descriptors))
        except OSError as error:
            raise JailFailed(f"the jail's warm process is gone ({error}). {self._last_words()}") from None

    def _expect(self, answer: str) -> None:
        try:
            received = self._control.recv(65536).decode()
        except TimeoutError:
            received = "nothing"
        except OSError as error:
            received = str(error)
        if received != answer:
            why = f"it answered {received or 'nothing'!r}. {self._last_words()}"
            raise JailFailed(f"the jail could not be started: {why}")


class JailSource(Protocol):
    """What grading needs of a jailer."""

    @property
    def warm(self) -> ForkServer:
        """The server that has run no cell."""

    def prepared(self, name: str, sources: list[str]) -> ForkServer | None:
        """Return the server that has run ``sources``, kept under ``name``; None where it cannot be had."""

    def close(self) -> None:
        """End every jail that was forked from here."""


class Jailer:
    """Starts and ends the warm process: a `JailSource`. Use as a context manager, or call `close`.

    ``walls=False`` is `--jail process`: no protection beyond a separate process and resource limits.
    """

    def __init__(self, walls: bool = True, wait: bool = True, given: Path | None = None) -> None:
        """Start it; student code finds the files in the folder ``given`` beside its notebook."""
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (closed in close)
        self._home = None if walls else tempfile.TemporaryDirectory(dir=scratch.folder())
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment: dict[str, str] | None = None
        if self._home is None:
            command = wall.command(theirs.fileno(), given)
        else:
            command, environment = wall.plain_command(theirs.fileno(), self._home.name, given)
        self._process = subprocess.Popen(
            command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self._log, cwd=self._home.name if self._home is not None else None,
            start_new_session=True,  # Ctrl-C is the coordinator's business
        )  # fmt: skip
        theirs.close()
        self.control = control  # a `SharedJailer` in another process needs it
        self.warm = ForkServer(control, self._last_words)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return once the warm process can fork; raises `JailFailed` if it cannot be started."""
        try:
            self.warm.wait_until_ready()
        except JailFailed:
            self.close()
            raise

    def prepared(self, name: str, sources: list[str]) -> ForkServer | None:
        """Return the server that has run ``sources``, as `JailSource` says."""
        return self.warm.prepared(name, sources)

    def close(self) -> None:
        """End every jail and the warm process."""
        self.warm.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        if self._home is not None:
            self._home.cleanup()

    def __enter__(self) -> Jailer:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def _last_words(self) -> str:
        return last_words(self._log)


class SharedJailer:
    """A `JailSource` that forks its jails from the warm process of another process's `Jailer`, and starts none."""

    def __init__(self, control: socket.socket, core: int | None = None) -> None:
        """Take a `Jailer.control`; jails run on ``core`` alone, if that is given. Raises `JailFailed`."""
        host = ForkServer(control, lambda: "The process that started it may say more.", first=os.getpid())
        warm = host.prepare([], core)
        host.close()
        assert warm is not None  # without cells, none can fail
        self.warm = warm

    def prepared(self, name: str, sources: list[str]) -> ForkServer | None:
        """Return the server that has run ``sources``, as `JailSource` says."""
        return self.warm.prepared(name, sources)

    def close(self) -> None:
        """End every jail that was forked for this process."""
        self.warm.close()
