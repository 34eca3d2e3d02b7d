"""What an experiment returns: whether the claim holds, and the figures with their intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


class Interval(StrEnum):
    """What lies between ``low`` and ``high``."""

    STARTS = "8 of 10 starts"  # the middle is their median
    MEAN = "95 % for the mean"
    EXACT = "exact"  # nothing in it is random
    RUNS = "smallest and largest"  # the middle is the median; for what a machine or a handful of cases gives


@dataclass(frozen=True)
class Figure:
    """A measured number and how far it moves."""

    middle: float
    low: float
    high: float
    interval: Interval


@dataclass(frozen=True)
class Result:
    """What came out: does every sentence that rests on it hold, the figures by name, and over how many starts."""

    holds: bool
    figures: dict[str, Figure]
    starts: int


@dataclass(frozen=True)
class Experiment:
    """A function of seeds, and how many starts it needs by default. Called, it runs."""

    run: Callable[[range], Result]
    starts: int

    def __call__(self, first: int = 0) -> Result:
        """Run with the seeds ``first``, ``first + 1``, …, one for each start."""
        return self.run(range(first, first + self.starts))


def experiment(starts: int) -> Callable[[Callable[[range], Result]], Experiment]:
    """Make an `Experiment` of a function that takes a range of seeds and returns a `Result`."""
    return lambda run: Experiment(run, starts)


def over_starts(values: ArrayLike) -> Figure:
    """Median over starts, and the range in which eight of ten starts lie."""
    low, middle, high = np.quantile(np.asarray(values, dtype=float), [0.1, 0.5, 0.9])
    return Figure(float(middle), float(low), float(high), Interval.STARTS)


def of_mean(values: ArrayLike) -> Figure:
    """Mean over starts with its 95 % interval (1.96 standard errors), for differences between paired runs."""
    values = np.asarray(values, dtype=float)
    middle, error = float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(values.size))
    return Figure(middle, middle - error, middle + error, Interval.MEAN)


def exact(value: Any) -> Figure:
    """A number that does not depend on a seed."""
    return Figure(float(value), float(value), float(value), Interval.EXACT)


def of_runs(values: ArrayLike) -> Figure:
    """Median, smallest and largest of a few runs."""
    values = np.asarray(values, dtype=float)
    return Figure(float(np.median(values)), float(values.min()), float(values.max()), Interval.RUNS)
