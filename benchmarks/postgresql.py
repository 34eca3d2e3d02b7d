"""A PostgreSQL server of its own, from Debian's package: in a temporary folder, on a local port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """Start one with ``settings``, such as ``fsync=off``; gives its address, to which a database's name is added.

    Raises FileNotFoundError where the package is not installed.
    """
    if not PROGRAMS:
        raise FileNotFoundError("no PostgreSQL here: apt-get install postgresql")
    programs = PROGRAMS[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="byhand-postgresql-", dir="/tmp"))
    somebody = _as_somebody(folder)
    port = _free_port()
    chosen = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *settings]

    def run(program: str, *words: str) -> None:
        command = [*somebody, str(programs / program), "-D", f"{folder}/data", *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        run("initdb", "-U", "ada", "-A", "trust", "--no-sync")
        run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", " ".join(f"-c {each}" for each in chosen), "start")
        yield f"postgresql://ada:secret@127.0.0.1:{port}"
        run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def new_database(server: str, name: str) -> str:
    """The address of a new database on the server of that address."""
    from sqlalchemy import create_engine, text

    engine = create_engine(f"{server}/postgres".replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server}/{name}"


def _as_somebody(folder: Path) -> list[str]:
    """The words before a command of the server's, which refuses to run as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
