"""What of this package student code can see: exactly what the contract on imports names, and it needs nothing else."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.jail.outside import wall

ROOT = wall.PACKAGE.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
(SOURCES,) = [each["source_modules"] for each in CONTRACTS if "mounted" in each["name"]]
BARE = {"autograder", "autograder.jail"}  # packages of which only `__init__.py` is mounted: a contract takes them whole


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def mounted() -> list[Path]:
    places = [wall.PACKAGE / name for name in wall.MOUNTED]
    return sorted(path for place in places for path in (place.rglob("*.py") if place.is_dir() else [place]))


def imported(path: Path) -> Iterator[str]:
    """Every module of this project that a file imports, wherever in it, with the packages that brings in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports are not looked at here"
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                place = ROOT.joinpath(*parts[:end])
                if parts[0] == "autograder" and (place.is_dir() or place.with_suffix(".py").exists()):
                    yield ".".join(parts[:end])


def test_what_is_mounted_is_what_the_contract_names():
    assert {module(wall.PACKAGE / name) for name in wall.MOUNTED} == {*SOURCES, *BARE}


@pytest.mark.parametrize("path", mounted(), ids=module)
def test_a_mounted_file_imports_only_mounted_ones(path):
    assert {*imported(path)} <= {module(each) for each in mounted()}


@pytest.mark.parametrize("name", sorted(BARE))
def test_a_package_of_which_little_is_mounted_imports_nothing(name):
    assert [*imported(ROOT.joinpath(*name.split("."), "__init__.py"))] == []
