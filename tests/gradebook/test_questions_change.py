"""Questions change in the middle of a term: every mark stays where it belongs, or waits in the history."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from changing_term import Question

from autograder.course import Course
from autograder.gradebook import records
from autograder.gradebook.hand_marks import Marks
from autograder.gradebook.history import Event

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def events(term, student="ada"):
    return [(entry.event, entry.cell) for entry in term.entries(student)]


def test_the_marks_of_a_removed_question_wait_in_the_history_and_come_back_with_it(term, capsys):
    centre, scale, why = term.questions
    term.mark("ada", scale, 2.5, 0.5, "Which axis?")
    term.questions = [centre, why]
    term.grade()
    assert term.marks("ada").keys() == {"centre", "check-centre", "why"}
    assert term.totals("ada") == (2.0, 6.0)
    removed = {entry.cell: Marks.of(entry.old) for entry in term.entries("ada") if entry.event is Event.REMOVED}
    assert removed == {"check-scale": Marks(3.0, 2.5, 0.5), "scale": Marks(comment="Which axis?")}
    assert "scale is not in the source any more: 2 grades, 1 with points or words by hand" in capsys.readouterr().out
    term.questions = [centre, scale, why]
    term.grade()
    assert term.marks("ada")["check-scale"] == Marks(3.0, 2.5, 0.5)
    assert term.marks("ada")["scale"].comment == "Which axis?"
    assert term.marks("ben")["check-scale"] == Marks(3.0)
    assert term.totals("ada") == (5.0, 9.0)
    assert "scale has marks in the history, which come back to ada" in capsys.readouterr().out
    before = term.entries("ada")
    term.grade()
    assert term.entries("ada") == before


def test_another_question_of_the_same_name_gets_no_marks_of_the_removed_one_unless_its_header_says_so(term):
    centre, scale, why = term.questions
    term.mark("ada", scale, 2.5, None, "Which axis?")
    term.questions = [centre, why]
    term.grade()
    other = Question("scale", 3.0, text="another")
    term.questions = [centre, other, why]
    term.grade()
    assert term.marks("ada")["check-scale"].manual is None
    assert not term.marks("ada")["scale"].comment
    other.was = ("scale",)
    term.grade()
    assert term.marks("ada")["check-scale"].manual == 2.5
    assert term.marks("ada")["scale"].comment == "Which axis?"


@pytest.mark.parametrize("place", [1, 2])
def test_a_renamed_question_takes_its_marks_and_comments_along(term, place):
    old = term.questions[place]
    term.mark("ada", old, 2.5, 0.5, "See me.")
    term.questions[place] = new = Question("units", old.points, old.text, old.written, was=(old.name,))
    term.grade()
    marks = term.marks("ada")
    assert (marks[new.graded].manual, marks[new.graded].extra, marks[new.name].comment) == (2.5, 0.5, "See me.")
    assert not {old.name, old.graded} & marks.keys()
    assert (Event.RENAMED, new.graded) in events(term)
    assert (Event.REMOVED, old.graded) not in events(term)
    term.questions[place] = old
    term.grade()
    assert term.marks("ada")[old.graded].manual == 2.5
    assert term.marks("ada")[old.name].comment == "See me."


def test_a_name_that_is_declared_late_still_carries_the_marks_over(term):
    old = term.questions[1]
    term.mark("ada", old, 2.5, None, "See me.")
    term.questions[1] = new = Question("units", 3.0, text="2")
    term.grade()
    assert term.marks("ada")["check-units"].manual is None
    new.was = ("scale",)
    term.grade()
    assert term.marks("ada")["check-units"].manual == 2.5
    assert term.marks("ada")["units"].comment == "See me."
    assert term.totals("ada")[1] == 9.0


def test_other_points_keep_what_a_person_gave_and_flag_what_is_too_much(term, capsys):
    term.mark("ada", term.questions[1], 2.5, None, "")
    term.questions[1].points = 2.0
    term.grade()
    assert term.marks("ada")["check-scale"] == Marks(2.0, 2.5)
    assert term.marks("ben")["check-scale"] == Marks(2.0)
    assert (Event.ABOVE, "check-scale") in events(term)
    assert (Event.RE_WEIGHTED, "check-scale") in events(term, "ben")
    said = capsys.readouterr().out
    assert "scale has 2 points instead of 3: automatic ones are graded again, and 1 given by hand stay" in said
    assert "scale: ada has 2.5 by hand, more than the 2 points there are" in said
    with records.opened(term.course) as book:
        assert book.find_grade("check-scale", term.key.name, term.key.assignment, "ada").needs_manual_grade


def test_a_question_added_after_hand_in_costs_nobody_a_point_who_could_not_answer_it(term, capsys):
    bias = Question("bias", 5.0)
    term.questions.append(bias)
    term.handed_in["cy"] = {question.graded for question in term.questions[:3]}  # first graded when bias is there
    term.hand_in("dan")
    term.grade()
    assert "bias is new, 5 points: it costs none of the 2 who are graded already a point" in capsys.readouterr().out
    assert term.marks("ada")["check-bias"] == Marks(0.0, extra=5.0)
    assert term.marks("ada")["bias"].remark == "Not part of the version handed in: it costs no points."
    assert term.totals("ada") == (10.0, 14.0)
    assert term.marks("cy")["check-bias"] == Marks(0.0)  # nobody knows that cy had the earlier version
    assert term.marks("dan")["check-bias"] == Marks(5.0)
    assert (Event.EXCUSED, "check-bias") in events(term)
    bias.points = 6.0
    term.grade()
    assert term.marks("ada")["check-bias"] == Marks(0.0, extra=6.0)
    assert (Event.BY_HAND, "check-bias") not in events(term)
    term.hand_in("ben")  # anew, with the question in it
    term.grade()
    assert term.marks("ben")["check-bias"] == Marks(6.0)
    bias.for_everybody = True
    term.grade()
    assert term.marks("ada")["check-bias"] == Marks(0.0)
    assert term.totals("ada") == (5.0, 15.0)


def test_what_a_person_decides_about_an_added_question_wins(term):
    term.questions.append(Question("bias", 5.0))
    term.grade()
    term.mark("ada", term.questions[-1], None, 1.0, "Half of it was in the lecture.")
    term.mark("ben", term.questions[-1], 2.0, None, "")
    term.grade()
    assert term.marks("ada")["check-bias"].extra == 1.0
    assert term.marks("ben")["check-bias"] == Marks(0.0, 2.0)


def test_a_correction_keeps_what_a_person_gave_and_the_history_has_every_automatic_score(term):
    term.mark("ada", term.questions[0], 1.0, None, "See me.")
    term.questions[0].text = "corrected"
    term.handed_in["ada"] = {"check-scale", "why"}
    term.grade()
    assert term.marks("ada")["check-centre"].manual == 1.0
    scores = [(entry.old.get("auto"), entry.new["auto"]) for entry in term.entries("ada")
              if entry.event is Event.GRADED and entry.cell == "check-centre"]  # fmt: skip
    assert scores == [(None, 2.0), (2.0, 0.0)]


def test_what_a_person_changes_is_noted_at_the_next_grading_with_what_was_before(term):
    for points in (1.0, 1.5):
        term.mark("ada", term.questions[0], points, None, "See me.")
        term.grade()
    found = [(entry.old.get("manual"), entry.new["manual"]) for entry in term.entries("ada")
             if entry.event is Event.BY_HAND and entry.cell == "check-centre"]  # fmt: skip
    assert found == [(None, 1.0), (1.0, 1.5)]


def test_the_gradebook_is_copied_before_questions_change_and_only_then(term):
    def copies():
        return sorted(term.course.work.glob("gradebook-*.db"))

    term.questions[0].text = "corrected"
    term.grade()
    assert copies() == []
    del term.questions[0]
    term.grade()
    (copy,) = copies()
    with closing(sqlite3.connect(copy)) as connection:
        (cells,) = connection.execute("SELECT count(*) FROM base_cell WHERE name = 'check-centre'").fetchone()
    assert cells == 1
    del term.questions[0]
    term.grade()
    assert len(copies()) == 2


def test_nbgraders_own_commands_go_on_working(term, monkeypatch):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")  # `db upgrade` starts alembic
    term.questions[1] = Question("units", 3.0, was=("scale",))
    term.questions.append(Question("bias"))
    term.grade()
    run = [sys.executable, "-m", "nbgrader"]
    db = f"--db={term.course.db_url}"
    for words in (["db", "upgrade"], ["db", "assignment", "list"], ["export", "--to=grades.csv"],
                  ["db", "assignment", "remove", term.key.assignment, "--force"]):  # fmt: skip
        done = subprocess.run([*run, *words, db], cwd=term.course.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert "hw0_tiny" in (term.course.root / "grades.csv").read_text()
    assert (Event.RENAMED, "check-units") in events(term)  # also of an assignment that is gone
    term.grade()
    assert term.totals("ben") == (7.0, 11.0)


def test_a_gradebook_without_a_history_gets_one(term, course):
    with closing(sqlite3.connect(course.work / "gradebook.db")) as connection:
        connection.execute("DROP TABLE autograder_history")
    term.mark("ada", term.questions[0], 1.0, None, "See me.")
    del term.questions[0]
    term.grade()
    assert Marks(2.0, 1.0) in [Marks.of(entry.old) for entry in term.entries("ada")]


def test_nobodys_marks_are_in_the_way_of_a_change_before_the_first_grading(course: Course, new_term, capsys):
    term = new_term(course)
    term.course = Course(course.root, f"sqlite:///{course.root / 'other.db'}")
    term.grade(only_register=True)
    del term.questions[0]
    term.grade(only_register=True)
    assert capsys.readouterr().out == ""
    assert [path.name for path in course.root.glob("other*")] == ["other.db"]
