"""`autograder grade` as somebody runs it who ends it with `kill -9`, and what is left then."""

from __future__ import annotations

import ctypes
import os
import re
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path

from terminal import OnTerminal

TIMEOUT = 600  # seconds without a word, or for processes to end, until this gives up; nothing is measured by it
_CHILD_SUBREAPER = 36
_RECORDED = re.compile(r" (\d+)/\d+ ·")


class Disturbed:
    """One run, with a folder of its own for temporary files.

    Whatever of the run outlives its parent becomes a child of this process, so that nothing can hide.
    """

    def __init__(self, root: Path, temporary: Path, *words: str) -> None:
        _adopt_orphans(True)
        self._others = {*descendants(os.getpid())}
        temporary.mkdir(exist_ok=True)
        self._temporary = temporary
        command = [sys.executable, "-m", "autograder.cli", "--course", str(root), *words]
        self._run = OnTerminal(command, TIMEOUT, {"TMPDIR": str(temporary)})
        self.lines = self._run.lines

    def wait_for_records(self, number: int) -> None:
        """Return once that many submissions were recorded by this run."""
        while max((int(done) for done in _RECORDED.findall(self._run.said[-200:])), default=0) < number:
            if not self._run.read():
                raise SystemExit(f"the run ended before {number} records: {self.lines()}")

    def kill(self) -> list[Path]:
        """End every process of it; return what is left in temporary folders once the last one is gone."""
        coordinator = self._run.process.pid
        for pid in [coordinator, *descendants(coordinator)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.end()
        return [*self._temporary.iterdir()]

    def end(self) -> int:
        """Read to the end, wait for every process, and return the exit code."""
        code = self._run.end()
        _wait_for_all(self._others)
        _adopt_orphans(False)
        return code


def _adopt_orphans(yes: bool) -> None:
    ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, int(yes), 0, 0, 0)


def descendants(pid: int) -> list[int]:
    """Return every process that runs because of this one, those in jails as well."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        with suppress(OSError, ValueError, IndexError):
            parent = int(Path(f"/proc/{int(name)}/stat").read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(name))
    found, new = [], [pid]
    while new:
        new = [child for parent in new for child in parents.get(parent, [])]
        found += new
    return found


def _wait_for_all(but: set[int]) -> None:
    """Return when this process has no descendant left ``but`` these; raises SystemExit if one stays."""
    while left := [pid for pid in descendants(os.getpid()) if pid not in but]:
        for pid in left:
            with suppress(ProcessLookupError):
                descriptor = os.pidfd_open(pid)
                ended, _, _ = select.select([descriptor], [], [], TIMEOUT)
                os.close(descriptor)
                if not ended:
                    raise SystemExit(f"still running: {_command(pid)}")
            with suppress(ChildProcessError):  # nobody else would ask how it ended
                os.waitpid(pid, os.WNOHANG)


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    return f"{pid}"
