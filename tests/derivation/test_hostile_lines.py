"""Strangers' strings: whatever is handed in, the answer is a Judgement, soon, and nothing of it is markup."""

from __future__ import annotations

import inspect
import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.derivation.algebra import scope
from byhand.derivation.judgement import Judgement
from byhand.derivation.latex import tokens

KINDS = {"right", "follows", "definition", "missing", "syntax", "name", "shape", "value"}
SIGNS = r"""
X W_1 Z_1 A_1 b_1 I_y S m 0 1 2 0.5 i k K \ell \lambda \sigma \sigma' \sigma'(Z_1) \top ^\top ^T ^2 ^{\circ 2}
_ ^ _1 _{i,:} _{ik} { } ( ) [ ] \{ \} \left( \right) \bigl[ \bigr] + - / \cdot \times \circ \odot = & , : ' > <
\frac \frac1m \frac{1}{m} \sum \sum_i \sum_{i=1}^m \partial \nabla_{W_1} \frac{\partial\ell}{\partial \lVert \rVert \|
\mathbf{1} \mathbf{1}^\top \mathbf{ \operatorname{diag}( \operatorname{softmax}( \log \exp \tanh \max( \sqrt e^{ W^{(1)}
\, \quad \text{so} \\ $ * @ % # ~ \foo \text{ \hat{G} \mathcal{L} <b> &lt; ` σ ∘
"""
PIECES = [*SIGNS.split(), " "]
RIGHT = [
    r"\frac{1}{m} X^\top \left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right)",
    r"\sum_{i=1}^m X_{i,:}^\top \left( (G_2)_{i,:} W_2^\top \circ \sigma'((Z_1)_{i,:}) \right)",
    r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1} + 0 \lVert W_1 \rVert^2 W_1",
    r"X^\top (G_2 W_2^{T} \odot \mathbf{1}[Z_1 > 0]) \quad \text{mask}",
]


def check(judgement: Judgement) -> None:
    assert judgement.kind in KINDS
    assert judgement.card is None or judgement.card.problem != "cannot be judged"
    assert judgement.span is None or 0 <= judgement.span[0] <= judgement.span[1] <= len(judgement.line) + 1
    ElementTree.fromstring(judgement.as_html())
    assert judgement.as_text()
    assert judgement._repr_markdown_()


@given(st.text(max_size=60))
def test_any_text_is_judged(relu, text):
    check(relu.gradient("W_1", text))
    for line in relu.derive("W_1", [text, text]):
        check(line)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_row_of_signs_is_judged(relu, deep, pieces):
    text = " ".join(pieces)
    check(relu.gradient("W_1", text, given=["Z_2", "Z_1"]))
    for line in deep.derive("W_i", [text, f"= {text}", f"H_i = {text}", f"G_i = {text}"]):
        check(line)


@settings(max_examples=300)
@given(st.sampled_from(RIGHT), st.data())
def test_any_change_of_a_right_line_is_judged(relu, line, data):
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, len(line)))
        end = data.draw(st.integers(begin, min(len(line), begin + 6)))
        line = line[:begin] + data.draw(st.sampled_from(["", *PIECES])) + line[end:]
    check(relu.gradient("W_1", line, given=["Z_2", "Z_1"]))


LONG = [
    "(" * 500 + "X" + ")" * 500,
    "{" * 1000 + "X",
    r"\frac" * 300,
    r"\frac{1}{" * 200 + "m" + "}" * 200,
    "X" * 2000,
    "X^T" * 600,
    "X^" * 900,
    "X_" * 900,
    "+".join(["S"] * 900),
    r"\circ ".join(["S "] * 200),
    r"\log " * 350 + "S",
    r"\sum_i " * 250 + "X_i",
    "-" * 1900,
    "'" * 1900,
    r"\|" * 900,
    r"\left(" * 300,
    "1" * 1999,
    "0." + "9" * 1900,
    r"\text{" * 300,
    r"$" * 1999,
    r"\quad" * 390,
    r"\nabla_{" * 200,
    "2^{" * 300 + "2" + "}" * 300,
    "9" + "^9" * 500,
    "a" * 5000,
    "\\" * 1999,
    "&" * 1999,
    "\x00" * 100,
    "\ud800",
    "\u202e X",
    r"\begin{aligned} X \\ Y \end{aligned}",
]


@pytest.mark.parametrize("text", LONG, ids=[f"{text[:8]!a}x{len(text)}" for text in LONG])
def test_long_and_deep_lines_are_judged_without_recursion(relu, text):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 420)
    try:
        check(relu.gradient("W_1", text))
        check(relu.derive("W_1", [f"H = {text}"])[0])
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    "text", ["9^9", "9^{9^9}", r"\exp(\exp(\exp(9^9)))", r"m^{999999}", r"\sum_{i=1}^{99999999} X_i"]
)
def test_powers_and_sums_cannot_grow(relu, text):
    assert relu.gradient("W_1", text).kind in ("syntax", "shape", "value")


@pytest.fixture
def work(monkeypatch):
    """Counts every node that is evaluated anywhere."""
    done = []
    count = scope.Meter.count

    def counted(self, span):
        done.append(span)
        count(self, span)

    monkeypatch.setattr(scope.Meter, "count", counted)
    return done


def test_nested_sums_stop_at_a_fixed_amount_of_work(relu, work):
    relu.gradient("W_1", "1")
    work.clear()
    nested = r"\sum_i \sum_j \sum_k \sum_p \sum_q X_{ij} S_{ik} (A_1)_{ip} (A_1)_{iq} X"
    judgement = relu.gradient("W_1", nested)
    assert judgement.card.problem == "too much to compute"
    assert len(work) <= 3 * (scope.MOST_WORK + 1)
    lines = [rf"H_{i} = \sum_i \sum_j \sum_k X_{{ij}} S_{{ik}} (A_1)_{{ik}}" for i in range(40)]
    work.clear()
    relu.derive("W_1", lines)
    assert len(work) <= 2 * scope.MOST_WORK_ALTOGETHER + 40


def test_the_tokens_of_a_line_are_at_most_its_characters():
    for text in ["X" * 2000, r"\frac12" * 250, "((" * 10 + "))" * 10]:
        assert len(tokens.tokenize(text, 0, len(text), frozenset())) <= len(text)


class Lies(str):
    def __eq__(self, other):
        raise RuntimeError

    __hash__ = None


@pytest.mark.parametrize(
    "lines",
    [None, 3, [1, 2], [None], np.array(["X"]), Lies("X"), [Lies("X")], {"a": "b"}, b"X", [["X"]], ["X"] * 100,
     object(), print, [b"X"], ["X" * 2000] * 20],
)  # fmt: skip
def test_what_is_not_a_list_of_lines_is_said_to_be_none(relu, lines):
    derived = relu.derive("W_1", lines)
    assert derived[0].kind == "syntax"
    assert not derived.ok
    assert derived.score == 0
    check(derived[0])
    assert not relu.gradient("W_1", lines).ok


def test_an_empty_derivation_is_no_derivation(relu):
    for lines in ([], "", "\n\n", ()):
        derived = relu.derive("W_1", lines)
        assert not derived.ok
        assert derived.score == 0
        assert derived.as_text()


def test_one_string_with_line_breaks_is_a_derivation(relu):
    derived = relu.derive(
        "A_1",
        r"""
        \frac{\partial \ell}{\partial Z_2} &= \frac1m (S - I_y) \\
        \frac{\partial \ell}{\partial A_1} &= \frac{\partial \ell}{\partial Z_2} W_2^\top
        """,
    )
    assert derived.ok, derived.as_text()


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", r"\text{<img src=x onerror=alert(1)>}", r"\href{javascript:alert(1)}{X}", "X<b>Y",
     '" onmouseover="alert(1)', r"\mathrm{<b>} X", r"X \quad \text{<b>bold</b>}", "]]>", r"\class{x}{y}"],
)  # fmt: skip
def test_nothing_handed_in_becomes_markup(relu, text):
    for judgement in (relu.gradient("W_1", text), relu.derive("W_1", [f"H = {text}"])[0]):
        tags = {element.tag for element in ElementTree.fromstring(judgement.as_html()).iter()}
        assert not tags & {"script", "img", "a", "b"}
        outside_of_code = re.sub(r"`[^`\n]*`", "", judgement._repr_markdown_())
        assert "<" not in outside_of_code
        assert not re.search(r"\\(href|class|style|unicode|require)", outside_of_code)
