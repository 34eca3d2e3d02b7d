"""Cells that change nothing: what may run between a visible and a hidden test without a copy of the process between.

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

from autograder.assignment.cell_names import scopes

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
def may_be_stateful(source: str, modules: frozenset[str]) -> bool:
    """Whether code defines something that may behave differently once it was called."""
    if _bound(source, modules) is not None:
        return False
    parsed = _parsed(source)
    return parsed is None or any(isinstance(node, _DEFINITIONS) for node in ast.walk(parsed[0]))


def is_read_only(
    source: str, students: list[str], given: list[str], modules: frozenset[str], drawing: frozenset[str]
) -> bool:
    """Whether a given cell leaves the functions of earlier cells as they are, none of which remembers its calls.

    It may call them, draw, and bind names that none of them looks up. They may change in place what it hands to them,
    so that must not be data that one of them looks up. A call that stands alone, of a module not for ``drawing``, is
    there for what it changes. ``students`` and ``given`` are the cells before it; a given function that remembers must
    not be reached either.
    """
    effects = _effects(source, modules, drawing)
    if effects is None:
        return False
    bound, handed = effects
    looked_up = frozenset[str]().union(*map(_used, students), *map(_used_in_functions, given))
    data = frozenset[str]().union(*map(_data, [*students, *given]))
    remembering = frozenset[str]().union(*(_remembering(cell, modules) for cell in given))
    unharmed = bound.isdisjoint(looked_up) and handed.isdisjoint(looked_up & data)
    return unharmed and remembering.isdisjoint(handed | looked_up)


def modules_in(names: dict[str, Any]) -> frozenset[str]:
    """The names that stand for modules."""
    return frozenset(name for name, value in names.items() if isinstance(value, ModuleType))


def drawing_in(names: dict[str, Any]) -> frozenset[str]:
    """The names of matplotlib's modules and of the students' library: calling them changes what is seen, at most."""
    packages = {name: names[name].__name__.partition(".")[0] for name in modules_in(names)}
    return frozenset(name for name, package in packages.items() if package in ("matplotlib", "byhand"))


@lru_cache(maxsize=200)
def _effects(
    source: str, modules: frozenset[str], drawing: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """The names a cell binds, and those it takes from cells before; None if it may change anything else."""
    parsed = _parsed(source)
    if parsed is None:
        return None
    tree, table = parsed
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()}
    symbols = [symbol for scope in scopes(table) for symbol in scope.get_symbols()]
    before = {symbol.get_name() for symbol in symbols if symbol.is_global()} - bound
    own = {symbol.get_name() for symbol in symbols} - before
    imported = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_imported()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Global | ast.Nonlocal | ast.Delete) or _changes(node, own, modules):
            return None
        if _stands_alone(node) in (modules | imported) - drawing:
            return None
    return frozenset(bound), frozenset(before - modules)


def _stands_alone(node: ast.AST) -> str:
    """The name that a call goes out from whose result nobody wants; empty for anything else."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _root(node.value.func) or ""
    return ""


@lru_cache(maxsize=200)
def _used(source: str) -> frozenset[str]:
    """The global names that code reads or binds anywhere; all its words, where it cannot be parsed."""
    parsed = _parsed(source)
    return _used_in_functions(source) | (set(parsed[1].get_identifiers()) if parsed else set())


@lru_cache(maxsize=200)
def _used_in_functions(source: str) -> frozenset[str]:
    """The global names that a cell's functions look up when they are called; all its words, where it is no Python."""
    parsed = _parsed(source)
    if parsed is None:
        return frozenset(re.findall(r"\w+", source))
    inner = [scope for scope in scopes(parsed[1]) if scope is not parsed[1]]
    return frozenset(symbol.get_name() for scope in inner for symbol in scope.get_symbols() if symbol.is_global())


@lru_cache(maxsize=200)
def _data(source: str) -> frozenset[str]:
    """The names that a cell binds to anything but plain functions; all its words, where it is no Python."""
    parsed = _parsed(source)
    if parsed is None:
        return frozenset(re.findall(r"\w+", source))
    tree, table = parsed
    functions = {statement.name for statement in tree.body if isinstance(statement, ast.FunctionDef)}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()) - (functions - stored)


@lru_cache(maxsize=200)
def _remembering(source: str, modules: frozenset[str]) -> frozenset[str]:
    """The names of functions and classes in a cell that may feel how often they were called."""
    parsed = _parsed(source)
    if parsed is None:
        return frozenset()
    tree, table = parsed
    inside = {child.get_name(): child for child in table.get_children()}

    def remembers(definition: ast.stmt) -> bool:
        if isinstance(definition, ast.FunctionDef) and definition.name in inside:
            return not _keeps_nothing(definition, inside[definition.name], modules)
        return True

    defined = [statement for statement in tree.body if isinstance(statement, ast.FunctionDef | ast.ClassDef)]
    return frozenset(definition.name for definition in defined if remembers(definition))


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


@lru_cache(maxsize=4)  # the questions above come one after the other; a tree can have 30 MB
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
        if isinstance(node, ast.Global | ast.Nonlocal) or _changes(node, own, modules):
            return False
    return True


def _changes(node: ast.AST, own: set[str], modules: frozenset[str]) -> bool:
    """Whether a piece of code may change something that is not its ``own``."""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _root(node) not in own
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):  # a method may change its object
        return _root(node.func) not in {None, *own, *modules}
    return False


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
