"""A class graded undisturbed, and the same class with `kill -9` of the whole run on the way: is anything different?

    .venv/bin/python benchmarks/killed.py [--assignment hw0] [--submissions 1000] [--kills 2] [--on sqlite …]

The run is ended when a third and when two thirds of the class are recorded, with all its processes, and then started
again with the same command: on this machine with SQLite and with PostgreSQL, and on a Dask cluster. Compared are every
row of every table and every graded notebook, byte by byte. The exit code is 0 only if nothing differs and nothing is
left over.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import platform
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import grading
import local_cluster
import postgresql
import records
from disturbed import Disturbed
from ours import Ours
from scale import repeated

from autograder.course import Course
from autograder.doctor import book

ROOT = Path(__file__).resolve().parents[1]
PLACES = ("sqlite", "postgresql", "cluster")
DISTINCT = 100  # submissions; a larger class repeats them


@dataclass
class Found:
    """What was seen: lines to print, and among them those that should not be."""

    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def judge(self, what: str, wrong: Sequence[str]) -> None:
        self.lines.append(f"{what}: {'; '.join(wrong) if wrong else 'none'}")
        self.wrong += wrong


def grade_with_kills(
    course: Course, assignment: str, options: Sequence[str], kills: Sequence[int], temporary: Path
) -> Found:
    """Grade the class; end the whole run when so many of ``kills`` are recorded, and start it again."""
    found = Found()
    outside: list[Path] = []
    words = [*(["--db", course.db] if course.db else []), "grade", assignment, *options]
    for number, recorded in enumerate(kills, start=1):
        before = records.count(course) if number > 1 else 0
        run = Disturbed(course.root, temporary, *words)
        run.wait_for_records(recorded - before)
        left = run.kill()
        outside += left
        told = [diagnosis.wrong for diagnosis in book.examine(course) if diagnosis.wrong]
        found.lines.append(f"kill {number}: {records.count(course)} recorded; the doctor says: {told or 'all well'}")
        found.lines.append(f"kill {number}: {len(left)} left among temporary files")
    run = Disturbed(course.root, temporary, *words)
    code = run.end()
    found.lines += [f"the last run: {line}" for line in run.lines()]
    found.judge("exit code of the last run other than 0", [f"{code}"] if code else [])
    found.judge("files left over in the course", [str(path) for path in records.leftovers(course)])
    outside = [path for path in {*outside, *temporary.iterdir()} if path.exists()]
    found.judge("left outside the course", [str(path) for path in outside])
    found.judge("what the doctor finds", [each.wrong for each in book.examine(course) if each.wrong])
    return found


def main() -> int:
    options = _options()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the beginning")
    warnings.simplefilter("ignore")  # SQLAlchemy on nbgrader's models
    wrong: list[str] = []
    for place in options.on:
        print(f"\n=== {options.submissions} submissions of {options.assignment}, {place}", flush=True)
        try:
            with (
                tempfile.TemporaryDirectory(prefix="byhand-killed-") as folder,
                _databases(place) as addresses,
                _words(place, options.jobs, Path(folder)) as words,
            ):
                wrong += _compare(Path(folder), addresses, words, options)
        except FileNotFoundError as error:
            print(f"not done: {error}")
    print(f"\n{len(wrong)} differences" if wrong else "\nno difference")
    return 1 if wrong else 0


def _compare(folder: Path, addresses: tuple[str, str], words: Sequence[str], options: argparse.Namespace) -> list[str]:
    with contextlib.redirect_stdout(io.StringIO()):
        ours = Ours(folder / "undisturbed", ROOT, options.assignment)
    ours.hand_in(repeated(grading.honest_class(ours.blank, ours.key, DISTINCT), options.submissions))
    (ours.course.work / "gradebook.db").unlink()
    (ours.course.work / "gradebook.empty").unlink()
    shutil.copytree(folder / "undisturbed", folder / "killed")
    undisturbed, killed = Course(folder / "undisturbed", addresses[0]), Course(folder / "killed", addresses[1])
    name, temporary = ours.key.assignment, folder / "tmp"
    began = time.monotonic()
    whole = grade_with_kills(undisturbed, name, words, [], temporary)
    print(f"undisturbed, in {time.monotonic() - began:.1f} s\n  " + "\n  ".join(whole.lines), flush=True)
    moments = [options.submissions * number // (options.kills + 1) for number in range(1, options.kills + 1)]
    began = time.monotonic()
    found = grade_with_kills(killed, name, words, moments, temporary)
    expected, there = records.everything(undisturbed), records.everything(killed)
    found.judge("differences from the undisturbed run", records.differences(expected, there))
    print(f"killed at {moments}, in {time.monotonic() - began:.1f} s\n  " + "\n  ".join(found.lines))
    print("compared: " + ", ".join(f"{table} {rows.total()}" for table, rows in sorted(expected.items()) if rows))
    return whole.wrong + found.wrong


@contextlib.contextmanager
def _databases(place: str) -> Iterator[tuple[str, str]]:
    """Give the addresses of two empty databases; empty for those in the course's folder."""
    if place != "postgresql":
        yield "", ""
        return
    with postgresql.server() as server:
        yield postgresql.new_database(server, "undisturbed"), postgresql.new_database(server, "killed")


@contextlib.contextmanager
def _words(place: str, jobs: int, folder: Path) -> Iterator[list[str]]:
    """Give the options that say who grades: processes of this machine, or as many workers of a cluster."""
    if place != "cluster":
        yield ["--jobs", str(jobs)]
        return
    (folder / "cluster").mkdir()
    with local_cluster.cluster(jobs, folder / "cluster") as address:
        yield ["--scheduler", address]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A class graded undisturbed, and killed on the way.")
    parser.add_argument("--assignment", default="hw0")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=2, help="how often the run is ended (default: 2)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--on", nargs="+", choices=PLACES, default=list(PLACES))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
