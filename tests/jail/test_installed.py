"""However the package was installed, student code sees no file of it but those that run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.jail.outside import own_files

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
LOOK = """
import os
for folder, folders, files in os.walk("/"):
    if folder in ("/proc", "/dev"):
        folders.clear()
    for name in files:
        path = os.path.join(folder, name)
        ours = "/autograder" in path or "backpropagation" in path
        if ours and "/nbgrader/" not in path and os.path.getsize(path):
            print(path)
"""
ASK = f"""
from autograder.jail.limits import Limits
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import Jailer
import autograder
with Jailer() as jailer:
    jail = Jail(jailer.warm, Limits())
    print("".join(output["text"] for output in jail.run_cell({LOOK!r})[1]))
    jail.close()
print(autograder.__file__)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The Python of an environment into which the wheel was installed, with everything that it needs."""
    folder = tmp_path_factory.mktemp("installed")
    python = str(folder / "venv" / "bin" / "python")
    for command in (
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        [UV, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")],
        [UV, "pip", "sync", "--quiet", "--require-hashes", "--python", python, "requirements.txt"],
    ):
        subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([UV, "pip", "install", "--quiet", "--no-deps", "--python", python, str(wheel)], check=True)
    return python


def seen(python, folder):
    """The files of this package that a cell sees in a jail, and the file of the package outside."""
    answer = subprocess.run([python, "-P", "-c", ASK], capture_output=True, text=True, check=True, cwd=folder)
    *paths, package = answer.stdout.split()
    return paths, package


def test_of_an_installed_wheel_nothing_is_there_but_what_runs_student_code(installed, tmp_path):
    paths, package = seen(installed, tmp_path)
    assert "site-packages" in package
    assert paths
    assert {path.split("/")[1] for path in paths} == {"course"}
    assert [path for path in paths if "outside" in path or "grading" in path or "assignment" in path] == []


def test_of_an_editable_installation_neither(tmp_path):
    paths, package = seen(sys.executable, tmp_path)
    assert package == str(ROOT / "autograder" / "__init__.py")
    assert {path.split("/")[1] for path in paths} == {"course"}


def test_where_nothing_is_installed_nothing_has_to_be_covered(monkeypatch):
    monkeypatch.setattr(own_files, "DISTRIBUTION", "no-such-distribution")
    own_files.installed.cache_clear()
    assert own_files.covers(Path(sys.prefix), Path("/venv")) == []
    own_files.installed.cache_clear()
