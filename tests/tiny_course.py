"""A plugin: the tiny homework as students hand it in, and a whole small course on disk with a gradebook."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.course import Course
from autograder.gradebook import records
from autograder.grading.findings import Graded
from autograder.grading.grade import grade
from autograder.jail.outside.jailer import Jailer

GOLDEN = Path(__file__).parent / "build" / "golden"
NAME = "hw0_tiny"
Notebook = dict[str, Any]


@pytest.fixture(scope="session")
def key() -> AnswerKey:
    return answer_key.load(GOLDEN / "solutions" / NAME / f"{NAME}.ipynb")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny homework's folder."""
    folder = tmp_path / "solutions" / "hw0_tiny"
    shutil.copytree(GOLDEN / "solutions" / NAME, folder, ignore=shutil.ignore_patterns("__pycache__"))
    source = folder / "hw0_tiny.py"
    source.write_text(source.read_text().replace(' picture="One grey pixel."', ""))
    return folder


@pytest.fixture
def course(tmp_path: Path, empty_gradebook: Path) -> Course:
    for part in ("solutions", "assignments"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    (tmp_path / "course").mkdir()
    shutil.copy(empty_gradebook, tmp_path / "course" / "gradebook.db")
    return Course(tmp_path)


@pytest.fixture
def blank() -> Notebook:
    return student_version(GOLDEN / "assignments" / NAME / f"{NAME}.ipynb")


@pytest.fixture
def right(blank: Notebook, key: AnswerKey) -> Notebook:
    return answered(blank, key)


@pytest.fixture
def half(blank: Notebook, key: AnswerKey) -> Notebook:
    """The first question answered, the others left alone."""
    return answered(blank, key, until="scale")


@pytest.fixture
def hand_in(course: Course) -> Callable[..., Path]:
    def hand_in(student: str, notebook: Notebook | bytes | None, name: str = f"{NAME}.ipynb") -> Path:
        folder = course.submitted(NAME, student)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC\n")
        if notebook is not None:
            (folder / name).write_bytes(notebook if isinstance(notebook, bytes) else as_bytes(notebook))
        return folder

    return hand_in


@pytest.fixture
def graded(key: AnswerKey, jailer: Jailer) -> Callable[[Notebook], Graded]:
    return lambda notebook: grade(as_bytes(notebook), key, jailer)


@pytest.fixture
def cell() -> Callable[[Notebook, str], Notebook]:
    """The first cell of a notebook with this grade_id or cell id."""
    return lambda notebook, name: next(cell for cell in notebook["cells"] if cell["id"] == name)


@pytest.fixture
def copied() -> Callable[[Any], Any]:
    return lambda value: json.loads(json.dumps(value))


@pytest.fixture
def read_gradebook(course: Course) -> Iterator[Callable[[], Gradebook]]:
    """nbgrader's own view of the course's database."""
    books = []

    def read() -> Gradebook:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy on nbgrader's models
            books.append(Gradebook(course.db_url))
        return books[-1]

    yield read
    for book in books:
        book.close()


@pytest.fixture
def scores(read_gradebook: Callable[[], Gradebook]) -> Callable[..., dict[str, float | None]]:
    """What nbgrader has for a student: question → automatic score."""

    def of(student: str) -> dict[str, float | None]:
        submission = read_gradebook().find_submission(NAME, student)
        return {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}

    return of


@pytest.fixture
def record(course: Course, key: AnswerKey) -> Callable[..., None]:
    """Record graded notebooks: student → Graded; ``at`` is another address of the database."""

    def record(at: Course = course, **graded: Graded) -> None:
        with records.opened(at) as book:
            records.register(book, key)
            for student, result in graded.items():
                records.record(book, at, key, student, result)

    return record
