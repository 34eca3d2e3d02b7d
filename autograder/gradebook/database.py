"""Where nbgrader's database is, and the first thing in it: the version of its tables."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, insert, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from autograder.course import Course

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
    """Make nbgrader's tables, the course's row and the tables' version in a database without tables.

    One transaction does it, and one program at a time: nbgrader does neither, and starts a command for the version.
    """
    from nbgrader.api import Base
    from nbgrader.api import Course as CourseRow

    engine = create_engine(address)
    try:
        if inspect(engine).get_table_names():
            return
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # Python's driver begins nothing before a CREATE
            elif engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CREATING})
            if inspect(connection).get_table_names():  # by another program meanwhile
                return
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": tables_version()})
            Base.metadata.create_all(bind=connection)
            connection.execute(insert(CourseRow.__table__).values(id=DEFAULT_COURSE))
    finally:
        engine.dispose()
