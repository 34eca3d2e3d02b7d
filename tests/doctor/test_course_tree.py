"""`autograder doctor` on a course tree and a gradebook in which something was broken."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from autograder import cli, doctor
from autograder.course import Course
from autograder.doctor import book, course_tree

NAME = "hw0_tiny"


def wrong(diagnoses):
    """What is wrong, each with its remedy, and whether it stops grading."""
    return [(each.as_text(), each.stops) for each in diagnoses if each.wrong]


def only(diagnoses):
    """The one thing that is wrong, which stops grading."""
    ((text, stops),) = wrong(diagnoses)
    assert stops
    return text


@pytest.fixture
def graded_course(course, hand_in, right, half, graded, record):
    """Two students, handed in and graded."""
    hand_in("ada", right)
    hand_in("ben", half)
    record(ada=graded(right), ben=graded(half))
    return course


def test_a_graded_course_is_fine(graded_course):
    assert wrong(course_tree.examine(graded_course)) == []
    assert wrong(book.examine(graded_course)) == []


def test_the_exit_code_says_whether_grading_would_stop(graded_course, capsys, monkeypatch):
    assert cli.main(["--course", str(graded_course.root), "doctor"]) == 0
    graded_course.solution(NAME).unlink()
    assert cli.main(["--course", str(graded_course.root), "doctor"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 to repair before grading"


def test_a_folder_that_is_no_course_is_said(tmp_path):
    text = only(course_tree.examine(Course(tmp_path)))
    assert "no assignment" in text
    assert "--course FOLDER" in text


@pytest.mark.parametrize("how", ["gone", "cut short", "of an older source"])
def test_a_solution_notebook_that_is_not_what_its_source_builds_is_said(course, how):
    path = course.solution(NAME)
    if how == "gone":
        path.unlink()
    elif how == "cut short":
        path.write_bytes(path.read_bytes()[:300])
    else:
        path.write_text(path.read_text().replace("Centre the columns", "Center the columns"))
    text = only(course_tree.examine(course))
    assert NAME in text
    assert text.endswith("Run `make assignments`.")


def test_a_source_that_was_edited_after_the_build_is_said(course):
    source = course.root / "solutions" / NAME / f"{NAME}.py"
    source.write_text(source.read_text().replace("points=3", "points=4"))
    text = only(course_tree.examine(course))
    assert f"older than its source: solutions/{NAME}/{NAME}.ipynb" in text


def test_a_source_that_is_malformed_is_said_with_its_place(course):
    (course.root / "solutions" / NAME / f"{NAME}.py").write_text("# %% given=setup\npass\n")
    assert f"{NAME}.py, cell 1: its header cannot be read" in only(course_tree.examine(course))


def test_a_folder_named_like_no_assignment_is_worth_a_look(course, hand_in, right):
    hand_in("ada", right)
    shutil.move(course.submitted(NAME, "ada"), course.work / "submitted" / "ada" / "hw0\x1b[2J")
    hand_in("ben", right)
    shutil.move(course.submitted(NAME, "ben"), course.work / "submitted" / "ben" / "hw0")
    ((text, stops),) = wrong(course_tree.examine(course))
    assert "nobody will grade ada/hw0?[2J, ben/hw0: no assignment has that name" in text
    assert not stops


def test_a_course_that_may_not_be_written_is_said(course, hand_in, right):
    """Root may write anywhere but on a file system that is mounted for reading only."""
    hand_in("ada", right)
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"'
    words = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "sh", "-c", mount]
    doctor = [sys.executable, "-m", "autograder.cli", "doctor"]
    done = subprocess.run([*words, str(course.root), *doctor], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert f"✗ folders that grading writes to: Read-only file system: {course.work}" in done.stdout
    assert "✗ the database cannot be written: attempt to write a readonly database" in done.stdout
    assert "2 to repair before grading" in done.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_submission_that_may_not_be_read_is_said(course, hand_in, right):
    (hand_in("ada", right) / f"{NAME}.ipynb").chmod(0)
    assert "not readable: ada/hw0_tiny (Permission denied)" in only(course_tree.examine(course))


def test_a_submission_on_a_broken_disk_is_said(course, hand_in, right, monkeypatch):
    hand_in("ada", right)

    def broken(path, *others, **settings):
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(os, "open", broken)
    monkeypatch.setattr(course_tree, "_writable", lambda course: doctor.Diagnosis("folders"))
    assert "not readable: ada/hw0_tiny (Input/output error)" in only(course_tree.examine(course))


def sql(course, *statements):
    with contextlib.closing(sqlite3.connect(course.work / "gradebook.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_file_that_is_no_database_is_said_with_what_would_be_lost(graded_course):
    (graded_course.work / "gradebook.db").write_bytes(b"not a database, " * 100)
    text = only(book.examine(graded_course))
    assert "file is not a database" in text
    assert "points and\n      comments given by hand are in the old one only" in text


def test_a_database_with_damaged_pages_is_said(graded_course):
    path = graded_course.work / "gradebook.db"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size // 2 - 4096))
    assert any("malformed" in text or "damaged" in text for text, _ in wrong(book.examine(graded_course)))


def test_a_database_another_program_holds_is_said(graded_course):
    impatient = Course(graded_course.root, f"{graded_course.db_url}?timeout=0.05")
    with contextlib.closing(sqlite3.connect(graded_course.work / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        text = only(book.examine(impatient))
    assert "database is locked" in text
    assert "Close the program that holds it" in text


def test_a_database_of_an_older_nbgrader_is_said(graded_course):
    sql(graded_course, "UPDATE alembic_version SET version_num = '50a4d84c131a'")
    text = only(book.examine(graded_course))
    assert "its version is 50a4d84c131a" in text
    assert "nbgrader db upgrade" in text


def test_a_database_of_another_program_is_said(course):
    (course.work / "gradebook.db").unlink()
    sql(course, "CREATE TABLE birds (name TEXT)")
    assert "is not one of nbgrader's gradebooks" in only(book.examine(course))


@pytest.mark.parametrize(
    "address", ["nonsense", "postgresql://ada:secret@127.0.0.1:1/none", "sqlite:////proc/none/g.db"]
)
def test_an_address_that_leads_nowhere_does_not_show_its_password(course, address):
    texts = wrong(book.examine(Course(course.root, address)))
    assert bool(texts) == ("proc" not in address)  # a file is made by the first grading
    assert "secret" not in str(texts)


def test_a_graded_notebook_without_its_grade_is_said(graded_course, empty_gradebook):
    shutil.copy(empty_gradebook, graded_course.work / "gradebook.db")
    text = only(book.examine(graded_course))
    assert "no grade for the graded notebook of ada (hw0_tiny), ben (hw0_tiny)" in text
    assert "Run `autograder grade hw0_tiny`" in text
    (graded_course.work / "gradebook.db").unlink()
    assert "no grade for the graded notebook of ada" in only(book.examine(graded_course))


def test_a_grade_without_its_graded_notebook_is_said(graded_course):
    graded_course.autograded(NAME, "ben").unlink()
    text = only(book.examine(graded_course))
    assert "no graded notebook for the grade of ben (hw0_tiny)" in text
    shutil.rmtree(graded_course.submitted(NAME, "ben"))
    ((text, stops),) = wrong(book.examine(graded_course))
    assert "neither submission nor graded notebook for the grade of ben" in text
    assert not stops


def test_a_grade_that_is_not_what_its_notebook_says_is_said(graded_course):
    sql(graded_course, "UPDATE grade SET auto_score = 1.5 WHERE auto_score = 3")
    text = only(book.examine(graded_course))
    assert "other points than in the graded notebook of ada (hw0_tiny)" in text
    assert "Run `autograder grade hw0_tiny --force`" in text


def test_points_given_by_hand_are_no_contradiction(graded_course):
    sql(
        graded_course,
        "UPDATE grade SET manual_score = 1, extra_credit = 2",
        "UPDATE submitted_assignment SET timestamp = NULL",
    )
    assert wrong(book.examine(graded_course)) == []


def test_a_graded_notebook_somebody_changed_is_said(graded_course):
    path = graded_course.autograded(NAME, "ada")
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["id"] and "finding" in cell["metadata"].get("byhand", {}):
            cell["metadata"]["byhand"]["finding"]["score"] = 99
    path.write_text(json.dumps(notebook))
    assert "other points than in the graded notebook of ada" in only(book.examine(graded_course))
    path.write_text("{")
    assert "other points than in the graded notebook of ada" in only(book.examine(graded_course))
