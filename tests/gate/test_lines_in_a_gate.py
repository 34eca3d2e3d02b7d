"""A derivation in an assignment: other right lines pass the gate, and wrong ones have to be spoken of."""

from __future__ import annotations

import pytest

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.build import versions
from autograder.grading.findings import Marks
from autograder.grading.grade import grade
from autograder.reports.feedback import page_for

QUESTION = r"""

# %% given="problem"
from byhand import derivation

squares = derivation.Problem(
    {"X": ("m", "n"), "w": ("n", 1)}, [r"z = X w", r"\ell = \frac12 \lVert z \rVert^2"]
)

# %% solution="lines"
lines = [
    ### BEGIN SOLUTION
    r"\frac{\partial \ell}{\partial z} = z",
    r"\frac{\partial \ell}{\partial w} = X^\top \frac{\partial \ell}{\partial z}",
    ### END SOLUTION
]

# %% tests="lines" points=2
squares.derive("w", lines).parts({"z": 1, "w": 1})
"""
TWICE = r'lines=[r"\nabla_z \ell = 2 z", r"\nabla_w \ell = X^\top \nabla_z \ell"]'
HOSTILE = [
    r"\frac{\partial \ell}{\partial z} = <script>alert(1)</script> z",
    r"\frac{\partial \ell}{\partial z} = z \quad \text{<img src=x onerror=alert(1)>}",
    r'<b onclick="alert(1)"> = $$</span></div><iframe src="https://evil.example">',
]


@pytest.fixture
def with_lines(tiny):
    """The tiny homework with a derivation as its last question."""
    source = tiny / "hw0_tiny.py"
    source.write_text(source.read_text() + QUESTION)
    return tiny


@pytest.fixture
def feedback(with_lines, tmp_path, jailer):
    """The finding about some lines, and the page a student gets for them."""
    solution, student = versions.build_assignment(with_lines / "hw0_tiny.py", tmp_path / "assignments")
    key = answer_key.load(solution)
    blank = student_version(student)

    def given(lines):
        entries = [answer_key.catalogue.Alternative("lines", "", f"lines = {lines!r}\n")]
        graded = grade(as_bytes(answered(blank, key, entries)), key, jailer)
        return graded.findings[-1], page_for(
            graded.notebook, Marks({"check-lines": graded.findings[-1].score}, {}), "s"
        )

    return given


def catalogue(folder, entry):
    kind = entry.partition("(")[0]
    (folder / "catalogue" / "lines.py").write_text(f"from autograder.assignment.catalogue import {kind}\n\n{entry}\n")


def test_other_right_lines_pass(with_lines, failures):
    catalogue(
        with_lines,
        r'alternative_value("short", lines=[r"\nabla_w \ell = X^\top X w", r"\nabla_z \ell = z"])',
    )
    assert failures() == []


def test_right_lines_that_are_rejected_are_reported(with_lines, failures):
    catalogue(with_lines, rf'alternative_value("not so right", {TWICE})')
    (found,) = failures()
    assert found.what == "alternative lines: not so right gets full marks"
    assert found.why.startswith("lines: ∂ℓ/∂z: line 1")


def test_a_wrong_line_of_which_the_cards_speak_is_named(with_lines, failures):
    catalogue(with_lines, rf'misconception_value("twice", says="a factor of 2", {TWICE})')
    (found,) = failures()
    assert (found.what, "nothing says 'a factor of 2'" in found.why) == ("misconception lines: twice", True)
    catalogue(with_lines, rf'misconception_value("twice", says="twice what it should be", {TWICE})')
    assert failures() == []


def test_lines_for_a_variable_nobody_asks_for_are_reported(with_lines, failures):
    catalogue(with_lines, 'alternative_value("lost", line=[])')
    assert any(found.why == "the assignment asks for no line (lost)" for found in failures())


def test_the_feedback_shows_the_lines_in_type_each_with_its_mark(feedback):
    finding, page = feedback([r"\nabla_z \ell = 2 z", r"\nabla_w \ell = 2 X^\top z"])
    assert (finding.score, finding.status) == (1.0, "partial")
    assert finding.mistake.startswith("∂ℓ/∂z: factor")
    shown = page[page.index("byhand-derivation") :]
    assert shown.count("<math") == 2
    assert shown.index("✗") < shown.index("(✓)")
    assert page.count("the shape fits, the value is not that of the gradient") == 1  # at the line, not again on a card


def test_lines_that_are_not_there_are_not_written(feedback):
    finding, _ = feedback([])
    assert (finding.score, finding.status) == (0.0, "not written")


@pytest.mark.parametrize("value", [None, 7, "", "x", [None], [[]], {"a": 1}, ["\0", "\x1b[31m"], [HOSTILE[0]] * 200])
def test_whatever_stands_in_the_variable_the_page_is_made(feedback, value):
    finding, page = feedback(value)
    assert finding.score == 0
    assert "</html>" in page


def test_hostile_lines_stay_harmless_text(feedback):
    _, page = feedback(HOSTILE)
    for piece in ("<script>", "<img src=x", "<b onclick", "<iframe"):
        assert piece not in page.replace("<img alt", "")
    assert "byhand-derivation" in page
