"""The library as a whole: cheap to import, independent of the grader."""

from __future__ import annotations

import ast
import subprocess
import sys
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


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_module_imports_the_grader(source):
    for node in ast.walk(ast.parse(source.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not any(name.split(".")[0] == "autograder" for name in names)
