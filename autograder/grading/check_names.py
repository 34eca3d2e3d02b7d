"""The names that visible checks bind, for the student's later cells: at home they are there.

What binds them is run in the jail behind its check, and only where a later cell of the student's reads one of them.
Only what students have of a check runs there, and of that no more than the names need.
"""

from __future__ import annotations

import ast
import re
import symtable
from functools import lru_cache

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.cell_names import binds, bound_first, scopes
from autograder.assignment.key_cell import CellKind
from autograder.grading.cell_source import Statement, defined, magics, parsed, statements, without_magics
from autograder.grading.sources import LONGEST
from autograder.grading.submission import Cell, Submission

_WORD = re.compile(r"\w+")
_ONLY_SHOW = frozenset({"check", "print", "display", "np", "numpy", "plt"})


def bindings(submission: Submission, key: AnswerKey) -> dict[str, str]:
    """Map each test to what of it is to run in the jail for the cells after it; most submissions need nothing."""
    by_check = _bound_by_checks(key)
    latest: dict[str, str] = {}  # name → the test that bound it last
    wanted: dict[str, set[str]] = {}
    for cell in submission.cells:
        if cell.cell_type != "code":
            continue
        if cell.key is not None and cell.key.kind is CellKind.TESTS:
            test = cell.key.grade_id
            latest |= dict.fromkeys(by_check[test], "" if cell.key.in_jail else test)
            continue
        words = {*_WORD.findall(cell.code)}
        mentioned = {name for name in words & latest.keys() if latest[name]}
        if not mentioned:
            continue
        if _is_students(cell):
            read, bound = _uses(cell.code, mentioned)
            for name in read:
                wanted.setdefault(latest[name], set()).add(name)
        else:
            bound = cell.key.bound if cell.key is not None else frozenset()
        latest |= dict.fromkeys(mentioned & bound, "")
    sources = {cell.grade_id: cell.student_source for cell in key.cells}
    return {test: what_binds(names, sources[test]) for test, names in wanted.items()}


def _is_students(cell: Cell) -> bool:
    return cell.key is None or (cell.key.kind is CellKind.SOLUTION and cell.attempted)


@lru_cache(maxsize=4)
def _bound_by_checks(key: AnswerKey) -> dict[str, frozenset[str]]:
    """Map each test to the names that its visible part binds, and that no answer is to define."""
    tests = [cell for cell in key.cells if cell.kind is CellKind.TESTS]
    return {cell.grade_id: frozenset(binds(cell.student_source) - key.interface) for cell in tests}


def _uses(source: str, names: set[str]) -> tuple[set[str], frozenset[str]]:
    """Return which of ``names`` a stranger's cell reads as global ones before it binds them, and what it binds."""
    there = magics(source)
    python = without_magics(source, there)
    if len(python) > LONGEST:
        return set(), frozenset()
    try:
        table = symtable.symtable(python, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), frozenset()
    read = {word for magic in there for word in _WORD.findall(magic.text)}
    for scope in scopes(table):
        used = [symbol for symbol in scope.get_symbols() if symbol.is_referenced()]
        read |= {symbol.get_name() for symbol in used if scope is table or symbol.is_global()}
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    read &= names
    return read - bound_first(parsed(python) or ()) if read & bound else read, frozenset(bound)


def what_binds(names: set[str], source: str) -> str:
    """Return the statements of a visible check that ``names`` need: what binds them, what changes them, and so on."""
    there = statements(source)
    if there is None:
        return source
    needed, kept = set(names), []
    for statement in reversed(there):
        if defined(statement) & needed or (_may_change(statement) and _read(statement) & needed):
            needed |= _read(statement)
            kept.append(statement.text)
    return "\n".join(dict.fromkeys(reversed(kept)))


def _may_change(statement: Statement) -> bool:
    """Return whether a statement may change an object that it names."""
    node = statement.node
    if not isinstance(node, ast.Expr):
        return not isinstance(node, ast.Assert | ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
    first = node.value
    while isinstance(first, ast.Call | ast.Attribute | ast.Subscript):
        first = first.func if isinstance(first, ast.Call) else first.value
    return isinstance(node.value, ast.Call) and not (isinstance(first, ast.Name) and first.id in _ONLY_SHOW)


def _read(statement: Statement) -> set[str]:
    return {node.id for node in ast.walk(statement.node) if isinstance(node, ast.Name)}
