"""The reference is spoilt in just the way that a visible check has to notice."""

from __future__ import annotations

import pytest
from notebooks import assignment, checks, given, solution

from autograder.gate import spoiled
from byhand import check

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
