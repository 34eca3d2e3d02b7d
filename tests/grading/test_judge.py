"""The judge: events in, findings out, with no jail anywhere."""

from __future__ import annotations

import pytest
from notebooks import assignment, checks, solution

from autograder.grading import reading
from autograder.grading.events import Answer, CellRun, End, JailVerdict
from autograder.grading.judge import judge, notes
from autograder.grading.plan import Ask, Phase, RunTest
from autograder.grading.trusted import NOTHING
from byhand.card import CheckFailed
from byhand.check import Card, Parts

SECRET = "271828"


@pytest.fixture
def key(tmp_path):
    return assignment(
        tmp_path / "hw",
        solution("def f(x):\n    return x", "f"),
        checks("assert f(1) == 1", "check-f", points=4, hidden="assert f(2) == 2"),
        checks("assert f(1) == 1", "check-inside", tags=["in-jail"]),
    )


@pytest.fixture
def judged(key):
    """`judged(events…)`: the finding of `check-f`."""
    read = reading.read((key.folder / "hw.ipynb").read_bytes(), key)
    return lambda *events: judge(read, key, events)["check-f"]


def answer(phase, value=NOTHING, error=None, failures_before=0, **more):
    facts = {"stopped": False, "calls": (), "printed": "", "part_failed": False, **more}
    return Answer(Ask("check-f", phase, ()), value, error, failures_before=failures_before, **facts)


def failed_parts(*problems):
    parts = Parts()
    for problem in problems:
        with parts(1, "a part"):
            raise CheckFailed(Card("a part", problem))
    return parts


def test_the_same_events_give_the_same_findings(judged):
    events = [answer(Phase.VISIBLE), answer(Phase.HIDDEN, error=AssertionError(SECRET))]
    assert judged(*events) == judged(*events)


@pytest.mark.parametrize("error", [AssertionError(SECRET), CheckFailed(Card(*[SECRET] * 6))])
def test_only_of_a_visible_part_the_words_are_kept(judged, error):
    visible = judged(answer(Phase.VISIBLE, error=error))
    hidden = judged(answer(Phase.VISIBLE), answer(Phase.HIDDEN, error=error))
    assert SECRET in visible.cards[0].as_text()
    assert SECRET not in hidden.cards[0].as_text()
    assert (visible.score, hidden.score) == (0, 0)
    assert (visible.failed_visible, hidden.failed_visible) == (True, False)


def test_what_a_hidden_part_prints_is_not_kept(judged):
    finding = judged(answer(Phase.VISIBLE, printed="in sight\n"), answer(Phase.HIDDEN, printed=SECRET))
    assert finding.printed == "in sight\n"


def test_parts_that_failed_in_sight_keep_their_words_and_the_others_do_not(judged):
    parts = failed_parts("seen", f"behind {SECRET}")
    finding = judged(answer(Phase.VISIBLE, part_failed=True), answer(Phase.HIDDEN, parts, failures_before=1))
    assert finding.cards[0].problem == "seen"
    assert SECRET not in " ".join(card.as_text() for card in finding.cards)
    assert finding.failed_visible


def test_hidden_parts_that_say_the_same_are_counted(judged):
    finding = judged(answer(Phase.VISIBLE), answer(Phase.HIDDEN, failed_parts("a 17", "b 18", "c 19")))
    assert [card.problem for card in finding.cards] == ["3 hidden checks of this question did not pass"]


@pytest.mark.parametrize(
    ("value", "score", "status"),
    [
        (NOTHING, 4, "passed"),
        (True, 4, "passed"),
        (False, 0, "failed"),
        (1, 1, "partial"),
        (9, 4, "passed"),
        (-1, 0, "failed"),
    ],
)
def test_the_last_value_decides_where_it_is_a_number(judged, value, score, status):
    finding = judged(answer(Phase.VISIBLE), answer(Phase.HIDDEN, value))
    assert (finding.score, finding.status) == (score, status)


def test_a_visible_part_that_failed_after_a_restart_decides(judged):
    finding = judged(answer(Phase.VISIBLE), answer(Phase.VISIBLE, error=AssertionError("gone")))
    assert (finding.score, finding.failed_visible) == (0, True)
    assert "gone" in finding.cards[0].as_text()


def test_each_cell_that_had_to_be_stopped_is_noted_once(key):
    read = reading.read((key.folder / "hw.ipynb").read_bytes(), key)
    step = RunTest("check-inside", Phase.VISIBLE, 2, "")
    events = [CellRun(0, End.CRASHED), CellRun(0, End.CRASHED), JailVerdict(step, End.TIMED_OUT)]
    assert notes(read, key, events) == [
        "the cell f crashed Python and was left out",
        "the cell check-inside took more than 5 seconds of its own time",
    ]
