"""The guide for other courses, followed to the letter with nbgrader's example course; then compared with stock."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import warnings
from pathlib import Path

import nbgrader
import pytest
from nbgrader.api import Gradebook

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "nbgrader.md"
HANDED_IN = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "submitted"


def blocks():
    """The commands of the guide, a list for each block."""
    return [block.strip().splitlines() for block in re.findall(r"^```bash\n(.*?)^```", GUIDE.read_text(), re.S | re.M)]


def run(folder, command):
    """Run one command away from anybody's settings; its exit code and what it said."""
    private = dict.fromkeys(("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"), str(folder / ".private"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(command, shell=True, cwd=folder, env={**os.environ, **private, "PATH": path},
                          capture_output=True, text=True, check=False)  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course after the guide's commands; beside its student, nbgrader's own two handed in."""
    folder = tmp_path_factory.mktemp("guide")
    install, *rest = blocks()
    assert [line.split()[0] for line in install] == ["git", "pip"]  # this environment has it already
    for line in (line for block in rest for line in block):
        if line.startswith("cd "):
            folder = folder / line.removeprefix("cd ")
            continue
        if line.startswith("cp "):
            shutil.copytree(HANDED_IN, folder / "submitted", dirs_exist_ok=True)
        code, said = run(folder, line)
        assert code == 0, f"{line}: {said}"
        assert "Traceback" not in said
    return folder


def scores(root):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy on nbgrader's models
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
            return {
                (submission.student.id, notebook.name, grade.name): (grade.auto_score, grade.needs_manual_grade)
                for submission in book.find_assignment("ps1").submissions
                for notebook in submission.notebooks
                for grade in notebook.grades
            }


def test_every_command_of_the_guide_works_and_leaves_what_it_says(course):
    assert {path.name for path in (course / "feedback" / "ada" / "ps1").iterdir()} >= {"problem1.html", "problem2.html"}
    assert sorted(path.name for path in (course / "course" / "report").iterdir()) == [
        "ps1, problem1.html", "ps1, problem2.html"
    ]  # fmt: skip


def test_a_graded_cell_is_in_the_gradebook_once(course):
    with sqlite3.connect(course / "gradebook.db") as database:
        kinds = "SELECT name, count(*) FROM base_cell WHERE type IN ('GradeCell', 'TaskCell') GROUP BY name"
        assert dict(database.execute(kinds)) == dict.fromkeys({name for _, _, name in scores(course)}, 1)


def test_everybody_has_the_points_that_stock_nbgrader_gives(course, tmp_path):
    for name in ("source", "submitted"):
        shutil.copytree(course / name, tmp_path / name)
    config = (course / "nbgrader_config.py").read_text()
    (tmp_path / "nbgrader_config.py").write_text(
        config.replace("from autograder.nbgrader_plugin import use; use(c)", "")
    )
    for command in ("nbgrader generate_assignment ps1", "nbgrader autograde ps1"):
        code, said = run(tmp_path, command)
        assert code == 0, said
    assert len(scores(course)) == 27
    assert scores(course) == scores(tmp_path)
