"""One submission, graded notebook or folder that is not as it should be: a line for it, all others, and no success."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

NAME = "hw0_tiny"
OTHERS = ("ada", "cy")
# Root may read everything; root without these two capabilities may read what anybody else may.
ORDINARY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.fixture
def run_ordinary(course):
    """Run one command in the course, without the right to read what may not be read."""

    def run_ordinary(*words):
        command = [*ORDINARY, sys.executable, "-m", "autograder.cli", "--course", str(course.root), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=course.root)
        return done.returncode, done.stdout, done.stderr

    return run_ordinary


@pytest.fixture
def three(hand_in, right):
    for student in ("ada", "ben", "cy"):
        hand_in(student, right)


@pytest.fixture
def hand_in_for(hand_in, right):
    """Hand in for a student of each of so many damages, among the others; their names, in the order of the class."""

    def hand_in_for(damages):
        students = [f"ben{number:02d}" for number in range(len(damages))]
        for student in (*OTHERS, *students):
            hand_in(student, right)
        return students

    return hand_in_for


def complaints(err):
    """Return the lines on stderr but how far the run is, which a slow machine says now and then."""
    return [line for line in err.splitlines() if line and " a second · " not in line]


def clear_line(answer, *words):
    """The one line, with these words, that a command failed with."""
    code, out, err = answer
    assert (code, "Traceback" in out + err) == (1, False), out + err
    lines = complaints(err)
    assert len(lines) == 1, err
    for word in words:
        assert word in lines[0], lines[0]
    return lines[0]


def lines_by_student(answer, students):
    """The lines that a command failed with, one for each of the students; by student."""
    code, out, err = answer
    assert (code, "Traceback" in out + err) == (1, False), out + err
    lines = complaints(err)
    found = {student: [line for line in lines if re.search(rf"\b{student}\b", line)] for student in students}
    assert all(len(own) == 1 for own in found.values()), err
    assert len(lines) == len(students), err
    return {student: own[0] for student, own in found.items()}


def refuse(path):
    path.chmod(0)


def replace_with_file(path):
    shutil.rmtree(path)
    path.write_bytes(b"a file")


def replace_with_broken_link(path):
    shutil.rmtree(path)
    path.symlink_to("nowhere")


def replace_with_loop(path):
    shutil.rmtree(path)
    path.symlink_to(path)


def cut(path):
    path.write_bytes(path.read_bytes()[:2000])


def zipped(path):
    path.write_bytes(b"PK\x03\x04" + path.read_bytes())


def only_an_archive(path):
    path.unlink()
    path.with_suffix(".zip").write_bytes(b"PK\x03\x04 and no more")


def another(path):
    path.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def too_large(path):
    with path.open("ab") as file:
        file.truncate(2**21)


def not_regular(path):
    path.unlink()
    os.mkfifo(path)


STUDENT, FOLDER, FILE = "", NAME, f"{NAME}/{NAME}.ipynb"
SUBMITTED = {
    "a student's folder that may not be read": (STUDENT, refuse, "cannot be read (Permission denied)"),
    "a folder that may not be read": (FOLDER, refuse, "cannot be read (Permission denied)"),
    "a notebook that may not be read": (FILE, refuse, "cannot be read (Permission denied)"),
    "a folder that is a file": (FOLDER, replace_with_file, "is no folder"),
    "a student's folder that is a broken link": (STUDENT, replace_with_broken_link, "a link that leads nowhere"),
    "a folder that is a broken link": (FOLDER, replace_with_broken_link, "a link that leads nowhere"),
    "a folder that is a link to itself": (FOLDER, replace_with_loop, "link"),
    "a notebook that was cut off": (FILE, cut, "graded in part, the file is cut off"),
    "an archive that is called a notebook": (FILE, zipped, "is a ZIP archive"),
    "an archive beside no notebook": (FILE, only_an_archive, f"but {NAME}.zip"),
    "a notebook without cells": (FILE, another, "the notebook is empty"),
    "a notebook that is too large": (FILE, too_large, "larger than 1 MB"),
    "a pipe": (FILE, not_regular, "is not a regular file"),
}


def test_what_cannot_be_read_is_a_line_every_time_and_the_others_are_graded(run_ordinary, hand_in_for, course, scores):
    students = hand_in_for(SUBMITTED)
    for student, (place, damage, _) in zip(students, SUBMITTED.values(), strict=True):
        damage(course.work / "submitted" / student / place)
    for _ in range(2):
        lines = lines_by_student(run_ordinary("grade", "hw0", "--jobs", "1"), students)
        for student, (kind, (_, _, words)) in zip(students, SUBMITTED.items(), strict=True):
            assert lines[student].startswith(f"{student}: "), kind
            assert words in lines[student], kind
    for student in OTHERS:
        assert scores(student)["check-scale"] == 3.0
    for command in ("feedback", "report"):
        code, out, err = run_ordinary(command, "hw0")
        assert "Traceback" not in out + err
        assert (code == 0) == (complaints(err) == []), err
        assert not any(re.search(rf"\b{other}\b", line) for line in complaints(err) for other in OTHERS), err
    for student in OTHERS:
        assert course.feedback(NAME, student).exists()
        assert f">{student}</a>" in course.report(NAME).read_text()


def test_a_grade_that_was_there_stays_when_the_folder_can_no_longer_be_read(run_ordinary, three, course, scores):
    assert run_ordinary("grade", "hw0", "--jobs", "1")[0] == 0
    (course.work / "submitted" / "ben").chmod(0)
    clear_line(run_ordinary("grade", "hw0", "--jobs", "1"), "ben: not graded", "Permission denied")
    assert scores("ben")["check-scale"] == 3.0
    assert run_ordinary("feedback", "hw0")[0] == run_ordinary("report", "hw0")[0] == 0


@pytest.mark.parametrize("command", ["grade", "feedback", "report"])
def test_submissions_that_may_not_be_listed_are_one_line(run_ordinary, three, course, command):
    (course.work / "submitted").chmod(0)
    clear_line(run_ordinary(command, "hw0"), f"{course.work / 'submitted'} cannot be read (Permission denied)")


def not_json(path):
    path.write_bytes(b"\x00\xff\xfe")


def no_object(path):
    path.write_text("[1, 2]")


def deep(path):
    path.write_text('{"metadata": ' + "[" * 100_000)


def changed(*keys, value):
    """Damage one place in the JSON."""

    def damage(path):
        notebook = json.loads(path.read_bytes())
        here = notebook
        for key in keys[:-1]:
            here = here[key]
        here[keys[-1]] = value
        path.write_text(json.dumps(notebook))

    return damage


def without_metadata(path):
    notebook = json.loads(path.read_bytes())
    del notebook["metadata"]
    path.write_text(json.dumps(notebook))


def a_folder(path):
    path.unlink()
    path.mkdir()


def graded_cell(path):
    notebook = json.loads(path.read_bytes())
    return next(
        number for number, cell in enumerate(notebook["cells"]) if "finding" in cell["metadata"].get("byhand", {})
    )


def finding(**fields):
    """Damage a field of the first finding."""

    def damage(path):
        for name, value in fields.items():
            changed("cells", graded_cell(path), "metadata", "byhand", "finding", name, value=value)(path)

    return damage


AUTOGRADED = {
    "cut off": cut,
    "not JSON": not_json,
    "no object": no_object,
    "nested without end": deep,
    "without metadata": without_metadata,
    "not graded here": changed("metadata", value={}),
    "of another assignment": changed("metadata", "byhand", "assignment", value="hw9"),
    "notes that are no list": changed("metadata", "byhand", "notes", value=5),
    "without cells": changed("cells", value=[]),
    "a cell that is none": changed("cells", 0, value=7),
    "points that are a word": finding(points="many"),
    "a score that is no number": finding(score=float("nan")),
    "cards that are none": finding(cards=[{"what": 3, "problem": None}]),
    "a status nobody knows": finding(status="unheard of"),
    "may not be read": refuse,
    "a folder": a_folder,
}


def test_a_damaged_graded_notebook_is_one_line_and_the_others_have_their_pages(run_ordinary, hand_in_for, course):
    students = hand_in_for(AUTOGRADED)
    assert run_ordinary("grade", "hw0", "--jobs", "1")[0] == 0
    for student, damage in zip(students, AUTOGRADED.values(), strict=True):
        damage(course.autograded(NAME, student))
    for command in ("feedback", "report"):
        lines = lines_by_student(run_ordinary(command, "hw0"), students)
        for student, kind in zip(students, AUTOGRADED, strict=True):
            assert f"the graded notebook of {student}" in lines[student], kind
            assert "Run `autograder grade" in lines[student], kind
    for student in OTHERS:
        assert course.feedback(NAME, student).exists()
        assert f">{student}</a>" in course.report(NAME).read_text()
    assert not any(course.feedback(NAME, student).exists() for student in students)
    folders = [student for student in students if course.autograded(NAME, student).is_dir()]
    lines = lines_by_student(run_ordinary("grade", "hw0", "--jobs", "1"), folders)
    assert all("not graded" in line and "Is a directory" in line for line in lines.values())
    lines_by_student(run_ordinary("feedback", "hw0"), folders)
    assert all(course.feedback(NAME, student).exists() for student in students if student not in folders)


def test_a_page_that_cannot_be_written_is_a_line_and_the_others_are(run_ordinary, three, course):
    assert run_ordinary("grade", "hw0", "--jobs", "1")[0] == 0
    course.feedback(NAME, "ben").mkdir(parents=True)
    clear_line(run_ordinary("feedback", "hw0"), "could not be written (Is a directory)")
    assert all(course.feedback(NAME, student).is_file() for student in OTHERS)
