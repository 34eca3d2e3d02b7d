"""The page a student gets back: what stands on it, and that nothing of a hostile notebook comes alive."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.findings import Marks
from autograder.reports import feedback
from autograder.reports.feedback import page_for

SCORES = Marks({"check-centre": 2.0, "check-scale": 3.0, "why": None}, {})
LOUD = "<script>window.pwned = 1; document.title = 'pwned'</script>"
PIXEL = '<img src=https://evil.example/pixel.png onerror="window.pwned = 1">'

HOSTILE = f'''\
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML({LOUD!r} + {PIXEL!r} + "<b>html for plain</b>"))
display(SVG(data="<svg xmlns='http://www.w3.org/2000/svg'><script>window.pwned = 1</script></svg>"))
display(Markdown("[click](javascript:window.pwned=1) ![](https://evil.example/md.png) {LOUD}"))
display(Javascript("window.pwned = 1"))
display({{"image/png": "{LOUD}", "text/plain": {LOUD!r}}}, raw=True)
display({{"image/png": "iVBORw0KGgo=\\" onerror=\\"window.pwned = 1", "image/jpeg": "AAAA"}}, raw=True)
display({{"application/javascript": "window.pwned = 1", "text/latex": "$x$"}}, raw=True)
print("</pre></details>{LOUD} \x1b[31mred\x1b[0m \x1b]8;;https://evil.example/link\x07linked\x1b]8;;\x07")
print("\\r".join(f"step {{n}} of 3" for n in range(4)))
# {LOUD}
'''
RAISING = f"""\
def centre(X):
    raise type({LOUD!r}, (ValueError,), dict())({PIXEL!r})
"""
WRITTEN = f"""\
# {LOUD}
{PIXEL}
[one](javascript:window.pwned=1) [two](data:text/html,<script>window.pwned=1</script>) [three](vbscript:x)
![picture](https://evil.example/written.png) <https://evil.example/auto> <style>body {{ display: none }}</style>
<iframe src="https://evil.example/frame"></iframe> <meta http-equiv="refresh" content="0;url=https://evil.example/">
$\\text{{&lt;/mtext&gt;&lt;script&gt;window.pwned=1&lt;/script&gt;}}$ $\\href{{javascript:window.pwned=1}}{{x}}$

The gradient is $\\frac{{\\partial \\ell}}{{\\partial z_i}}$, and

$$\\bar x_j = \\frac{{1}}{{m}} \\sum_{{i=1}}^{{m}} x_{{ij}}$$
"""


@pytest.fixture
def hostile(right, cell, graded):
    """A notebook with a script wherever there is room for one, graded."""
    cell(right, "centre")["source"] = RAISING
    cell(right, "scale")["source"] += "\n" + HOSTILE
    cell(right, "why")["source"] = WRITTEN
    cell(right, "cell-011")["source"] = HOSTILE + "1 / 0"
    cell(right, "cell-011")["metadata"] = {"name": LOUD, "tags": [LOUD]}
    right["metadata"]["title"] = LOUD
    right["cells"].append({"cell_type": "markdown", "metadata": {}, "source": f"## {LOUD} {PIXEL} $\\frac12$"})
    return graded(right, [f"the notebook was named {LOUD}.ipynb"])


@pytest.fixture
def hostile_page(hostile):
    marks = Marks({"check-centre": 0.0, "check-scale": 3.0, "why": None}, {"why": f"Nice {LOUD}", "centre": PIXEL})
    return page_for(hostile, marks, LOUD)


def test_nothing_of_a_hostile_notebook_runs_or_asks_the_network(hostile_page, opened):
    seen = opened(hostile_page)
    assert seen.requests == []
    assert seen.said == []
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.title() == "A tiny homework – feedback"
    assert seen.page.is_visible("h1")


def test_a_hostile_notebook_leaves_no_live_element(hostile_page, opened):
    seen = opened(hostile_page).page
    alive = "script, iframe, object, embed, link, base, form, input, svg, video, audio, meta[http-equiv=refresh]"
    assert seen.locator(alive).count() == 0
    attributes = seen.evaluate("[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())")
    assert [name for name in attributes if name.startswith("on")] == []
    assert {"srcset", "action", "background", "formaction", "ping", "poster"}.isdisjoint(attributes)
    assert seen.locator("h1").count() == 1
    addresses = seen.evaluate("[...document.querySelectorAll('[href]')].map(e => e.getAttribute('href'))")
    assert [address for address in addresses if not address.startswith(("#q-", "https://"))] == []
    sources = seen.evaluate("[...document.querySelectorAll('img')].map(e => e.getAttribute('src'))")
    assert [source for source in sources if not source.startswith("data:image/png;base64,")] == []


def test_what_a_hostile_notebook_says_is_shown_as_text(hostile_page, opened):
    text = opened(hostile_page).text()
    assert text.count(LOUD) >= 8
    assert "Feedback for " + LOUD in text
    assert f"Nice {LOUD}" in text
    assert PIXEL in text
    assert "red linked" in text
    assert "step 3 of 3" in text
    assert "step 1 of 3" not in text
    assert "ZeroDivisionError" in text


def test_a_page_has_a_policy_that_forbids_scripts_and_the_network(right, graded):
    html = page_for(graded(right), SCORES, "s01")
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html
    assert "http://" not in html.replace("http://www.w3.org/1998/Math/MathML", "")
    assert "https://" not in html


def test_formulas_in_a_written_answer_are_drawn(hostile_page, opened):
    seen = opened(hostile_page).page
    fraction = seen.locator("section math mfrac").first
    top, bottom = (fraction.locator(":scope > *").nth(n).bounding_box() for n in (0, 1))
    assert top["y"] + top["height"] <= bottom["y"] + 1
    display = seen.locator("section math[display=block]")
    assert display.count() == 1
    assert display.locator("munderover, munder").count() == 1
    assert "frac" not in display.text_content()


def test_no_hidden_test_no_reference_and_no_expected_value_is_on_the_page(blank, cell, graded, opened, key):
    cell(blank, "centre")["source"] = "def centre(X):\n    return X - X.mean(axis=1, keepdims=True)"
    cell(blank, "scale")["source"] = "def scale(X, eps=1e-9):\n    return 3 * X"
    marks = Marks({"check-centre": 0.0, "check-scale": 1.0, "why": 0.0}, {})
    seen = opened(page_for(graded(blank), marks, "s01"))
    text = seen.text()
    html = seen.page.content()
    for secret in ("tall", "kept", "reference", "hidden vector", "column_means", "spread", "units are mentioned",
                   "model answer", "BEGIN HIDDEN", "MARK SCHEME"):  # fmt: skip
        assert secret not in text
        assert secret not in html
    assert "The mean of each row instead of each column" in text
    assert "Which axis runs down a column?" in text
    assert "1.3333" not in text  # an entry of the right answer that was not asked for in the visible check


def test_points_results_and_comments_stand_where_they_belong(right, graded, opened):
    marks = Marks({"check-centre": 2.0, "check-scale": 2.5, "why": None}, {"why": "Read it again.\nThen decide."})
    seen = opened(page_for(graded(right, ["the notebook was named x.ipynb"]), marks, "s01")).page
    assert (
        seen.inner_text(".score") == "4.5 of 9 points · 4 more are decided when a person has read your written answer"
    )
    rows = [row.inner_text().split("\t") for row in seen.locator("tbody tr").all()]
    assert rows[:3] == [
        ["centre", "2 of 2", "✓ passed"], ["scale", "2.5 of 3", "partly right"], ["why", "– of 4", "waits to be read"],
    ]  # fmt: skip
    assert seen.inner_text(".note") == "Please note: the notebook was named x.ipynb."
    assert seen.inner_text(".comment") == "Read it again.\nThen decide."
    seen.click("text=scale >> nth=0")
    assert seen.url.endswith("#q-2")
    assert seen.locator("#q-2").inner_text().startswith("scale · partly right")


def test_the_headings_and_answers_of_the_notebook_are_on_the_page_in_order(right, graded, opened):
    text = opened(page_for(graded(right), SCORES, "s01")).text()
    marks = ["Centre the columns", "your answer: centre", "column_means", "Scale the columns", "In your own words"]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_fits_a_telephone(hostile_page, right, graded, opened, dark):
    for html in (hostile_page, page_for(graded(right), SCORES, "s01")):
        seen = opened(html, width=400, dark=dark).page
        seen.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert seen.evaluate("document.documentElement.scrollWidth") <= 400
        assert seen.locator("h1").bounding_box()["width"] > 200


def test_a_picture_of_the_students_is_shown_with_words_for_it(right, graded, opened):
    seen = opened(page_for(graded(right), SCORES, "s01")).page
    picture = seen.locator("img")
    assert picture.get_attribute("alt") == "output of this cell"
    assert picture.evaluate("e => e.naturalWidth") == 1


def test_a_picture_pasted_into_a_written_answer_is_shown_where_it_stands(blank, cell, graded, opened):
    grey = cell(blank, "picture-show_centred")["attachments"]["expected.png"]
    cell(blank, "why")["source"] = "Before.\n\n![my derivation](attachment:photo.png)\n\nAfter."
    cell(blank, "why")["attachments"] = {"photo.png": grey}
    seen = opened(page_for(graded(blank), SCORES, "s01")).page
    picture = seen.locator("section img")
    assert (picture.get_attribute("alt"), picture.evaluate("e => e.naturalWidth")) == ("my derivation", 1)
    assert [line for line in seen.inner_text("section.is-waiting").split("\n") if line][-2:] == ["Before.", "After."]


@pytest.mark.parametrize("data", ["PHN2Zz48L3N2Zz4=", "A", "====", "iVBORw0KGg"])
def test_a_pasted_picture_that_is_none_is_left_out(data):
    shown = feedback.markdown(f"a ![x](data:image/svg;base64,{data}) b")
    assert "<img" not in shown
    assert "data:" not in shown


def test_a_damaged_notebook_has_a_page_too(graded, opened, right):
    right["cells"] = []
    marks = Marks({"check-centre": 0.0, "check-scale": 0.0, "why": 0.0}, {})
    seen = opened(page_for(graded(right), marks, "s01"))
    assert "Please note: the notebook is empty." in seen.text()
    assert "0 of 9 points" in seen.text()


def test_very_long_code_and_output_are_cut_with_a_word_about_it(right, cell, graded):
    cell(right, "centre")["source"] += "\n" + "x = 1\n" * 20_000 + "the_last_line = 1\n"
    cell(right, "scale")["source"] += "\nprint('long ' * 30_000)"
    html = page_for(graded(right), SCORES, "s01")
    assert "the rest of this cell is not shown" in html
    assert "the rest of this output is not shown" in html
    assert "the_last_line" not in html
    assert len(html) < 2_000_000


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
OUTPUT = ODD | st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "other"])},
    optional={"data": ODD | st.dictionaries(st.sampled_from(["image/png", "text/plain", "text/html"]), ODD, max_size=3),
              "text": ODD, "name": ODD, "traceback": ODD, "metadata": ODD},
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(OUTPUT, max_size=3))
def test_outputs_of_any_shape_leave_a_page(outputs):
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": outputs}
    own = {"assignment": "hw0_tiny", "title": "T", "notes": [], "digest": ":"}
    notebook = {"cells": [cell], "metadata": {"byhand": own}}
    assert "a cell of your own" in page_for(json.dumps(notebook).encode(), Marks({}, {}), "s01")


@pytest.mark.parametrize("source", ["\n\t" * 25_000, "'" * 50_000, "(" * 50_000, "\\" * 50_000, "f'{" * 15_000])
def test_code_made_to_be_slow_to_colour_is_shown(source):
    assert len(feedback._code(source)) < 5_000_000


@pytest.mark.parametrize("text", ["[" * 20_000, "*a_" * 6000, "$a$" * 6000, "> " * 10_000, "|a|\n|-|\n" * 2500])
def test_words_made_to_be_slow_to_set_are_shown(text):
    assert feedback.markdown(text).strip()
