"""What of a given cell runs in the trusted process: all of it, or what it defines without anything of the student's.

A function that calls what students write is defined there too. It finds their functions when it is called, so a test
never has to take a given function from the student's process.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Collection, Iterator

from autograder.assignment.cell_names import plain_python, uses

_CONSTANT = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.unaryop, ast.Load)

_FILLED = (ast.List, ast.Dict, ast.Set)


def trusted_part(source: str, students: set[str]) -> tuple[str, set[str]]:
    """Return what of a given cell runs without the names of ``students``, and the names that the rest binds.

    A cell that needs none of them is returned whole, and so is one that cannot be parsed. Of others it is imports,
    functions, classes and constants: whatever computes may depend on what the student's functions did before.
    """
    if not uses(source)[0] & students:
        return source, set()
    text = plain_python(source)
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return source, set()
    lines, kept, left = text.splitlines(), [], set[str]()
    at_work = {name for statement in body if not _only_defines(statement) for name in uses(ast.unparse(statement))[0]}
    for statement in body:
        binds, reads = uses(ast.unparse(statement))[1], set(_read_at_once(ast.unparse(statement)))
        changed = binds & at_work if isinstance(statement, ast.Assign) else set()  # a list that the rest fills, say
        if _only_defines(statement) and not changed and not reads & (students | left):
            kept.append("\n".join(lines[_first_line(statement) - 1 : statement.end_lineno]))
        else:
            left |= binds
    return "\n".join(kept), left


def defined_in(source: str, changed: Collection[str] = ()) -> list[str]:
    """Return the statements of a cell that tests can build on: imports, functions, classes and constants.

    What the rest of the cell works with is no constant, nor what others can fill, nor a name that is ``changed`` later.
    """
    body = _statements(source)
    defining = [statement for statement in body if _only_defines(statement)]
    at_work = {name for each in body if each not in defining for names in uses(ast.unparse(each)) for name in names}
    at_work |= {*changed}
    return [ast.unparse(each) for each in defining if not _may_change(each, at_work)]


def _may_change(statement: ast.stmt, at_work: set[str]) -> bool:
    """Return whether an assignment binds a name that is ``at_work``, or something that can be filled."""
    if not isinstance(statement, ast.Assign):
        return False
    can_be_filled = any(isinstance(node, _FILLED) for node in ast.walk(statement))
    return can_be_filled or bool(uses(ast.unparse(statement))[1] & at_work)


def imported_in(source: str) -> list[str]:
    """Return the imports of a cell, those in functions aside."""
    return [ast.unparse(each) for each in _statements(source) if isinstance(each, ast.Import | ast.ImportFrom)]


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(plain_python(source)).body
    except SyntaxError:
        return []


def _only_defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return all(isinstance(node, _CONSTANT) for node in ast.walk(statement.value))
    return isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)


def _first_line(statement: ast.stmt) -> int:
    return min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", []))])


def _read_at_once(source: str) -> Iterator[str]:
    """Give the global names that are looked up when a statement runs, not only when its functions are called."""
    table = symtable.symtable(source, "statement", "exec")
    yield from (symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced())
    waiting = [scope for scope in table.get_children() if scope.get_type() != "function"]
    while waiting:
        scope = waiting.pop()
        yield from (symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global())
        waiting += [inner for inner in scope.get_children() if inner.get_type() != "function"]
