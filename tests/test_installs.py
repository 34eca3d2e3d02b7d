"""What README tells students and instructors to install works as it stands there, without a clone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import zipfile
from pathlib import Path

import pytest
from two_wheels import ROOT

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version

HW0 = "hw0_warm_up"
NOTEBOOK = ROOT / "assignments" / "hw1_softmax_regression" / "hw1_softmax_regression.ipynb"
SETUP = """
import json, sys
cells = json.load(open(sys.argv[1]))["cells"]
exec("".join(next(cell for cell in cells if cell["cell_type"] == "code")["source"]))
import byhand
print(byhand.__file__)
try:
    import autograder
except ImportError:
    print("no grader")
"""


def commands(heading: str, beginning: str) -> list[str]:
    """The lines of the first block below a heading of README that begins so."""
    section = (ROOT / "README.md").read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```bash\n(.*?)```", section, re.DOTALL)
    return next(block for block in blocks if block.startswith(beginning)).splitlines()


@pytest.fixture(scope="module")
def handed_out(installed, tmp_path_factory):
    """A folder with the wheels and a notebook."""
    folder = tmp_path_factory.mktemp("handed-out")
    for path in (NOTEBOOK, *installed.wheels.glob("*.whl")):
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def follow(handed_out, tmp_path_factory):
    """`follow(*lines)`: run lines of README there; what they need is here already: this environment's packages."""
    pinned = tmp_path_factory.mktemp("pinned")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not re.match("_?(byhand|backpropagation_by_hand)[-.]", path.name):
            (pinned / path.name).symlink_to(path)
    settings = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "1"}

    def follow(*lines):
        for line in lines:
            subprocess.run(["bash", "-c", line], cwd=handed_out, env=os.environ | settings, check=True)
            for packages in handed_out.glob(".venv/lib/python3*/site-packages"):
                (packages / "pinned.pth").write_text(f"{pinned}\n")

    return follow


def test_a_student_needs_the_wheel_and_the_notebook_and_then_an_instructor_the_other_wheel(handed_out, follow):
    *lines, last = commands("For students", "python3 -m venv")
    follow(*lines)
    program, *words = last.split()
    assert (program, words) == (".venv/bin/jupyter", ["lab", NOTEBOOK.name])
    python = handed_out / ".venv" / "bin" / "python"
    answer = subprocess.run([python, "-c", SETUP, NOTEBOOK.name], cwd=handed_out, capture_output=True, text=True)
    library, grader = answer.stdout.splitlines()[-2:]
    assert (Path(library).is_relative_to(handed_out / ".venv"), grader) == (True, "no grader"), answer.stderr

    first, install, demo = commands("For instructors", "python3 -m venv")
    assert first == lines[0]
    follow(install)
    program, *words = demo.split()
    assert (program, words) == (".venv/bin/autograder", ["demo", "hw1"])
    subprocess.run([program, words[0], "--help"], cwd=handed_out, check=True, capture_output=True)


def test_the_students_wheel_holds_the_library_alone(installed):
    with zipfile.ZipFile(next(installed.wheels.glob("byhand-*.whl"))) as wheel:
        names = [name for name in wheel.namelist() if ".dist-info/" not in name]
    library = [path.relative_to(ROOT).as_posix() for path in (ROOT / "byhand").rglob("*.py")]
    assert sorted(names) == sorted([*library, "byhand/digits.npz", "byhand/digits_LICENSE.txt"])


def test_the_instructors_wheel_holds_whatever_the_repository_has_of_homeworks_and_lectures(installed):
    listed = ["git", "ls-files", "autograder", "solutions", "assignments", "lectures"]
    tracked = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    data = {path if path.startswith("autograder/") else f"autograder/course_data/{path}" for path in tracked}
    assert data <= {*installed.record("backpropagation_by_hand")}


def snapshot(folder: Path) -> dict[str, int]:
    """Every file below a folder, and when it was changed; without what Python compiles."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".pyc"}  # fmt: skip


@pytest.fixture(scope="module")
def elsewhere(installed, tmp_path_factory):
    """An empty folder in which commands of the installed wheels are run; nothing may be written where they are."""
    before = snapshot(installed.venv)
    yield tmp_path_factory.mktemp("elsewhere")
    assert snapshot(installed.venv) == before


def test_in_an_empty_folder_a_submission_is_graded(installed, elsewhere):
    key = answer_key.load(ROOT / "solutions" / HW0 / f"{HW0}.ipynb")
    blank = student_version(ROOT / "assignments" / HW0 / f"{HW0}.ipynb")
    folder = elsewhere / "course" / "submitted" / "ada" / HW0
    folder.mkdir(parents=True)
    (folder / f"{HW0}.ipynb").write_bytes(as_bytes(answered(blank, key)))
    for words, said in ((["grade", "hw0", "--jobs", "1"], "graded 1 in"), (["feedback", "hw0"], "wrote 1 feedback"),
                        (["report", "hw0"], "ada")):  # fmt: skip
        code, out, err = installed.run("autograder", *words, folder=elsewhere)
        assert (code, said in out) == (0, True), err
    assert {path.name for path in (elsewhere / "course").iterdir()} >= {"autograded", "feedback", "gradebook.db"}


def test_in_an_empty_folder_another_program_grades(installed, elsewhere):
    code = (
        "import json, sys\nfrom autograder.api import grade\n"
        "result = grade(open(sys.argv[1], 'rb').read(), 'hw0')\n"
        "print(json.dumps([result.assignment, result.score, len(result.findings), '<html' in result.page('ada')]))"
    )
    blank = installed.packages / "autograder" / "course_data" / "assignments" / HW0 / f"{HW0}.ipynb"
    status, out, err = installed.run("-c", code, str(blank), folder=elsewhere)
    assert status == 0, err
    assignment, score, findings, is_page = json.loads(out)
    assert (assignment, score, findings > 3, is_page) == (HW0, 0, True, True)


def test_in_an_empty_folder_the_sample_class_is_handed_in_and_a_question_proven(installed, elsewhere):
    code, out, err = installed.run("autograder", "build", "hw0", folder=elsewhere)
    assert (code, out) == (0, f"copied assignments/{HW0}/{HW0}.ipynb\n"), err
    built = [root / "assignments" / HW0 / f"{HW0}.ipynb" for root in (elsewhere, ROOT)]
    assert built[0].read_bytes() == built[1].read_bytes()
    sample = "from pathlib import Path\nfrom autograder import commands, course\n"
    sample += "commands.make_sample_class(course.Course.at(Path.cwd()), 'hw0')"
    code, out, err = installed.run("-c", sample, folder=elsewhere)
    assert (code, "handed in 24 sample notebooks" in out) == (0, True), err
    code, out, err = installed.run("autograder", "gate", "hw0", "row_sums", folder=elsewhere)
    assert (code, "row_sums:" in out) == (0, True), err


def test_in_an_empty_folder_the_doctor_finds_nothing_wrong(installed, elsewhere):
    code, out, err = installed.run("autograder", "doctor", folder=elsewhere)
    assert (code, " assignments, those that came with the package" in out) == (0, True), out + err


def test_what_needs_a_clone_says_so_in_one_line(installed, elsewhere):
    code, _, err = installed.run("autograder", "lectures", folder=elsewhere)
    assert (code, len(err.splitlines())) == (1, 1)
    assert "Lectures are built in a clone" in err
