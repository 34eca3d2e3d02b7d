"""Writing that fails leaves grade and graded notebook as they were, and says so in one line."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from nbgrader.api import MissingEntry

from autograder.course import Course
from autograder.gradebook import records
from autograder.gradebook.records import GradebookProblem

NAME = "hw0_tiny"
NOBODY = 65534


@pytest.fixture
def impatient(course):
    """The same course, its database waiting a twentieth of a second for locks."""
    return Course(course.root, f"{course.db_url}?timeout=0.05")


@contextlib.contextmanager
def held(course, *statements):
    """Another program in the middle of something with the database."""
    connection = sqlite3.connect(course.work / "gradebook.db", isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement).fetchone()
        yield
    finally:
        connection.close()


LOCKS = {
    "writing, and nobody may read": ("BEGIN EXCLUSIVE",),
    "about to write": ("BEGIN IMMEDIATE",),
    "reading, so that nobody may commit": ("BEGIN", "SELECT * FROM course"),
}


def state(course, read_gradebook, student="ada"):
    """Both halves of a record: the grades, and the graded notebook."""
    try:
        submission = read_gradebook().find_submission(NAME, student)
        grades = {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
    except MissingEntry:
        grades = None
    path = course.autograded(NAME, student)
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()} if path.parent.exists() else {}
    return grades, files


def one_line(problem):
    text = str(problem.value)
    assert "\n" not in text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
@pytest.mark.parametrize("graded_before", [False, True])
def test_a_locked_database_keeps_both_halves_as_they_were(
    record, graded, half, right, course, impatient, read_gradebook, capfd, lock, graded_before
):
    record(**({"ada": graded(half)} if graded_before else {}))
    before = state(course, read_gradebook)
    with held(course, *lock), pytest.raises(GradebookProblem) as problem:
        record(at=impatient, ada=graded(right))
    assert "is locked by another program. Close it or wait for the other run." in one_line(problem)
    assert "What was graded before is kept" in str(problem.value)
    assert capfd.readouterr().err == ""
    assert state(course, read_gradebook) == before
    record(ada=graded(right))
    assert state(course, read_gradebook)[0]["check-scale"] == 3.0


def test_a_database_that_is_locked_before_the_assignment_is_known_is_one_line_too(record, course, impatient, capfd):
    with held(course, "BEGIN IMMEDIATE"), pytest.raises(GradebookProblem) as problem:
        record(at=impatient)
    assert "is locked by another program" in one_line(problem)
    assert capfd.readouterr().err == ""


@contextlib.contextmanager
def largest_file(size):
    """What a full disk does, without one: no file may grow beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("graded_before", [False, True])
@pytest.mark.parametrize(("size", "what"), [(2_000, "could not be written"), (60_000, "cannot be used")])
def test_a_full_disk_keeps_both_halves_as_they_were(
    record, graded, half, right, course, read_gradebook, graded_before, size, what
):
    record(**({"ada": graded(half)} if graded_before else {}))
    before = state(course, read_gradebook)
    result = graded(right)
    assert 2_000 < len(result.notebook) < 60_000 < (course.work / "gradebook.db").stat().st_size
    with largest_file(size), pytest.raises(GradebookProblem) as problem:
        record(ada=result)
    assert what in one_line(problem)
    assert state(course, read_gradebook) == before


@pytest.fixture
def unprivileged(course, key, empty_gradebook):
    """A course of an ordinary user's: root may write anywhere."""
    if os.geteuid() != 0:
        yield course
        return
    folder = Path(tempfile.mkdtemp(dir="/tmp", prefix="byhand-test-"))
    moved = Course(folder / "root")
    shutil.copytree(course.root, moved.root)
    folder.chmod(0o755)
    for path in [moved.root, *moved.root.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield moved
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)


def test_a_folder_that_may_not_be_written_keeps_the_grade_out_too(unprivileged, record, graded, right, half):
    results = graded(right), graded(half)
    record(at=unprivileged, ada=results[1])
    path = unprivileged.autograded(NAME, "ada")
    path.parent.chmod(0o555)
    with pytest.raises(GradebookProblem, match="the grade of ada could not be written") as problem:
        record(at=unprivileged, ada=results[0])
    assert "Permission denied" in one_line(problem)
    path.parent.chmod(0o755)
    with records.opened(unprivileged) as book:
        assert records.marks(book, NAME, "ada").scores["check-scale"] == 0.0
    assert path.read_bytes() == results[1].notebook


def test_a_database_that_may_not_be_written_leaves_no_notebook(unprivileged, record, graded, right):
    result = graded(right)
    record(at=unprivileged)
    (unprivileged.work / "gradebook.db").chmod(0o444)
    with pytest.raises(GradebookProblem, match="cannot be used") as problem:
        record(at=unprivileged, ada=result)
    assert "readonly database" in one_line(problem)
    assert not unprivileged.autograded(NAME, "ada").exists()


def test_a_notebook_that_cannot_be_moved_into_place_is_graded_again_next_time(
    record, graded, half, right, course, monkeypatch
):
    record(ada=graded(half))
    replace = os.replace

    def refuse(source, target):
        if str(source).endswith(".part"):
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(GradebookProblem, match="Input/output error"):
        record(ada=graded(right))
    assert list(course.autograded(NAME, "ada").parent.iterdir()) == []  # the old notebook would belong to no grade
    monkeypatch.undo()
    record(ada=graded(right))
    assert course.autograded(NAME, "ada").read_bytes() == graded(right).notebook


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("nonsense", "the gradebook nonsense cannot be used"),
        ("postgresql+nodriver://ada:secret@db.example/grades", "nodriver"),
        ("sqlite:////proc/none/gradebook.db", "cannot be used"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line_without_the_password(course, address, why):
    with pytest.raises((GradebookProblem, OSError)) as problem, records.opened(Course(course.root, address)):
        pass
    assert why in one_line(problem) or isinstance(problem.value, OSError)
    assert "secret" not in str(problem.value)
