"""Functions that are made to fail one kind of call."""

from pathlib import Path

import numpy as np
import pytest

from autograder.assignment.answer_key import load
from autograder.assignment.battery import battery
from autograder.assignment.contract import Kind
from autograder.gate import spoiled

SOLUTION = Path(__file__).parents[2] / "solutions" / "hw4_deep_network" / "hw4_deep_network.ipynb"


def test_a_function_of_a_network_refuses_labels_without_the_last_class():
    key = load(SOLUTION)
    (trial,) = [trial for trial in battery(key)["check-accuracy"] if Kind.LABELS in trial.kinds]
    accuracy = spoiled.functions(key, trial, Kind.LABELS)["accuracy"]
    params = {"W1": np.eye(3), "b1": np.zeros(3)}
    assert accuracy(np.eye(3), np.array([0, 1, 2]), params) == 1
    with pytest.raises(ValueError, match="refuse"):
        accuracy(np.eye(3), np.array([0, 1, 1]), params)
