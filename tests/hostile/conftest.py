"""The whole corpus is graded once, as one class; and once a class without anybody hostile."""

from __future__ import annotations

import pytest
from classes import Graded, grade_class
from families import FAMILIES


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """What became of honest submissions among themselves."""
    return grade_class(tmp_path_factory.mktemp("alone"), [])


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """What became of the class with the whole corpus in it."""
    entries = [entry for family in FAMILIES.values() for entry in family]
    return grade_class(tmp_path_factory.mktemp("hostile"), entries)
