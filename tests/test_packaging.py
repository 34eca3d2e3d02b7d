"""What is installed is what is declared: pins, extras, conda's file, and the wall between the two packages."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from autograder.assignment import answer_key
from autograder.gate.leaks import secrets

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINS = (ROOT / "requirements.txt").read_text()


def declared() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    return [
        Requirement(text)
        for text in [*PROJECT["dependencies"], *(text for name in sorted(extras) for text in extras[name])]
    ]


def pinned() -> dict[str, str]:
    return {
        name.lower(): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", PINS, re.MULTILINE)
    }


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_every_declared_dependency_is_pinned_within_its_range(requirement):
    assert requirement.specifier.contains(pinned()[requirement.name.lower()])


def test_every_pin_is_hashed():
    blocks = re.split(r"^(?=[A-Za-z0-9])", PINS, flags=re.MULTILINE)[1:]
    assert len(blocks) > 50
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_pins_name_no_registry():
    assert "://" not in PINS
    assert "--index-url" not in PINS


def test_conda_users_get_the_same_python_and_extras():
    lines = [line.strip("- ").strip() for line in (ROOT / "environment.yml").read_text().splitlines()]
    assert f"python{PROJECT['requires-python']}" in lines
    (editable,) = [line for line in lines if line.startswith("e .[")]
    asked = re.search(r"\[(.*)\]", editable)
    assert asked is not None
    assert set(asked[1].split(",")) == set(PROJECT["optional-dependencies"])


def test_the_conda_environment_is_no_more_than_python_pip_and_the_project():
    text = (ROOT / "environment.yml").read_text()
    lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    python = f"- python{PROJECT['requires-python']}"
    assert lines[:6] == ["name: byhand", "channels:", "- conda-forge", "dependencies:", python, "- pip"]
    assert [lines[6], lines[7].partition("[")[0]] == ["- pip:", "- -e ."]
    assert len(lines) == 8


def test_the_students_library_needs_only_what_students_install():
    grader = {Requirement(text).name.lower() for text in PROJECT["optional-dependencies"]["grader"]}
    blocked = ["autograder", *sorted(name.replace("-", "_") for name in grader)]
    code = (
        f"import sys\nfor name in {blocked!r}: sys.modules[name] = None\n"
        "import byhand.check, byhand.data, byhand.diagnose, byhand.gradients, byhand.plots\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr


def test_importing_the_students_library_draws_nothing_in():
    code = "import sys, byhand; print([name for name in ('numpy', 'matplotlib', 'IPython') if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_make_alone_lists_the_verbs_one_line_each():
    answer = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True)
    verbs = [
        "env",
        "notebooks",
        "assignments",
        "demo",
        "grade",
        "feedback",
        "report",
        "gate",
        "prove",
        "lab",
        "test",
        "bench",
    ]
    assert [
        verb
        for verb in [*verbs, "format", "clean"]
        if not re.search(rf"^  make {verb} +\S", answer.stdout, re.MULTILINE)
    ] == []


def everything_imported(path: Path) -> set[str]:
    """The packages a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


LIBRARY = sorted((ROOT / "byhand").rglob("*.py"))


def test_no_file_of_the_students_library_imports_the_grader():
    assert len(LIBRARY) > 10
    assert [str(path) for path in LIBRARY if "autograder" in everything_imported(path)] == []


@pytest.mark.parametrize("solution", sorted((ROOT / "solutions").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_no_answer_and_no_hidden_test_stands_in_the_students_library(solution):
    everyday = {"rng = np.random.default_rng(rng)"}
    secret = {line for line in secrets(answer_key.load(solution)) - everyday if not line.endswith(":")}
    assert len(secret) > 5
    lines = {line.strip() for path in LIBRARY for line in path.read_text().splitlines()}
    assert sorted(secret & lines) == []
