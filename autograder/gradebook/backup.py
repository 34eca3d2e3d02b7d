"""A copy of the gradebook before its questions change."""

from __future__ import annotations

import os
import shlex
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import URL

from autograder.errors import Problem


class NoBackup(Problem):
    """The gradebook could not be copied, so nothing was changed; the message says why and what to do."""


def before_change(url: URL, stamp: str) -> str:
    """Copy the database beside itself, and return a line that says where; of one on a server, how to do that.

    ``stamp`` is a date and time. Nothing is written if it cannot be written whole. Raises `NoBackup`.
    """
    if url.get_backend_name() != "sqlite" or not url.database:
        address = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True).replace(":***", "")
        command = f"pg_dump --format=custom --file=gradebook-{stamp}.dump {shlex.quote(address)}"
        return f"The rows that this touches are kept in the history; a backup of all of the gradebook is `{command}`."
    source = Path(url.database)
    target = _free(source, stamp)
    partial = target.with_name(f"{target.name}.part")
    try:
        _copy(source, partial)
        os.replace(partial, target)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else f"{error}"
        raise NoBackup(
            f"the gradebook {source} could not be copied to {target.name} before its questions change ({why}), so"
            " nothing was changed. Put that right, and run the same command again."
        ) from None
    finally:
        for left in (partial, partial.with_name(f"{partial.name}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return f"The gradebook as it was is in {target}."


def _free(source: Path, stamp: str) -> Path:
    """Return a name beside the gradebook that nothing has yet."""
    names = (f"{source.stem}-{stamp}{more}{source.suffix}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for name in names if not (path := source.with_name(name)).exists())


def _copy(source: Path, target: Path) -> None:
    """Copy a database as a whole, as SQLite does while others use it, and have it on the disk."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
