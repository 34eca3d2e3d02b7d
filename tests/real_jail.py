"""A plugin: small assignments graded in the real jail, and the jail asked from inside."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from insiders import SMALL, Inside
from notebooks import Homework, assignment

from autograder.jail.limits import Limits
from autograder.jail.outside import clock
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import Jailer


@pytest.fixture
def homework(jailer: Jailer, tmp_path: Path) -> Callable[..., Homework]:
    """`homework(*cells, misconceptions="", **limits)`: an assignment, graded in the real jail."""
    numbers = itertools.count()

    def make(*cells: dict[str, Any], **settings: Any) -> Homework:
        return Homework(jailer, assignment(tmp_path / f"hw{next(numbers)}", *cells, **settings))

    return make


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A jail that does not stop by itself is ended soon."""
    monkeypatch.setattr(clock, "GRACE", 0.3)


@pytest.fixture
def short_jail(jailer: Jailer) -> Iterator[Jail]:
    """A jail whose cells have half a second of their own time."""
    jail = Jail(jailer.warm, Limits(seconds_per_cell=0.5))
    yield jail
    jail.close()


@pytest.fixture
def inside(jailer: Jailer) -> Iterator[Callable[..., str]]:
    """`inside(source)`: what the cell prints, or the message of its error. One jail for one test."""
    jails: list[Inside] = []

    def says(source: str, limits: Limits = SMALL, again: bool = False) -> str:
        if not jails or again:
            jails.append(Inside(jailer, limits))
        return jails[-1].says(source)

    yield says
    for each in jails:
        each.jail.close()
