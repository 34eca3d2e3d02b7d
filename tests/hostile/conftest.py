"""The whole corpus is graded once, as one class; and once a class without anybody hostile."""

from __future__ import annotations

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
}


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """What became of honest submissions among themselves."""
    return grade_class(tmp_path_factory.mktemp("alone"), [])


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """What became of the class with the whole corpus in it."""
    entries = [entry for family in FAMILIES.values() for entry in family]
    return grade_class(tmp_path_factory.mktemp("hostile"), entries)
