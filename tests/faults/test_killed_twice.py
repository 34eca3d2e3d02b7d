"""The whole run ended with `kill -9`, twice; then again to its end: no row, no byte is another than undisturbed.

The same with a class of a thousand is `benchmarks/killed.py`: it takes minutes.
"""

from __future__ import annotations

import postgresql
import pytest
import records
from killed import grade_with_kills

from autograder.course import Course


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_class_killed_twice_is_graded_as_one_that_nothing_happened_to(
    kind, course, graded_course, request, temporary
):
    (course.work / "gradebook.db").unlink()
    address = postgresql.new_database(request.getfixturevalue("server"), "killed") if kind == "postgresql" else ""
    found = grade_with_kills(Course(course.root, address), "hw0", ["--jobs", "2"], [2, 4], temporary)
    assert found.wrong == [], found.lines
    expected, there = records.everything(graded_course), records.everything(Course(course.root, address))
    assert expected["grade"].total() == 18
    assert records.differences(expected, there) == []


def test_what_differs_is_seen(course, graded_course):
    found = records.differences(records.everything(graded_course), records.everything(course))
    assert [line.partition(":")[0] for line in found] == [
        "autograder_history", "comment", "files", "grade", "student", "submitted_assignment", "submitted_notebook",
    ]  # fmt: skip
