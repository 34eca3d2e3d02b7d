"""The tiny homework as students hand it in: whole, damaged, hostile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder import answer_key
from autograder.answer_key import AnswerKey
from autograder.answered import answered, as_bytes, student_version
from autograder.grade import grade
from autograder.graded import Graded
from autograder.jail.jailer import Jailer

GOLDEN = Path(__file__).parents[1] / "build" / "golden"
NAME = "hw0_tiny"
Notebook = dict[str, Any]


@pytest.fixture(scope="session")
def key() -> AnswerKey:
    return answer_key.load(GOLDEN / "solutions" / NAME / f"{NAME}.ipynb")


@pytest.fixture
def blank() -> Notebook:
    """The student version."""
    return student_version(GOLDEN / "assignments" / NAME / f"{NAME}.ipynb")


@pytest.fixture
def right(blank: Notebook, key: AnswerKey) -> Notebook:
    """The student version with the reference's answers."""
    return answered(blank, key)


@pytest.fixture
def graded(key: AnswerKey, jailer: Jailer) -> Callable[[Notebook], Graded]:
    """Grade a notebook the way a handed-in file is."""
    return lambda notebook: grade(as_bytes(notebook), key, jailer)


@pytest.fixture
def cell() -> Callable[[Notebook, str], Notebook]:
    """The first cell of a notebook with this grade_id or cell id."""

    def find(notebook: Notebook, name: str) -> Notebook:
        return next(cell for cell in notebook["cells"] if cell["id"] == name)

    return find


@pytest.fixture
def copied() -> Callable[[Any], Any]:
    return lambda value: json.loads(json.dumps(value))
