"""What is written into a graded notebook is read back as it was; of anything else it is said what it is."""

from __future__ import annotations

import json

import pytest
from notebooks import checks, given, solution

from autograder.grading import graded_notebook
from autograder.grading.findings import Status
from autograder.grading.graded_notebook import Damaged, NotGradedHere
from byhand.card import Card, CardKind

PARTS = """
parts = check.Parts()
with parts(1, "double of 2"):
    check.scalar(double(2), "double", 4)
with parts(1, "double of 0"):
    assert double(0) == 0
parts
"""


@pytest.fixture
def result(homework):
    """A homework with one finding of many kinds each, graded."""
    hw = homework(
        given("import numpy as np\nfrom byhand import check"),
        solution("def half(x):\n    return x / 2", "half"),
        checks("assert half(2) == 1", "check-half"),
        solution("def double(x):\n    return 2 * x", "double"),
        checks(PARTS, "check-double", points=2),
        solution("def third(x):\n    return x / 3", "third"),
        checks("print('third')\nassert third(3) == 1", "check-third"),
    )
    raises = "def third(x):\n    return {}[x]"
    return hw.graded("def half(x):\n    raise NotImplementedError()", "def double(x):\n    return x", raises)


def test_findings_are_read_as_they_were_written(result):
    read = graded_notebook.read(result.notebook)
    assert read.findings == result.findings
    assert (read.assignment, read.notes, read.digest) == (result_assignment(result), result.notes, result.digest)
    assert [finding.status for finding in read.findings] == [Status.NOT_WRITTEN, Status.PARTIAL, Status.FAILED]
    assert {type(finding.status) for finding in read.findings} == {Status}
    cards = [card for finding in read.findings for card in finding.cards]
    assert {(type(card), type(card.kind)) for card in cards} == {(Card, CardKind)}


def result_assignment(result):
    return json.loads(result.notebook)["metadata"]["byhand"]["assignment"]


def test_a_card_says_as_a_field_that_nothing_is_written_and_that_the_students_code_raised(result):
    missing, _, raised = graded_notebook.read(result.notebook).findings
    assert [card.kind for card in missing.cards] == [CardKind.NOT_WRITTEN]
    assert [card.kind for card in raised.cards] == [CardKind.RAISED]


def test_each_cell_is_read_with_what_it_is(result):
    cells = graded_notebook.read(result.notebook).cells
    assert [cell.key.kind for cell in cells] == ["given", "solution", "tests", "solution", "tests", "solution", "tests"]
    assert [cell.finding is not None for cell in cells] == [cell.key.is_graded for cell in cells]
    assert cells[1].source == "def half(x):\n    raise NotImplementedError()"


DAMAGES = {
    "no bytes": lambda data: b"",
    "cut off": lambda data: data[:-20],
    "a list": lambda data: b"[]",
    "no cells": lambda data: json.dumps(json.loads(data) | {"cells": None}).encode(),
    "our part is a number": lambda data: b'{"cells": [], "metadata": {"byhand": 3}}',
    "a status that there is not": lambda data: data.replace(b'"status": "partial"', b'"status": "partly"'),
    "a kind of card that there is not": lambda data: data.replace(b'"kind": "raised"', b'"kind": "thrown"'),
    "a finding without its score": lambda data: data.replace(b'"score": ', b'"scored": '),
    "a card of another version": lambda data: data.replace(b'"hint": ', b'"tip": '),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_one_is_refused_by_its_name(result, damage):
    data = damage(result.notebook)
    assert data != result.notebook
    with pytest.raises(Damaged, match=r"^ada's notebook is damaged \(\w+: .*\. Run `autograder grade` again\.$"):
        graded_notebook.read(data, "ada's notebook")


def test_one_that_was_graded_elsewhere_is_not_damaged(result):
    notebook = json.loads(result.notebook)
    del notebook["metadata"]["byhand"]
    with pytest.raises(NotGradedHere, match="was not graded here") as problem:
        graded_notebook.read(json.dumps(notebook).encode())
    assert not isinstance(problem.value, Damaged)
