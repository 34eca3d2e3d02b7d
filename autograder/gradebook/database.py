"""Where nbgrader's database is, and the first thing in it: the version of its tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, insert, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from autograder.course import Course
from autograder.gradebook import history

CREATING = 0x62796861  # the number of the lock in PostgreSQL under which tables are made; any other would do
DEFAULT_COURSE = "default_course"  # the name nbgrader's Gradebook gives a course
LOCK_SECONDS = 15  # how long another program may hold the database before that is an error


def patient(address: str) -> str:
    """Return the address with a bound on waiting for a lock, where it sets none itself."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        bounds = {"timeout": str(LOCK_SECONDS)}
    else:
        bounds = {"connect_timeout": str(LOCK_SECONDS), "options": f"-c lock_timeout={LOCK_SECONDS}s"}
    return url.update_query_dict({**bounds, **url.query}).render_as_string(hide_password=False)


def file_of(course: Course) -> Path | None:
    """Return the database's file; None if it is on a server."""
    url = make_url(course.db_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def address(course: Course) -> str:
    """Return the database's address without its password, to be shown."""
    try:
        return make_url(course.db_url).render_as_string(hide_password=True)
    except ArgumentError:
        return course.db_url


@contextmanager
def session_to_read(course: Course) -> Iterator[Session | None]:
    """Give a session in which nothing can be written; None if there is no database or nothing in it."""
    file = file_of(course)
    if file is not None and not file.exists():
        yield None
        return
    if file is None:
        engine = create_engine(patient(course.db_url), execution_options={"postgresql_readonly": True})
    else:
        only_read = f"file:{quote(str(file))}?mode=ro"
        engine = create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(only_read, uri=True, timeout=LOCK_SECONDS), poolclass=NullPool
        )
    try:
        with Session(engine) as session:
            yield session if inspect(session.connection()).has_table("submitted_notebook") else None
    finally:
        engine.dispose()


def tables_version() -> str:
    """Return the version of the tables that the installed nbgrader works with."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    spec = find_spec("nbgrader")
    assert spec is not None
    assert spec.origin is not None
    config = Config()
    config.set_main_option("script_location", str(Path(spec.origin).parent / "alembic"))
    return str(ScriptDirectory.from_config(config).get_current_head())


def create_if_new(address: str) -> None:
    """Make nbgrader's tables, the course's row and the tables' version in a database without tables; and our table.

    One transaction does it, and one program at a time: nbgrader does neither, and starts a command for the version.
    """
    from nbgrader.api import Base
    from nbgrader.api import Course as CourseRow

    engine = create_engine(address)
    try:
        if history.TABLE.name in inspect(engine).get_table_names():
            return
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # Python's driver begins nothing before a CREATE
            elif engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CREATING})
            there = inspect(connection).get_table_names()  # by another program meanwhile, or by nbgrader
            history.create(connection)
            if there:
                return
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": tables_version()})
            Base.metadata.create_all(bind=connection)
            connection.execute(insert(CourseRow.__table__).values(id=DEFAULT_COURSE))
    finally:
        engine.dispose()
