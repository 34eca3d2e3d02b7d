"""The library as a whole: cheap to import, independent of the grader."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import byhand

SOURCES = sorted(Path(byhand.__file__).parent.rglob("*.py"))


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert not {"numpy", "matplotlib", "IPython"} & loaded_after("import byhand")


def test_checking_needs_neither_matplotlib_nor_ipython():
    assert not {"matplotlib", "IPython"} & loaded_after("from byhand import check, data, gradients, diagnose")


def imported(source: Path) -> set[str]:
    """Return the full names of all that a module imports, also inside functions and for type checkers only."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names |= {f"{module}{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_module_imports_the_grader(source):
    assert not any(name.split(".")[0] == "autograder" for name in imported(source))


def test_no_modules_import_each_other_in_a_circle():
    root = Path(byhand.__file__).parent.parent
    dotted = {source: ".".join(source.relative_to(root).with_suffix("").parts) for source in SOURCES}
    found = {name.removesuffix(".__init__"): imported(source) for source, name in dotted.items()}
    modules = {
        name: {one if one in found else one.rpartition(".")[0] for one in names} for name, names in found.items()
    }
    TopologicalSorter(modules).prepare()  # raises CycleError, which names the circle
