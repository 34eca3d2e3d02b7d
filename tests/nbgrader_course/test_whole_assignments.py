"""A course with nbgrader's folders is graded as it is: several notebooks, and the files that students get with them."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import nbgrader
import numpy as np
import pytest
from nbgrader.api import Gradebook
from nbgrader_notebooks import answer, checks, filled, notebook, plain, read_only, write
from traitlets.config import Config

from autograder import cli
from autograder.build import nbgrader_source
from autograder.build.notebook_file import as_text
from autograder.course import Course

# nbgrader leaves the sockets to its kernel for the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
AUTOTESTS = Path(nbgrader.__file__).parent / "tests" / "apps" / "files" / "autotests.yml"
LIST = "import os\ndef there():\n    return sorted(os.listdir())\nprint(there())"
HIDDEN = "# BEGIN HIDDEN TESTS\nassert twice(5) == 10\n# END HIDDEN TESTS"
WRITE = "def rows():\n    open('data.csv', 'w').write('9')\n    return 3"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A course with one assignment of two notebooks, handed in by three students, and graded."""
    root = tmp_path_factory.mktemp("course")
    source = root / "source" / "ps1"
    write(
        source / "files.ipynb",
        plain("import numpy as np\nimport helpers"),
        answer("rows", "def rows():\n    return len(np.loadtxt('data.csv'))"),
        checks("t-rows", "assert rows() == len(np.loadtxt('data.csv')) == 3"),
        answer("twice", "def twice(x):\n    return helpers.double(x)"),
        checks("t-twice", f"assert twice(4) == helpers.double(4)\n{HIDDEN}"),
        answer("deep", "def deep():\n    return float(np.load('data/deep.npy').sum())"),
        checks("t-deep", "assert deep() == 3.0"),
    )  # fmt: skip
    write(
        source / "auto.ipynb",
        answer("a", "a = 5"),
        checks("t-a", "### AUTOTEST a"),
        checks("t-h", "### HASHED AUTOTEST a"),
    )
    shutil.copy(AUTOTESTS, root)
    (source / "data.csv").write_text("1\n2\n3\n")
    (source / "helpers.py").write_text("def double(x):\n    return 2 * x\n")
    (source / "data").mkdir()
    np.save(source / "data" / "deep.npy", np.ones(3))
    (source / "answers.secret").write_text("never released")
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.ignore = ['*.secret', '*.pyc', '__pycache__']\n"
    )
    blank = {path.stem: nbgrader_source.read(path, Config(), root).released for path in sorted(source.glob("*.ipynb"))}
    right = {path.stem: json.loads(path.read_text()) for path in sorted(source.glob("*.ipynb"))}
    right["files"] = filled(blank["files"], **{cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
                                              for cell in right["files"]["cells"] if cell["metadata"]})  # fmt: skip
    writer = filled(blank["files"], rows=WRITE, twice=LIST)
    hand_in(root, "ada", right)
    hand_in(root, "ben", blank)
    hand_in(root, "cy", {"files": writer, "auto": filled(blank["auto"], a="a = 6")})
    assert cli.main(["--course", str(root), "grade", "ps1", "--jobs", "1"]) == 0
    return root


def hand_in(root, student, notebooks):
    for name, made in notebooks.items():
        path = root / "submitted" / student / "ps1" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(made))


def scores(root, student):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy on nbgrader's models
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
            found = book.find_submission("ps1", student).notebooks
            return {grade.name: grade.auto_score for each in found for grade in each.grades}


def test_every_notebook_is_graded_with_the_files_beside_it(root):
    assert scores(root, "ada") == {"t-rows": 1, "t-twice": 1, "t-deep": 1, "t-a": 1, "t-h": 1}


def test_nothing_written_earns_nothing_autotests_included(root):
    assert set(scores(root, "ben").values()) == {0}


def test_students_cannot_change_the_files_and_see_no_others(root):
    graded = json.loads((root / "autograded" / "cy" / "ps1" / "files.ipynb").read_text())
    shown = [output["text"] for cell in graded["cells"] for output in cell.get("outputs", []) if "text" in output]
    assert "['data', 'data.csv', 'helpers.py']\n" in shown
    assert scores(root, "cy") == {"t-rows": 0, "t-twice": 0, "t-deep": 0, "t-a": 0, "t-h": 0}
    assert (root / "source" / "ps1" / "data.csv").read_text() == "1\n2\n3\n"


def test_feedback_and_report_are_there_for_each_notebook_without_a_hidden_line(root, capfd):
    assert cli.main(["--course", str(root), "feedback", "ps1"]) == 0
    assert cli.main(["--course", str(root), "report", "ps1"]) == 0
    pages = sorted((root / "feedback").glob("*/ps1/*.html"))
    assert [page.stem for page in pages] == ["auto", "files"] * 3
    assert not any("twice(5)" in page.read_text() for page in pages)
    assert "ps1, files.html" in capfd.readouterr().out


def test_what_is_graded_is_not_graded_again_until_something_changes(root, capfd):
    assert cli.main(["--course", str(root), "grade", "ps1", "--jobs", "1"]) == 0
    said = capfd.readouterr().out
    assert said.count("3 already graded, 0 to grade") == 2
    assert "asking each test" not in said


def small(root, *cells, config=""):
    """A course of one notebook that nobody handed in."""
    write(root / "source" / "ps1" / "one.ipynb", *cells)
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{config}")
    hand_in(root, "ada", {"one": notebook(*cells)})
    return lambda *words: cli.main(["--course", str(root), *words])


def test_a_test_that_gives_points_by_accident_is_refused_by_name(tmp_path, capfd):
    run = small(tmp_path, answer("f", "f = 1"), checks("t-true", "assert True"), checks("t-false", "assert f == 2"))
    assert run("grade", "ps1") == 1
    said = capfd.readouterr().err
    assert "ps1/one, cell t-true: gives points although nothing was written (1 of 1), so nobody was graded" in said
    assert "ps1/one, cell t-false: does not give all points for the notebook's own answer" in said
    assert "c.Autograder.accept = ['t-true'] in nbgrader_config.py" in said
    assert not (tmp_path / "autograded").exists()


def test_a_test_that_the_instructor_accepts_by_name_is_asked(tmp_path):
    run = small(tmp_path, answer("f", "f = 1"), checks("t-true", "assert True"),
                config="c.Autograder.accept = ['one/t-true']")  # fmt: skip
    assert run("grade", "ps1", "--jobs", "1") == 0
    assert scores(tmp_path, "ada") == {"t-true": 1}


def test_a_package_that_is_not_installed_costs_no_more_than_what_is_made_with_it(tmp_path):
    setup = "import absent_plots as ap\nimport math\nap.style()\nFACTOR = 2"
    run = small(tmp_path, read_only("setup", setup), plain(setup.replace("FACTOR", "OTHER")),
                answer("f", "def f(x):\n    return FACTOR * OTHER * math.floor(x)"),
                checks("t", "assert f(3.5) == 12"))  # fmt: skip
    assert run("grade", "ps1", "--jobs", "1") == 0
    assert scores(tmp_path, "ada") == {"t": 1}
    said = (tmp_path / "autograded" / "ada" / "ps1" / "one.ipynb").read_text()
    assert "not installed where notebooks are graded: absent_plots" in said


def test_which_verdicts_can_be_forged_is_said_once(tmp_path, capfd):
    run = small(tmp_path, answer("f", "def f():\n    return 1"),
                checks("t", "import dis\nassert [*dis.get_instructions(f)] and f() == 1"))  # fmt: skip
    assert run("grade", "ps1", "--jobs", "1") == 0
    assert capfd.readouterr().out.count("ps1/one, t: runs inside the jail, so that a submission could forge") == 1


def test_a_cluster_refuses_files_beside_a_notebook_in_one_line(tmp_path, capfd):
    run = small(tmp_path, answer("f", "f = 1"), checks("t", "assert f == 1"))
    (tmp_path / "source" / "ps1" / "data.csv").write_text("1\n")
    assert run("grade", "ps1", "--scheduler", "tcp://127.0.0.1:1") == 1
    (line,) = capfd.readouterr().err.splitlines()
    assert "comes with files, which no cluster gets. Grade it without --scheduler." in line


def test_a_key_without_graded_cells_is_one_line(tmp_path, capfd):
    run = small(tmp_path, answer("f", "f = 1"), plain("f"))
    for command in ("grade", "feedback", "report"):
        assert run(command, "ps1") == 1
        (line,) = capfd.readouterr().err.splitlines()
        assert line.startswith("ps1")


def test_a_config_that_cannot_be_followed_is_one_line(tmp_path, capfd):
    run = small(tmp_path, answer("f", "f = 1"), config="c.CourseDirectory.directory_structure = '{student_id}/x'")
    assert run("grade", "ps1") == 1
    assert "sets directory_structure" in capfd.readouterr().err
    run = small(tmp_path, answer("f", "f = 1"), config="1 / 0")
    assert run("grade", "ps1") == 1
    assert "nbgrader_config.py does not run (ZeroDivisionError" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("setting", "said"),
    [("second_per_cell = 3", "c.Autograder.second_per_cell in nbgrader_config.py is not a setting"),
     ("seconds_per_cell = -3", "the limit seconds_per_cell must be a positive number"),
     ("accept = 't'", "accept is a list of names")],
)  # fmt: skip
def test_a_setting_that_nobody_would_follow_is_refused(tmp_path, capfd, setting, said):
    run = small(tmp_path, answer("f", "f = 1"), config=f"c.Autograder.{setting}")
    assert run("grade", "ps1") == 1
    assert said in capfd.readouterr().err


def test_build_never_overwrites_a_notebook_that_it_did_not_write(tmp_path, capfd):
    source = tmp_path / "solutions" / "ps1"
    made = write(source / "ps1.ipynb", answer("f", "f = 1"), checks("t", "assert f == 1"))
    (source / "ps1.py").write_text("")
    before = made.read_bytes()
    for command in (["build"], ["build", "ps1"], ["grade", "ps1"]):
        assert cli.main(["--course", str(tmp_path), *command]) == 1
        assert "was not built from ps1.py" in capfd.readouterr().err
    cli.main(["--course", str(tmp_path), "doctor"])
    assert "building would overwrite the notebook" in capfd.readouterr().out
    assert made.read_bytes() == before


def test_a_notebook_made_by_hand_among_ours_is_graded_as_nbgrader_reads_it(tmp_path):
    cells = [answer("two", "def two(x):\n    return x + 222"), checks("t", "assert two(1) == 223")]
    write(tmp_path / "solutions" / "ps1" / "ps1.ipynb", *cells)
    path = tmp_path / "course" / "submitted" / "ada" / "ps1" / "ps1.ipynb"
    write(path, *cells)
    assert cli.main(["--course", str(tmp_path), "grade", "ps1", "--jobs", "1"]) == 0
    assert Course.at(tmp_path).autograded("ps1", "ada").exists()
