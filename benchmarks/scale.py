"""A class ten times as large: time, memory and feedback of our commands, with the honest notebooks repeated."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping
from typing import Any

from ours import Ours, Timing
from targets import Target

SMALL, LARGE = 100, 1000


def measure(ours: Ours, notebooks: Mapping[str, dict[str, Any]], jobs: int, small: int, large: int) -> list[Target]:
    """Grade classes of both sizes and write the feedback of both; print, and give the targets."""
    graded: dict[int, Timing] = {}
    pages: dict[int, Timing] = {}
    for size in (small, large):
        print(f"{size} submissions of {ours.key.assignment}", file=sys.stderr)
        ours.hand_in(repeated(notebooks, size))
        graded[size], pages[size] = ours.grade(jobs), ours.feedback()
    print(f"\n{'':34}{f'{small} submissions':>18}{f'{large} submissions':>18}{'ratio':>8}")
    for what, runs in ((f"autograder grade --jobs {jobs}, s", graded), ("autograder feedback, s", pages)):
        print(f"{what:34}{runs[small].whole:18.2f}{runs[large].whole:18.2f}{_ratio(runs, small, large):8.2f}")
    for what, runs in (("the coordinator's memory, MB", graded), ("feedback's memory, MB", pages)):
        print(f"{what:34}{runs[small].coordinator_mb:18.0f}{runs[large].coordinator_mb:18.0f}")
    print(f"{'the largest worker, MB':34}{graded[small].worker_mb:18.0f}{graded[large].worker_mb:18.0f}")
    per_page = (pages[large].whole - pages[small].whole) / (large - small)
    print(f"one more feedback page costs {1000 * per_page:.1f} ms")
    growth = graded[large].coordinator_mb - graded[small].coordinator_mb
    times = large / small
    return [
        Target(f"time for {large} over time for {small}", _ratio(graded, small, large), most=1.05 * times),
        Target(f"feedback: time for {large} over time for {small}", _ratio(pages, small, large), most=1.05 * times),
        Target(f"the coordinator's growth from {small} to {large}", growth, " MB", most=50),
        Target("the largest worker's memory", graded[large].worker_mb, " MB", most=350),
    ]


def repeated(notebooks: Mapping[str, dict[str, Any]], size: int) -> dict[str, dict[str, Any]]:
    """A class of that size, made of these notebooks again and again."""
    turns = itertools.cycle(notebooks.values())
    return {f"c{number:05d}": next(turns) for number in range(size)}


def _ratio(runs: Mapping[int, Timing], small: int, large: int) -> float:
    return runs[large].whole / runs[small].whole
