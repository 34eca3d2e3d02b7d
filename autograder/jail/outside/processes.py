"""The processes of one jail as the kernel counts them, seen from outside: what they used, and how they are ended."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

_TICKS = os.sysconf("SC_CLK_TCK")
_here = threading.local()
_ROUNDS = 20  # of ending processes, which may fork meanwhile


@dataclass(frozen=True)
class Process:
    """One process; times are processor seconds of all its threads, ended ones included."""

    pid: int
    parent: int
    started: int  # ticks since the machine was: with ``pid`` it names one process for ever
    state: str
    own: float
    of_children: float  # of those that ended and were waited for
    faults: int  # pages that had to come from a disk

    @property
    def total(self) -> float:
        """Return the processor time of the process and of its children that were waited for."""
        return self.own + self.of_children


def read(pid: int) -> Process | None:
    """Return the process as it is now; None if there is none, or this system does not tell."""
    try:
        fields = _text(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    except OSError:
        return None
    user, system, *children = (int(ticks) / _TICKS for ticks in fields[11:15])
    return Process(
        pid, int(fields[1]), int(fields[19]), fields[0].decode(), _exactly(pid, user + system), sum(children),
        int(fields[9]),
    )  # fmt: skip


def _exactly(pid: int, rounded: float) -> float:
    """Return the processor time of a process in nanoseconds, where its own clock can be read; else as ``rounded``."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the number that clock_getcpuclockid gives
    except (OSError, OverflowError):
        return rounded


def tree(root: int, known: Collection[Process] = ()) -> dict[int, Process]:
    """Return ``root``, all that descend from it, and those of ``known`` that still live, by their numbers."""
    found: dict[int, Process] = {}
    waiting = [root, *(process.pid for process in known)]
    started = {process.pid: process.started for process in known}
    while waiting:
        pid = waiting.pop()
        process = None if pid in found else read(pid)
        if process is not None and started.get(pid, process.started) == process.started:
            found[pid] = process
            waiting += _children(pid)
    return found


def waited(pid: int) -> tuple[float, tuple[int, ...]]:
    """Return how long the main thread of a process has waited for a core, and numbers that grow whenever it runs."""
    try:
        ran, delay, slices = map(int, _text(f"/proc/{pid}/schedstat").split())
    except (OSError, ValueError):
        return 0.0, ()
    return delay / 1e9, (ran, slices)


def waited_here() -> float:
    """Return how long this very thread has waited for a core; asked at every request, so the file stays open."""
    if getattr(_here, "process", None) != os.getpid():  # a fork would read its parent's
        _here.process, _here.file = os.getpid(), _opened(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return 0.0 if _here.file is None else int(os.pread(_here.file, 100, 0).split()[1]) / 1e9


def _opened(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return None


def cores(pid: int) -> int:
    """Return how many cores a process may run on."""
    try:
        return len(os.sched_getaffinity(pid))
    except (OSError, AttributeError):
        return os.cpu_count() or 1


def send_signal(process: Process, number: int) -> None:
    """Send a signal to this very process, and to none that has its number meanwhile."""
    with contextlib.suppress(OSError):
        descriptor = os.pidfd_open(process.pid)
        try:
            now = read(process.pid)
            if now is not None and now.started == process.started:
                signal.pidfd_send_signal(descriptor, number)
        finally:
            os.close(descriptor)


def end(root: int, guilty: int, spared: Collection[int]) -> bool:
    """Kill the process ``guilty`` and all below ``root`` that does not descend from one ``spared``, but not ``root``.

    Return whether that was all: processes that fork faster than they are found are left.
    """
    killed: set[int] = set()
    for _ in range(_ROUNDS):
        found = tree(root)
        known = [each for each in found.values() if each.pid not in killed]
        doomed = [each for each in known if _is_doomed(each, root, guilty, spared, found)]
        for process in doomed:
            send_signal(process, signal.SIGKILL)  # from now on it cannot fork
            killed.add(process.pid)
        if not doomed:
            return True
    return False


def _is_doomed(process: Process, root: int, guilty: int, spared: Collection[int], found: dict[int, Process]) -> bool:
    """Return whether the nearest of the processes above it that is guilty or spared is guilty, or there is none."""
    above: Process | None = process
    while above is not None:
        if above.pid == guilty or above.pid in spared:
            return above.pid == guilty
        above = found.get(above.parent)
    return process.pid != root


def _children(pid: int) -> Iterator[int]:
    if not _lists_children():
        yield from (each for each in _all_processes() if (process := read(each)) and process.parent == pid)
        return
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                yield from map(int, _text(f"/proc/{pid}/task/{thread}/children").split())


@cache
def _lists_children() -> bool:
    """Return whether this kernel lists the children of a process."""
    return os.path.exists(f"/proc/self/task/{os.getpid()}/children")


def _all_processes() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return []


def _text(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)  # a text file takes three times as long
    try:
        return os.read(descriptor, 65536)
    finally:
        os.close(descriptor)
