"""When two calls did the same: the rule by which a mistake is recognised."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.grading.naming import same


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.1, False),
        (np.ones(3), np.ones(3), True),
        (np.ones(3), np.ones((3, 1)), False),
        (np.full(2, np.nan), np.full(2, np.nan), True),
        ((1, [2]), (1, [2]), True),
        ((1, 2), [1, 2], False),
        ([1], [1, 1], False),
        ({"W": np.ones(2)}, {"W": np.ones(2)}, True),
        ({"W": 1}, {"b": 1}, False),
        ("a", "a", True),
        ("1", 1, False),
        (None, None, True),
        (None, 0, False),
        ({1, 2}, {2, 1}, True),
        ([[1], [2, 3]], [[1], [2, 3]], True),
        (np.array(["a"]), np.array(["a"]), True),
        (np.array(["a"]), np.array(["b"]), False),
        (np.array(["1"]), np.array([1]), False),
        (np.random.default_rng(1), np.random.default_rng(1), True),
        (np.random.default_rng(1), np.random.default_rng(2), False),
        (10**400, 10**400, True),
        (10**400, 10**401, False),
        (len, len, True),
        (len, abs, False),
    ],
    ids=str,
)
def test_outcomes_are_the_same_up_to_rounding(a, b, equal):
    assert same(a, b) is equal
