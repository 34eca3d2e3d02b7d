"""A folder without homeworks of its own is a course with those of the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder import cli, shipped
from autograder.course import Course

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "guide" / "instructor.md").read_text()
(CONFIG,) = re.findall(r"```python\n(from pathlib.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(params=["", CONFIG], ids=["empty", "with the guide's nbgrader_config.py"])
def folder(request, tmp_path):
    """A folder without homeworks."""
    if request.param:
        (tmp_path / "nbgrader_config.py").write_text(request.param)
    return tmp_path


def test_what_is_read_is_the_packages_and_what_is_written_is_below_the_folder(folder):
    course = Course.at(folder)
    assert course.find("hw1") == "hw1_softmax_regression"
    assert course.solution("hw1_softmax_regression").is_relative_to(ROOT)
    assert course.student_version("hw1_softmax_regression").exists()
    for path in (course.submitted("hw1", "ada"), course.autograded("hw1", "ada"), course.feedback("hw1", "ada"),
                 course.report("hw1"), course.keys("hw1"), Path(course.db_url.removeprefix("sqlite:///"))):  # fmt: skip
        assert path.is_relative_to(folder)


def test_homeworks_of_its_own_come_first(course):
    assert Course.at(course.root).sources == course.root
    assert Course.at(course.root).assignments() == ["hw0_tiny"]


def test_what_a_wheel_brings_along_comes_before_what_is_around_it(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "PACKAGE", tmp_path / "autograder")
    assert shipped.root() is None
    for place in (tmp_path, tmp_path / "autograder" / shipped.DATA):
        for name in ("solutions", "assignments"):
            (place / name).mkdir(parents=True)
        assert shipped.root() == place


def test_building_copies_the_student_version_and_never_over_another_notebook(folder, capsys):
    copy = folder / "assignments" / "hw0_warm_up" / "hw0_warm_up.ipynb"
    assert cli.main(["--course", str(folder), "build", "hw0"]) == 0
    assert copy.read_bytes() == (ROOT / copy.relative_to(folder)).read_bytes()
    assert cli.main(["--course", str(folder), "build", "hw0"]) == 0
    copy.write_text("{}")
    assert cli.main(["--course", str(folder), "build", "hw0"]) == 1
    assert copy.read_text() == "{}"
    assert "was not built from hw0_warm_up.py" in capsys.readouterr().err


def test_lectures_are_built_in_a_clone(folder, capsys):
    assert cli.main(["--course", str(folder), "lectures"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(f"are built already: {ROOT / 'lectures'}")
