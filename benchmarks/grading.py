"""Our grader beside stock nbgrader on the same honest submissions, in one run. Prints; asserts nothing.

python benchmarks/grading.py [--assignment hw0:25 hw1:8] [--submissions 100] [--stock 40] [--large 1000]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import compare
import own_cost
import scale
import targets
from ours import Ours, Timing
from stock import Stock
from targets import Target

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered

Round = tuple[list[float], dict[int, Timing]]  # stock's seconds per submission; ours by number of processes
ROOT = Path(__file__).resolve().parents[1]
KINDS = ("right", "wrong", "wrong", "unfinished", "right", "wrong", "wrong", "unfinished", "right", "wrong")


def main() -> None:
    options = _options()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the beginning")
    found: list[Target] = []
    for number, (name, times) in enumerate(options.assignment):
        found += one_assignment(name, times, options, large=0 if number else options.large)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end, this run included")
    targets.report(found)


def one_assignment(name: str, times: float, options: argparse.Namespace, large: int) -> list[Target]:
    """Everything measured on one assignment, printed; it should be graded ``times`` as fast as by stock."""
    with tempfile.TemporaryDirectory(prefix="byhand-bench-") as folder:
        root = Path(folder)
        with contextlib.redirect_stdout(io.StringIO()):
            ours = Ours(root / "ours", ROOT, name)
        notebooks = honest_class(ours.blank, ours.key, options.submissions)
        some = dict(list(notebooks.items())[: options.stock])
        ours.hand_in(notebooks)
        stock = Stock(root / "stock", ours.key, some)
        rounds = measure(stock, ours, list(some), options.jobs, options.rounds)
        print(f"\n=== {ours.key.assignment}: {len(notebooks)} submissions, {_mixture(len(notebooks))};", end=" ")
        print(f"stock grades the first {len(some)}")
        best = print_speed(rounds, options.jobs, len(notebooks))
        found = [Target(f"{ours.key.assignment}: submissions a second over stock's", best, "×", least=times)]
        own, mean = own_cost.report(ours, some)
        found.append(Target(f"{ours.key.assignment}: the grader itself", 1000 * own, " ms", most=80))
        found += [_beside_parts(ours.key.assignment, rounds, job, mean * len(notebooks)) for job in options.jobs]
        compare.report(stock, ours, list(some))
        if large:
            found += scale.measure(ours, notebooks, max(options.jobs), options.submissions, large)
    return found


def _beside_parts(name: str, rounds: list[Round], jobs: int, seconds: float) -> Target:
    """The class without start-up, beside its submissions' ``seconds`` one by one and the coordinator's, shared out."""
    wall = statistics.mean(timings[jobs].graded for _, timings in rounds)
    parts = seconds + statistics.mean(timings[jobs].coordinator for _, timings in rounds)
    return Target(f"{name}: {jobs} processes over (student and own cost) / {jobs}", wall * jobs / parts, "×", most=1.15)


def honest_class(blank: dict[str, Any], key: AnswerKey, size: int, slowest: bool = False) -> dict[str, dict[str, Any]]:
    """Student → notebook: other right answers, one known mistake each, and some left unfinished (one untouched).

    The first right answer of each function in the catalogue, which loops wherever one can, is among them only if
    ``slowest``: one such notebook outweighs twenty others.
    """
    by_function: dict[str, list[Any]] = {}
    for entry in key.alternatives:
        by_function.setdefault(entry.function, []).append(entry)
    choices = [entries if slowest else entries[1:] or entries for entries in by_function.values()]
    solutions = [cell.grade_id for cell in key.cells if cell.kind == "solution"]
    kinds = [KINDS[number % len(KINDS)] for number in range(size)]
    notebooks = {}
    for number, kind in enumerate(kinds):
        nth, of = kinds[:number].count(kind), kinds.count(kind)
        if kind == "right":
            made = answered(blank, key, [entries[nth % len(entries)] for entries in choices])
        elif kind == "wrong":
            made = answered(blank, key, [key.misconceptions[nth * len(key.misconceptions) // of]])
        else:
            made = answered(blank, key, until=solutions[nth * len(solutions) // of])
        notebooks[f"b{number + 1:02d}"] = made
    return notebooks


def measure(stock: Stock, ours: Ours, students: list[str], jobs: list[int], rounds: int) -> list[Round]:
    """Warm up, then a block of stock's work beside a whole run of ours per round, in alternating order."""
    rounds = min(rounds, len(students))
    stock.grade(students[:1])
    ours.grade(max(jobs))
    measured = []
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        block = students[number * len(students) // rounds : (number + 1) * len(students) // rounds]
        turns = [0, *jobs] if number % 2 == 0 else [*reversed(jobs), 0]  # 0 is stock's turn
        seconds: list[float] = []
        timings: dict[int, Timing] = {}
        for turn in turns:
            if turn == 0:
                seconds = stock.grade(block)
            else:
                timings[turn] = ours.grade(turn)
        measured.append((seconds, timings))
    return measured


def print_speed(rounds: list[Round], jobs: list[int], size: int) -> float:
    """The table; how many times as fast as stock the most processes are, start-up included."""
    every = [second for seconds, _ in rounds for second in seconds]
    print(f"\n{'':30}{'a second':>10}{'median s each':>15}{'class s':>9}   stock / this (range of rounds)")
    stock = statistics.mean(every) * size
    print(_row("stock nbgrader autograde", size / stock, statistics.median(every), stock))
    times = 0.0
    for job in jobs:
        runs = [timings[job] for _, timings in rounds]
        each = statistics.median(second for run in runs for second in run.each)
        for label, part in ((f"autograder grade --jobs {job}", "whole"), ("  without start-up", "graded")):
            walls = [getattr(run, part) for run in runs]
            wall = statistics.mean(walls)
            ratios = [statistics.mean(block) * size / wall for (block, _), wall in zip(rounds, walls, strict=True)]
            times = stock / wall if part == "whole" and job == max(jobs) else times
            shown = f"{stock / wall:9.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
            print(_row(label, size / wall, each if part == "whole" else None, wall), shown)
    return times


def _row(label: str, rate: float, each: float | None, whole: float) -> str:
    shown = "" if each is None else f"{each:.3f}"
    return f"{label:30}{rate:10.2f}{shown:>15}{whole:9.2f}"


def _mixture(size: int) -> str:
    kinds = [KINDS[number % len(KINDS)] for number in range(size)]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(KINDS))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Our grader beside stock nbgrader, in one run.")
    default = [("hw0", 25.0), ("hw1", 8.0)]
    what = "and how many times as fast as stock (default: hw0:25 hw1:8)"
    parser.add_argument("--assignment", type=_assignment, nargs="+", default=default, metavar="NAME[:TIMES]", help=what)
    numbers = {"--submissions": (100, "how many notebooks"), "--stock": (40, "how many of them stock grades too"),
               "--rounds": (2, "stock's work is cut into this many blocks"),
               "--large": (1000, "the first assignment also for a class of this size, if not 0")}  # fmt: skip
    for name, (default, what) in numbers.items():
        parser.add_argument(name, type=int, default=default, help=f"{what} (default: {default})")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="numbers of processes (default: 1 2)")
    options = parser.parse_args()
    if min(options.submissions, options.stock, options.rounds, *options.jobs) < 1:
        parser.error("every number must be at least 1")
    return options


def _assignment(text: str) -> tuple[str, float]:
    name, _, times = text.partition(":")
    return name, float(times or 1)


if __name__ == "__main__":
    main()
