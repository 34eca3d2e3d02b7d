"""The trusted process as a test cell finds it: `__main__` is the notebook, and `inspect` knows the student's code."""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.cell_names import plain_python, uses
from autograder.assignment.key_cell import CellKind
from autograder.jail.outside.remote import Handle
from autograder.jail.outside.remote_types import RemoteType

_PATCHES = re.compile(r"""patch\(\s*["']([A-Za-z_][\w.]*)\.(\w+)["']""")
_PATCHED_OBJECTS = re.compile(r"""patch\.object\(\s*([A-Za-z_][\w.]*)\s*,\s*["'](\w+)["']""")
_CHANGES = frozenset({"append", "extend", "insert", "pop", "popitem", "remove", "clear", "update", "setdefault", "add",
                      "discard", "sort", "reverse", "fill"})  # fmt: skip
_SEEDS = re.compile(r"\brandom\s*\.\s*seed|\bimport\s+random\b|\bfrom\s+random\b")
_BY_TEXT = re.compile(r"__main__|\buser_ns\b|\b(globals|locals|vars|dir)\(\)|\beval\(")


class NotebookShell:
    """IPython as far as a test cell may use it: the notebook's names, and everything else does nothing."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.user_ns = names

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


@contextlib.contextmanager
def as_main(module: ModuleType) -> Iterator[None]:
    """Let ``module`` be `__main__`, and `inspect` give the sources of the student's functions and classes."""
    main, getsource, getsourcelines = sys.modules["__main__"], inspect.getsource, inspect.getsourcelines

    def source_of(target: Any) -> str:
        return _source(target) if _is_students(target) else getsource(target)

    def lines_of(target: Any) -> tuple[list[str], int]:
        return (_source(target).splitlines(True), 1) if _is_students(target) else getsourcelines(target)

    sys.modules["__main__"] = module
    inspect.getsource, inspect.getsourcelines = source_of, lines_of  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        inspect.getsource, inspect.getsourcelines = getsource, getsourcelines


def _is_students(target: Any) -> bool:
    return issubclass(type(target), Handle) or type(target) is RemoteType


def _source(target: Any) -> str:
    return target._jail.facts(target).source


@lru_cache(maxsize=20)
def read_by_code(key: AnswerKey) -> frozenset[str]:
    """Return the names, of the notebook or built in, that functions in its cells look up, as the reference has them."""
    code = [cell for cell in key.cells if cell.cell_type == "code" and cell.kind is not CellKind.TESTS]
    read: set[str] = set().union(*(uses(cell.source, nested_only=True)[0] for cell in code))
    return frozenset(read & set(dir(builtins)).union(*(uses(cell.source)[1] for cell in code)))


@lru_cache(maxsize=20)
def sets_seeds(key: AnswerKey) -> bool:
    """Return whether a test or given cell has to do with the module `random`."""
    return any(_SEEDS.search(cell.source) for cell in key.cells if cell.kind is not CellKind.SOLUTION)


def patched_in(source: str, names: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the attributes of modules that `mock.patch` replaces in a cell, as module and name."""
    found = [(module, name) for module, name in _PATCHES.findall(source) if module not in ("__main__", "builtins")]
    for path, name in _PATCHED_OBJECTS.findall(source):
        first, *parts = path.split(".")
        target = names.get(first)
        for part in parts:
            target = getattr(target, part, None) if isinstance(target, ModuleType) else None
        if isinstance(target, ModuleType) and target.__name__ != "__main__":
            found.append((target.__name__, name))
    return found


@lru_cache(maxsize=1000)  # of the instructor's cells: every submission asks for the same
def changed_in_place(source: str) -> frozenset[str]:
    """Return the names whose values a cell changes in place: `data.append(1)`, `table["a"] = 2`."""
    try:
        tree = ast.parse(plain_python(source))
    except SyntaxError:
        return frozenset()
    changed: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            changed |= _root(node.func.value)
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed |= _root(node.value)
    return frozenset(changed)


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def names_in_texts(source: str) -> set[str]:
    """Return all words of a cell that looks names up by their text, as `globals()["f"]` does; none of others."""
    return {*re.findall(r"\w+", source)} if _BY_TEXT.search(source) else set()
