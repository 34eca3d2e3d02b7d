"""What a process has outside the course: a temporary folder, and the names of its pools' semaphores.

Python removes both at its end, but not after `kill -9` of all processes of a run. So the folder is locked as long as
its process lives, and the semaphores are named after it: the next run clears away what nobody holds any more.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import multiprocessing
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

PREFIX = "byhand-run-"
LONGEST = 65  # bytes of a folder's name that leave room for a socket in a folder in it: the kernel takes 107
_SEMAPHORES = Path("/dev/shm")


@cache
def folder() -> Path:
    """This process's own; those of processes that were killed are cleared away."""
    clear()
    for _ in range(3):  # another process may take it for one that is left over, as long as it has no lock
        own = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_room()))
        if _lock(own) is not None and own.exists():
            break
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def for_pools() -> None:
    """From now on this process's pools have their socket in its folder, and their semaphores named after it."""
    settings = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    settings.update(tempdir=str(folder()), semprefix=f"/{folder().name}")


def clear() -> None:
    """Remove what is left of processes that were killed, this account's."""
    for other in _room().glob(f"{PREFIX}*"):
        descriptor = _lock(other)
        if descriptor is None:
            continue
        for semaphore in _SEMAPHORES.glob(f"sem.{other.name}-*"):
            with contextlib.suppress(OSError):
                semaphore.unlink()
        shutil.rmtree(other, ignore_errors=True)
        os.close(descriptor)


def _room() -> Path:
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
