"""What a visible check binds is there for later answers, and nothing else of a check ever is."""

from __future__ import annotations

import pytest
from notebooks import cards, checks, given, solution

from autograder.grading import reading
from autograder.grading.check_names import what_binds
from autograder.grading.plan import BindNames, make_plan

FIRST = "def first(x):\n    return x + 1"
SECOND = "def second(x):\n    return x * 2"
CELLS = (
    given("import numpy as np"),
    solution(FIRST, "first"),
    checks(
        "X = np.arange(3.0)\ntmp = first(X)\nassert tmp[0] == 1",
        "check-first",
        hidden="secret = 42\nassert first(4) == 5",
    ),
    solution(SECOND, "second"),
    checks("assert second(3) == 6", "check-second"),
)


@pytest.mark.parametrize(
    "begins", ["tmp = X", "Y = X + 1", "s = X.sum()\nt = tmp", "%time Z = X", "def helper():\n    return X\nhelper()"]
)
def test_an_answer_may_read_what_an_earlier_check_bound(homework, begins):
    hw = homework(*CELLS)
    findings = hw.findings(None, f"{begins}\n{SECOND}\nX[0]")
    assert [finding.score for finding in findings] == [1, 1], cards(findings[1])


def test_what_is_hidden_is_not_there(homework):
    hw = homework(*CELLS)
    assert hw.scores(None, f"secret\n{SECOND}") == [1, 0]


def test_a_check_that_fails_binds_what_it_can_and_the_first_answer_is_asked_as_it_was(homework):
    hw = homework(*CELLS)
    assert hw.scores("def first(x):\n    raise ValueError", f"a = X\n{SECOND}") == [0, 1]
    assert hw.scores("def first(x):\n    return 7 * x", f"a = tmp\n{SECOND}") == [0, 1]
    assert hw.scores("calls = []\ndef first(x):\n    calls.append(1)\n    return x + 1", f"a = tmp\n{SECOND}") == [1, 1]


def test_nothing_is_run_where_no_cell_of_the_students_reads_it(homework):
    hw = homework(*CELLS)
    for second in (None, f"X = 3\n{SECOND}\nX", "def second(X):\n    tmp = X * 2\n    return tmp"):
        plan = make_plan(reading.read(hw.submission(None, second), hw.key), hw.key)
        assert not any(isinstance(step, BindNames) for step in plan.steps)


def test_a_name_that_an_answer_is_to_define_never_comes_from_a_check(homework):
    first = checks("first = lambda x: x + 1\nassert first(1) == 2", "check-first")
    second = checks("assert second(first(3)) == 8", "check-second")
    hw = homework(solution(FIRST, "first"), first, solution(SECOND, "second"), second)
    plan = make_plan(reading.read(hw.submission("", f"g = first\n{SECOND}"), hw.key), hw.key)
    assert not any(isinstance(step, BindNames) for step in plan.steps)


def test_only_what_the_names_need_is_run():
    source = "\n".join([
        "rng = np.random.default_rng(3)", "X = rng.normal(size=3)", "slow = second(X)", "X[0] = 1", "rng.shuffle(X)",
        "check.values(first(X), 3)", "assert X[0] == 1", "with check.Parts()(1, 'a'):\n    part = 1", "Y = X + 1",
    ])  # fmt: skip
    assert what_binds({"Y"}, source).splitlines() == [
        "rng = np.random.default_rng(3)", "X = rng.normal(size=3)", "slow = second(X)", "X[0] = 1", "rng.shuffle(X)",
        "Y = X + 1",
    ]  # fmt: skip
    assert what_binds({"part"}, source) == "with check.Parts()(1, 'a'):\n    part = 1"
