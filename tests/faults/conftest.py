"""A small class: handed in, graded once undisturbed, and as often as a test likes with something going wrong."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from books import rows
from holding import CODE, Hold, environment
from processes import Run

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.course import Course

GOLDEN = Path(__file__).parents[1] / "build" / "golden"
NAME = "hw0_tiny"
CRASH = "def centre(X):\n    import os\n    os._exit(0)"


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Make a folder for temporary files with a short name: a socket in one with a long name cannot be opened."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make six submissions: one whose code crashes the interpreter, right, unfinished and untouched ones.

    Nothing in them hangs on time, however busy the machine is.
    """
    root = tmp_path_factory.mktemp("handed_in")
    for part in ("solutions", "assignments"):
        shutil.copytree(GOLDEN / part, root / part)
    course = Course(root)
    key = answer_key.load(course.solution(NAME))
    blank = student_version(course.student_version(NAME))
    crash = answered(blank, key)
    for cell in crash["cells"]:
        if cell["id"] == "centre":
            cell["source"] = CRASH
    right, half = answered(blank, key), answered(blank, key, until="scale")
    notebooks = {"s1": crash, "s2": right, "s3": half, "s5": blank}
    files = {student: as_bytes(notebook) for student, notebook in notebooks.items()}
    files |= {"s4": files["s3"] + b" ", "s6": files["s5"] + b"\t"}  # which tests know by their last byte
    for student, data in files.items():
        folder = course.submitted(NAME, student)
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_bytes(data)
        (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC\n")
    return root


@pytest.fixture(scope="session")
def graded_course(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Grade the class in a run that nothing happens to, and return the course."""
    root = tmp_path_factory.mktemp("undisturbed") / "root"
    shutil.copytree(handed_in, root)
    code, said = Run(root, "grade", "hw0", "--jobs", "2").outcome()
    assert code == 0, said
    return Course(root)


@pytest.fixture(scope="session")
def undisturbed(graded_course: Course) -> dict[str, list[tuple]]:
    """Return what that run wrote."""
    found = rows(graded_course.work)
    assert len(found["students"]) == 6
    assert {score for _, _, score, *_ in found["grades"]} == {None, 0.0, 2.0, 3.0}
    return found


@pytest.fixture(scope="session")
def empty_gradebook(graded_course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make nbgrader's tables and the assignment once, without a submission: that takes a second, a copy does not."""
    from autograder.gradebook import records

    root = tmp_path_factory.mktemp("empty")
    course = Course(root)
    with records.opened(course) as book:
        records.register(book, answer_key.load(graded_course.solution(NAME)))
    return course.work / "gradebook.db"


@pytest.fixture
def course(handed_in: Path, empty_gradebook: Path, tmp_path: Path) -> Course:
    """Make the same class, nobody graded yet."""
    root = tmp_path / "root"
    shutil.copytree(handed_in, root)
    shutil.copy(empty_gradebook, root / "course" / "gradebook.db")
    return Course(root)


@pytest.fixture
def grade(course: Course) -> Iterator[Callable[..., Run]]:
    """Start grading the class; words before it and settings of its environment may be given."""
    runs: list[Run] = []

    def grade(before: tuple[str, ...] = (), db: str = "", **environment: str) -> Run:
        options = ["--db", db] if db else []
        runs.append(Run(course.root, *options, "grade", "hw0", "--jobs", "2", before=before, **environment))
        return runs[-1]

    yield grade
    for run in runs:
        run.clear_away()


@pytest.fixture
def patches(tmp_path: Path) -> Callable[[str], str]:
    """`patches(code)`: a PYTHONPATH for a run, by which each of its Python processes begins with that code."""

    def written(code: str) -> str:
        (tmp_path / "patches").mkdir()
        (tmp_path / "patches" / "sitecustomize.py").write_text(code)
        return str(tmp_path / "patches")

    return written


@dataclass
class Held:
    """A run in which one submission waits at a point in its grading, until it is let go."""

    run: Run
    hold: Hold

    @cached_property
    def worker(self) -> int:
        """Process number of what is held; asking waits until there is one."""
        return self.hold.wait()

    def let_go(self) -> None:
        self.hold.let_go()


@pytest.fixture
def holding(grade: Callable[..., Run], patches: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[..., Held]]:
    """`holding(point)`: start grading; a submission will wait there, so the run cannot be over before the test acts.

    See held/sitecustomize.py. Code given as ``besides`` is run at the start of every Python process as well.
    """
    holds: list[Hold] = []

    def start(point: str, besides: str = "") -> Held:
        folder = tmp_path / "hold"
        holds.append(Hold(folder))
        path = patches(CODE.read_text() + besides)
        return Held(grade(PYTHONPATH=path, **environment(point, folder)), holds[-1])

    yield start
    for hold in holds:
        hold.close()


@pytest.fixture
def held(holding: Callable[..., Held]) -> Callable[..., Held]:
    """`held(point)`: the same, and return when the submission waits there."""

    def start(point: str, besides: str = "") -> Held:
        at = holding(point, besides)
        assert at.worker
        return at

    return start


@pytest.fixture
def as_if_nothing_happened(course: Course, grade: Callable[..., Run], undisturbed: dict) -> Callable[[], None]:
    """Run the same command again: it works, and what it leaves is what an undisturbed run leaves."""

    def check() -> None:
        code, said = grade().outcome()
        assert code == 0, said
        assert rows(course.work) == undisturbed

    return check
