"""Which mechanical changes of the reference solutions do the assignments' tests miss? Prints; exits 1 if any is missed.

python benchmarks/tests_of_tests.py [hw1 …] [--jobs 1] [--jail bwrap]
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mutants import Mutant, mutants

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
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
        made, survivors = survived(course, name, options.jobs, options.jail == "bwrap")
        reasons = [entry for entry in excused.get(name, []) if any(_is(entry, mutant) for mutant in survivors)]
        equal = [mutant for mutant in survivors if any(_is(entry, mutant) for entry in reasons)]
        open_now = [mutant for mutant in survivors if mutant not in equal]
        caught, worth = caught + len(made) - len(survivors), worth + len(made) - len(equal)
        missed += len(open_now)
        print(score_line(name, len(made) - len(survivors), len(made) - len(equal), len(equal)), flush=True)
        for mutant in open_now:
            print(f"  missed: {mutant.function}: {mutant.name}")
        for entry in excused.get(name, []):
            if entry not in reasons:
                print(f"  no longer needed in {EQUIVALENT.name}: {entry['function']}: {entry['change']}")
    print(score_line("in total", caught, worth, None))
    return 1 if missed else 0


def survived(course: Course, name: str, jobs: int, walls: bool) -> tuple[list[Mutant], list[Mutant]]:
    """All mutants of an assignment, and those that get full marks, each graded as a submission of its own."""
    key = answer_key.load(course.solution(name))
    blank = student_version(course.student_version(name))
    made = {str(number): mutant for number, mutant in enumerate(mutants(key))}
    work = [Job(label, data=as_bytes(answered(blank, key, [mutant]))) for label, mutant in made.items()]
    alive = []
    with grading(work, course.solution(name), jobs, walls) as outcomes:
        for done, outcome in enumerate(outcomes, start=1):
            if outcome.graded is None:
                raise SystemExit(f"{made[outcome.student].name}: not graded, {outcome.problem}")
            if all(found.score is None or found.score >= found.points for found in outcome.graded.findings):
                alive.append(int(outcome.student))
            if sys.stderr.isatty():
                print(f"\r{name}: {done} of {len(work)}", end="", file=sys.stderr)
    return list(made.values()), [made[str(number)] for number in sorted(alive)]


def score_line(name: str, caught: int, worth: int, equal: int | None) -> str:
    share = f"{100 * caught / worth:.1f} %" if worth else "nothing to catch"
    aside = "" if equal is None else f"; {equal} more change nothing that can be seen"
    return f"{name}: {caught} of {worth} mutants caught, {share}{aside}"


def _is(entry: dict[str, Any], mutant: Mutant) -> bool:
    return entry["function"] == mutant.function and entry["change"] == mutant.name


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("assignments", nargs="*", help="the beginnings of their names, such as hw1 (default: all)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--jail", choices=("bwrap", "process"), default="bwrap", help="as in `autograder gate`")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
