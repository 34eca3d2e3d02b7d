"""The same class graded on an idle machine, beside busy neighbours, and by too many processes: is anything different?

    .venv/bin/python benchmarks/loaded.py [--assignment hw1] [--submissions 26] [--busy 30] [--jobs 16]

Compared are all findings letter by letter: points, status, cards, names of mistakes, what was printed, and the notes.
The exit code is 0 only if nothing differs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import busy
import grading
from ours import Ours

from autograder.course import Course
from autograder.grading import graded_notebook

ROOT = Path(__file__).resolve().parents[1]
Said = dict[tuple[str, ...], str]  # where, as student, question and field → what is said there


@dataclass(frozen=True)
class Run:
    """One way to grade the class."""

    name: str
    jobs: int
    busy: int = 0


def grade(course: Course, assignment: str, run: Run) -> tuple[Said, list[str]]:
    """Grade everybody; return all that was found, and what the command complained of."""
    words = ["--course", str(course.root), "grade", assignment, "--jobs", str(run.jobs)]
    with busy.neighbours(run.busy):
        answer = subprocess.run([sys.executable, "-m", "autograder.cli", *words], capture_output=True, text=True)
    complaints = [line for line in answer.stderr.splitlines() if line and " left" not in line]
    return found(course, assignment), complaints


def found(course: Course, assignment: str) -> Said:
    """Return everything that grading says of everybody."""
    said: Said = {}
    for student in course.students(assignment):
        path = course.autograded(assignment, student)
        if not path.exists():
            said[student, "graded"] = "no"
            continue
        notebook = graded_notebook.read(path.read_bytes(), student)
        said[student, "notes"] = "; ".join(notebook.notes)
        for finding in notebook.findings:
            said |= {(student, finding.question, name): str(value) for name, value in asdict(finding).items()}
    return said


def differences(one: Said, other: Said) -> Iterator[str]:
    """Give a line for each place where two runs do not say the same."""
    for where in sorted({*one, *other}):
        if one.get(where) != other.get(where):
            yield f"{', '.join(where)}: {one.get(where, 'nothing')}  |  {other.get(where, 'nothing')}"


def main() -> int:
    """Grade the class in all ways, print what differs from the idle machine, and return 1 if anything does."""
    options = _options()
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the beginning")
    runs = [
        Run("idle", cores),
        Run(f"beside {options.busy} busy processes", cores, options.busy),
        Run(f"with {options.jobs} jobs", options.jobs),
    ]
    with tempfile.TemporaryDirectory(prefix="byhand-loaded-") as folder:
        with contextlib.redirect_stdout(io.StringIO()):
            ours = Ours(Path(folder), ROOT, options.assignment)
        ours.hand_in(grading.honest_class(ours.blank, ours.key, options.submissions, slowest=True))
        wrong, idle = 0, None
        for run in runs:
            ours.forget()
            began = time.monotonic()
            said, complaints = grade(ours.course, ours.key.assignment, run)
            idle = said if idle is None else idle
            lines = [*differences(idle, said)]
            wrong += len(lines)
            print(f"\n{run.name}: {time.monotonic() - began:.0f} s, {len(said)} facts, {len(lines)} differ")
            print("".join(f"  {line}\n" for line in [*complaints, *lines]), end="", flush=True)
    print(f"\n{wrong} differences" if wrong else "\nno difference")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A class graded on an idle machine and on busy ones.")
    parser.add_argument("--assignment", default="hw1")
    parser.add_argument("--submissions", type=int, default=26)
    parser.add_argument("--busy", type=int, default=30, help="how many busy processes (default: 30)")
    parser.add_argument("--jobs", type=int, default=16, help="how many grading processes in the last run (default: 16)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
