"""The reference is spoilt in just the way that a visible check has to notice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from notebooks import assignment, checks, given, solution

from autograder.assignment.answer_key import load
from autograder.assignment.battery import battery
from autograder.assignment.contract import Kind
from autograder.gate import spoiled
from byhand import check

SOLUTION = Path(__file__).parents[2] / "solutions" / "hw4_deep_network" / "hw4_deep_network.ipynb"
COUNT = '''
def count(graph, end):
    """How many entries there are.

    Args:
        graph: dict, name -> (operation, parents). Not changed.
        end: str, a name.

    Returns:
        int.
    """
    return len(graph)
'''


def test_a_dict_without_arrays_is_changed_by_an_entry(tmp_path):
    setup = given("import numpy as np")
    key = assignment(tmp_path / "hw", setup, solution(COUNT), checks("assert count({}, 'f') == 0"), assignment="hw")
    wrong, graph = spoiled.changing(key, "count")["count"], {"f": ("exp", ("x",))}
    with pytest.raises(check.CheckFailed, match="graph"):
        check.well_behaved(wrong, graph=graph, end="f")
    assert wrong(graph, "f") == 1
    assert len(graph) == 2


def test_a_function_of_a_network_refuses_labels_without_the_last_class():
    key = load(SOLUTION)
    (trial,) = [trial for trial in battery(key)["check-loss_and_gradients"] if Kind.LABELS in trial.kinds]
    loss_and_gradients = spoiled.functions(key, trial, Kind.LABELS)["loss_and_gradients"]
    params = {"W1": np.eye(3), "b1": np.zeros(3)}
    assert loss_and_gradients(np.eye(3), np.array([0, 1, 2]), params)[0] > 0
    with pytest.raises(ValueError, match="refuse"):
        loss_and_gradients(np.eye(3), np.array([0, 1, 1]), params)
