"""What students write in the notation of other books: accepted where its meaning is clear, else one sentence."""

from __future__ import annotations

import pytest

OUTPUT = r"%s = \frac1m (S - I_y)"


@pytest.mark.parametrize("loss", ["L", "J", r"\mathcal{L}", r"\mathcal{J}", r"\mathcal L", r"\ell"])
def test_other_names_of_the_loss_are_accepted(left_open, accepted, loss):
    lines = [
        OUTPUT % rf"\frac{{\partial {loss}}}{{\partial Z_2}}",
        rf"\nabla_{{W_2}} {loss} = A_1^t \nabla_{{Z_2}} {loss}",
    ]
    for line in left_open.derive("W_2", lines):
        accepted(line)


def test_a_derivative_of_something_else_names_the_loss(left_open):
    judged = left_open.derive("W_2", [r"\frac{\partial Z_2}{\partial W_2} = A_1"])[0]
    assert judged.card.problem == "a derivative of something other than the loss, ℓ"


def test_dW_is_a_gradient_where_a_line_begins_with_it(left_open):
    lines = [OUTPUT % "dZ_2", r"dW_2 = A_1^\top dZ_2", r"db_2 = \sum_i dZ_{2,i}", r"dA_1 = (W_2 dZ_2^\top)^\top"]
    derived = left_open.derive("W_2", lines)
    assert [line.kind for line in derived] == ["right"] * 4
    derived.require("b_2")


def test_d_stays_a_length_where_no_line_begins_with_dW(left_open):
    lines = [OUTPUT % r"\nabla_{Z_2} \ell", r"\nabla_{W_2} \ell = \frac1d A_1^\top (d G_2)"]
    assert [line.kind for line in left_open.derive("W_2", lines)] == ["right", "right"]


@pytest.mark.parametrize("transpose", [r"W^{(2)\top}", r"W^{(2)^\top}", r"W^{(2)^T}", r"W^{(2)T}", r"{W^{(2)}}^\top"])
def test_a_transpose_may_stand_inside_or_outside_the_label(columns, accepted, transpose):
    accepted(columns.derive("a^{(1)}", [rf"\nabla_{{a^{{(1)}}}} \ell = {transpose} \delta"], given=["z"])[0])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dW_2 = A_1.T @ G2", r"Write a transpose as W^\top"),
        ("dW_2 = A1.T @ G2", r"Write a transpose as W^\top"),
        (r"\nabla_{W_2} = A_1' G_2", r"a transpose is W^\top"),
        (r"\nabla_{W_2} = A_1^\top @ G_2", "side by side"),
    ],
)
def test_python_and_matlab_get_the_way_to_write_it(left_open, line, words):
    assert words in left_open.derive("W_2", [line], given=["Z_2"])[0].card.hint


def test_a_missing_comma_is_recognised(left_open):
    lines = [
        r"\frac{\partial \ell}{\partial Z_2} = \frac1m (S - I_y)" r"\frac{\partial \ell}{\partial W_2} = A_1^\top G_2"
    ]
    assert left_open.derive("W_2", lines)[0].card.problem == "two lines run together"


def test_a_lost_r_is_explained_once(left_open, capsys):
    lines = ["\frac{\\partial \\ell}{\\partial %s} = S" % name for name in ("Z_2", "W_2", "b_2")]  # noqa: UP031
    derived = left_open.derive("W_2", lines)
    parts = derived.parts({"Z_2": 1, "W_2": 1, "b_2": 1})
    assert (capsys.readouterr().out + repr(parts)).count("write r in front of the quotes") == 1
