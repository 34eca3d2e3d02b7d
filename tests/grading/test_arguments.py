"""Arguments come back as they went: a call that changes one fails its question, unless the header allows it."""

from __future__ import annotations

import pytest
from notebooks import cards, checks, given, solution

SETUP = "import numpy as np\nfrom byhand import check"
SCALE = "def scale(X, factor=2.0):\n    return X * factor"
VISIBLE = "X = np.array([1.0, 2.0])\nassert scale(X).sum() == 6"
HIDDEN = "X = np.arange(3.0)\nfound = scale(X, factor=3.0)\nassert np.array_equal(found, 3 * X)"


@pytest.fixture
def ours(homework):
    def ours(visible=VISIBLE, hidden=HIDDEN, reference=SCALE):
        question = solution(reference)
        return homework(given(SETUP), question, checks(visible, hidden=hidden), assignment="hw")

    return ours


@pytest.mark.parametrize(
    "answer",
    [
        "def scale(X, factor=2.0):\n    X *= factor\n    return X",
        "def scale(X, factor=2.0):\n    result = X * factor\n    X[...] = 0\n    return result",
        "def scale(X, factor=2.0):\n    X[...] = 0\n    return X",
        "def scale(X, factor=2.0):\n    X[...] = 0\n    return np.zeros_like(X)",
    ],
)
def test_a_call_that_changes_an_array_fails_its_question(ours, answer):
    (finding,) = ours().findings(answer)
    assert finding.score == 0
    assert "✗ X: scale changed it in place" in cards(finding)


def test_what_was_changed_in_hidden_calls_alone_costs_the_question_and_names_nothing(ours):
    sly = (
        "def scale(X, factor=2.0):\n    result = X * factor\n    if len(X) == 3:\n        X[...] = 0\n    return result"
    )
    (finding,) = ours().findings(sly)
    assert finding.score == 0
    assert "scale changed" not in cards(finding)


def test_the_test_goes_on_with_its_own_array(ours):
    emptied = "def scale(X, factor=2.0):\n    X[...] = 0\n    return X"
    caught = "try:\n    scale(X)\nexcept AssertionError:\n    pass\n"
    visible = f"X = np.ones(2)\n{caught}assert X.sum() == 2"
    (finding,) = ours(visible=visible, hidden="").findings(emptied)
    assert "scale changed it in place" in cards(finding)  # and not that the assertion failed
    assert finding.score == 0


def test_a_part_that_swallowed_it_does_not_save_the_question(ours):
    parts = (
        "parts = check.Parts()\nwith parts(1, 'first'):\n    assert scale(np.ones(2)).sum() == 4\n"
        "with parts(1, 'second'):\n    assert scale(np.ones(3)).sum() == 6\nparts"
    )
    (finding,) = ours(visible=parts, hidden="").findings(
        "def scale(X, factor=2.0):\n    result = X * factor\n    if len(X) == 3:\n        X[...] = 0\n    return result"
    )
    assert finding.score == 0


def test_lists_and_dicts_and_what_they_hold_are_arguments_too(homework):
    hw = homework(
        given(SETUP),
        solution("def total(params):\n    return sum(v.sum() for v in params.values())"),
        checks("assert total({'W': np.ones(2)}) == 2"),
        assignment="hw",
    )
    assert hw.scores() == [1]
    assert hw.scores("def total(params):\n    W = params.pop('W')\n    return W.sum()") == [0]
    assert hw.scores("def total(params):\n    s = params['W'].sum()\n    params['W'][0] = 5\n    return s") == [0]


def test_a_random_generator_may_be_used_up(homework):
    hw = homework(
        given(SETUP),
        solution("def draw(rng):\n    return rng.normal()"),
        checks("rng = np.random.default_rng(0)\nassert draw(rng) != draw(rng)"),
        assignment="hw",
    )
    assert hw.scores() == [1]


def test_a_header_allows_it_by_name(homework):
    step = solution("def step(params, grads):\n    params -= grads")
    step["metadata"]["promises"] = {"in_place": ["params"]}
    test = "p, g = np.ones(2), np.ones(2)\nstep(p, g)\nassert p.sum() == 0 and g.sum() == 2"
    hw = homework(given(SETUP), step, checks(test), assignment="hw")
    assert hw.scores() == [1]
    assert hw.scores("def step(params, grads):\n    params -= grads\n    grads *= 0") == [0]


def test_tests_of_other_courses_may_want_work_in_place(homework):
    hw = homework(
        given(SETUP),
        solution("def clear(items):\n    items.clear()"),
        checks("items = [1, 2]\nclear(items)\nassert items == []"),
    )
    assert hw.scores() == [1]
