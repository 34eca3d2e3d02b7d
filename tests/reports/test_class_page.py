"""The class table: a diagnosis follows from what kind of card it is, whatever the card says."""

from __future__ import annotations

import pytest

from autograder.grading.findings import Finding, Status
from autograder.reports.class_page import Row, collect, diagnosis
from byhand.card import Card, CardKind


def finding(*cards, status=Status.FAILED):
    return Finding("check-f", "f", 2.0, 0.0, [*cards], status)


@pytest.mark.parametrize("words", ["is not written yet", "is waiting for you", ""])
def test_an_answer_that_is_missing_is_called_so_however_its_card_words_it(words):
    assert diagnosis(finding(Card("f", words, kind=CardKind.NOT_WRITTEN))) == "not written yet"


@pytest.mark.parametrize("place", ["in f, line 2 of its cell", "Line 2 of f", "Raised in f, line 2"])
def test_of_code_that_raised_the_error_is_told_and_not_the_place_however_it_is_worded(place):
    card = Card("f", "your code raised KeyError: 'x'", reading=place, kind=CardKind.RAISED)
    assert diagnosis(finding(card)) == "your code raised KeyError: 'x'"


def test_a_reading_says_more_than_the_problem_it_is_about():
    assert diagnosis(finding(Card("f", "wrong values", reading="in every row the sum is 2."))) == (
        "in every row the sum is 2"
    )
    assert diagnosis(finding(Card("f", "wrong values."))) == "wrong values"


def test_without_a_card_the_status_is_the_diagnosis_and_what_is_right_or_waits_has_none():
    assert diagnosis(finding(status=Status.NO_ANSWER)) == "no answer"
    assert diagnosis(finding(status=Status.PASSED)) == diagnosis(finding(status=Status.BY_HAND)) == ""


def test_mistakes_made_equally_often_are_listed_in_the_same_order_in_every_run():
    names = [f"mistake {number}" for number in range(12)]
    row = Row("ada", [0.0], [2.0], [*names, "mistake 11"], [], [], "ada.html")
    assert [*collect("hw", "A homework", [("f", 2.0)], [row]).mistakes] == [(name, 1) for name in names]
