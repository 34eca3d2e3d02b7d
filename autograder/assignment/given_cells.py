"""What of a given cell runs in the trusted process: all of it, or the statements that need nothing of the student's.

A function that calls what students write is defined there too. It finds their functions when it is called, so a test
never has to take a given function from the student's process.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator

from autograder.assignment.cell_names import plain_python, uses


def trusted_part(source: str, students: set[str]) -> tuple[str, set[str]]:
    """Return the statements of a given cell that run without the names of ``students``, and what the others bind.

    A cell that needs none of them is returned whole, and so is one that cannot be parsed.
    """
    read, bound = uses(source)
    if not read & students:
        return source, set()
    text = plain_python(source)
    lines, kept, left = text.splitlines(), [], set[str]()
    for statement in ast.parse(text).body:
        needs, binds = set(_read_at_once(ast.unparse(statement))), uses(ast.unparse(statement))[1]
        if needs & (students | left):
            left |= binds
        elif binds or isinstance(statement, ast.Import | ast.ImportFrom):  # the rest only shows something
            kept.append("\n".join(lines[_first_line(statement) - 1 : statement.end_lineno]))
    return "\n".join(kept), left & bound


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
