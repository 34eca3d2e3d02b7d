"""What a process has outside the course: a temporary folder.

Python removes it at its end, but not after `kill -9` of all processes of a run. So the folder is locked as long as
its process lives: the next run clears away what nobody holds any more.
"""

from __future__ import annotations

import atexit
import fcntl
import multiprocessing
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

PREFIX = "byhand-run-"
LONGEST = 65  # bytes of a folder's name that leave room for a socket in a folder in it: the kernel takes 107


@cache
def folder() -> Path:
    """This process's own; those of processes that were killed are cleared away."""
    clear()
    for _ in range(3):  # another process may take it for one that is left over, as long as it has no lock
        own = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_temporary_root()))
        if _lock(own) is not None and own.exists():
            break
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def for_forkserver() -> None:
    """From now on this process's forkserver has its socket in its folder."""
    multiprocessing.current_process()._config["tempdir"] = str(folder())  # type: ignore[attr-defined]


def clear() -> None:
    """Remove what is left of processes that were killed, this account's."""
    for other in _temporary_root().glob(f"{PREFIX}*"):
        descriptor = _lock(other)
        if descriptor is None:
            continue
        shutil.rmtree(other, ignore_errors=True)
        os.close(descriptor)


def _temporary_root() -> Path:
    """Where temporary folders go."""
    usual = Path(tempfile.gettempdir())
    return usual if len(os.fsencode(usual)) <= LONGEST else Path("/tmp")


def _lock(path: Path) -> int | None:
    """The descriptor that holds the lock; None if another process holds it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
