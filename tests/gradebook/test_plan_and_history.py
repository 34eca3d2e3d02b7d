"""`autograder grade --plan` and `autograder history`, on a class that is really graded."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from autograder import cli
from autograder.gradebook import records

NAME = "hw0_tiny"
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def change(course):
    """Change the cells of the solution notebook, as a new build of another source would."""

    def change(by):
        path = course.solution(NAME)
        notebook = json.loads(path.read_text())
        notebook["cells"] = by(notebook["cells"])
        path.write_text(json.dumps(notebook))
        (path.parent / "catalogue" / "scale.py").unlink()

    return change


@pytest.fixture
def mark(course):
    """Decide in formgrader."""

    def mark(question, answer, points, comment):
        with records.opened(course) as book:
            book.find_grade(question, NAME, NAME, "ada").manual_score = points
            book.find_comment(answer, NAME, NAME, "ada").manual_comment = comment
            book.db.commit()

    return mark


def test_the_guides_commands_are_commands():
    guide = (Path(__file__).parents[2] / "docs" / "guide" / "instructor.md").read_text()
    section = guide.partition("## Change questions")[2].partition("\n## ")[0]
    commands = re.findall(r"^\.venv/bin/autograder (.+)$", section, re.MULTILINE)
    assert {words.split()[0] for words in commands} == {"grade", "history"}
    for words in commands:
        cli._parser().parse_args(words.split())


def files(course):
    return {path: path.read_bytes() for path in sorted(course.root.rglob("*")) if path.is_file()}


def without_scale(cells):
    return [cell for cell in cells if cell["id"] not in ("scale", "check-scale")]


def renamed(cells):
    """`why` becomes `units`, with 3 points; `scale` becomes `spread`."""
    names = {"why": "units", "scale": "spread", "check-scale": "check-spread"}
    for cell in cells:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("grade_id") in names:
            meta["grade_id"] = names[cell["id"]]
            if cell["id"] != "scale":
                cell["metadata"]["promises"] = {"was": [cell["id"].removeprefix("check-")]}
            if cell["id"] == "why":
                meta["points"] = 3
    return cells


def test_a_plan_says_all_that_a_run_would_do_and_writes_nothing(run, course, hand_in, right, half, change, mark):
    hand_in("ada", right)
    (course.work / "gradebook.db").unlink()
    before = files(course)
    code, out, err = run("grade", "hw0", "--plan")
    assert (code, err) == (0, "")
    assert "  not graded yet: ada\n" in out
    assert files(course) == before
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    mark("check-scale", "scale", 2.5, "Which axis?")
    hand_in("ben", half)
    change(without_scale)
    before = files(course)
    code, planned, err = run("grade", "hw0", "--plan")
    assert (code, err) == (0, "")
    assert "  the answer key changed: ada\n" in planned
    assert "  not graded yet: ben\n" in planned
    assert "scale is not in the source any more: 1 grade, 1 with points or words by hand, go into" in planned
    assert "The gradebook would be copied before any of this is changed." in planned
    assert files(course) == before
    code, done, _ = run("grade", "hw0", "--jobs", "1")
    assert code == 0
    said = [line for line in planned.splitlines() if line.startswith("  scale")]
    assert said == [line for line in done.splitlines() if line.startswith("  scale")]
    assert "2 already graded, 0 to grade" in run("grade", "hw0", "--plan")[1]


def test_a_history_tells_of_points_and_comments_that_are_gone(run, course, hand_in, right, change, mark):
    hand_in("ada", right)
    run("grade", "hw0", "--jobs", "1")
    mark("check-scale", "scale", 2.5, "Which axis?")
    change(without_scale)
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    before = files(course)
    code, out, err = run("history", "ada", "hw0")
    assert (code, err) == (0, "")
    assert "scale: automatic none → 3" in out
    assert "scale: found by hand: none → by hand 2.5" in out
    assert "scale: removed from the assignment with its marks, kept here: automatic 3, by hand 2.5" in out
    assert 'kept here: comment "Which axis?"' in out
    assert "  in all 2 of 6\n" in out
    assert files(course) == before


@pytest.mark.parametrize(("words", "said"), [
    (("ben", "hw0"), "'ben' has no mark for hw0_tiny, and never had one."),
    (("ada", "hw7"), "`hw7` is the beginning of no assignment."),
])  # fmt: skip
def test_a_history_of_nobody_is_one_line(run, hand_in, right, words, said):
    hand_in("ada", right)
    run("grade", "hw0", "--jobs", "1")
    code, out, err = run("history", *words)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_an_assignment_without_a_source_still_has_its_history(run, course, hand_in, right):
    hand_in("ada", right)
    run("grade", "hw0", "--jobs", "1")
    for path in (course.root / "solutions" / NAME).glob("*.*"):
        path.unlink()
    code, out, _ = run("history", "ada", "hw0")
    assert code == 0
    assert "in all 5 of 9" in out


def test_who_handed_in_under_the_old_names_has_points_and_words_under_the_new_ones(
    run, course, hand_in, right, change, mark, scores
):
    hand_in("ada", right)
    run("grade", "hw0", "--jobs", "1")
    mark("why", "why", 3.5, "Well seen.")
    change(renamed)
    code, out, err = run("grade", "hw0", "--jobs", "1")
    assert (code, err) == (0, "")
    assert "scale is called spread (its header says so)" in out
    assert "units: ada has 3.5 by hand, more than the 3 points there are" in out
    assert "no such question" not in out
    assert scores("ada") == {"check-centre": 2, "check-spread": 3, "units": None}
    with records.opened(course) as book:
        assert records.marks(book, NAME, "ada").scores["units"] == 3.5
        assert records.marks(book, NAME, "ada").comments["units"] == "Well seen."
    notes = json.loads(course.autograded(NAME, "ada").read_text())["metadata"]["byhand"]["notes"]
    assert notes == []
