"""The plan for a submission: made before anything runs, and what a person reads of it."""

from __future__ import annotations

import dataclasses

import pytest
from notebooks import checks, given, solution

from autograder.grading import reading
from autograder.grading.plan import Ask, Phase, RunCell, RunTest, TakeSnapshot, make_plan

IDENTITY = "def {}(x):\n    return x"


def asked(name, hidden="", **more):
    """An answer and its test cell."""
    return [
        solution(IDENTITY.format(name), name),
        checks(f"assert {name}(1) == 1", f"check-{name}", hidden=hidden, **more),
    ]


@pytest.fixture
def planned(homework):
    def planned(*cells, answers=()):
        hw = homework(*cells)
        return make_plan(reading.read(hw.submission(*answers), hw.key), hw.key)

    return planned


def steps(plan, kind):
    return [step for step in plan.steps if isinstance(step, kind)]


def test_the_same_submission_has_the_same_plan_and_nobody_can_change_it(homework):
    hw = homework(*asked("f", hidden="assert f(2) == 2"))
    first, second = (make_plan(reading.read(hw.submission(), hw.key), hw.key) for _ in range(2))
    assert first == second
    assert str(first) == str(second)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.steps = ()


def test_hidden_parts_come_after_every_cell(planned):
    plan = planned(*asked("f", hidden="assert f(2) == 2"), *asked("g", hidden="assert g(2) == 2"))
    last_cell = max(place for place, step in enumerate(plan.steps) if isinstance(step, RunCell))
    hidden = [place for place, step in enumerate(plan.steps) if isinstance(step, Ask) and step.phase is Phase.HIDDEN]
    assert len(hidden) == 2
    assert min(hidden) > last_cell


def test_every_test_asked_outside_the_jail_has_one_snapshot(planned):
    plan = planned(*asked("f", hidden="assert f(2) == 2"), given("f = None", "spoil"), *asked("g"), *asked("h"))
    taken = [test for step in steps(plan, TakeSnapshot) for test in step.tests]
    assert sorted(taken) == ["check-f", "check-g", "check-h"]
    before_the_spoiler, at_the_end = steps(plan, TakeSnapshot)
    assert (before_the_spoiler.tests, before_the_spoiler.copy) == (("check-f",), True)
    assert at_the_end.copy is False


def test_a_function_that_may_count_its_calls_gets_a_snapshot_after_each_test(planned):
    counts = "def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)"
    plan = planned(*asked("f"), *asked("g"), answers=[counts])
    assert [step.tests for step in steps(plan, TakeSnapshot)] == [("check-f",), ("check-g",)]


def test_a_test_in_the_jail_is_run_whole_at_the_end_by_a_snapshot_of_its_own(planned):
    plan = planned(*asked("f", hidden="assert f(2) == 2", tags=["in-jail"]))
    visible, hidden = steps(plan, RunTest)
    assert (visible.phase, hidden.phase) == (Phase.VISIBLE, Phase.HIDDEN)
    assert "f(2)" not in visible.source
    assert "f(2)" in hidden.source
    assert [step.tests for step in steps(plan, TakeSnapshot)] == [("check-f",)]


def test_the_plan_can_be_read_and_shows_no_source(planned):
    plan = planned(given("unit = 1"), *asked("f", hidden="assert f(unit) == unit"))
    assert str(plan).splitlines() == [
        "1 given cells may have run already",
        "run       the cell setup (0), here too",
        "run       the cell f (1)",
        "ask       check-f, visible",
        "keep      for check-f",
        "ask       check-f, hidden",
    ]
    assert "assert" not in repr(plan)
