"""What a test cell does with a derivation: points for each gradient, cards for what is off."""

from __future__ import annotations

import doctest

import pytest

from byhand import derivation
from byhand.check import CheckFailed, Parts

Z_2 = r"\frac{\partial \ell}{\partial Z_2} = \frac1m (S - I_y)"
A_1 = r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top"
W_2 = r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}"


def test_points_go_to_each_gradient(relu, capsys):
    parts = relu.derive("A_1", [Z_2, A_1.replace(r"^\top", "")]).parts({"Z_2": 1, "A_1": 3})
    assert isinstance(parts, Parts)
    assert (parts.earned, parts.total, float(parts)) == (1, 4, 0.25)
    (failure,) = parts.failures
    assert failure.name == "∂ℓ/∂A_1"
    assert failure.card.yours == "(7×5) times (6×5)"
    assert "✓ ∂ℓ/∂Z_2" in capsys.readouterr().out


def test_a_line_that_follows_earns_its_points(relu):
    derived = relu.derive(
        "A_1",
        [
            r"\frac{\partial \ell}{\partial Z_2} = S - I_y",
            r"\frac{\partial \ell}{\partial A_1} = (S - I_y) W_2^\top",
        ],
    )
    assert derived.parts({"Z_2": 1, "A_1": 1}).earned == 1


def test_a_wrong_line_that_is_worth_nothing_is_paid_for_once(relu):
    derived = relu.derive("W_1", [
        r"G_1 = Z_1",
        r"\frac{\partial \ell}{\partial W_1} = X^\top Z_1",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top Z_1",
    ])  # fmt: skip
    parts = derived.parts({"b_1": 1, "W_1": 2})
    assert parts.earned == 1
    (failure,) = parts.failures
    assert failure.name == "∂ℓ/∂W_1"
    assert failure.card.problem == "line 2: follows from line 1"


def test_every_line_about_a_gradient_has_to_be_right(relu):
    wrong = r"= S - I_y"
    assert relu.derive("Z_2", [Z_2, wrong]).parts({"Z_2": 1}).earned == 0
    assert relu.derive("Z_2", [Z_2, r"= S / m - I_y / m"]).parts({"Z_2": 1}).earned == 1


def test_what_is_not_there_is_not_written_yet(relu):
    for lines in ([], "", [""], ["", r"\frac{\partial \ell}{\partial A_1} ="]):
        (failure,) = relu.derive("A_1", lines).parts({"A_1": 1}).failures
        assert failure.card.problem in ("not written yet", "line 2: not written yet")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([Z_2], "no line derives it"),
        ([r"H = S - I_y"], "no line derives it"),
        ([r"(((", Z_2], "no line derives it; line 1: ( is never closed"),
        (None, "no line derives it; not a list of lines"),
        ([A_1], "line 1: ∂ℓ/∂Z_2 is used before a line derives it"),
    ],
)
def test_what_is_there_and_of_no_use_is_told_apart_from_nothing(relu, lines, problem):
    (failure,) = relu.derive("A_1", lines).parts({"A_1": 1}).failures
    assert failure.card.problem == problem


def test_saying_nothing_true_over_and_over_earns_nothing(relu):
    same = r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial A_1}"
    named = r"G = \frac{\partial \ell}{\partial A_1}"
    back = r"\frac{\partial \ell}{\partial A_1} = G"
    for lines in ([same], [same, same], [named, back], [named, f"{back} + 0 G"], [f"{named} = G", back]):
        derived = relu.derive("A_1", lines)
        assert not derived.reached, derived.as_text()
        assert derived.parts({"A_1": 1}).earned == 0


def test_a_single_line_can_be_required(relu):
    relu.gradient("Z_2", r"\frac1m (S - I_y)").require()
    with pytest.raises(CheckFailed) as caught:
        relu.gradient("Z_2", r"S - I_y").require()
    assert caught.value.card.what == "∂ℓ/∂Z_2"
    assert "m = 7 times too large" in caught.value.card.reading
    with pytest.raises(CheckFailed):
        relu.gradient("Z_2", "").require()


def test_a_left_side_has_to_fit_the_question(relu, accepted):
    accepted(relu.gradient("Z_2", Z_2))
    accepted(relu.gradient("Z_2", r"G_2 = \frac1m (S - I_y)"))
    other = relu.gradient("Z_2", W_2, given=["Z_2"])
    assert (other.kind, other.card.problem) == ("name", "the question is about ∂ℓ/∂Z_2")


def test_a_name_is_no_answer(relu):
    for line in (
        r"\frac{\partial \ell}{\partial Z_2} = D",
        r"D",
        r"G_2",
        r"= G_2",
        r"G_2 = D",
        r"\nabla_{Z_2} \ell = G_2",
    ):
        judgement = relu.gradient("Z_2", line)
        assert judgement.kind == "name", judgement.as_text()
        with pytest.raises(CheckFailed):
            judgement.require()


def test_a_name_that_the_author_misspells_is_the_authors_mistake(relu):
    derived = relu.derive("A_1", [Z_2, A_1])
    with pytest.raises(ValueError, match="W_9"):
        derived.parts({"W_9": 1})
    with pytest.raises(ValueError, match="V"):
        relu.derive("V", [Z_2])
    with pytest.raises(ValueError, match="not a name"):
        relu.gradient("A_1 + A_2", Z_2)
    with pytest.raises(ValueError, match="variable"):
        relu.gradient("A_1", A_1, given=["{"])


def test_a_derivation_is_a_sequence_of_judgements(relu):
    derived = relu.derive("A_1", [Z_2, A_1])
    assert len(derived) == 2
    assert derived[-1].label == "∂ℓ/∂A_1"
    assert [line.number for line in derived] == [1, 2]


def test_judging_changes_nothing(relu):
    """The same lines get the same judgement after other lines were judged."""
    first = relu.derive("A_1", [Z_2, A_1]).as_text()
    relu.derive("A_1", [r"G = S", r"Z_1 = X", r"\frac{\partial \ell}{\partial A_1} = A_1"])
    assert relu.derive("A_1", [Z_2, A_1]).as_text() == first
    assert relu.derive("A_1", [r"\frac{\partial \ell}{\partial A_1} = G W_2^\top"])[0].kind == "name"


def test_the_example_in_the_package_is_what_happens():
    results = doctest.testmod(derivation)
    assert results.attempted > 3
    assert results.failed == 0


def test_the_points_of_a_derivation_show_its_lines(relu, capsys):
    parts = relu.derive("A_1", [r"\frac{\partial \ell}{\partial Z_2} = S - I_y", A_1]).parts({"Z_2": 1, "A_1": 1})
    assert "✗ ∂ℓ/∂Z_2  line 1\n✓ ∂ℓ/∂A_1" in capsys.readouterr().out  # what is off stands at the line
    assert parts.mistake == "∂ℓ/∂Z_2: factor m"
    for shown in (repr(parts), parts._repr_html_(), parts._repr_markdown_()):
        assert "m = 7 times too large" in shown
        assert "1 of 2 parts" in shown
    assert repr(relu.derive("A_1", []).parts({"A_1": 1})) == "0 of 1 parts"
