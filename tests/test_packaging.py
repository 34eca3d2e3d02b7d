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
INSTRUCTORS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
STUDENTS = tomllib.loads((ROOT / "byhand" / "pyproject.toml").read_text())["project"]
BOTH = (INSTRUCTORS, STUDENTS)
PINS = (ROOT / "requirements.txt").read_text()


def declared() -> list[Requirement]:
    """What both distributions need, but for each other."""
    texts = [text for project in BOTH for text in project["dependencies"]]
    texts += [text for project in BOTH for extra in sorted(project["optional-dependencies"])
              for text in project["optional-dependencies"][extra]]  # fmt: skip
    needed = map(Requirement, dict.fromkeys(texts))
    return [requirement for requirement in needed if requirement.name != STUDENTS["name"]]


def pinned() -> dict[str, str]:
    return {
        name.lower(): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", PINS, re.MULTILINE)
    }


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_every_declared_dependency_is_pinned_within_its_range(requirement):
    assert requirement.specifier.contains(pinned()[requirement.name.lower()])


def test_the_distributions_are_of_one_version_and_the_instructors_needs_the_students():
    assert INSTRUCTORS["version"] == STUDENTS["version"]
    assert f"{STUDENTS['name']}=={STUDENTS['version']}" in INSTRUCTORS["dependencies"]
    assert not any(Requirement(text).name == INSTRUCTORS["name"] for text in STUDENTS["dependencies"])


def test_both_distributions_bring_their_licence_along():
    assert (ROOT / "byhand" / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    assert all("LICENSE" in project["license-files"] for project in BOTH)


def test_every_pin_is_hashed():
    blocks = re.split(r"^(?=[A-Za-z0-9])", PINS, flags=re.MULTILINE)[1:]
    assert len(blocks) > 50
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_pins_name_no_registry():
    assert "://" not in PINS
    assert "--index-url" not in PINS


def test_conda_users_get_the_same_python_and_extras():
    lines = [line.strip("- ").strip() for line in (ROOT / "environment.yml").read_text().splitlines()]
    assert {f"python{project['requires-python']}" for project in BOTH} <= {*lines}
    for project, place in ((STUDENTS, "./byhand"), (INSTRUCTORS, ".")):
        (editable,) = [line for line in lines if line.startswith(f"e {place}[")]
        asked = re.search(r"\[(.*)\]", editable)
        assert asked is not None
        assert set(asked[1].split(",")) == set(project["optional-dependencies"])


def test_the_conda_environment_is_no_more_than_python_pip_and_the_project():
    text = (ROOT / "environment.yml").read_text()
    lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    python = f"- python{INSTRUCTORS['requires-python']}"
    assert lines[:6] == ["name: byhand", "channels:", "- conda-forge", "dependencies:", python, "- pip"]
    assert [line.partition("[")[0] for line in lines[6:]] == ["- pip:", "- -e ./byhand", "- -e ."]


def test_the_students_library_needs_only_what_students_install():
    import_names = {"ipython": "IPython", "pillow": "PIL"}
    needed = {Requirement(text).name for text in STUDENTS["dependencies"]}
    imported = {name for path in LIBRARY for name in everything_imported(path)} - sys.stdlib_module_names - {"byhand"}
    assert imported == {import_names.get(name, name) for name in needed}


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
        "wheels",
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
