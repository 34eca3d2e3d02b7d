"""What one submission's processes use together: the kernel limits each process, this limits their sum.

The warm process looks a few times a second and ends a jail that uses too much. Memory that several processes share is
at first counted for each of them; if that looks like too much and they are few, it is counted again by shares. Shared
memory that was written and is still mapped, but in nobody's page table, is found by the size of the mappings.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

EVERY = 0.2  # seconds between two looks
FEW = 12  # processes whose shares are counted, at milliseconds each


@dataclass(frozen=True)
class Process:
    """One line of the process table."""

    pid: int
    parent: int
    memory: int  # bytes, private and shared, without files
    mapped: int  # bytes of address space


class Watch:
    """Looks after the jails of one warm process."""

    def __init__(self) -> None:
        mine = _process(os.getpid())
        self._own = mine.memory if mine else 0  # bytes that every fork shares until it writes to them
        self._mapped = mine.mapped if mine else 0

    def look(self, jails: Collection[int], most: int) -> None:
        """End each of ``jails``, given by its first process, that uses more than ``most`` bytes."""
        children: defaultdict[int, list[Process]] = defaultdict(list)
        for process in _table():
            children[process.parent].append(process)
        for jail in jails:
            if self._used([*_descendants(jail, children)], most) > most:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(jail, signal.SIGKILL)  # it is process 1 of the jail: all others end with it

    def _used(self, processes: list[Process], most: int) -> int:
        """Return the bytes used beyond what the warm process had already."""
        used = sum(max(0, process.memory - self._own) for process in processes)
        if used > most and len(processes) <= FEW:
            used = sum(map(_share, processes)) - self._own
        if sum(max(0, process.mapped - self._mapped) for process in processes) <= most:
            return used
        shared = {place: size for process in processes for place, size in _shared(process.pid)}
        return max(used, sum(shared.values()))


def _table() -> Iterator[Process]:
    for name in os.listdir("/proc"):
        if name.isdecimal() and (process := _process(int(name))) is not None:
            yield process


def _process(pid: int) -> Process | None:
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            lines = dict(line.split(b":", 1) for line in file.read().splitlines() if b":" in line)
    except OSError:  # it has ended meanwhile
        return None
    memory = sum(int(lines[name].split()[0]) for name in (b"RssAnon", b"RssShmem") if name in lines)
    mapped = int(lines[b"VmSize"].split()[0]) if b"VmSize" in lines else 0
    return Process(pid, int(lines[b"PPid"]), 1024 * memory, 1024 * mapped)


def _descendants(pid: int, children: dict[int, list[Process]]) -> Iterator[Process]:
    waiting = [*children.get(pid, ())]
    while waiting:
        process = waiting.pop()
        yield process
        waiting += children.get(process.pid, ())


def _share(process: Process) -> int:
    """Return the process's share of the memory it uses; all of that memory, if the process hides its share."""
    try:
        with open(f"/proc/{process.pid}/smaps_rollup", "rb") as file:
            parts = [line.split() for line in file if line.startswith((b"Pss_Anon:", b"Pss_Shmem:"))]
    except OSError:
        return process.memory
    return 1024 * sum(int(part[1]) for part in parts)


def _shared(pid: int) -> Iterator[tuple[bytes, int]]:
    """Yield each piece of memory without a file that a process may share, by inode and offset, and its mapped bytes."""
    try:
        with open(f"/proc/{pid}/maps", "rb") as file:
            lines = [line.split() for line in file if line.endswith(b"/dev/zero (deleted)\n")]
    except OSError:
        return
    for addresses, _, offset, _, inode, *_ in lines:
        begin, end = (int(address, 16) for address in addresses.split(b"-"))
        yield inode + b" " + offset, end - begin
