"""Wrong lines: the kind of fault, the place, the mistake's name, and what the message may and may not say."""

from __future__ import annotations

import pytest

from byhand import derivation

GIVEN = ["Z_2", "A_1", "Z_1"]

SYNTAX = [
    (r"X^\top (G_1", "("),
    (r"X^\top G_1)", ")"),
    (r"X^\top [G_1)", ")"),
    (r"X' G_1", "'"),
    (r"X^\top \circ", r"\circ"),
    (r"\circ X", r"\circ"),
    (r"X^\top * G_1", "*"),
    (r"X^\top @ G_1", "@"),
    (r"X^\topp G_1", r"\topp"),
    (r"X^\top + + G_1", "+"),
    (r"\sigma' \circ G_1", r"\sigma"),
    (r"X^\top \sigma", r"\sigma"),
    (r"\frac{1}", ""),
    (r"\fra{1}{m} X^\top G_1", r"\fra"),
    (r"\sum G_1", r"\sum"),
    (r"X^{\top G_1", "{"),
    (r"X_{", "{"),
    (r"X^\top G_1 > 0", ">"),
    (r"X^\top, G_1", ","),
    (r"X^\top ∘ G_1", "∘"),
    (r"X^⊤ G_1", "⊤"),
    (r"\text{transpose of X} G_1", r"\text"),
    (r"X^\top \partial G_1", r"\partial G_1"),
    (r"\lVert X^\top G_1", r"\lVert"),
    (r"\left. X \right)", r"\left"),
    (r"X^\top G_1^{(2)(3)}", "(2)"),
    (r"\max(X) G_1", r"\max(X)"),
    (r"\sigma''(Z_1)", r"\sigma''(Z_1)"),
    (r"X^m", "m"),
    (r"\operatorname{softmax}'(Z_2)", None),
    (r"\sum_i X^\top G_1", None),
    (r"(X_i)^\top G_1", None),
]


@pytest.mark.parametrize(("line", "place"), SYNTAX, ids=[line for line, _ in SYNTAX])
def test_what_cannot_be_read_is_shown_with_its_place(relu, line, place):
    judgement = relu.gradient("W_1", line, given=GIVEN)
    assert judgement.kind in ("syntax", "name"), judgement.as_text()
    assert judgement.span is not None
    begin, end = judgement.span
    assert place is None or line[begin:end].startswith(place) or place.startswith(line[begin:end]), line[begin:end]
    shown, caret = judgement.as_text().splitlines()[:2]
    assert caret.strip() == "^" * max(1, end - begin)
    assert shown.index(line) + begin == caret.index("^")


@pytest.mark.parametrize("line", ["\frac{1}{m} (S - I_y)", "X^\top G_1", "\nabla_{Z_1} X", "X \times G_1", "\beta X"])
def test_a_string_without_r_is_explained(relu, line):
    judgement = relu.gradient("W_1", line, given=GIVEN)
    assert judgement.kind == "syntax"
    assert 'r"…"' in judgement.card.hint


NAMES = [
    (r"X^\top H_1", "H_1"),
    (r"X^\top w_1", "w_1"),
    (r"\frac{\partial \ell}{\partial V}", "V"),
    (r"\frac{\partial Z_1}{\partial W_1} G_1", "derivative of something other than the loss"),
    (r"\frac{\partial \ell}{\partial (X W_1)}", "without a name"),
    (r"\mathbf{1}_p^\top G_1", "unknown length"),
]


@pytest.mark.parametrize(("line", "words"), NAMES)
def test_unknown_names_are_named(relu, line, words):
    judgement = relu.gradient("W_1", line, given=GIVEN)
    assert judgement.kind == "name", judgement.as_text()
    assert words in judgement.card.problem


def test_a_name_in_the_wrong_case_is_suggested_in_the_right_one(relu):
    assert "W_1" in relu.gradient("W_1", r"X^\top w_1").card.hint


def test_a_gradient_has_to_be_derived_before_it_is_used(relu):
    derived = relu.derive("W_1", [r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}"])
    assert derived[0].kind == "name"
    assert "∂ℓ/∂Z_1 is used before a line derives it" in derived[0].card.problem
    itself = relu.derive("W_1", [r"\frac{\partial \ell}{\partial W_1} = \frac{\partial \ell}{\partial W_1} + 0 W_1"])
    assert itself[0].kind == "name"


SHAPES = [
    ("W_1", r"X G_1", "", "(7×4) times (7×6)", ""),
    ("W_1", r"G_1 X^\top", "", "(7×6) times (4×7)", ""),
    ("W_1", r"G_1^\top X", "transposed", "(6×7) times (7×4) gives 6×4 (d×n)", "4×6 (n×d)"),
    ("W_1", r"X^\top G_2", "", "(4×7) times (7×5) gives 4×5 (n×K)", "4×6 (n×d)"),
    ("W_1", r"X^\top (S - I_y) W_2^\top \circ \sigma'(Z_1)", "", "(4×6) ∘ (7×6)", ""),
    ("A_1", r"G_2 W_2", "", "(7×5) times (6×5)", ""),
    ("A_1", r"W_2 G_2^\top", "transposed", "(6×5) times (5×7) gives 6×7 (d×m)", "7×6 (m×d)"),
    ("Z_1", r"\frac{\partial \ell}{\partial A_1} \sigma'(Z_1)", "", "(7×6) times (7×6)", ""),
    ("Z_1", r"G_2 \circ \sigma'(Z_1)", "", "(7×5) ∘ (7×6)", ""),
    ("b_1", r"G_1", "axis not summed", "7×6 (m×d)", "a vector of 6 (d)"),
    (
        "b_1",
        r"\mathbf{1}^\top G_1 \mathbf{1}",
        "number",
        "(1×7) times (7×6) times (6×1) gives a number",
        "a vector of 6 (d)",
    ),
    ("b_1", r"G_1 \mathbf{1}", "wrong axis", "(7×6) times (6×1) gives 7×1 (m×1)", "a vector of 6 (d)"),
    ("W_1", r"\frac{\lambda}{2} \lVert W_1 \rVert^2", "number", "a number", "4×6 (n×d)"),
    ("W_1", r"X^\top G_1 + \lVert W_1 \rVert^2", "", "(4×6) plus a number", ""),
    ("W_1", r"X^\top G_1 + \lambda b_1", "", "(4×6) plus (a vector of 6)", ""),
    ("W_1", r"X^\top G_1 + b_2", "", "(4×6) plus (a vector of 5)", ""),
    ("W_1", r"\operatorname{diag}(\sigma'(Z_1)) G_1", "", "7×6", ""),
    ("W_1", r"G_1 / X", "", "(7×6) over (7×4)", ""),
    ("W_1", r"\sum_i X_i^\top G_1", "", "(4×1) times (7×6)", ""),
]


@pytest.mark.parametrize(("variable", "line", "mistake", "yours", "expected"), SHAPES)
def test_a_shape_that_is_off_is_spelled_out(penalised, variable, line, mistake, yours, expected):
    judgement = penalised.gradient(variable, line, given=GIVEN)
    assert (judgement.kind, judgement.mistake) == ("shape", mistake), judgement.as_text()
    assert judgement.card.yours.startswith(yours)
    assert judgement.card.expected.startswith(expected)
    assert judgement.card.hint


VALUES = [
    ("Z_2", r"S - I_y", "factor m"),
    ("Z_2", r"\frac{1}{m^2} (S - I_y)", "factor 1/m"),
    ("Z_2", r"\frac1m (I_y - S)", "factor -1"),
    ("Z_2", r"\frac{2}{m} (S - I_y)", "factor 2"),
    ("Z_2", r"\frac{1}{2m} (S - I_y)", "factor 1/2"),
    ("Z_2", r"\frac{1}{K} (S - I_y)", "factor"),
    ("Z_2", r"0 S", "zero"),
    ("Z_2", r"\frac1m S", "term missing"),
    ("Z_2", r"-\frac1m I_y / S", "another gradient"),
    ("Z_1", r"G_2 W_2^\top", "mask missing"),
    ("Z_1", r"G_2 W_2^\top \circ [Z_1 < 0]", "mask inverted"),
    ("Z_1", r"G_2 W_2^\top \circ \sigma(Z_1)", "value for mask"),
    ("Z_1", r"G_2 W_2^\top \circ A_1", "value for mask"),
    ("Z_1", r"-G_2 W_2^\top \circ \sigma'(Z_1)", "factor -1"),
    ("W_2", r"A_1^\top (S - I_y)", "factor m"),
    ("W_2", r"Z_1^\top G_2", "mask missing"),
    ("W_2", r"A_1^\top S", None),
    ("b_2", r"\mathbf{1}^\top (S - I_y)", "factor m"),
    ("b_2", r"\frac1m \mathbf{1}^\top G_2", "factor 1/m"),
    ("W_1", r"X^\top (G_2 W_2^\top)", "mask missing"),
    ("W_1", r"X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))", "factor m"),
    ("W_1", r"-X^\top G_1", "factor -1"),
    ("b_1", r"\mathbf{1}^\top (G_2 W_2^\top)", "mask missing"),
    ("b_1", r"\mathbf{1}^\top (G_2 W_2^\top \circ \sigma(Z_1))", "value for mask"),
    ("A_1", r"G_2 W_2^\top \circ \sigma'(Z_1)", None),
]


@pytest.mark.parametrize(("variable", "line", "mistake"), VALUES)
def test_a_value_that_is_off_is_rejected_and_the_mistake_named(relu, variable, line, mistake):
    judgement = relu.gradient(variable, line, given=["Z_2", "A_1", "Z_1"])
    assert judgement.kind == "value", judgement.as_text()
    assert mistake is None or judgement.mistake == mistake, judgement.as_text()
    assert judgement.card.hint


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        (r"X^\top (G_2 W_2^\top)", "slope missing"),
        (r"X^\top (G_2 W_2^\top \circ \sigma(Z_1))", "value for slope"),
        (r"X^\top (G_2 W_2^\top \circ \sigma'(A_1))", "slope elsewhere"),
        (r"X^\top (G_2 W_2^\top \circ \sigma'(X W_1))", None),
    ],
)
def test_a_slope_that_is_off_is_named_even_inside_a_product(tanh, line, mistake):
    judgement = tanh.gradient("W_1", line, given=["Z_2"])
    assert (judgement.kind, judgement.mistake) == ("value", mistake or ""), judgement.as_text()


@pytest.mark.parametrize(
    ("variable", "line", "mistake"),
    [
        ("W_1", r"X^\top G_1", "regulariser missing"),
        ("W_1", r"X^\top G_1 + 2 \lambda W_1", "regulariser doubled"),
        ("W_1", r"X^\top G_1 + \frac{\lambda}{2} W_1", "regulariser factor"),
        ("W_1", r"m X^\top G_1 + \lambda W_1", "data term factor"),
        ("W_1", r"\lambda W_1", "data term missing"),
        ("W_2", r"\frac1m (A_1^\top (S - I_y) + \lambda W_2)", None),
        ("b_1", r"\mathbf{1}^\top G_1 + \lambda b_1", "bias penalised"),
    ],
)
def test_a_penalty_that_is_off_is_named(penalised, variable, line, mistake):
    judgement = penalised.gradient(variable, line, given=GIVEN)
    assert judgement.kind == "value", judgement.as_text()
    assert mistake is None or judgement.mistake == mistake, judgement.as_text()


def test_a_number_in_the_place_of_a_letter_is_not_general(relu):
    judgement = relu.gradient("Z_2", r"\frac{1}{7} (S - I_y)")
    assert (judgement.kind, judgement.card.problem) == ("value", "right at some sizes only")


def test_undefined_numbers_are_called_that(relu):
    judgement = relu.gradient("Z_2", r"\log(-1) S")
    assert "infinite or undefined" in judgement.card.problem


def test_no_message_tells_the_answer(relu, penalised):
    """What is expected is a shape; how it is off is words; no part of a right line stands in a message."""
    for variable, line, _ in VALUES:
        text = relu.gradient(variable, line, given=GIVEN).as_text().split("\n", 1)[1]
        assert not any(part in text for part in (r"\circ \sigma'(Z", r"W_2^\top", r"X^\top", "S - I_y", "I_y"))
    text = penalised.gradient("W_1", r"X^\top G_1", given=GIVEN).as_text().split("\n", 1)[1]
    assert "W_1 +" not in text


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (r"X = Z_1", "is given"),
        (r"m = 7", "is given"),
        (r"X^\top G_1", "without ="),
        (r"= X^\top G_1", "goes on from nothing"),
        (r"m \frac{\partial \ell}{\partial Z_2} = S - I_y", "left of ="),
        (r"\frac{\partial Z_2}{\partial A_1} = W_2^\top", "other than the loss"),
        (r"\frac{\partial \ell}{\partial V} = X", "not one of the names"),
        (r"H = A_1 = Z_1", "not the same"),
    ],
)
def test_the_left_side_is_judged_as_well(relu, line, problem):
    derived = relu.derive("W_1", [line])
    assert problem in derived[0].card.problem, derived.as_text()
    assert not derived.ok


def test_every_side_of_a_chain_of_equations_is_judged(relu):
    line = r"\frac{\partial \ell}{\partial Z_2} = \frac1m (S - I_y) = S - I_y"
    judgement = relu.derive("Z_2", [line])[0]
    assert (judgement.kind, judgement.mistake) == ("value", "factor m")
    assert line[slice(*judgement.span)] == "S - I_y"


def test_a_gradient_times_the_wrong_array_is_named(tanh):
    judgement = tanh.gradient("W_2", r"Z_1^\top G_2", given=GIVEN)
    assert (judgement.kind, judgement.mistake) == ("value", "another input"), judgement.as_text()
    assert "made with Z_1" in judgement.card.reading
    assert "A_1" not in judgement.card.as_text()


@pytest.mark.parametrize(
    ("slope", "mistake"),
    [
        (r"(1 - A_1 \circ A_1)", "slope of tanh"),
        (r"(1 - \sigma(Z_1) \circ \sigma(Z_1))", "slope of tanh"),
        (r"A_1 \circ (1 - A_1)", "slope of a sigmoid"),
        (r"\tanh'(Z_1)", ""),
        (r"\sigma'(A_1)", "slope elsewhere"),
    ],
)
def test_where_the_function_is_left_open_a_line_has_to_hold_for_any(left_open, slope, mistake):
    line = rf"\frac{{\partial \ell}}{{\partial A_1}} \circ {slope}"
    assert left_open.gradient("Z_1", r"G_2 W_2^\top \circ \sigma'(Z_1)", given=["Z_2"]).kind == "right"
    judgement = left_open.gradient("Z_1", line, given=["A_1"])
    assert (judgement.kind, judgement.mistake) == ("value", mistake)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        (r"X^\top G_1", "P"),
        (r"H \nabla_Q \ell^\top", "Q"),
        (r"G_1^\top X", None),
        (r"X^\top G_1 - H \nabla_Q \ell^\top", None),
    ],
)
def test_a_missing_path_of_a_variable_used_twice_is_named(line, places):
    shapes = {"X": ("m", "n"), "W": ("n", "d"), "H": ("n", "m")}
    forward = ["P = X W", r"Q = W^\top H", r"\ell = \frac12 \lVert P \rVert^2 + \frac13 \lVert Q \rVert^2"]
    problem = derivation.Problem(shapes, forward, shorthand={"G_1": "P"})
    judged = problem.derive("W", [rf"\nabla_W \ell = {line}"], given=["P", "Q"])[0]
    assert (judged.mistake == "path missing") == (places is not None)
    assert places is None or judged.card.reading.endswith(f"comes by {places}.")
