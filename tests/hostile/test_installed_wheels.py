"""Graded by the wheels, without a clone, a search for files and secrets finds as little: not the solutions in them."""

from __future__ import annotations

import pytest
from classes import RIGHT, Graded, grade_class
from corpus import FULL
from harmless import check_harmless
from leaks import NEVER_SHOWN, SEARCHES


@pytest.fixture(scope="module")
def graded_by_wheels(installed, tmp_path_factory) -> Graded:
    package = installed.packages / "autograder"
    return grade_class(tmp_path_factory.mktemp("wheels"), SEARCHES, python=installed.python, package=package)


@pytest.mark.parametrize("entry", SEARCHES, ids=lambda entry: entry.name)
def test_a_search_finds_nothing(graded_by_wheels, entry):
    check_harmless(graded_by_wheels, entry, NEVER_SHOWN)


def test_the_class_around_it_is_graded_and_nothing_is_changed_or_reached(graded_by_wheels):
    assert [said["code"] for said in graded_by_wheels.said] == [0, 0, 0]
    right = [student for student, kind in graded_by_wheels.honest.items() if kind == RIGHT]
    assert all(graded_by_wheels.scores[student] == FULL for student in right)
    assert graded_by_wheels.changed == []
    assert graded_by_wheels.left == []
    assert graded_by_wheels.connections == 0
