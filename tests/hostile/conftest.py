"""Each family of the corpus is graded once, as one class; and once a class without anybody hostile."""

from __future__ import annotations

from collections.abc import Callable

import denial
import leaks
import nonsense
import points
import pytest
import tampering
from classes import Graded, grade_class
from corpus import Entry

FAMILIES: dict[str, list[Entry]] = {
    "points": points.ENTRIES,
    "leaks": leaks.ENTRIES,
    "tampering": tampering.ENTRIES,
    "denial": denial.ENTRIES,
    "nonsense": nonsense.ENTRIES,
    "nobody": [],
}


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Graded]:
    """`graded(family)`: what became of the class with this family in it."""
    known: dict[str, Graded] = {}

    def of(family: str) -> Graded:
        if family not in known:
            known[family] = grade_class(tmp_path_factory.mktemp(family), FAMILIES[family])
        return known[family]

    return of
