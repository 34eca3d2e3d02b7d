"""Everything a run of the grader left in a course, in a form that two runs can be compared by.

Of the gradebook every table and every column, on SQLite or PostgreSQL; an id drawn at random stands for the row it
belongs to. Of the folders every file, byte by byte; only the times that student code measured and printed are masked.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, select

from autograder.course import Course
from autograder.gradebook import database

Row = dict[str, Any]
_MEASURED = re.compile(rb"\d+\.\d+ ms")  # what hw0's cell prints of its two loops
_ITS_OWN = {"autograder_history": ("id", "at")}  # no two runs do the same at the same time
_RANDOM = re.compile(r"[0-9a-f]{32}")


def everything(course: Course) -> dict[str, Counter]:
    """By table its rows, and under `files` names and contents of all files but the database."""
    return tables(course) | {"files": Counter(_files(course))}


def tables(course: Course) -> dict[str, Counter]:
    """The rows of each table, how often each is there, with names in place of random ids."""
    engine, metadata = create_engine(course.db_url), MetaData()
    try:
        with engine.connect() as connection:
            metadata.reflect(connection)
            found = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()
    names: dict[str, str] = {}
    for rows in found.values():  # a table stands behind those it refers to
        for row in rows:
            own = row.get("id", "")
            if _is_random(own) and own not in names:
                names[own] = "/".join(f"{_named(value, names)}" for column, value in row.items() if column != "id")
    return {
        table: Counter(
            tuple(
                (column, _named(value, names)) for column, value in row.items() if column not in _ITS_OWN.get(table, ())
            )
            for row in rows
        )
        for table, rows in found.items()
    }


def differences(one: dict[str, Counter], other: dict[str, Counter]) -> list[str]:
    """A line for each table or folder in which two runs differ, with the first thing that only one of them has."""
    found = []
    for name in sorted({*one, *other}):
        mine, theirs = one.get(name, Counter()), other.get(name, Counter())
        if mine == theirs:
            continue
        missing, added = mine - theirs, theirs - mine
        first = f"{next(iter(missing or added))!r}"[:300]
        found.append(f"{name}: {missing.total()} missing or other, {added.total()} added or other, as {first}")
    return found


def _is_random(value: Any) -> bool:
    return isinstance(value, str) and bool(_RANDOM.fullmatch(value))


def _named(value: Any, names: dict[str, str]) -> Any:
    return names[value] if _is_random(value) else value


def _files(course: Course) -> list[tuple[str, bytes]]:
    own = database.file_of(course)
    return [
        (str(path.relative_to(course.work)), _MEASURED.sub(b"? ms", path.read_bytes()))
        for path in sorted(course.work.rglob("*"))
        if path.is_file() and path != own
    ]


def count(course: Course) -> int:
    """How many submissions have a grade."""
    return tables(course)["submitted_notebook"].total()


def leftovers(course: Course) -> list[Path]:
    """Files of records that nobody finished."""
    return [path for path in course.work.rglob("*") if path.suffix in (".part", ".before")]
