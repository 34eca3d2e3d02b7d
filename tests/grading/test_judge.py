"""The judge: events in, findings out, with no jail anywhere."""

from __future__ import annotations

import pytest
from notebooks import assignment, checks, solution

from autograder.grading import reading
from autograder.grading.events import Answer, CellRun, End, JailVerdict
from autograder.grading.findings import HiddenKind
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


def answer(phase, value=NOTHING, error=None, failures_before=0, test="check-f", **more):
    nothing = {
        "stopped": False,
        "calls": (),
        "called": frozenset(),
        "redefined": (),
        "printed": "",
        "part_failed": False,
    }
    facts = {**nothing, **more}
    return Answer(Ask(test, phase, ()), value, error, failures_before=failures_before, **facts)


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


def test_of_hidden_parts_only_the_first_that_failed_is_said_and_never_how_many(judged):
    one = judged(answer(Phase.VISIBLE), answer(Phase.HIDDEN, failed_parts("a 17")))
    three = judged(answer(Phase.VISIBLE), answer(Phase.HIDDEN, failed_parts("a 17", "b 18", "c 19")))
    assert one.cards == three.cards
    assert [card.problem for card in one.cards] == ["a hidden check of this question did not pass"]
    assert one.hidden is HiddenKind.WRONG_VALUE


def test_a_visible_part_asked_after_a_hidden_test_of_any_question_is_hidden_too(judged):
    """A process that has seen a hidden input may answer for one that has not."""
    later = answer(Phase.VISIBLE, error=ValueError(SECRET), printed=SECRET)
    finding = judged(answer(Phase.VISIBLE, printed="before\n"), answer(Phase.HIDDEN, test="another"), later)
    assert (finding.score, finding.failed_visible, finding.printed) == (0, False, "before\n")
    assert SECRET not in repr(finding)


def test_parts_made_again_after_a_hidden_test_are_hidden_too(judged):
    again = answer(Phase.VISIBLE, failed_parts(SECRET))
    last = answer(Phase.HIDDEN, failed_parts(SECRET), failures_before=1)
    finding = judged(answer(Phase.VISIBLE), answer(Phase.HIDDEN, test="another"), again, last)
    assert SECRET not in repr(finding)


def test_parts_that_nothing_reached_are_not_called_unwritten(judged):
    finding = judged(answer(Phase.VISIBLE, Parts()))
    assert (finding.score, finding.status) == (0, "failed")
    assert "no part of this check was reached" in finding.cards[0].problem


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
