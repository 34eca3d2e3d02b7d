"""Which cells leave earlier functions as they are, so that no snapshot is needed between visible and hidden tests.

A snapshot of the student's process costs some milliseconds, so one is taken only where a cell may change how functions
that are asked later behave. A wrong guess here may cost a snapshot too many, never another grade.

The sources read here were written by strangers: they are parsed and never run, and may be nested to any depth.
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
    """Return whether running ``source`` leaves what the cells ``before`` defined as it is.

    It does if it only binds literals and stateless functions, under names that no cell before uses. ``modules`` are the
    names that are bound to modules.
    """
    bound = _bound(source, modules)
    return bound is not None and all(bound.isdisjoint(_used(cell)) for cell in before)


@lru_cache(maxsize=200)
def may_be_stateful(source: str, modules: frozenset[str]) -> bool:
    """Return whether a cell defines something that may behave differently after it was called."""
    if _bound(source, modules) is not None:
        return False
    parsed = _parsed(source)
    return parsed is None or any(isinstance(node, _DEFINITIONS) for node in ast.walk(parsed[0]))


def is_read_only(
    source: str, students: list[str], given: list[str], modules: frozenset[str], drawing: frozenset[str]
) -> bool:
    """Return whether a given cell leaves the functions of earlier cells, all of them stateless, as they are.

    It may call them, draw, and bind names that none of them looks up. They may change their arguments in place, so it
    must not hand them data that one of them looks up. A bare call of a module that is not for ``drawing`` is assumed to
    be there for its side effect. ``students`` and ``given`` are the cells before it; it must not reach a stateful given
    function.
    """
    effects = _effects(source, modules, drawing)
    if effects is None:
        return False
    bound, handed = effects
    looked_up = frozenset[str]().union(*map(_used, students), *map(_used_in_functions, given))
    data = frozenset[str]().union(*map(_data, [*students, *given]))
    remembering = frozenset[str]().union(*(_stateful_names(cell, modules) for cell in given))
    unharmed = bound.isdisjoint(looked_up) and handed.isdisjoint(looked_up & data)
    return unharmed and remembering.isdisjoint(handed | looked_up)


def modules_in(names: dict[str, Any]) -> frozenset[str]:
    """Return the names that are bound to modules."""
    return frozenset(name for name, value in names.items() if isinstance(value, ModuleType))


def drawing_in(names: dict[str, Any]) -> frozenset[str]:
    """Return the names of matplotlib's modules and the students' library: calling them changes only what is shown."""
    packages = {name: names[name].__name__.partition(".")[0] for name in modules_in(names)}
    return frozenset(name for name, package in packages.items() if package in ("matplotlib", "byhand"))


@lru_cache(maxsize=200)
def _effects(
    source: str, modules: frozenset[str], drawing: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the names a cell binds and those it takes from earlier cells; None if it may change anything else."""
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
        if _bare_call(node) in (modules | imported) - drawing:
            return None
    return frozenset(bound), frozenset(before - modules)


def _bare_call(node: ast.AST) -> str:
    """Return the root name of a call whose result is discarded, ``plt`` of ``plt.show()``; empty for other nodes."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _root(node.value.func) or ""
    return ""


@lru_cache(maxsize=200)
def _used(source: str) -> frozenset[str]:
    """Return the global names that a cell reads or binds anywhere; all its words if it cannot be parsed."""
    parsed = _parsed(source)
    return _used_in_functions(source) | (set(parsed[1].get_identifiers()) if parsed else set())


@lru_cache(maxsize=200)
def _used_in_functions(source: str) -> frozenset[str]:
    """Return the global names that a cell's functions look up when called; all its words if it cannot be parsed."""
    parsed = _parsed(source)
    if parsed is None:
        return frozenset(re.findall(r"\w+", source))
    inner = [scope for scope in scopes(parsed[1]) if scope is not parsed[1]]
    return frozenset(symbol.get_name() for scope in inner for symbol in scope.get_symbols() if symbol.is_global())


@lru_cache(maxsize=200)
def _data(source: str) -> frozenset[str]:
    """Return the names that a cell binds to anything but plain functions; all its words if it cannot be parsed."""
    parsed = _parsed(source)
    if parsed is None:
        return frozenset(re.findall(r"\w+", source))
    tree, table = parsed
    functions = {statement.name for statement in tree.body if isinstance(statement, ast.FunctionDef)}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()) - (functions - stored)


@lru_cache(maxsize=200)
def _stateful_names(source: str, modules: frozenset[str]) -> frozenset[str]:
    """Return the names of functions and classes in a cell that may be stateful."""
    parsed = _parsed(source)
    if parsed is None:
        return frozenset()
    tree, table = parsed
    inside = {child.get_name(): child for child in table.get_children()}

    def is_stateful(definition: ast.stmt) -> bool:
        if isinstance(definition, ast.FunctionDef) and definition.name in inside:
            return not _is_stateless(definition, inside[definition.name], modules)
        return True

    defined = [statement for statement in tree.body if isinstance(statement, ast.FunctionDef | ast.ClassDef)]
    return frozenset(definition.name for definition in defined if is_stateful(definition))


@lru_cache(maxsize=200)
def _bound(source: str, modules: frozenset[str]) -> frozenset[str] | None:
    """Return the names a cell binds; None if it does more than define."""
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
            if scope is None or statement.name in bound or not _is_stateless(statement, scope, modules):
                return None
            bound.add(statement.name)
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return None
    return frozenset(bound)


@lru_cache(maxsize=4)  # the questions above come one after the other; a tree can have 30 MB
def _parsed(source: str) -> tuple[ast.Module, symtable.SymbolTable] | None:
    """Return the tree and the symbols of a cell; None if it is not plain Python, too long, or too deep."""
    if len(source) > LONGEST_SOURCE:
        return None
    try:
        with warnings.catch_warnings():  # a `\f` in a student's string is not the instructor's concern
            warnings.simplefilter("ignore")
            return ast.parse(source), symtable.symtable(source, "cell", "exec")
    except _UNREADABLE:
        return None


def _is_stateless(function: ast.FunctionDef, table: symtable.SymbolTable, modules: frozenset[str]) -> bool:
    """Return whether no call of a function can affect a later one, as far as its code shows."""
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
    """Return whether a piece of code may change something that is not its ``own``."""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _root(node) not in own
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):  # a method may change its object
        return _root(node.func) not in {None, *own, *modules}
    return False


def _root(node: ast.AST) -> str | None:
    """Return the name from which an attribute or entry is reached; None if it is not reached from a name."""
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
