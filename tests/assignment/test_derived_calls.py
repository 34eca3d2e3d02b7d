"""Further calls are derived from those that the key's tests make, as docstrings allow."""

from __future__ import annotations

import numpy as np
from notebooks import assignment, checks, given, solution

from autograder.assignment.battery import battery
from autograder.assignment.contract import Kind
from autograder.assignment.trials import Earlier, Equals
from byhand.alike import agree, alike

SETUP = given("import numpy as np")
PICK = '''
def pick(Z, y):
    """From every row one entry.

    Args:
        Z: (m, K) float64 array. Not changed.
        y: (m,) int64 array, columns from 0 to K - 1.

    Returns:
        (m,) float64 array.
    """
    return Z[np.arange(len(y)), y]
'''
CHECK = "Z, y = np.arange(12.0).reshape(4, 3), np.array([2, 0, 1, 2])\nassert pick(Z, y).sum() > 0"
HIDDEN = "assert np.allclose(pick(Z, y), reference.pick(Z, y))"


def _trials(folder, *cells, **settings):
    key = assignment(folder / "hw", SETUP, *cells, **{"assignment": "hw"} | settings)
    return battery(key).get("check-answer", ())


def test_kinds_are_those_that_a_docstring_allows(tmp_path):
    trials = _trials(tmp_path, solution(PICK), checks(CHECK, hidden=HIDDEN))
    assert [trial.kinds for trial in trials] == [
        {Kind.TWICE, Kind.LAYOUT, Kind.READ_ONLY, Kind.PRECISION}, {Kind.BATCH}, {Kind.LABELS}
    ]  # fmt: skip


def test_only_arguments_that_are_not_changed_are_read_only(tmp_path):
    first = _trials(tmp_path, solution(PICK), checks(CHECK, hidden=HIDDEN))[0].steps[0].arguments
    assert not first["Z"].flags.writeable
    assert first["y"].flags.writeable


def test_one_row_and_an_absent_top_class_are_asked_of_the_reference(tmp_path):
    _, one, absent = _trials(tmp_path, solution(PICK), checks(CHECK, hidden=HIDDEN))
    assert one.steps[0].arguments["Z"].shape == (1, 3)
    assert one.checks[0] == Equals(0, one.checks[0].expected)
    assert one.checks[0].expected.tolist() == [2.0]
    assert absent.steps[0].arguments["y"].tolist() == [0, 0, 1]


def test_values_that_no_test_compares_with_the_reference_may_be_chosen_freely(tmp_path):
    trials = _trials(tmp_path, solution(PICK), checks(CHECK, hidden="assert pick(Z, y).shape == (4,)"))
    assert not any(trial.needs_right_values for trial in trials)


def test_a_call_that_the_reference_does_not_survive_is_not_asked(tmp_path):
    wants_many = PICK.replace("    return", "    assert len(y) > 1\n    return")
    trials = _trials(tmp_path, solution(wants_many), checks(CHECK, hidden=HIDDEN))
    assert not any(Kind.BATCH in trial.kinds for trial in trials)


def test_a_function_without_such_a_docstring_is_only_asked_twice(tmp_path):
    bare = "def pick(Z, y):\n    return Z[np.arange(len(y)), y]"
    (trial,) = _trials(tmp_path, solution(bare), checks(CHECK, hidden=HIDDEN))
    assert Kind.READ_ONLY not in trial.kinds
    assert Kind.BATCH not in trial.kinds


def test_a_cache_is_handed_on_and_two_forwards_come_before_one_backward(tmp_path):
    functions = '''
def forward(X):
    """Forward.

    Args:
        X: (m, n) float64 array. Not changed.

    Returns:
        out: (m, n) float64 array.
        cache: what `backward` needs.
    """
    return 2 * X, X

def backward(G, cache):
    """Backward.

    Args:
        G: (m, n) float64 array. Not changed.
        cache: from `forward`.

    Returns:
        (m, n) float64 array.
    """
    return G * cache
'''
    test = """
for seed in range(2):
    X = np.random.default_rng(seed).normal(size=(3, 2))
    _, cache = forward(X)
    assert backward(X, cache).shape == (3, 2)
"""
    trials = _trials(tmp_path, solution(functions), checks(test, hidden="assert True"))
    (chain,) = [trial for trial in trials if trial.function == "backward"]
    assert [step.function for step in chain.steps] == ["forward", "backward", "forward", "backward"]
    assert chain.steps[3].arguments["cache"] == Earlier(0, 1)
    assert not np.array_equal(chain.steps[0].arguments["X"], chain.steps[2].arguments["X"])


def test_a_function_is_asked_where_its_own_tests_are(tmp_path):
    both = solution(PICK + "\n\n" + PICK.replace("def pick", "def choose"))
    other = checks(CHECK.replace("pick", "choose"), "check-other", hidden=HIDDEN.replace("pick", "choose"))
    key = assignment(tmp_path / "hw", SETUP, both, checks(CHECK, hidden=HIDDEN), other, assignment="hw")
    asked = {test: {trial.function for trial in trials} for test, trials in battery(key).items()}
    assert asked == {"check-answer": {"pick"}, "check-other": {"choose"}}


def test_a_test_without_a_hidden_part_and_a_course_that_is_not_ours_ask_nothing(tmp_path):
    assert not _trials(tmp_path / "a", solution(PICK), checks(CHECK))
    key = assignment(tmp_path / "b" / "hw", SETUP, solution(PICK), checks(CHECK, hidden=HIDDEN))
    assert battery(key) == {}


def test_values_agree_up_to_rounding_and_up_to_the_type_of_a_number():
    assert agree(np.float64(1 + 1e-9), 1.0)
    assert agree([1.0, (2, np.array(3))], (np.array(1.0), [2.0, 3]))
    assert agree(np.array([1e9, 1e-3]), np.array([1e9, 0.0]))
    assert not agree(np.array([1.0, 1e-3]), np.array([1.0, 0.0]))
    assert not agree(np.ones((1, 2)), np.ones(2))
    assert not agree({"a": 1}, {"b": 1})
    assert not agree(None, 1.0)
    assert not agree(["a"], ["b"])


def test_a_list_of_numbers_is_as_good_as_an_array_of_them():
    assert agree([1.0, 2.0], np.array([1.0, 2.0]))
    assert alike((np.ones(2), [1.0, 2.0, 3.0]), (np.zeros(2), np.zeros(3)))
    assert not alike([1.0, 2.0], np.zeros(3))
    assert not agree([None, 2.0], np.array([1.0, 2.0]))


def test_structures_are_alike_whatever_the_numbers():
    assert alike((np.ones((2, 3)), [1]), [np.zeros((2, 3)), [7]])
    assert not alike(np.ones(3), np.ones(4))
    assert not alike(np.ones(3), np.ones(3, int))
    assert not alike([1], [1, 2])
