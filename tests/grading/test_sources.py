"""Facts about the source of a stranger's cell, which may be anything."""

from __future__ import annotations

import pytest

from autograder.grading.sources import Sources


def test_names_are_those_that_are_defined_and_not_those_that_are_mentioned():
    sources = Sources(["# class Fool\ndef f(x):\n    'def g(x): class Text'\n    class In: pass", "%time\ny = 1"])
    assert (sources.functions, sources.classes) == ({"f"}, {"In"})
    assert sources.bound == {"f", "y"}


@pytest.mark.parametrize(
    ("body", "is_stub"),
    [
        ("raise NotImplementedError()", True),
        ("raise NotImplementedError", True),
        ("return 1  # raise NotImplementedError()", False),
        ("return 'raise NotImplementedError()'", False),
        ("raise ValueError('NotImplementedError')", False),
    ],
)
def test_a_stub_is_a_line_that_raises(body, is_stub):
    assert Sources([f"def f(x):\n    {body}"]).has_stub is is_stub


UNREADABLE = {
    "parentheses": "(" * 50_000,
    "signs": "x = " + "-" * 90_000 + "1",
    "zero": "\0",
    "a lone surrogate": "\ud800",
    "calls": "f(" * 900,
    "twice": "def f(a, a): pass",
    "long": "x" * 200_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_parsed_has_no_facts_and_stops_nothing(name):
    sources = Sources([UNREADABLE[name]])
    assert (sources.classes, sources.has_stub) == (set(), False)
    assert isinstance(sources.bound, set)
