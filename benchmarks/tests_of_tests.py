"""Which mechanical changes of the reference solutions do the assignments' tests miss? Prints; exits 1 if any is missed.

python benchmarks/tests_of_tests.py [hw1 …] [--sample 10] [--jobs 2] [--jail bwrap]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mutants import Mutant, mutants

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes, asked, student_version
from autograder.assignment.key_cell import CellKind
from autograder.course import Course
from autograder.workers.pool import Job, grading

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")


def main() -> int:
    options = _options()
    course = Course(ROOT)
    excused = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    names = sorted({course.find(name) for name in options.assignments} or course.assignments())
    caught = worth = missed = 0
    for name in names:
        key = answer_key.load(course.solution(name))
        made = mutants(key) if options.sample is None else sample(mutants(key), options.sample)
        survivors = survived(course, key, made, options.jobs, options.jail == "bwrap")
        reasons = [entry for entry in excused.get(name, []) if any(_is(entry, mutant) for mutant in made)]
        equal = [mutant for mutant in survivors if any(_is(entry, mutant) for entry in reasons)]
        open_now = [mutant for mutant in survivors if mutant not in equal]
        caught, worth = caught + len(made) - len(survivors), worth + len(made) - len(equal)
        missed += len(open_now)
        print(score_line(name, len(made) - len(survivors), len(made) - len(equal), len(equal)), flush=True)
        for mutant in made if options.sample is not None else open_now:
            print(f"  {'missed' if mutant in open_now else 'tried'}: {mutant.function}: {mutant.name}")
        for entry in reasons:
            if not any(_is(entry, mutant) for mutant in equal):
                print(f"  no longer needed in {EQUIVALENT.name}: {entry['function']}: {entry['change']}")
    print(score_line("in total", caught, worth, None))
    return 1 if missed else 0


def sample(made: Sequence[Mutant], size: int) -> list[Mutant]:
    """Return ``size`` mutants in the order of the source: those with the least hashes, so the same ones every time."""
    chosen = sorted(made, key=lambda mutant: hashlib.sha256(repr(mutant).encode()).digest())[:size]
    return [mutant for mutant in made if mutant in chosen]


def survived(course: Course, key: AnswerKey, made: Sequence[Mutant], jobs: int, walls: bool) -> list[Mutant]:
    """Return those of an assignment's mutants that get full marks, each graded as a submission of its own."""
    blank = student_version(course.student_version(key.assignment))
    data = [as_bytes(answered(blank, key, [mutant])) for mutant in made]
    first = [
        Job(str(n), data=data[n], tests=_as_far_as_its_own(key, made[n]), scores_only=True) for n in range(len(made))
    ]
    left = _unharmed(course, key, first, jobs, walls)
    alive = _unharmed(course, key, [replace(job, tests=None) for job in left], jobs, walls)
    return [made[int(job.student)] for job in alive]


def _as_far_as_its_own(key: AnswerKey, mutant: Mutant) -> Collection[str]:
    """Return the test cells up to those of the mutant's question, which catch nearly all mutants."""
    tests = [cell.grade_id for cell in key.cells if cell.kind is CellKind.TESTS]
    answer = asked(key).get(mutant.function)
    own = [place for place, name in enumerate(tests) if key.answers.get(name) == answer]
    return tests[: own[-1] + 1] if own else tests


def _unharmed(course: Course, key: AnswerKey, work: Sequence[Job], jobs: int, walls: bool) -> list[Job]:
    """Return those that lose no point."""
    alive: set[str] = set()
    if not work:
        return []
    with grading(work, course.solution(key.assignment), jobs, walls) as outcomes:
        for done, outcome in enumerate(outcomes, start=1):
            if outcome.graded is None:
                raise SystemExit(f"mutant {outcome.student} of {key.assignment}: not graded, {outcome.problem}")
            if all(found.score is None or found.score >= found.points for found in outcome.graded.findings):
                alive.add(outcome.student)
            if sys.stderr.isatty():
                print(f"\r{key.assignment}: {done} of {len(work)}", end="", file=sys.stderr)
    return [job for job in work if job.student in alive]


def score_line(name: str, caught: int, worth: int, equal: int | None) -> str:
    share = f"{100 * caught / worth:.1f} %" if worth else "nothing to catch"
    aside = "" if equal is None else f"; {equal} more change nothing that can be seen"
    return f"{name}: {caught} of {worth} mutants caught, {share}{aside}"


def _is(entry: dict[str, Any], mutant: Mutant) -> bool:
    return entry["function"] == mutant.function and entry["change"] == mutant.name


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("assignments", nargs="*", help="the beginnings of their names, such as hw1 (default: all)")
    parser.add_argument("--sample", type=int, metavar="N", help="of each, the same N mutants every time (default: all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: all cores)")
    parser.add_argument("--jail", choices=("bwrap", "process"), default="bwrap", help="as in `autograder gate`")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
