"""Why a score changed: the notebook, the answer key, or the rules of grading."""

from __future__ import annotations

import pytest

from autograder.gradebook.regrade import describe_score_change
from autograder.grading.findings import digest


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ("notebook:2-key", "the rules of grading changed"),
        ("notebook:1-other", "the answer key changed"),
        ("other:1-key", "handed in anew"),
        ("other:2-key", "handed in anew and the rules of grading changed"),
        ("notebook:1-key", "the same notebook and answer key"),
    ],
)
def test_a_line_says_why_a_score_changed(key, graded, half, right, now, why):
    before, after = graded(half), graded(right)
    old = before.notebook.replace(before.digest.encode(), b"notebook:1-key")
    after.digest = now
    assert f", {why}: " in describe_score_change("ada", old, after)


def test_grades_of_an_older_grader_are_not_taken_for_todays(key):
    assert digest(b"{}", key).endswith(f":{key.digest}")
    assert key.digest.partition("-")[0].isdecimal()
