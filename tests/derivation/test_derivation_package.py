"""The package as a whole: what it loads, and what it never does."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from byhand import derivation

SOURCES = sorted(Path(derivation.__file__).parent.rglob("*.py"))


def test_judging_needs_neither_matplotlib_nor_ipython():
    code = "import sys\nfrom byhand import derivation\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"matplotlib", "IPython", "sympy", "autograder"} & set(loaded)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_string_is_ever_executed_and_the_grader_never_imported(source):
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec", "compile", "__import__")
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not any(name.split(".")[0] in ("autograder", "sympy", "pickle") for name in names)
