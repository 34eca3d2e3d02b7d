"""Our grader beside stock nbgrader on the same honest submissions, in one run. Prints; asserts nothing.

python benchmarks/grading.py [--assignment hw1] [--submissions 40] [--jobs 1 2] [--rounds 4]
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
from ours import Ours, Timing
from stock import Stock

from autograder.answer_key import AnswerKey
from autograder.answered import answered

Round = tuple[list[float], dict[int, Timing]]  # stock's seconds per submission; ours by number of processes
ROOT = Path(__file__).resolve().parents[1]
KINDS = ("right", "wrong", "wrong", "unfinished", "right", "wrong", "wrong", "unfinished", "right", "wrong")


def main() -> None:
    options = _options()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="byhand-bench-") as folder:
        root = Path(folder)
        with contextlib.redirect_stdout(io.StringIO()):
            ours = Ours(root / "ours", ROOT, options.assignment)
        notebooks = honest_class(ours.blank, ours.key, options.submissions)
        ours.hand_in(notebooks)
        stock = Stock(root / "stock", ours.key, notebooks)
        rounds = measure(stock, ours, options.jobs, options.rounds)
        load_after = os.getloadavg()[0]  # before the untimed part
        print(f"{len(notebooks)} submissions of {ours.key.assignment}: {_mixture(len(notebooks))}")
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        print(f"{machine}, load {load:.1f} before and {load_after:.1f} after (this run included)")
        print_speed(rounds, options.jobs, len(notebooks))
        own_cost.report(ours, notebooks)
        compare.report(stock, ours, list(notebooks))


def honest_class(blank: dict[str, Any], key: AnswerKey, size: int) -> dict[str, dict[str, Any]]:
    """Student → notebook: other right answers, one known mistake each, and some left unfinished (one untouched)."""
    by_function: dict[str, list[Any]] = {}
    for entry in key.alternatives:
        by_function.setdefault(entry.function, []).append(entry)
    solutions = [cell.grade_id for cell in key.cells if cell.kind == "solution"]
    kinds = [KINDS[number % len(KINDS)] for number in range(size)]
    notebooks = {}
    for number, kind in enumerate(kinds):
        nth, of = kinds[:number].count(kind), kinds.count(kind)
        if kind == "right":
            made = answered(blank, key, [entries[nth % len(entries)] for entries in by_function.values()])
        elif kind == "wrong":
            made = answered(blank, key, [key.misconceptions[nth * len(key.misconceptions) // of]])
        else:
            made = answered(blank, key, until=solutions[nth * len(solutions) // of])
        notebooks[f"b{number + 1:02d}"] = made
    return notebooks


def measure(stock: Stock, ours: Ours, jobs: list[int], rounds: int) -> list[Round]:
    """Warm up, then a block of stock's work beside a whole run of ours per round, in alternating order."""
    students = list(ours.students)
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


def print_speed(rounds: list[Round], jobs: list[int], size: int) -> None:
    every = [second for seconds, _ in rounds for second in seconds]
    print(f"\n{'':30}{'a second':>10}{'median s each':>15}{'class s':>9}   stock / this (range of rounds)")
    print(_row("stock nbgrader autograde", len(every) / sum(every), statistics.median(every), sum(every)))
    for job in jobs:
        runs = [timings[job] for _, timings in rounds]
        each = statistics.median(second for run in runs for second in run.each)
        for label, part in ((f"autograder grade --jobs {job}", "whole"), ("  without start-up", "graded")):
            walls = [getattr(run, part) for run in runs]
            wall = statistics.mean(walls)
            ratios = [statistics.mean(block) * size / wall for (block, _), wall in zip(rounds, walls, strict=True)]
            shown = f"{sum(every) / wall:9.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
            print(_row(label, size / wall, each if part == "whole" else None, wall), shown)


def _row(label: str, rate: float, each: float | None, whole: float) -> str:
    shown = "" if each is None else f"{each:.3f}"
    return f"{label:30}{rate:10.2f}{shown:>15}{whole:9.2f}"


def _mixture(size: int) -> str:
    kinds = [KINDS[number % len(KINDS)] for number in range(size)]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(KINDS))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Our grader beside stock nbgrader, in one run.")
    parser.add_argument("--assignment", default="hw1", help="the beginning of its name")
    parser.add_argument("--submissions", type=int, default=40, help="how many notebooks (default: 40)")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="numbers of processes (default: 1 2)")
    parser.add_argument("--rounds", type=int, default=4, help="stock's work is cut into this many blocks (default: 4)")
    options = parser.parse_args()
    if min(options.submissions, options.rounds, *options.jobs) < 1:
        parser.error("every number must be at least 1")
    return options


if __name__ == "__main__":
    main()
