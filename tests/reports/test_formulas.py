"""TeX from strangers becomes MathML of known elements, or stays text."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.reports.mathml import _ATTRIBUTES, _ELEMENTS, LONGEST, to_mathml


class Reader(HTMLParser):
    """The elements and attributes of a piece of HTML, and its text."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.attributes, self.text = [], [], ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text += data


FORMULAS = [
    (r"\frac{1}{m}\sum_i x_{ij}", ["mfrac", "msub"]),
    (r"\mathbf{X}^\top \delta", ["msup"]),
    (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", ["mtable", "mtr", "mtd"]),
    (r"\sqrt{x^2}", ["msqrt"]),
    (r"\hat y = \operatorname{softmax}(z)", ["mover"]),
    (r"\mathbb{R}^{m \times n}", ["msup"]),
]


@pytest.mark.parametrize(("tex", "elements"), FORMULAS)
@pytest.mark.parametrize("display", [False, True])
def test_what_students_write_is_drawn(tex, elements, display):
    read = Reader(to_mathml(tex, display))
    assert read.elements[0] == "math"
    assert set(elements) <= set(read.elements)


HOSTILE = [
    r"\text{</mtext></math><script>alert(1)</script>}",
    r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
    r"\mathrm{&lt;img src=x onerror=alert(1)&gt;}",
    r"\text{&amp;lt;script&amp;gt;}",
    r"\href{javascript:alert(1)}{x}",
    r"\style{background:url(https://evil.example)}{x}",
    r"\class{a\" onclick=\"alert(1)}{x}",
    r"\color{red\" onmouseover=\"alert(1)}{x}",
    r"\hspace{1em\" onload=\"alert(1)}",
    r"<annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml>",
    r"\text{<!--}</math><script>alert(1)</script>",
    r"\text{<![CDATA[<script>alert(1)</script>]]>}",
    r"\text{<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;}",
    r"\begin{array}{c\" onclick=\"x}1\end{array}",
    "\x00\x01\ufffe",
]


@pytest.mark.parametrize("tex", HOSTILE)
def test_a_formula_cannot_bring_other_elements_with_it(tex):
    safe(to_mathml(tex, False))


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*HOSTILE, *(t for t, _ in FORMULAS), "{", "}", "&", "<"])).map("".join)
)
@example("a" * (LONGEST + 1))
@example("{" * 3000)
def test_any_text_at_all_gives_known_elements_only(tex):
    safe(to_mathml(tex, True))


@pytest.mark.parametrize("tex", [r"\frac{1}{", r"\begin{nothing}x", r"\left(", "x" * (LONGEST + 1)])
def test_a_formula_that_cannot_be_drawn_is_shown_as_it_was_written(tex):
    assert to_mathml(tex, False) == f"<code>{html.escape(tex)}</code>"


def safe(shown):
    read = Reader(shown)
    assert set(read.elements) <= _ELEMENTS | {"code"}
    assert set(read.attributes) <= _ATTRIBUTES
    assert "evil" not in "".join(read.attributes)
    if read.elements[0] == "code":
        assert read.elements == ["code"]
