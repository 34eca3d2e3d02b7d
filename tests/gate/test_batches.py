"""The gate tries several entries of the catalogues in one notebook, and only such that cannot meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assignment import answer_key
from autograder.assignment.answered import asked
from autograder.assignment.catalogue import Alternative, Misconception
from autograder.gate.batches import batches
from autograder.gate.entries import about

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.fixture(scope="module", params=sorted(folder.name for folder in SOLUTIONS.glob("hw*")))
def key(request):
    return answer_key.load(SOLUTIONS / request.param / f"{request.param}.ipynb")


def test_every_entry_is_tried_once(key):
    tried = [entry for batch in batches(key, about(key)) for entry in batch]
    entries = [*key.alternatives, *key.misconceptions]
    assert sorted(map(id, tried)) == sorted(map(id, entries))
    assert len(batches(key, entries)) < len(entries) / 2


def test_no_cell_gets_two_answers(key):
    cell = asked(key)
    for batch in batches(key, about(key)):
        answers = [cell[entry.function] for entry in batch]
        assert len(set(answers)) == len(answers)


def test_right_and_wrong_answers_are_not_mixed(key):
    kinds = [{type(entry) for entry in batch} for batch in batches(key, about(key))]
    assert all(len(kind) == 1 for kind in kinds)
    assert {*kinds[0], *kinds[-1]} == {Alternative, Misconception}


def test_a_mistake_is_not_tried_where_another_calls_it():
    name = "hw2_two_layer_network"
    key = answer_key.load(SOLUTIONS / name / f"{name}.ipynb")
    together = [{entry.function for entry in batch} for batch in batches(key, key.misconceptions)]
    assert not any({"train", "relu_backward"} <= functions for functions in together)  # by way of backward
    assert any({"affine_forward", "relu_backward"} <= functions for functions in together)
