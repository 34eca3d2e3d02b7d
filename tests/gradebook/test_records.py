"""Grades in nbgrader's database: right, kept, and never half written."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from autograder.assignment import answer_key
from autograder.gradebook import records
from autograder.gradebook.records import GradebookProblem
from autograder.grading.findings import digest

NAME = "hw0_tiny"
NOBODY = 65534


def test_grades_are_where_nbgrader_looks_for_them(record, graded, right, half, blank, read_gradebook, scores, hand_in):
    hand_in("ada", right)
    record(ada=graded(right), ben=graded(half), cy=graded(blank))
    book = read_gradebook()
    assert [student.id for student in book.students] == ["ada", "ben", "cy"]
    totals = {submission.student.id: submission for submission in book.find_assignment(NAME).submissions}
    assert {student: submission.score for student, submission in totals.items()} == {"ada": 5, "ben": 2, "cy": 0}
    assert {submission.max_score for submission in totals.values()} == {9}
    assert scores("ada") == {"check-centre": 2, "check-scale": 3, "why": None}
    assert scores("cy") == {"check-centre": 0, "check-scale": 0, "why": 0}
    assert str(totals["ada"].timestamp) == "2026-02-03 04:05:06"
    assert totals["ben"].timestamp is None
    assert book.average_assignment_score(NAME) == pytest.approx(7 / 3)


def test_code_and_written_points_are_told_apart(record, graded, right, read_gradebook):
    record(ada=graded(right))
    notebook = read_gradebook().find_submission_notebook(NAME, NAME, "ada")
    assert (notebook.max_code_score, notebook.max_written_score) == (5, 4)
    assert (notebook.code_score, notebook.written_score) == (5, 0)


def test_a_written_answer_waits_for_a_person_and_an_empty_one_does_not(record, graded, right, blank, read_gradebook):
    record(ada=graded(right), cy=graded(blank))
    book = read_gradebook()
    waiting = {student: book.find_grade("why", NAME, NAME, student).needs_manual_grade for student in ("ada", "cy")}
    assert waiting == {"ada": True, "cy": False}
    assert {g.name: g.needs_manual_grade for g in book.find_submission(NAME, "ada").notebooks[0].grades} == {
        "check-centre": False, "check-scale": False, "why": True,
    }  # fmt: skip
    comments = {student: book.find_comment("why", NAME, NAME, student).comment for student in ("ada", "cy")}
    assert comments == {"ada": None, "cy": "No response."}


def test_a_partial_score_is_stored_as_it_is(record, graded, right, read_gradebook):
    for cell in right["cells"]:
        if cell["id"] == "scale":
            cell["source"] = "def scale(X, eps=1e-9):\n    return X / (X.std(axis=0) + eps) if X.ndim == 2 else X"
    record(ada=graded(right))
    assert read_gradebook().find_grade("check-scale", NAME, NAME, "ada").auto_score == 2.0


def test_what_a_person_decided_survives_another_grading(record, graded, right, half, read_gradebook):
    record(ada=graded(right))
    book = read_gradebook()
    by_hand = book.find_grade("why", NAME, NAME, "ada")
    by_hand.manual_score, by_hand.needs_manual_grade = 3.5, False
    corrected = book.find_grade("check-centre", NAME, NAME, "ada")
    corrected.manual_score, corrected.extra_credit = 1.0, 0.5
    book.find_comment("why", NAME, NAME, "ada").manual_comment = "Well seen."
    book.db.commit()
    record(ada=graded(half))
    book = read_gradebook()
    again = book.find_grade("why", NAME, NAME, "ada")
    assert (again.manual_score, again.auto_score, again.score) == (3.5, 0, 3.5)
    assert again.needs_manual_grade  # the answer is another one now
    comment = book.find_comment("why", NAME, NAME, "ada")
    assert (comment.manual_comment, comment.auto_comment) == ("Well seen.", "No response.")
    assert comment.comment == "Well seen."
    assert book.find_grade("check-centre", NAME, NAME, "ada").score == 1.5
    assert book.find_submission(NAME, "ada").score == 5.0


def test_the_marks_for_feedback_are_the_final_ones(record, graded, right, read_gradebook, course):
    record(ada=graded(right))
    book = read_gradebook()
    book.find_grade("check-centre", NAME, NAME, "ada").manual_score = 0.25
    book.find_comment("centre", NAME, NAME, "ada").manual_comment = "See me."
    book.db.commit()
    with records.opened(course) as book:
        marks = records.marks(book, NAME, "ada")
        assert marks.scores == {"check-centre": 0.25, "check-scale": 3.0, "why": None}
        assert marks.comments == {"centre": "See me.", "scale": "", "why": ""}
        with pytest.raises(GradebookProblem, match="no grade of ben for hw0_tiny is in the gradebook"):
            records.marks(book, NAME, "ben")


def test_the_graded_notebook_stands_beside_the_grade(record, graded, right, course, key):
    result = graded(right)
    record(ada=result)
    path = course.autograded(NAME, "ada")
    assert path.read_bytes() == result.notebook
    assert json.loads(path.read_text())["metadata"]["byhand"]["digest"] == result.digest
    assert result.digest != digest(None, key)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_graded_notebook_that_nbgrader_left_read_only_is_replaced(record, graded, right, half, course):
    record(ada=graded(half))
    course.autograded(NAME, "ada").chmod(0o444)
    record(ada=graded(right))
    assert course.autograded(NAME, "ada").read_bytes() == graded(right).notebook


def test_registering_again_changes_nothing(record, graded, right, read_gradebook, course):
    record(ada=graded(right))
    before = Path(course.work / "gradebook.db").read_bytes()
    record()
    assert Path(course.work / "gradebook.db").read_bytes() == before


@pytest.fixture
def changed_key(course):
    """The answer key after a change to the solution notebook's cells."""

    def load(change):
        path = course.solution(NAME)
        notebook = json.loads(path.read_text())
        notebook["cells"] = change(notebook["cells"])
        path.write_text(json.dumps(notebook))
        return answer_key.load(path)

    return load


def test_new_points_and_a_new_question_reach_the_gradebook(record, graded, right, read_gradebook, course, changed_key):
    record(ada=graded(right))

    def change(cells):
        for cell in cells:
            if cell["id"] == "check-centre":
                cell["metadata"]["nbgrader"]["points"] = 7
                new = json.loads(json.dumps(cell))
                new["metadata"]["nbgrader"]["grade_id"] = "check-more"
        return [*cells, new]

    key = changed_key(change)
    with records.opened(course) as book:
        records.register(book, key)
    book = read_gradebook()
    assert book.find_assignment(NAME).max_score == 9 + 5 + 7
    assert book.find_grade("check-centre", NAME, NAME, "ada").auto_score == 2.0


def test_a_question_that_is_gone_before_anybody_handed_in_is_forgotten(record, course, changed_key, read_gradebook):
    record()
    key = changed_key(lambda cells: [cell for cell in cells if cell["id"] != "check-scale"])
    with records.opened(course) as book:
        records.register(book, key)
    assert read_gradebook().find_assignment(NAME).max_score == 6


def test_a_grade_missing_beside_a_graded_notebook_is_noticed(record, graded, right, course, key, empty_gradebook):
    record(ada=graded(right))
    with records.opened(course) as book:
        assert records.unrecorded(book, key, ["ada", "ben"]) == ["ben"]
    shutil.copy(empty_gradebook, course.work / "gradebook.db")
    record()
    with records.opened(course) as book:
        assert records.unrecorded(book, key, ["ada"]) == ["ada"]


def test_a_time_of_handing_in_that_cannot_be_read_is_none(tmp_path):
    stamp = tmp_path / "timestamp.txt"
    assert records.timestamp(tmp_path) is None
    for text in ("", "yesterday-ish, I think", "\x00", "9" * 10_000):
        stamp.write_text(text)
        assert records.timestamp(tmp_path) is None
    stamp.unlink()
    os.mkfifo(stamp)
    assert records.timestamp(tmp_path) is None
