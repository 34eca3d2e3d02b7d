"""Typeset derivations pass into the feedback page only if they are made of known elements."""

from __future__ import annotations

import pytest

from autograder.reports.mathml import LONGEST_LINES, known_only
from byhand import derivation

PROBLEM = derivation.Problem(
    {"X": ("m", "n"), "w": ("n", 1), r"\lambda": ()},
    ["z = X w", r"\ell = \frac12 \lVert z \rVert^2 + \frac{\lambda}{2} \lVert w \rVert^2"],
)


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial \ell}{\partial w} = X^\top z + \lambda w",
        r"\nabla_w \ell = \sum_i (X_{i,:})^\top z_i + \lambda w \quad \text{<b>}",
        r"\nabla_w \ell = X z",
        r"\nabla_w \ell = \hat{X}^{(2)} [z > 0] \sqrt{2}",
        r"(((",
        "\\frac{<script>}{&lt;}",
        "",
    ],
)
def test_what_the_judge_shows_passes(line):
    shown = PROBLEM.derive("w", [line]).as_html(offline=True)
    assert known_only(shown)
    assert "<script" not in known_only(shown)


@pytest.mark.parametrize(
    "fragment",
    [
        "<div><script>alert(1)</script></div>",
        '<div onclick="alert(1)">x</div>',
        '<div style="background: url(https://evil.example)">x</div>',
        '<div style="width: expression(alert(1))">x</div>',
        '<span style="a\\62 c">x</span>',
        '<a href="https://evil.example">x</a>',
        '<math><mi href="javascript:alert(1)">x</mi></math>',
        "<img src='x'/>",
        "<div>not closed",
        "<div>" + "x" * LONGEST_LINES + "</div>",
    ],
)
def test_anything_else_is_left_out_whole(fragment):
    assert known_only(fragment) == ""
