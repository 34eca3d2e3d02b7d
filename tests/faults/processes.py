"""One run of the command line that something happens to, and the processes it started."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import uuid
from pathlib import Path

from terminal import OnTerminal

TIMEOUT = 600  # seconds until a test gives up; nothing is asserted about time
MARK = "BYHAND_TEST_RUN"


class Run(OnTerminal):
    """`autograder grade hw0` in a course; its standard error is a terminal, so that every result is a line."""

    def __init__(self, root: Path, *words: str, before: tuple[str, ...] = (), **environment: str) -> None:
        self.mark = f"{MARK}={uuid.uuid4().hex}"
        command = [*before, sys.executable, "-m", "autograder.cli", "--course", str(root), *words]
        name, _, value = self.mark.partition("=")
        super().__init__(command, TIMEOUT, environment | {name: value})

    def wait_for(self, text: str) -> None:
        """Read until ``text`` was said."""
        while text not in self.said:
            assert self.read(), f"it ended without saying {text!r}: {self.said}"

    def wait_for_results(self, number: int) -> None:
        """Read until ``number`` results are recorded."""
        self.wait_for(f" {number}/")

    def outcome(self) -> tuple[int, str]:
        """Read to the end; return the exit code, and everything that was said, in lines, without the progress."""
        return self.end(), "\n".join(self.lines())

    def clear_away(self) -> None:
        """End what a failed test has left."""
        for pid in [*descendants(self.process.pid), self.process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(TIMEOUT)

    def warm_processes(self) -> list[int]:
        """Return the one that was started first, then those that it prepared, and the jails that these forked."""
        found = [
            pid for pid in descendants(self.process.pid) if command_line(pid).partition(" ")[0] == "/venv/bin/python"
        ]
        return [pid for pid in found if command_line(pid).endswith("walls")]

    def all_processes(self) -> list[int]:
        """Return all that runs because of this run, also what its parent left behind; not what hides in a jail."""
        return [pid for pid in every_process() if self.mark in environment_of(pid)]

    def wait_for_all_to_end(self) -> None:
        """Return when no process of this run is left; fail if one stays."""
        for pid in self.all_processes():
            wait_for_end(pid)


def wait_for_end(pid: int) -> None:
    """Return when the process has ended; fail if it stays."""
    with contextlib.suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        ended, _, _ = select.select([descriptor], [], [], TIMEOUT)
        os.close(descriptor)
        assert ended, f"still running: {command_line(pid)}"


def kill(pid: int) -> None:
    """Kill a process, and return when it has ended."""
    os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)


def every_process() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def children(pid: int) -> list[int]:
    return [each for each in sorted(every_process()) if parent_of(each) == pid]


def descendants(pid: int) -> list[int]:
    return [each for child in children(pid) for each in (child, *descendants(child))]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def environment_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return ""
