"""The card: what it shows as text, as HTML and in a notebook."""

from __future__ import annotations

import pickle
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.utils.capture import capture_output

from byhand import check
from byhand.card import Card, CheckFailed, passed, quiet, show

FULL = Card("dW", "wrong shape", "(5, 3)", "(3, 5)", "It looks transposed.", "Which factor comes first?")


def test_the_text_puts_both_sides_under_each_other():
    assert FULL.as_text().splitlines() == [
        "✗ dW: wrong shape",
        "  yours:    (5, 3)",
        "  expected: (3, 5)",
        "  It looks transposed.",
        "  Next step: Which factor comes first?",
    ]


def test_empty_fields_leave_no_trace():
    assert Card("loss", "no value").as_text() == "✗ loss: no value"
    html = Card("loss", "no value").as_html()
    assert not any(word in html for word in ("yours", "expected", "Next step", "<table"))


def test_a_failed_check_is_an_assertion_error_that_reads_as_its_card():
    error = CheckFailed(FULL)
    assert isinstance(error, AssertionError)
    assert str(error) == FULL.as_text()


def test_a_failed_check_survives_pickling():
    assert pickle.loads(pickle.dumps(CheckFailed(FULL))).card == FULL


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.attributes = set(), [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


hostile = st.text(st.sampled_from("<>&\"'/=a script;onx"), min_size=1, max_size=12)


@given(fields=st.tuples(*[hostile] * 6))
def test_whatever_stands_in_a_field_is_text_in_the_html(fields):
    reader = Reader()
    reader.feed(Card(*fields).as_html())
    reader.close()
    assert reader.tags <= {"div", "span", "strong", "em", "table", "tbody", "tr", "th", "td"}
    assert reader.attributes == {"class", "style"}
    for field in fields:
        assert field in "".join(reader.text)


def test_outside_a_notebook_a_card_is_printed(capsys):
    show(FULL)
    assert capsys.readouterr().out == FULL.as_text() + "\n"


@pytest.mark.usefixtures("capsys")
def test_in_a_notebook_an_uncaught_failure_shows_its_card_once_and_one_line(shell):
    shell.user_ns.update(check=check, wrong=np.ones((5, 3)))
    with capture_output() as captured:
        result = shell.run_cell("check.array(wrong, 'dW', shape=(3, 5))")
        result.error_in_exec._render_traceback_()
    assert isinstance(result.error_in_exec, CheckFailed)
    cards = [output.data["text/html"] for output in captured.outputs]
    assert cards == [result.error_in_exec.card.as_html()]
    assert captured.stdout.strip() == "CheckFailed: dW: wrong shape: (5, 3), expected (3, 5)"


def test_a_passed_check_prints_nothing_while_quiet(capsys):
    token = quiet.set(True)
    passed("dW")
    quiet.reset(token)
    passed("db", "shape (3,)")
    assert capsys.readouterr().out == "✓ db  shape (3,)\n"
