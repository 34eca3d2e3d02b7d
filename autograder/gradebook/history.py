"""What ever happened to marks: a table of ours beside nbgrader's, to which rows are added and never changed.

It is in the gradebook's own database, so that a row is there exactly if what it tells of is; nbgrader reads and changes
only its own tables. Rows go by names, not by nbgrader's ids: they outlive the question they tell of.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    inspect,
    select,
)
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

EVERYBODY = ""  # as the student of a row that tells of the question itself
SOMEBODY = ""  # as who did it: a person in formgrader, or another program; it was found later


class Event(StrEnum):
    """What happened to a mark, or to a question and so to everybody's mark of it."""

    GRADED = "graded"  # another automatic score than before
    BY_HAND = "by hand"  # a person's points, extra credit or comment, found as they are now
    ADDED = "added"  # a question, after this submission was graded
    REMOVED = "removed"  # a question, with its marks; they are kept here
    RESTORED = "restored"  # the marks of a question that was removed, to one that came back or was renamed
    RENAMED = "renamed"
    RE_WEIGHTED = "re-weighted"
    ABOVE = "above"  # points by hand are more than the question now has
    EXCUSED = "excused"  # extra credit for a question that was not in the version handed in, or its end


@dataclass(frozen=True)
class Entry:
    """One row: what was before and what is since, as JSON has it. ``cell`` is a grade_id."""

    event: Event
    assignment: str
    notebook: str
    student: str
    cell: str
    old: dict[str, Any]
    new: dict[str, Any]
    who: str = SOMEBODY
    key: str = ""  # the digest of the answer key
    when: str = ""  # UTC, the database's own clock


_METADATA = MetaData()
TABLE = Table(
    "autograder_history",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", String(128), nullable=False),
    Column("key", String(128), nullable=False),
    Column("event", String(32), nullable=False),
    Column("assignment", String(128), nullable=False),
    Column("notebook", String(128), nullable=False),
    Column("student", String(128), nullable=False),
    Column("cell", String(128), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Index("autograder_history_of", "assignment", "notebook", "student"),
    sqlite_autoincrement=True,  # no number is given twice, even if somebody deletes the last row
)


def is_there(connection: Connection) -> bool:
    """Return whether the database has the table; one that was never opened to write by this version has none."""
    return inspect(connection).has_table(TABLE.name)


def create(connection: Connection) -> None:
    """Make the table in the open transaction, if it is not there."""
    _METADATA.create_all(connection, checkfirst=True)


def whoever() -> str:
    """Return the name of the account that this runs under."""
    try:
        return getpass.getuser()[:128]
    except (KeyError, OSError, ImportError):  # a number without a name
        return "unknown"


def add(session: Session, entries: Iterable[Entry]) -> None:
    """Add rows in the open transaction."""
    rows = [
        {"who": entry.who, "key": entry.key, "event": entry.event.value, "assignment": entry.assignment,
         "notebook": entry.notebook, "student": entry.student, "cell": entry.cell,
         "old": json.dumps(entry.old, ensure_ascii=False), "new": json.dumps(entry.new, ensure_ascii=False)}
        for entry in entries
    ]  # fmt: skip
    if rows:
        session.execute(insert_into(TABLE).values(at=now(session)), rows)


def now(session: Session) -> Any:
    """Return the time in UTC, as SQL has it, by the database's clock, which is one for all who grade."""
    return func.timezone("utc", func.now()) if session.get_bind().dialect.name == "postgresql" else func.now()


def read(
    session: Session, assignment: str, notebook: str = "", student: str | None = None, without_scores: bool = False
) -> list[Entry]:
    """Return the rows of an assignment, oldest first: all, or those of a notebook, and of a student and everybody."""
    table = TABLE.c
    query = select(TABLE).where(table.assignment == assignment).order_by(table.id)
    if notebook:
        query = query.where(table.notebook == notebook)
    if student is not None:
        query = query.where(table.student.in_((student, EVERYBODY)))
    if without_scores:
        query = query.where(table.event != Event.GRADED.value)
    return [
        Entry(Event(row.event), row.assignment, row.notebook, row.student, row.cell, json.loads(row.old),
              json.loads(row.new), row.who, row.key, f"{row.at:%Y-%m-%d %H:%M:%S}")
        for row in session.execute(query)
    ]  # fmt: skip
