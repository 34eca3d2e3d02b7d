"""A full disk, a course that may not be written, a gradebook that somebody holds, a clock that jumps."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from books import rows

ROOT = Path(__file__).parents[2]
KEPT = "What was graded before is kept: run the same command again for the rest."
NAMESPACE = ("unshare", "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")))

FULL_THEN_ROOM = """\
work=$1 copy=$2 room=$3; shift 3
cp -a "$work" "$copy"
mount -t tmpfs -o size=8m none "$work"
cp -a "$copy/." "$work"
free=$(df --output=avail -k "$work" | tail -1)
head -c $(( (free - room) * 1024 )) /dev/zero > "$work/filler"
"$@"; echo "first: $?"
rm "$work/filler"
"$@"; echo "second: $?"
rm -r "$copy"
cp -a "$work" "$copy"
"""


@pytest.mark.parametrize("room", [8, 60])
def test_a_full_disk_stops_the_run_in_one_line_and_with_room_it_goes_on(course, undisturbed, tmp_path, room):
    words = [*NAMESPACE, "sh", "-c", FULL_THEN_ROOM, "sh", course.work, tmp_path / "copy", str(room)]
    command = [sys.executable, "-m", "autograder.cli", "--course", course.root, "grade", "hw0", "--jobs", "1"]
    done = subprocess.run([*words, *command], capture_output=True, text=True, check=False)
    if "mount:" in done.stderr:
        pytest.skip(f"nothing may be mounted here: {done.stderr.splitlines()[0]}")
    assert "first: 1\n" in done.stdout
    assert "second: 0\n" in done.stdout
    (line,) = [line for line in done.stderr.splitlines() if not re.match(r"\d/6 · ", line)]  # progress, if it is slow
    assert "No space left on device" in line or "database or disk is full" in line
    assert KEPT in line
    assert rows(tmp_path / "copy") == undisturbed


READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


def test_a_course_that_may_not_be_written_is_one_line(course, grade, as_if_nothing_happened):
    code, said = grade(before=(*NAMESPACE, "sh", "-c", READ_ONLY, str(course.root))).outcome()
    if "mount:" in said:
        pytest.skip(f"nothing may be mounted here: {said.splitlines()[0]}")
    assert code == 1
    _, line = said.splitlines()
    assert "Read-only file system" in line
    assert "Traceback" not in said
    assert KEPT in line
    as_if_nothing_happened()


HOLDER = """\
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement).fetchone()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def hold(course):
    """Another process takes hold of the gradebook, and lets go when its input ends."""
    held = []

    def hold(*statements):
        words = [sys.executable, "-c", HOLDER, str(course.work / "gradebook.db"), *statements]
        held.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert held[-1].stdout.readline() == "held\n"
        return held[-1]

    yield hold
    for process in held:
        process.communicate()


@pytest.mark.parametrize("statements", [("BEGIN IMMEDIATE",), ("BEGIN", "SELECT * FROM source_cell")])
def test_a_gradebook_that_stays_locked_is_one_line_and_nothing_is_lost(
    course, grade, hold, as_if_nothing_happened, statements
):
    holder = hold(*statements)
    code, said = grade(db=f"{course.db_url}?timeout=0.1").outcome()
    holder.communicate()
    assert code == 1
    _, line = said.splitlines()
    assert "is locked by another program. Close it or wait for the other run." in line
    assert KEPT in line
    assert not list(course.work.glob("autograded/*/*/*"))
    as_if_nothing_happened()


def test_a_gradebook_that_is_let_go_of_is_waited_for(course, grade, hold, undisturbed):
    holder = hold("BEGIN IMMEDIATE")
    run = grade()
    run.wait_for("6 to grade")
    holder.communicate()
    code, said = run.outcome()
    assert code == 0, said
    assert rows(course.work) == undisturbed


JUMPS = """\
import itertools, time
real, jumps = time.time, itertools.cycle([0, 86_400, -86_400, 3_600, -7])
time.time = lambda: real() + next(jumps)
time.time_ns = lambda: int(time.time() * 1e9)
"""


def test_a_clock_that_jumps_changes_nothing(course, grade, undisturbed, tmp_path):
    (tmp_path / "jumps").mkdir()
    (tmp_path / "jumps" / "sitecustomize.py").write_text(JUMPS)
    code, said = grade(PYTHONPATH=str(tmp_path / "jumps")).outcome()
    assert code == 0, said
    assert 0 < float(re.search(r"graded 6 in ([\d.]+) s", said)[1]) < 3_000
    assert rows(course.work) == undisturbed


WALL_CLOCK = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}


@pytest.mark.parametrize("path", sorted((ROOT / "autograder").rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_in_the_grader_asks_a_clock_that_may_be_set(path):
    asked = {ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert {name for name in asked if name.removeprefix("datetime.") in WALL_CLOCK or name in WALL_CLOCK} == set()
