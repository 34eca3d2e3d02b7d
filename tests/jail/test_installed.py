"""However the package was installed, student code sees no file of it but those that run it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from two_wheels import ROOT

from autograder import shipped
from autograder.jail.outside import own_files, wall

LOOK = """
import os
for folder, folders, files in os.walk("/"):
    if folder in ("/proc", "/dev"):
        folders.clear()
    for name in files:
        path = os.path.join(folder, name)
        ours = "/autograder" in path or "backpropagation" in path or "byhand" in path or "course_data" in path
        if ours and "/nbgrader/" not in path and os.path.getsize(path):
            print(path)
"""
OPEN = """
import json, os
def has_text(path):
    try:
        return bool(open(path, "rb").read(1))
    except OSError:
        return False
print(json.dumps([path for path in {paths!r} if has_text(path)]))
"""
ASK = """
import sys
from autograder.jail.limits import Limits
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import Jailer
import autograder
with Jailer() as jailer:
    jail = Jail(jailer.warm, Limits())
    for source in sys.argv[1:]:
        print("".join(output["text"] for output in jail.run_cell(source)[1]))
    jail.close()
print(autograder.__file__)
"""


def seen(python, folder, *sources):
    """What cells print in a jail, line by line, and the file of the package outside."""
    command = [python, "-P", "-c", ASK, *sources]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    *lines, package = answer.stdout.split("\n")[:-1]
    return [line for line in lines if line], package


def places(paths):
    """The parts of the project that are seen."""
    return {"/".join(path.split("/")[1:3]) for path in paths}


def inside(installed, distribution):
    """Where each file of the distribution would be in a jail, beside the folder it is mounted from."""
    found = []
    for entry in installed.record(distribution):
        path = (installed.packages / entry).resolve()
        found.append(str(Path(wall.VENV) / path.relative_to(installed.venv.resolve())))
    return found


def test_of_the_wheels_nothing_is_there_but_what_runs_student_code(installed, tmp_path):
    paths, package = seen(installed.python, tmp_path, LOOK)
    assert Path(package).is_relative_to(installed.packages)
    assert places(paths) == {"course/autograder", "course/byhand"}
    mounted = tuple(f"/course/autograder/{name}" for name in wall.MOUNTED)
    assert [path for path in paths if not path.startswith(("/course/byhand/", *mounted))] == []


def test_no_file_of_the_instructors_wheel_can_be_read_where_it_was_installed(installed, tmp_path):
    recorded = installed.record("backpropagation_by_hand")
    data = [path for path in recorded if path.startswith(f"autograder/{shipped.DATA}/")]
    assert len(data) > 80
    where = [*inside(installed, "backpropagation_by_hand"), *(str(installed.packages / path) for path in recorded)]
    within = [f"/course/{path}" for path in data]
    (line,), _ = seen(installed.python, tmp_path, OPEN.format(paths=[*where, *within]))
    assert json.loads(line) == []
    assert all((installed.packages / path).exists() for path in recorded)


def test_of_an_editable_installation_neither(tmp_path):
    paths, package = seen(sys.executable, tmp_path, LOOK)
    assert package == str(ROOT / "autograder" / "__init__.py")
    assert places(paths) == {"course/autograder", "course/byhand"}


def test_what_lies_beside_pythons_own_folders_is_not_mounted(tmp_path):
    """`python3 -m venv .` in a clone makes one folder of both; `pip install -e git+…` puts the clone in `src`."""
    for name in ("bin", "lib", "solutions", "course", "src"):
        (tmp_path / name).mkdir()
    words = wall._parts(str(tmp_path), wall.VENV)
    assert f"{wall.VENV}/lib" in words
    assert {str(tmp_path / name) for name in ("solutions", "course", "src")}.isdisjoint(words)
    assert str(tmp_path) not in words


def test_the_source_of_an_editable_installation_is_covered_where_it_is_mounted(tmp_path):
    source, packages = tmp_path / "lib" / "src", tmp_path / "lib" / "python3.11" / "site-packages"
    information = packages / "backpropagation_by_hand-0.1.0.dist-info"
    for folder in (source, information):
        folder.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: backpropagation-by-hand\nVersion: 0.1.0\n")
    direct = {"url": source.as_uri(), "dir_info": {"editable": True}}
    (information / "direct_url.json").write_text(json.dumps(direct))
    words = own_files.covers({tmp_path: Path("/venv")})
    covered = {words[number + 1] for number, word in enumerate(words) if word == "--tmpfs"}
    assert covered == {"/venv/lib/src", "/venv/lib/python3.11/site-packages/backpropagation_by_hand-0.1.0.dist-info"}


def test_a_copy_that_this_python_does_not_import_is_covered_too(installed):
    words = own_files.covers({installed.venv: Path("/elsewhere")})
    packages = "/elsewhere" / installed.packages.relative_to(installed.venv)
    assert {str(packages / name) for name in ("autograder", "byhand")} <= {*words}
    assert "/elsewhere/bin/autograder" in words


def test_where_nothing_is_installed_nothing_has_to_be_covered(tmp_path):
    assert own_files.covers({tmp_path: Path("/venv")}) == []
