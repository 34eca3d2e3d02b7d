"""The student's own code, parsed and never run: what a traceback says is shown as far as it is found here."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterable
from functools import cached_property

from autograder.assignment.cell_names import binds

_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)  # IPython's own transformation is not for strangers' cells
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
LONGEST = 100_000  # characters of a cell; what is longer is not parsed, which nothing could interrupt


class Sources:
    """Cells that a student wrote, as facts about their source."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._cells = [*cells]

    @cached_property
    def lines(self) -> list[str]:
        """All lines, without the blanks around them."""
        return [line.strip() for cell in self._cells for line in cell.splitlines()]

    @cached_property
    def functions(self) -> set[str]:
        """The names of all functions defined, in classes and in functions too."""
        return {node.name for node in self._nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}

    @cached_property
    def classes(self) -> set[str]:
        """The names of all classes defined."""
        return {node.name for node in self._nodes if isinstance(node, ast.ClassDef)}

    @cached_property
    def has_stub(self) -> bool:
        """Whether a line that raises NotImplementedError is left, as the student version has it."""
        raised = [node.exc for node in self._nodes if isinstance(node, ast.Raise)]
        names = [exc.func if isinstance(exc, ast.Call) else exc for exc in raised]
        return any(isinstance(name, ast.Name) and name.id == "NotImplementedError" for name in names)

    @cached_property
    def bound(self) -> set[str]:
        """The names that the cells bind; all words of a cell that is no Python, none of one that nothing can read."""
        return set[str]().union(*map(_bound, self._cells))

    def reached(self, names: Iterable[str], ends: Collection[str]) -> set[str]:
        """Return those of ``ends`` to which ``names`` lead, by what their definitions read; an end leads no further."""
        found, waiting, seen = set[str](), [*names], set[str]()
        while waiting:
            name = waiting.pop()
            if name in ends:
                found.add(name)
            elif name not in seen:
                seen.add(name)
                waiting += self._read_by.get(name, ())
        return found

    @cached_property
    def _read_by(self) -> dict[str, set[str]]:
        """The names that each function, class and variable reads where it is defined."""
        found: dict[str, set[str]] = {}
        for node in self._nodes:
            for name in _defined(node):
                read = found.setdefault(name, set())
                read |= {
                    each.id for each in ast.walk(node) if isinstance(each, ast.Name) and type(each.ctx) is ast.Load
                }
        return found

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [node for cell in self._cells for node in _nodes(cell)]


def _defined(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _bound(source: str) -> set[str]:
    try:
        return binds(_MAGIC.sub(r"\1pass", source)) if len(source) <= LONGEST else set()
    except _UNREADABLE:
        return set()


def _nodes(source: str) -> list[ast.AST]:
    """Return the syntax tree's nodes; none of a cell that is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [*ast.walk(ast.parse(_MAGIC.sub(r"\1pass", source)))] if len(source) <= LONGEST else []
    except _UNREADABLE:
        return []
