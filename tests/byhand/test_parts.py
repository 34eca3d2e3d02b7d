"""Partial credit: parts fail one by one, say why, and add up."""

from __future__ import annotations

import numpy as np
import pytest
from IPython.utils.capture import capture_output

from byhand import check
from byhand.card import CardKind


def test_points_of_the_parts_that_hold_add_up(capsys):
    parts = check.Parts()
    with parts(2, "rows sum to one"):
        check.that(True, "inner")
    with parts(1, "large scores"):
        check.that(False, "inner")
    with parts(1, "small scores"):
        check.that(True, "inner")
    assert (parts.earned, parts.total, float(parts)) == (3, 4, 0.75)
    assert [(failure.name, failure.points) for failure in parts.failures] == [("large scores", 1)]
    assert repr(parts) == "2 of 3 parts"
    assert "2 of 3 parts" in parts._repr_html_()
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["✓ rows sum to one", "✗ large scores: inner: this does not hold yet", "✓ small scores"]


def test_no_parts_at_all_are_worth_nothing():
    assert float(check.Parts()) == 0.0


def failure(error):
    parts = check.Parts()
    with parts(1, "part"):
        raise error
    return parts.failures[0].card


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (NotImplementedError("softmax"), "not written yet"),
        (AssertionError("rows should sum to one"), "rows should sum to one"),
        (AssertionError(), "this does not hold yet"),
        (NameError("name 'softmax' is not defined"), "NameError: name 'softmax' is not defined"),
        (KeyError("W"), "KeyError: 'W'"),
        (ZeroDivisionError(), "ZeroDivisionError"),
    ],
)
def test_every_exception_becomes_a_card_under_the_parts_name(error, problem):
    card = failure(error)
    assert (card.what, card.problem) == ("part", problem)


def test_an_assert_in_the_students_function_is_an_error_of_its_own_and_not_the_checks_statement():
    error = AssertionError()
    error.student_type, error.student_message = "AssertionError", ""
    error.student_frames = [["gradients", 7, "    assert db.shape == b.shape"]]
    card = failure(error)
    assert (card.problem, card.kind) == ("AssertionError", CardKind.RAISED)
    assert card.reading == "Raised in gradients, line 7: assert db.shape == b.shape"


def test_a_failed_check_keeps_its_card(card):
    inner = card(check.array, np.ones((5, 3)), "dW", shape=(3, 5))
    outer = failure(check.CheckFailed(inner))
    assert outer.problem == "dW: wrong shape"
    assert (outer.yours, outer.expected, outer.reading, outer.hint) == (
        inner.yours,
        inner.expected,
        inner.reading,
        inner.hint,
    )


def test_the_values_numpy_testing_prints_are_not_repeated():
    parts = check.Parts()
    with parts(1, "values"):
        np.testing.assert_allclose(np.ones(2), np.full(2, 3.14159))
    assert "3.14" not in parts.failures[0].card.as_text()
    assert parts.failures[0].card.problem.startswith("Not equal to tolerance")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_should_end_the_program_is_not_swallowed(error):
    parts = check.Parts()
    with pytest.raises(error), parts(1, "part"):
        raise error
    assert (parts.earned, parts.total) == (0, 1)


def test_a_part_ends_its_silence_even_when_it_fails(capsys):
    failure(AssertionError())
    capsys.readouterr()
    check.that(True, "afterwards")
    assert capsys.readouterr().out == "✓ afterwards\n"


@pytest.mark.parametrize("points", [0, -1, float("nan")])
def test_a_part_that_is_worth_nothing_is_refused(points):
    with pytest.raises(ValueError, match="worth more than nothing"):
        check.Parts()(points, "part")


def test_an_error_from_another_process_says_where_it_was_raised():
    error = IndexError("index 7")
    error.student_frames = [["<module>", 1, "parts"], ["softmax", 3, "    return Z[7]"]]
    assert failure(error).reading == "Raised in softmax, line 3: return Z[7]"


@pytest.mark.parametrize("frames", ["softmax", [], [3], [["a", 1]], [["<module>", 1, "x"]]])
def test_frames_of_another_form_are_ignored(frames):
    error = IndexError("index 7")
    error.student_frames = frames
    assert failure(error).reading == ""


def test_in_a_notebook_a_failed_part_shows_its_card_and_the_cell_goes_on(shell):
    cell = "parts = check.Parts()\nwith parts(1, 'a'):\n    nothing\nwith parts(1, 'b'):\n    pass\nparts"
    shell.user_ns.update(check=check)
    with capture_output() as captured:
        result = shell.run_cell(cell)
    assert result.success
    assert "NameError" in captured.outputs[0].data["text/html"]
    assert float(shell.user_ns["parts"]) == 0.5
