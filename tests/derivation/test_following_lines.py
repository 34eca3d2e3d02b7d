"""A line that is right given what the student had before says so, and says which line it follows from."""

from __future__ import annotations

import pytest

Z_2 = r"\frac{\partial \ell}{\partial Z_2}"
A_1 = r"\frac{\partial \ell}{\partial A_1}"
Z_1 = r"\frac{\partial \ell}{\partial Z_1}"
W_1 = r"\frac{\partial \ell}{\partial W_1}"
W_2 = r"\frac{\partial \ell}{\partial W_2}"


def kinds(derived):
    return [(line.kind, line.origin) for line in derived]


def test_a_wrong_gradient_put_in_is_carried_on(relu):
    derived = relu.derive(
        "W_1",
        [
            rf"{Z_2} = S - I_y",
            rf"{A_1} = (S - I_y) W_2^\top",
            rf"{Z_1} = (S - I_y) W_2^\top \circ \sigma'(Z_1)",
            rf"{W_1} = X^\top \left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right)",
        ],
    )
    assert kinds(derived) == [("value", None), ("follows", 1), ("follows", 1), ("follows", 1)], derived.as_text()
    assert "carries on what is off in line 1" in derived[1].card.reading
    assert not derived.ok
    assert derived.score == 0.75


def test_a_line_that_uses_the_symbol_of_a_wrong_line_is_right(relu):
    derived = relu.derive("A_1", [rf"{Z_2} = S - I_y", rf"{A_1} = {Z_2} W_2^\top"])
    assert kinds(derived) == [("value", None), ("right", None)]


def test_the_second_of_two_mistakes_is_a_mistake(relu):
    lines = [rf"{Z_2} = S - I_y", rf"{Z_1} = (S - I_y) W_2^\top", rf"{W_1} = X^\top (S - I_y) W_2^\top"]
    derived = relu.derive("Z_1", lines)
    assert kinds(derived) == [("value", None), ("value", None), ("follows", 2)], derived.as_text()


def test_a_wrong_name_made_good_later_follows(relu):
    """G_2 stands for m times the gradient throughout, and the last line brings the 1/m."""
    derived = relu.derive("W_2", [r"G_2 = S - I_y", rf"{W_2} = \frac1m A_1^\top G_2"])
    assert kinds(derived) == [("value", None), ("follows", 1)], derived.as_text()


def test_own_definitions_carry_a_wrong_gradient_on(relu):
    derived = relu.derive(
        "W_1",
        [
            r"G_2 = \frac1m (S - I_y)",
            r"G_1 = G_2 W_2^\top",
            r"H = X^\top G_1",
            rf"{W_1} = H",
            rf"{W_1} = X^\top (G_2 W_2^\top)",
        ],
    )
    expected = [("right", None), ("value", None), ("definition", None), ("right", None), ("follows", 2)]
    assert kinds(derived) == expected, derived.as_text()


def test_a_line_that_goes_on_from_its_own_wrong_line_follows(relu):
    derived = relu.derive("Z_2", [rf"{Z_2} = \frac1m (I_y - S)", r"= \frac1m I_y - \frac1m S", r"= -\frac1m (S - I_y)"])
    assert kinds(derived) == [("value", None), ("follows", 1), ("follows", 1)], derived.as_text()


def test_only_the_term_that_came_from_the_wrong_line_may_be_wrong(penalised):
    derived = penalised.derive("W_2", [rf"{Z_2} = S - I_y", rf"{W_2} = A_1^\top (S - I_y) + \lambda W_2"])
    assert kinds(derived) == [("value", None), ("follows", 1)], derived.as_text()
    derived = penalised.derive("W_2", [rf"{Z_2} = S - I_y", rf"{W_2} = A_1^\top (S - I_y)"])
    assert derived[1].kind == "value"


def test_a_right_line_stays_right_where_the_students_own_value_cannot_be_computed(relu):
    derived = relu.derive("A_1", [rf"{Z_2} = 0 S", rf"{A_1} = ({Z_2} \circ {Z_2} / {Z_2}) W_2^\top"])
    assert derived[0].mistake == "zero"
    assert derived[1].kind == "right", derived.as_text()


def test_after_a_wrong_shape_nothing_follows(relu):
    derived = relu.derive("A_1", [rf"{Z_2} = (S - I_y)^\top", rf"{A_1} = W_2 (S - I_y)^\top"])
    assert kinds(derived) == [("shape", None), ("shape", None)]


def test_a_line_that_cannot_be_read_still_counts_as_derived(relu):
    derived = relu.derive("A_1", [rf"{Z_2} = \frac1m (S - I_y", rf"{A_1} = {Z_2} W_2^\top"])
    assert kinds(derived) == [("syntax", None), ("right", None)]
    assert derived[0].label == "∂ℓ/∂Z_2"


def test_a_mistake_in_the_recursion_is_carried_into_the_weights(deep):
    derived = deep.derive(
        "W_i",
        [
            r"G_{L+1} = S - I_y",
            r"G_L = ((S - I_y) \circ \sigma'(Z_L W_L)) W_L^\top",
            r"\frac{\partial \ell}{\partial W_L} = Z_L^\top ((S - I_y) \circ \sigma'(Z_L W_L))",
        ],
    )
    assert kinds(derived) == [("value", None), ("follows", 1), ("follows", 1)], derived.as_text()


@pytest.mark.parametrize("name", ["D", r"\Delta_2", r"\hat{G}", r"\mathbf{g}", r"\delta^{(2)}"])
def test_a_new_name_for_a_gradient_may_be_given_in_passing(relu, name):
    derived = relu.derive(
        "A_1", [rf"{name} = {Z_2} = \frac1m (S - I_y)", rf"{A_1} = {name} W_2^\top", rf"{W_2} = A_1^\top {name}"]
    )
    assert derived.ok, derived.as_text()
    derived = relu.derive("A_1", [rf"{Z_2} = \frac1m (S - I_y) = {name}", rf"{A_1} = {name} W_2^\top"])
    assert derived.ok, derived.as_text()


@pytest.mark.parametrize("nothing", ["0 {0}", "{0} - {0}", r"10^{{-9}} {0}"])
def test_nothing_follows_from_a_gradient_that_is_nothing(relu, nothing):
    """Zero is what comes of zero in every step, and no step of the chain rule had to be known for it."""
    lines = [rf"\frac{{\partial \ell}}{{\partial {name}}} = {nothing.format(name)}" for name in ("Z_2", "W_2", "b_2")]
    assert relu.derive("W_2", lines).parts({"Z_2": 1, "W_2": 1, "b_2": 1}).earned == 0


def test_nothing_follows_from_a_gradient_that_is_too_small_beside_the_penalty(penalised):
    lines = [r"G_1 = 10^{-12} Z_1", rf"{W_1} = \lambda W_1"]
    assert penalised.derive("W_1", lines).parts({"W_1": 1}).earned == 0


def test_nothing_follows_from_a_gradient_that_the_next_step_makes_nothing(relu):
    """The same for every class: no score changes anything, and so nothing below it does."""
    lines = [r"\frac{\partial \ell}{\partial S} = 0 S + 1"]
    lines += [rf"\frac{{\partial \ell}}{{\partial {name}}} = 0 {name}" for name in ("Z_2", "W_2", "b_2")]
    assert relu.derive("W_2", lines).parts({"Z_2": 1, "W_2": 1, "b_2": 1}).earned == 0
