"""What students get of another course's notebooks, and what grading keeps from them, is what nbgrader says it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader_notebooks import answer, checks, manual, plain, task, write
from traitlets.config import Config

from autograder import nbgrader_plugin
from autograder.assignment.cell_metadata import key_cell
from autograder.build import nbgrader_source
from autograder.build.nbgrader_source import NotReadable

# nbgrader leaves the sockets to its kernel for the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
THEIRS = Path(nbgrader.__file__).parent
FILES = THEIRS / "tests" / "apps" / "files"
MORE = THEIRS / "tests" / "preprocessors" / "files"
QUICKSTART = THEIRS / "docs" / "source" / "user_guide"
NAMES = [  # of nbgrader's own test notebooks; those with AUTOTEST need a kernel, so they are few
    FILES / "autotest-multi.ipynb", FILES / "autotest-hashed.ipynb", FILES / "submitted-changed.ipynb",
    FILES / "submitted-cheat-attempt.ipynb", FILES / "test.ipynb", FILES / "test-hidden-tests.ipynb",
    FILES / "test-with-output.ipynb", FILES / "side-effects.ipynb", FILES / "validation-zero-points.ipynb",
    MORE / "manually-graded-code-cell.ipynb", MORE / "test_taskcell.ipynb", MORE / "header.ipynb",
    QUICKSTART / "source" / "ps1" / "problem1.ipynb", QUICKSTART / "source" / "ps1" / "problem2.ipynb",
]  # fmt: skip
REFUSED = [FILES / "test-no-metadata.ipynb", FILES / "test-v0.ipynb", FILES / "too-new.ipynb",
           MORE / "duplicate-grade-ids.ipynb", MORE / "blank-points.ipynb"]  # fmt: skip


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """What stock `nbgrader generate_assignment` makes of the notebooks."""
    root = tmp_path_factory.mktemp("stock")
    (root / "source" / "ps1").mkdir(parents=True)
    for path in NAMES:
        shutil.copy(path, root / "source" / "ps1")
    shutil.copy(FILES / "autotests.yml", root)
    config = Config({"CourseDirectory": {"root": str(root)}, "GenerateAssignment": {"no_database": True}})
    steps = GenerateAssignment.class_traits()["preprocessors"].default_args[0]
    config.GenerateAssignment.preprocessors = [step for step in steps if step.__name__ != "SaveCells"]
    coursedir = CourseDirectory(config=config, assignment_id="ps1")
    GenerateAssignment(coursedir=coursedir, config=config).start()
    return root


@pytest.mark.parametrize("path", NAMES, ids=lambda path: path.stem)
def test_students_get_what_stock_nbgrader_gives_them(stock, path):
    source = stock / "source" / "ps1" / path.name
    ours = nbgrader_source.read(source, Config(), stock).released
    theirs = nbformat.read(stock / "release" / "ps1" / path.name, as_version=4)
    assert ours.cells == theirs.cells
    assert ours.metadata == theirs.metadata


def test_generate_assignment_in_our_folder_gives_what_stock_gives(stock, monkeypatch):
    config = Config()
    monkeypatch.setattr(nbgrader_plugin, "_settings", {})
    nbgrader_plugin.configure(config, stock)
    shutil.rmtree(stock / "course")
    exporter = nbgrader_plugin.StudentVersion(config=config)
    text, _ = exporter.from_filename(str(stock / "source" / "ps1" / "test-hidden-tests.ipynb"))
    theirs = nbformat.read(stock / "release" / "ps1" / "test-hidden-tests.ipynb", as_version=4)
    assert nbformat.reads(text, as_version=4).cells == theirs.cells


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_stock_refuses_is_one_line_that_names_the_file(path):
    with pytest.raises(NotReadable) as refused:
        nbgrader_source.read(path, Config(), FILES)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.fixture
def read(tmp_path):
    """`read(cells…)`: the key's cells of a notebook, by name."""

    def read(*cells, **config):
        path = write(tmp_path / "source" / "ps1" / "one.ipynb", *cells)
        key = nbgrader_source.read(path, Config(config), tmp_path).key
        return {found.grade_id: found for cell in key.cells if (found := key_cell(cell))}

    return read


def test_an_answer_without_markers_is_taken_out_whole(read):
    cell = read(answer("two", "def two(x):\n    return x + 222"))["two"]
    assert cell.student_source == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert "222" in cell.source


@pytest.mark.parametrize("begin", ["# BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TESTS ###", "#BEGIN HIDDEN TESTS: secret"])
def test_hidden_tests_are_hidden_however_their_marker_is_written(read, begin):
    source = f"assert f(1) == 1\n{begin}\nassert f(7) == 49\n  # END HIDDEN TESTS please\nassert f(2) == 2"
    cell = read(checks("t", source))["t"]
    assert cell.student_source == "assert f(1) == 1\nassert f(2) == 2"
    assert [(segment.hidden, "49" in segment.source) for segment in cell.segments] == [
        (False, False), (True, True), (False, False)
    ]  # fmt: skip


def test_markers_are_those_that_the_course_configures(read):
    config = {"ClearHiddenTests": {"begin_test_delimeter": "VVV", "end_test_delimeter": "^^^"},
              "ClearSolutions": {"begin_solution_delimeter": "<<<", "end_solution_delimeter": ">>>",
                                 "code_stub": {"python": "..."}}}  # fmt: skip
    cells = read(answer("f", "def f(x):\n    # <<<\n    return x\n    # >>>"), checks("t", "# VVV\nassert f(7)\n# ^^^"),
                 **config)  # fmt: skip
    assert cells["f"].student_source == "def f(x):\n    ..."
    assert cells["t"].student_source == ""
    assert [segment.hidden for segment in cells["t"].segments] == [True]


def test_a_hidden_test_in_the_middle_of_a_statement_hides_the_cell(read):
    hidden = "    # BEGIN HIDDEN TESTS\n    assert f(7)\n    # END HIDDEN TESTS"
    cell = read(checks("t", f"for x in (1, 2):\n    assert f(x)\n{hidden}"))["t"]
    assert [segment.hidden for segment in cell.segments] == [True]
    assert "f(7)" not in cell.student_source


def test_a_mark_scheme_is_the_rubric_of_the_person_who_grades(read):
    text = "Draw it.\n\n=== BEGIN MARK SCHEME ===\none point for the axes\n=== END MARK SCHEME ===\n"
    cell = read(task("draw", text, 4))["draw"]
    assert cell.rubric == "one point for the axes"
    assert "axes" not in cell.student_source


def test_a_manually_graded_answer_is_taken_out(read):
    cells = read(manual("why", "Because.", kind="markdown"), manual("plot", "W = 1"))
    assert [cells[name].student_source for name in ("why", "plot")] == [
        "YOUR ANSWER HERE", "# YOUR CODE HERE\nraise NotImplementedError()"
    ]  # fmt: skip


def test_an_autotest_becomes_a_test_when_the_key_is_made(read, tmp_path):
    shutil.copy(FILES / "autotests.yml", tmp_path)
    cells = read(answer("f", "a = 5"), checks("t", "### AUTOTEST a"), checks("h", "### HASHED AUTOTEST a"))
    assert all("assert" in cells[name].source and "AUTOTEST" not in cells[name].source for name in "th")


def test_an_autotest_without_its_templates_is_refused_aloud(read):
    with pytest.raises(NotReadable, match=r"AUTOTESTs cannot be made into tests.*Put an autotests.yml"):
        read(answer("f", "a = 5"), checks("t", "### AUTOTEST a"))


def test_a_notebook_in_another_language_is_refused_aloud(tmp_path):
    path = write(tmp_path / "one.ipynb", plain("1"))
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec.language = "R"
    nbformat.write(notebook, path)
    with pytest.raises(NotReadable, match="a notebook in R; only Python can be graded"):
        nbgrader_source.read(path, Config(), tmp_path)
