"""A term in which the questions of one homework change; see `changing_term`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from changing_term import Question, Term

from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course


@pytest.fixture
def new_term(key: AnswerKey) -> Callable[[Course], Term]:
    """Begin a term in a course: two questions that tests grade and a written one, handed in by ada and ben."""

    def begin(course: Course) -> Term:
        term = Term(course, key, [Question("centre"), Question("scale", 3.0), Question("why", 4.0, written=True)])
        term.hand_in("ada", "ben")
        term.grade()
        return term

    return begin


@pytest.fixture
def term(course: Course, new_term: Callable[[Course], Term]) -> Term:
    return new_term(course)
