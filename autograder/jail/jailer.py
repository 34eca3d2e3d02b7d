"""Starts the warm process behind its wall, opens a jail per submission, and ends both."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import subprocess
import tempfile
from typing import Any

from autograder.jail import wall
from autograder.jail.limits import Limits

START_SECONDS = 60.0
END_SECONDS = 5.0


class JailFailed(Exception):
    """The jail itself could not be started; the message says why, for the instructor."""


class Jailer:
    """One warm process. Use as a context manager, or call `close`.

    ``walls=False`` is `--jail process`: no protection beyond a separate process and resource limits.
    """

    def __init__(self, walls: bool = True, wait: bool = True) -> None:
        self._numbers = itertools.count(1)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (closed in close)
        self._home = None if walls else tempfile.TemporaryDirectory(prefix="byhand-")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment: dict[str, str] | None = None
        if self._home is None:
            command = wall.command(theirs.fileno())
        else:
            command, environment = wall.plain_command(theirs.fileno(), self._home.name)
        self._process = subprocess.Popen(
            command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self._log,
        )  # fmt: skip
        theirs.close()
        self._control.settimeout(START_SECONDS)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return once the warm process can fork; raises `JailFailed` if it cannot be started."""
        try:
            self._expect("ready")
        except JailFailed:
            self.close()
            raise

    def open(self, limits: Limits) -> tuple[int, socket.socket]:
        """A fresh jail: its number, and the channel to it."""
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        request = f"fork {number} {json.dumps(limits.as_dict())}".encode()
        try:
            socket.send_fds(self._control, [request], [theirs.fileno()])
        except OSError as error:
            raise JailFailed(f"the jail's warm process is gone ({error}). {self._said()}") from None
        finally:
            theirs.close()
        self._expect(f"forked {number}")
        return number, ours

    def end(self, number: int) -> None:
        """End a jail and everything that was started in it."""
        with contextlib.suppress(OSError):
            self._control.send(f"kill {number}".encode())

    def close(self) -> None:
        self._control.close()  # the warm process ends its children and then itself
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

    def _expect(self, answer: str) -> None:
        try:
            said = self._control.recv(65536).decode()
        except TimeoutError:
            said = "nothing"
        except OSError as error:
            said = str(error)
        if said != answer:
            raise JailFailed(f"the jail could not be started: it answered {said or 'nothing'!r}. {self._said()}")

    def _said(self) -> str:
        self._log.seek(0)
        lines = self._log.read()[-4000:].decode(errors="replace").strip().splitlines()
        return f"Its last words: {lines[-1]}" if lines else "It left no message."
