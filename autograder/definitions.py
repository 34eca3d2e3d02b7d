"""Cells that only define: what may run between a visible and a hidden test without a copy of the process in between.

A copy of the student's process costs some milliseconds, so the grader leaves one behind only where something may change
how the functions asked later behave. Wrong guesses are on the side of more copies, never of another grade.

What is read here was written by strangers, so it is parsed and never run, and may be nested as deep as they like.
"""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from functools import lru_cache
from types import ModuleType
from typing import Any

from autograder.cell_names import scopes

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # what parsing raises, a lone surrogate included
LONGEST_SOURCE = 100_000  # characters; what is longer is not looked into, as parsing cannot be interrupted


def only_defines(source: str, before: list[str], modules: frozenset[str]) -> bool:
    """Whether running ``source`` leaves what the cells ``before`` defined as it is.

    It does if it binds literals and functions that keep nothing between calls, under names that nothing before uses.
    ``modules`` are the names that stand for modules.
    """
    bound = _bound(source, modules)
    return bound is not None and all(bound.isdisjoint(_used(cell)) for cell in before)


@lru_cache(maxsize=200)
def may_remember(source: str, modules: frozenset[str]) -> bool:
    """Whether code defines something that may behave differently once it was called."""
    if _bound(source, modules) is not None:
        return False
    parsed = _parsed(source)
    return parsed is None or any(isinstance(node, _DEFINITIONS) for node in ast.walk(parsed[0]))


def modules_in(names: dict[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in names.items() if isinstance(value, ModuleType))


@lru_cache(maxsize=200)
def _used(source: str) -> frozenset[str]:
    """The global names that code reads or binds anywhere; all its words, where it cannot be parsed."""
    parsed = _parsed(source)
    if parsed is None:
        return frozenset(re.findall(r"\w+", source))
    table = parsed[1]
    inner = {symbol.get_name() for scope in scopes(table) for symbol in scope.get_symbols() if symbol.is_global()}
    return frozenset(inner | set(table.get_identifiers()))


@lru_cache(maxsize=200)
def _bound(source: str, modules: frozenset[str]) -> frozenset[str] | None:
    """The names a cell binds; None if it does more than to define."""
    parsed = _parsed(source)
    if parsed is None:
        return None
    tree, table = parsed
    functions = {child.get_name(): child for child in table.get_children() if child.get_type() == "function"}
    bound = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _is_literal(statement.value):
            targets = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            if len(targets) < len(statement.targets):
                return None
            bound |= set(targets)
        elif isinstance(statement, ast.FunctionDef):
            scope = functions.get(statement.name)  # none where the function has type parameters
            if scope is None or statement.name in bound or not _keeps_nothing(statement, scope, modules):
                return None
            bound.add(statement.name)
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return None
    return frozenset(bound)


def _parsed(source: str) -> tuple[ast.Module, symtable.SymbolTable] | None:
    """The tree and the names of a cell; None if it is no plain Python, or too long or too deep to look into."""
    if len(source) > LONGEST_SOURCE:
        return None
    try:
        with warnings.catch_warnings():  # a `\f` in a student's string is not the instructor's concern
            warnings.simplefilter("ignore")
            return ast.parse(source), symtable.symtable(source, "cell", "exec")
    except _UNREADABLE:
        return None


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
    own = {symbol.get_name() for scope in scopes(table) for symbol in scope.get_symbols() if not symbol.is_global()}
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
    except (*_UNREADABLE, TypeError):
        return False
    return True
