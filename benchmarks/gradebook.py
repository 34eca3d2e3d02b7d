"""The gradebook's only writer, alone: how many graded submissions a second it records on SQLite and on PostgreSQL.

    .venv/bin/python benchmarks/gradebook.py [--submissions 300] [--assignment hw1] [--db postgresql://…]

One graded notebook is recorded for every student of a class, as `autograder grade` does after grading: scores, comments
and the notebook beside them, one transaction each. Then all of it once more, as after a change to the answer key.
PostgreSQL is a server of its own on this machine, with its usual settings, unless `--db` names an empty database.
It prints and never asserts: a number that depends on the machine is no test.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import postgresql

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.course import Course
from autograder.gradebook import records
from autograder.grading.findings import Graded
from autograder.grading.grade import grade
from autograder.jail.outside.jailer import Jailer

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Graded submissions a second that the gradebook's writer records.")
    parser.add_argument("--submissions", type=int, default=300)
    parser.add_argument("--assignment", default="hw1")
    parser.add_argument("--db", default="", help="an empty PostgreSQL database, in place of a server started here")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # SQLAlchemy on nbgrader's models
    repository = Course(ROOT)
    name = repository.find(options.assignment)
    key = answer_key.load(repository.solution(name))
    with Jailer() as jailer:
        graded = grade(as_bytes(answered(student_version(repository.student_version(name)), key)), key, jailer)
    size, questions, load = len(graded.notebook) / 1024, len(graded.findings), os.getloadavg()[0]
    print(f"{name}: {options.submissions} submissions of {questions} questions, graded notebooks of {size:.0f} KB")
    print(f"{os.cpu_count()} cores, load {load:.1f} before; each number is submissions a second, and the slowest one")
    for place, address in (("SQLite", ""), ("PostgreSQL", options.db or "a server")):
        try:
            with _database(address) as db, tempfile.TemporaryDirectory(prefix="byhand-bench-") as root:
                _measure(place, Course(Path(root), db), key, graded, options.submissions)
        except FileNotFoundError as error:
            print(f"{place:11} not measured: {error}")


@contextmanager
def _database(address: str) -> Iterator[str]:
    if address != "a server":
        yield address
        return
    with postgresql.server() as server:
        yield f"{server}/postgres"


def _measure(place: str, course: Course, key: AnswerKey, graded: Graded, submissions: int) -> None:
    with records.opened(course) as book:
        records.register(book, key)
        for what in ("recorded first", "recorded again"):
            seconds = []
            for number in range(submissions):
                began = time.perf_counter()
                records.record(book, course, key, f"student{number:05d}", graded)
                seconds.append(time.perf_counter() - began)
            typical, worst = 1000 * statistics.median(seconds), 1000 * max(seconds)
            rate = submissions / sum(seconds)
            print(
                f"{place:11} {what:15} {rate:7.1f} a second, median {typical:.1f} ms, slowest {worst:.1f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main()
