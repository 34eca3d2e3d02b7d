"""Cells that only define: what may run between a visible and a hidden test without a copy of the process in between.

A copy of the student's process costs some milliseconds, so the grader leaves one behind only where something may change
how the functions asked later behave. Wrong guesses are on the side of more copies, never of another grade.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

from autograder.cell_names import uses

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def only_defines(source: str, before: list[str], modules: frozenset[str]) -> bool:
    """Whether running ``source`` leaves what the cells ``before`` defined as it is.

    It does if it binds literals and functions that keep nothing between calls, under names that nothing before uses.
    ``modules`` are the names that stand for modules.
    """
    bound = _bound(source, modules)
    return bound is not None and all(bound.isdisjoint(_used(cell)) for cell in before)


@lru_cache(maxsize=1000)
def may_remember(source: str, modules: frozenset[str]) -> bool:
    """Whether code defines something that may behave differently once it was called."""
    if _bound(source, modules) is not None:
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return True
    return any(isinstance(node, _DEFINITIONS) for node in ast.walk(tree))


def modules_in(names: dict[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in names.items() if isinstance(value, ModuleType))


@lru_cache(maxsize=1000)
def _used(source: str) -> frozenset[str]:
    """The global names that code reads or binds anywhere."""
    read, bound = uses(source)
    return frozenset(read | bound)


@lru_cache(maxsize=1000)
def _bound(source: str, modules: frozenset[str]) -> frozenset[str] | None:
    """The names a cell binds; None if it does more than to define."""
    try:
        tree = ast.parse(source)
        tables = symtable.symtable(source, "cell", "exec").get_children()
    except (SyntaxError, ValueError, RecursionError):
        return None
    bound = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _is_literal(statement.value):
            targets = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            if len(targets) < len(statement.targets):
                return None
            bound |= set(targets)
        elif isinstance(statement, ast.FunctionDef):
            table = next(table for table in tables if table.get_lineno() == statement.lineno)
            if not _keeps_nothing(statement, table, modules):
                return None
            bound.add(statement.name)
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return None
    return frozenset(bound)


def _keeps_nothing(function: ast.FunctionDef, table: symtable.SymbolTable, modules: frozenset[str]) -> bool:
    """Whether a function looks as if no call of it could be felt by a later one."""
    arguments = function.args
    defaults = [*arguments.defaults, *(default for default in arguments.kw_defaults if default is not None)]
    annotations = [argument.annotation for argument in ast.walk(arguments) if isinstance(argument, ast.arg)]
    headline = [*function.decorator_list, *filter(None, [*annotations, function.returns])]
    if any(isinstance(node, ast.Call) for part in headline for node in ast.walk(part)) or function.decorator_list:
        return False
    if not all(isinstance(default, ast.Constant) or _is_number(default) for default in defaults):
        return False
    own = {symbol.get_name() for scope in _scopes(table) for symbol in scope.get_symbols() if not symbol.is_global()}
    for node in ast.walk(function):
        if isinstance(node, ast.Global | ast.Nonlocal):
            return False
        changed = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)
        if changed and _root(node) not in own:
            return False
        # a method may change its object
        method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if method and _root(node.func) not in {None, *own, *modules}:  # type: ignore[attr-defined]
            return False
    return True


def _root(node: ast.AST) -> str | None:
    """The name that an attribute or entry is reached from; None if from no name."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)
