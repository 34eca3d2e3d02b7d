"""What a student sees: the own lines, each with a mark, as text, HTML and Markdown."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

LINES = [
    r"\frac{\partial \ell}{\partial Z_2} = S - I_y",
    r"\frac{\partial \ell}{\partial A_1} = (S - I_y) W_2^\top \quad \text{chain rule}",
    r"M = \mathbf{1}[Z_1 > 0]",
    r"\frac{\partial \ell}{\partial W_1} = X \left( G_1 + Z_1 \right)",
    r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top (G_1",
    r"\frac{\partial \ell}{\partial b_2} =",
    r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
]


@pytest.fixture(scope="module")
def derived(relu):
    return relu.derive("W_1", LINES, given=["Z_1"])


def test_every_line_has_its_mark_in_every_form(derived):
    marks = ["✗", "(✓)", "·", "✗", "✗", "…", "✓"]
    starts = [f"{mark:>3} {number}  " for number, mark in enumerate(marks, 1)]
    shown = [line for line in derived.as_text().splitlines() if line.startswith(tuple(starts))]
    assert [line[7:] for line in shown] == LINES
    listed = [line for line in derived._repr_markdown_().splitlines() if line[:1].isdigit()]
    assert [line.split(" ")[1] for line in listed[:7]] == marks
    page = ElementTree.fromstring(derived._repr_html_())
    assert [span.text for span in page.iter("span") if span.text in marks] == marks


def test_the_text_underlines_the_place_that_is_off(derived):
    lines = derived.as_text().splitlines()
    at = lines.index(f"  ✗ 4  {LINES[3]}")
    assert lines[at + 1][lines[at].index("X \\left") :] == "^" * len(r"X \left( G_1 + Z_1 \right)")
    at = lines.index(f"  ✗ 5  {LINES[4]}")
    assert lines[at + 1].index("^") == lines[at].index("(G_1")


def test_formulas_stand_between_dollar_signs_with_the_place_underlined(derived):
    html = derived.as_html()
    assert r"$\displaystyle \frac{\partial \ell}{\partial A_1} = (S - I_y) W_2^\top$" in html
    assert r"= {\underline{X \left( G_1 + Z_1 \right)}}$" in html
    assert r"[Z_1 \gt 0]$" in html
    assert "chain rule" in html
    assert "<pre" in html  # the line that could not be read


def test_a_bracket_keeps_its_size_command_when_it_is_underlined(relu):
    html = relu.gradient("W_1", r"X^\top \left( Z_1 + b_2 \right) \circ \bigl( Z_1 \bigr)").as_html()
    assert r"{\underline{Z_1 + b_2}}" in html or r"{\underline{ Z_1 + b_2" in html or r"\underline{b_2}" in html
    html = relu.gradient("W_1", r"\left( X \right) \left( X \right) + X").as_html()
    assert r"$\displaystyle {\underline{\left( X \right) \left( X \right)}} + X$" in html


def test_offline_pages_get_mathml_without_any_script(derived):
    page = ElementTree.fromstring(derived.as_html(offline=True))
    tags = {element.tag for element in page.iter()}
    assert {"math", "mfrac", "msub", "msubsup", "mo", "mi"} <= tags
    assert "$" not in derived.as_html(offline=True)
    off = [element for element in page.iter("mrow") if element.get("style")]
    assert len(off) == 1


FORMULAS = [
    r"\sum_{i=1}^{m} A_{i,:} + \sum_i B_i", r"\lVert W_1 \rVert_F^2 + \|b\|", r"\hat{y} - \mathcal{L} \mathbf{1}_K",
    r"\tanh^2(Z) + \sqrt{2} \max(0, Z)", r"-A \cdot B / C \odot D^{\circ 2}", r"W^{(1)\top}_{2} e^{-Z}",
    r"\nabla_W \ell + \frac{d \ell}{d W} + \log \sum_j \exp z_j", r"\mathbb{1}_{Z \ge 0} \{ A \} [B]",
    r"\operatorname{softmax}'(Z) \sigma_1'(Z) A^\mathsf{T}", r"(a, b) \partial x",
]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_sign_can_be_set_in_type(relu, formula):
    page = ElementTree.fromstring(relu.derive("W_1", [f"H = {formula}"]).as_html(offline=True))
    assert page.find(".//math") is not None


def test_very_long_lines_are_cut_where_they_are_right(relu):
    judgement = relu.gradient("W_1", "X + " * 300 + "H" + " + X" * 100)
    first, caret = judgement.as_text().splitlines()[:2]
    assert len(first) < 450
    assert first[caret.index("^")] in "HX"


def test_the_summary_counts_lines_and_misses_the_goal(relu, derived):
    assert derived.as_text().endswith("2 of 6 lines right")
    short = relu.derive("W_1", [r"\frac{\partial \ell}{\partial Z_2} = \frac1m (S - I_y)"])
    assert short.summary() == "1 of 1 line right; what was asked for is still to come"
    assert not short.ok


def test_a_problem_shows_what_is_given_and_what_is_computed(penalised):
    assert repr(penalised).startswith("Given X (m×n), W_1 (n×d), b_1 (d), W_2 (d×K), b_2 (K), I_y (m×K), λ\n  Z_1 = X")
    assert "m = 7, n = 4, d = 6, K = 5" in repr(penalised)
    ElementTree.fromstring(penalised._repr_html_())


def test_the_rules_are_one_list():
    from byhand import derivation

    assert derivation.rules().count("\n- ") == len(derivation.rules().splitlines()) - 1
    assert "matrix product" in derivation.rules()
