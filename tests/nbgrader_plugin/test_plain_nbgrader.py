"""Plain nbgrader commands in a course with our nbgrader_config.py do what our own commands do."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import cli, nbgrader_plugin
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.course import Course

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "build" / "golden"
NAME = "hw0_tiny"
STUDENTS = ("ada", "ben", "cy")


def nbgrader(root, *words, **environment):
    """Run a plain nbgrader command in the course's folder, away from anybody's settings."""
    private = {
        name: str(root / ".private") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "HOME")
    }
    command = [str(Path(sys.executable).parent / "nbgrader"), *words]
    everything = {**os.environ, **private, **environment}
    return subprocess.run(command, cwd=root, env=everything, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def two_courses(tmp_path_factory, key, empty_gradebook):
    """The same class twice: one for nbgrader's commands, one for ours."""
    blank = student_version(GOLDEN / "assignments" / NAME / f"{NAME}.ipynb")
    right, half, wrong = answered(blank, key), answered(blank, key, until="scale"), key.misconceptions[:1]
    handed_in = (right, half, answered(blank, key, wrong))
    courses = []
    for name in ("plain", "ours"):
        root = tmp_path_factory.mktemp(name)
        for part in ("solutions", "assignments"):
            shutil.copytree(GOLDEN / part, root / part)
        shutil.copy(ROOT / "nbgrader_config.py", root)
        (root / "course").mkdir()
        shutil.copy(empty_gradebook, root / "course")
        courses.append(Course(root))
        for student, notebook in zip(STUDENTS, handed_in, strict=True):
            folder = courses[-1].submitted(NAME, student)
            folder.mkdir(parents=True)
            (folder / f"{NAME}.ipynb").write_bytes(as_bytes(notebook))
            (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC\n")
    return courses


@pytest.fixture(scope="module")
def plain(two_courses):
    """nbgrader's three commands, one after another."""
    root = two_courses[0].root
    shutil.rmtree(root / "assignments")
    steps = ("generate_assignment", "autograde", "generate_feedback")
    return {step: nbgrader(root, step, NAME) for step in steps}


@pytest.fixture(scope="module")
def ours(two_courses):
    for step in ("grade", "feedback"):
        assert cli.main(["--course", str(two_courses[1].root), step, NAME]) == 0
    return two_courses[1]


def everything_stored(course):
    """Grades, comments and times, as nbgrader has them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy on nbgrader's models
        with Gradebook(course.db_url) as book:
            notebooks = {s.student.id: s.notebooks[0] for s in book.find_assignment(NAME).submissions}
            grades = {
                (student, grade.name): (grade.auto_score, grade.needs_manual_grade, grade.max_score)
                for student, notebook in notebooks.items()
                for grade in notebook.grades
            }
            comments = {
                (student, c.name): c.comment for student, notebook in notebooks.items() for c in notebook.comments
            }
            return grades, comments, {student: notebook.assignment.timestamp for student, notebook in notebooks.items()}


def test_every_step_succeeds_without_a_warning(plain):
    for step, done in plain.items():
        assert done.returncode == 0, f"{step}: {done.stderr}"
        assert "Warning" not in done.stderr
        assert "ERROR" not in done.stderr


def test_generate_assignment_gives_the_same_student_version(plain, two_courses):
    made = two_courses[0].student_version(NAME)
    assert made.read_bytes() == (GOLDEN / "assignments" / NAME / f"{NAME}.ipynb").read_bytes()
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_autograde_gives_the_same_scores(plain, ours, two_courses):
    grades, _, _ = everything_stored(two_courses[0])
    assert grades["ada", "check-scale"] == (3.0, False, 3.0)
    assert grades["ben", "check-scale"] == (0.0, False, 3.0)
    assert grades["cy", "check-centre"] == (0.0, False, 2.0)
    assert everything_stored(two_courses[0]) == everything_stored(ours)


def test_autograde_gives_the_same_graded_notebooks(plain, ours, two_courses):
    for student in STUDENTS:
        mine, theirs = (json.loads(course.autograded(NAME, student).read_text()) for course in (ours, two_courses[0]))
        assert mine == theirs


def test_generate_feedback_gives_the_same_pages(plain, ours, two_courses):
    for student in STUDENTS:
        assert two_courses[0].feedback(NAME, student).read_text() == ours.feedback(NAME, student).read_text()


def test_what_nbgrader_graded_need_not_be_graded_again(plain, two_courses, capfd):
    assert cli.main(["--course", str(two_courses[0].root), "grade", NAME]) == 0
    assert "3 already graded, 0 to grade" in capfd.readouterr().out


def test_autograde_refuses_without_bubblewrap(course, hand_in, right, tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    hand_in("ada", right)
    (tmp_path / "nothing").mkdir()
    done = nbgrader(course.root, "autograde", NAME, PATH=str(tmp_path / "nothing"))
    assert done.returncode != 0
    assert "bubblewrap (bwrap) is needed to run student code safely" in done.stderr
    assert not course.autograded(NAME, "ada").exists()
    assert {score for score, _, _ in everything_stored(course)[0].values()} == {None}


@pytest.mark.parametrize("words", [[], ["--force"], ["--student", "ada"]], ids=" ".join)
def test_autograde_with_an_answer_key_that_raises_is_one_line_and_changes_nothing(course, hand_in, right, words):
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    hand_in("ada", right)
    assert nbgrader(course.root, "autograde", NAME).returncode == 0
    before = course.autograded(NAME, "ada").read_bytes(), everything_stored(course)
    hand_in("ben", right)
    break_answer_key(course.solution(NAME))
    done = nbgrader(course.root, "autograde", NAME, *words)
    (line,) = [line for line in done.stderr.splitlines() if "INFO" not in line]
    assert line.endswith(
        f"ERROR] {NAME}, cell centre: the reference solution raised ZeroDivisionError: division by zero"
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert (course.autograded(NAME, "ada").read_bytes(), everything_stored(course)) == before
    assert not course.autograded(NAME, "ben").exists()


def break_answer_key(path):
    notebook = json.loads(path.read_bytes())
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "centre")
    cell["source"] = "".join(cell["source"]) + "\n1 / 0"
    path.write_text(json.dumps(notebook))


# --- in one long-lived process, as formgrader does it


def test_formgrader_grades_with_the_assignment_as_it_is_now(formgrader, course, hand_in, right, scores):
    hand_in("ada", right)
    assert formgrader("ada")["success"]
    assert scores("ada")["check-centre"] == 2.0
    path = course.solution(NAME)
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "check-centre":
            cell["source"] = "assert centre(np.eye(2)) is None, 'another check'"
    path.write_text(json.dumps(notebook))
    assert formgrader("ada")["success"]
    assert scores("ada")["check-centre"] == 0.0


def test_formgrader_says_which_cell_of_the_answer_key_raises(formgrader, course, hand_in, right):
    hand_in("ada", right)
    break_answer_key(course.solution(NAME))
    answer = formgrader("ada")
    assert not answer["success"]
    assert (
        answer["log"].strip().endswith("cell centre: the reference solution raised ZeroDivisionError: division by zero")
    )
    assert "Traceback" not in answer["log"]
    assert not course.autograded(NAME, "ada").exists()


def test_a_folder_whose_name_is_markup_is_no_student_of_nbgraders_either(formgrader, hand_in, right, read_gradebook):
    for name in ("<img src=x onerror=alert(1)>", '";alert(1);var z="'):
        hand_in(name, right)
        answer = formgrader(name)
        assert not answer["success"]
        assert "rename this folder" in answer["log"]
    hand_in("ada", right)
    assert formgrader("ada")["success"]
    assert [student.id for student in read_gradebook().students] == ["ada"]


def walls():
    """The jails' outermost processes that this process started."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            pid, name, _, parent = path.read_text().split()[:4]
            if name == "(bwrap)" and int(parent) == os.getpid():
                found.add(int(pid))
    return found


def test_formgrader_survives_the_end_of_its_warm_process(formgrader, hand_in, right, half, scores):
    before = walls()
    hand_in("ada", right)
    assert formgrader("ada")["success"]
    (warm,) = walls() - before
    os.kill(warm, signal.SIGKILL)  # as the kernel does when memory is short
    hand_in("ben", half)
    answer = formgrader("ben")
    assert answer["success"], answer
    assert scores("ben")["check-centre"] == 2.0


def test_late_penalties_are_still_nbgraders_business(formgrader, hand_in, right, read_gradebook):
    hand_in("ada", right)
    book = read_gradebook()
    book.update_or_create_assignment(NAME, duedate="2026-01-01 00:00:00 UTC")
    assert formgrader("ada")["success"]
    submission = read_gradebook().find_submission(NAME, "ada")
    assert (submission.score, submission.late_submission_penalty) == (5, 5)


def test_the_grading_page_shows_cards_and_no_html_of_a_students(blank, graded):
    for cell in blank["cells"]:
        if cell["id"] == "centre":
            cell["source"] = "from IPython.display import HTML\ncentre = print\nHTML('<b>mine</b>')"
    notebook = nbformat.reads(graded(blank).notebook.decode(), as_version=4)
    shown, _ = nbgrader_plugin.Harmless().preprocess(notebook, {})
    data = [output.data for cell in shown.cells for output in cell.get("outputs", []) if "data" in output]
    html = [each["text/html"] for each in data if "text/html" in each]
    assert "mine" not in "".join(html)
    assert any("<IPython.core.display.HTML object>" in each["text/plain"] for each in data)
    assert [
        text for text in html if not text.startswith('<div class="tex2jax_ignore mathjax_ignore"><div class="byhand')
    ] == []
    assert len(html) >= 2
