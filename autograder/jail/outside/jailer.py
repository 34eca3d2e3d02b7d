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
from typing import Any

from autograder import scratch
from autograder.errors import Problem, last_words
from autograder.jail.limits import Limits
from autograder.jail.outside import wall

START_SECONDS = 60.0
LONGEST_REQUEST = 150_000
MOST_TEMPLATES = 3  # each is a process
END_SECONDS = 5.0


class JailFailed(Problem):
    """The jail itself could not be started; the message says why, for the instructor."""


class Template:
    """A warm process that forks jails. ``outputs`` are those of the cells it ran already, one list per cell."""

    def __init__(self, control: socket.socket, last_words: Callable[[], str], first: int = 1) -> None:
        self._control, self._last_words = control, last_words
        self._numbers = itertools.count(first)
        self.outputs: list[list[dict[str, Any]]] = []
        control.settimeout(START_SECONDS)

    def wait_until_ready(self) -> None:
        """Return once it can fork; raises `JailFailed` if it cannot be started."""
        self._expect("ready")

    def open(self, limits: Limits) -> tuple[int, socket.socket]:
        """A fresh jail: its number, and the channel to it."""
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        try:
            self._request(f"fork {number} {json.dumps(limits.as_dict())}", theirs.fileno())
            self._expect(f"forked {number}")
        except JailFailed:
            ours.close()
            raise
        finally:
            theirs.close()
        return number, ours

    def prepare(self, sources: list[str], core: int | None = None) -> Template | None:
        """A template that has run these trusted cells; None if they fail or leave files, or are too long.

        It and its jails run on ``core`` alone, if that is given.
        """
        request = f"prepare {next(self._numbers)} {json.dumps([core, sources])}"
        if len(request.encode()) > LONGEST_REQUEST:
            return None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with tempfile.TemporaryFile() as file:
            self._request(request, theirs.fileno(), file.fileno())
            theirs.close()
            template = Template(ours, self._last_words)
            template.wait_until_ready()
            file.seek(0)
            said = json.load(file)
        template.outputs = said["outputs"]
        if not said["usable"]:
            template.close()
        return template if said["usable"] else None

    def end(self, number: int) -> None:
        """End a jail and everything that was started in it."""
        with contextlib.suppress(OSError):
            self._control.send(f"kill {number}".encode())

    def close(self) -> None:
        self._control.close()

    def _request(self, text: str, *descriptors: int) -> None:
        try:
            socket.send_fds(self._control, [text.encode()], list(descriptors))
        except OSError as error:
            raise JailFailed(f"the jail's warm process is gone ({error}). {self._last_words()}") from None

    def _expect(self, answer: str) -> None:
        try:
            said = self._control.recv(65536).decode()
        except TimeoutError:
            said = "nothing"
        except OSError as error:
            said = str(error)
        if said != answer:
            why = f"it answered {said or 'nothing'!r}. {self._last_words()}"
            raise JailFailed(f"the jail could not be started: {why}")


class Jailer:
    """Starts and ends the warm process. Use as a context manager, or call `close`.

    ``walls=False`` is `--jail process`: no protection beyond a separate process and resource limits.
    """

    def __init__(self, walls: bool = True, wait: bool = True) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (closed in close)
        self._home = None if walls else tempfile.TemporaryDirectory(dir=scratch.folder())
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment: dict[str, str] | None = None
        if self._home is None:
            command = wall.command(theirs.fileno())
        else:
            command, environment = wall.plain_command(theirs.fileno(), self._home.name)
        self._process = subprocess.Popen(
            command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self._log, start_new_session=True,  # Ctrl-C is the coordinator's business
        )  # fmt: skip
        theirs.close()
        self.control = control  # a `Guest` in another process needs it
        self.warm = Template(control, self._last_words)
        self._prepared: dict[str, Template | None] = {}
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return once the warm process can fork; raises `JailFailed` if it cannot be started."""
        try:
            self.warm.wait_until_ready()
        except JailFailed:
            self.close()
            raise

    def prepared(self, name: str, sources: list[str]) -> Template | None:
        """The template that has run ``sources``, kept under ``name``; the oldest makes room for a new one."""
        if name not in self._prepared:
            while len(self._prepared) >= MOST_TEMPLATES:
                self._let_go(next(iter(self._prepared)))
            self._prepared[name] = self.warm.prepare(sources) if sources else None
        return self._prepared[name]

    def _let_go(self, name: str) -> None:
        template = self._prepared.pop(name)
        if template is not None:
            template.close()

    def close(self) -> None:
        """End every jail and the warm process."""
        self._close_templates()  # the warm process ends its children and then itself
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        if self._home is not None:
            self._home.cleanup()

    def _close_templates(self) -> None:
        for name in [*self._prepared]:
            self._let_go(name)
        self.warm.close()

    def __enter__(self) -> Jailer:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def _last_words(self) -> str:
        return last_words(self._log)


class Guest(Jailer):
    """A jailer of another process, that forks its jails from this one's warm process and starts none of its own."""

    def __init__(self, control: socket.socket, core: int | None = None) -> None:
        host = Template(control, lambda: "The process that started it may say more.", first=os.getpid())
        warm = host.prepare([], core)
        host.close()
        assert warm is not None  # no cell, so nothing can fail in one
        self.warm, self._prepared = warm, {}

    def close(self) -> None:
        self._close_templates()
