"""Somebody hands in Python files beside the notebook, and a command is run in that very folder: nobody imports them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

NAME = "hw0_tiny"
COMMAND = Path(sys.executable).with_name("autograder")
PROGRESS = re.compile(r"\d+/\d+ · [^\n]*\n")  # after 15 seconds on a busy machine
EVIL = """\
with open({mark!r}, "a") as mark:
    mark.write(__name__ + "\\n")
"""


@pytest.fixture
def mark(tmp_path):
    return tmp_path / "imported"


@pytest.fixture
def trap(hand_in, right, mark):
    """The folder of a submission with a file for every module there is."""
    folder = hand_in("ada", right).parent
    for name in sys.stdlib_module_names | {*metadata.packages_distributions(), "autograder", "byhand"}:
        (folder / f"{name}.py").write_text(EVIL.format(mark=str(mark)))
    return folder


def run(folder, *words):
    """In a shell that has never heard of safe paths."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_trap_would_catch_somebody(trap, mark):
    run(trap, sys.executable, "-c", "import colorsys")
    assert "colorsys" in mark.read_text()


def test_no_command_that_reads_submissions_imports_them(course, trap, mark):
    for command in (["grade", "hw0", "--jobs", "2"], ["feedback", "hw0"], ["report", "hw0"], ["doctor"]):
        done = run(trap, COMMAND, "--course", course.root, *command)
        assert (done.returncode, PROGRESS.sub("", done.stderr)) == (0, ""), command
        assert not mark.exists(), (command, mark.read_text())


@pytest.mark.parametrize("command", [["gate", "hw0", "--jobs", "2"], ["build", "hw0"]])
def test_no_command_for_authors_imports_them(course, trap, mark, command):
    done = run(trap, COMMAND, "--course", course.root, *command)
    assert done.returncode == 0, done.stderr
    assert not mark.exists(), mark.read_text()


def test_settings_of_matplotlib_that_lie_there_do_not_hold(tmp_path):
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\n")
    found = "import matplotlib; print(matplotlib.rcParams['text.usetex'])"
    assert run(tmp_path, sys.executable, "-c", found).stdout == "True\n"
    assert run(tmp_path, sys.executable, "-c", f"import autograder.grading.grade; {found}").stdout == "False\n"
