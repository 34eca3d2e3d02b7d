"""A lecture's figures: the same on every machine, with words for those who cannot see them."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from autograder.build import figures, lectures

SVG = "{http://www.w3.org/2000/svg}"


def drawn(shift: float = 0.0) -> str:
    """A figure with text, markers, hatches, clips and an image, as matplotlib writes it."""
    figure = Figure(figsize=(4, 3))
    left, right = figure.subplots(1, 2)
    left.plot([0, 1, 2], np.array([0.1, 0.7, 0.3]) + shift, marker="o", label="$w_1$ & <more>")
    left.bar([0, 1], [0.5, 0.2], hatch="//")
    left.legend()
    right.imshow(np.arange(12).reshape(3, 4))
    target = io.StringIO()
    figure.savefig(target, format="svg")
    return target.getvalue()


def test_the_same_figure_is_the_same_text_whatever_matplotlib_draws_lots_for():
    with mpl.rc_context({"svg.hashsalt": None}):
        first, second = drawn(), drawn()
    assert first != second
    assert figures.tidy(first, "words", "cell-1") == figures.tidy(second, "words", "cell-1")


def test_the_last_digits_of_a_sum_do_not_show():
    assert figures.tidy(drawn(), "words", "a") == figures.tidy(drawn(1e-13), "words", "a")


def test_no_date_and_no_program_is_named():
    text = figures.tidy(drawn(), "words", "a")
    assert not re.search(r"<metadata|matplotlib|\b20\d\d-\d\d-\d\d", text)


def test_the_words_are_the_title_escaped():
    root = ET.fromstring(figures.tidy(drawn(), "p < q & more", "a"))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "p < q & more"


def test_every_reference_finds_its_target_and_ids_carry_the_cells_name():
    text = figures.tidy(drawn(), "words", "cell-7-0")
    ids = re.findall(r'\bid="([^"]+)"', text)
    wanted = {*re.findall(r'xlink:href="#([^"]+)"', text), *re.findall(r"url\(#([^)]+)\)", text)}
    assert len(ids) > 10
    assert len(ids) == len(set(ids))
    assert set(ids) == wanted
    assert all(re.fullmatch(r"cell-7-0-\d+", one) for one in ids)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("translate(1.23456 -0.0001) scale(0.015625)", "translate(1.23 0) scale(0.015625)"),
        ("rotate(-12.34567 3 4) translate(0.125 7)", "rotate(-12.34567 3 4) translate(0.12 7)"),
        ("M 1e-15 12345.678 L 3.14159 2.5", "M 0 12345.678 L 3.14 2.5"),
    ],
)
def test_coordinates_are_rounded_and_scales_are_not(before, after):
    assert f'"{after}"' in figures.tidy(f'<svg><path transform="{before}"/></svg>', "words", "a")


def test_what_is_no_figure_is_refused():
    with pytest.raises(ValueError, match="no <svg> in"):
        figures.tidy("<p>", "words", "a")


def test_a_lecture_is_drawn_as_svg_and_keeps_its_words(tmp_path):
    source = tmp_path / "lectures" / "01_line.py"
    source.parent.mkdir()
    source.write_text('# %% picture="A line going up"\nimport matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n')
    cell = lectures.lecture(source).cells[0]
    (shown,) = [output for output in cell.outputs if output.output_type == "display_data"]
    assert set(shown.data) == {"image/svg+xml", "text/plain"}
    assert "<title>A line going up</title>" in shown.data["image/svg+xml"]
    assert shown.metadata["image/svg+xml"] == {"alt": "A line going up"}
