"""Which names a cell reads and which it binds, found without running it."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterable, Iterator


def plain_python(source: str) -> str:
    """Return the cell as Python: magics and shell lines become calls, a cell magic is taken off."""
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):  # as a call, a cell magic such as %%time would keep the cell's text from being run
        source = rest
    if not re.search(r"^\s*[%!]", source, re.MULTILINE):
        return source
    from IPython.core.inputtransformer2 import TransformerManager  # here, because IPython takes long to import

    return TransformerManager().transform_cell(source)


def uses(source: str, nested_only: bool = False) -> tuple[set[str], set[str]]:
    """Return the global names that a trusted cell reads (anywhere, or only in its functions), and those it binds."""
    try:
        table = symtable.symtable(plain_python(source), "cell", "exec")
    except SyntaxError:
        return set(re.findall(r"\w+", source)), set()
    read: set[str] = set()
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() and not symbol.is_imported()}
    if not nested_only:
        read |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    for scope in scopes(table):
        if scope is not table:
            read |= {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global()}
    return read, bound


def binds(source: str) -> set[str]:
    """Return the global names that a cell binds, imported ones too; all its words if that cannot be told."""
    try:
        table = symtable.symtable(plain_python(source), "cell", "exec")
    except SyntaxError:
        return set(re.findall(r"\w+", source))
    if re.search(r"import +\*", source):
        return set(re.findall(r"\w+", source))
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}


def functions_in(source: str) -> set[str]:
    """Return the names of the functions and classes that a cell defines at its top level; none if it is not Python."""
    try:
        body = ast.parse(plain_python(source)).body
    except SyntaxError:
        return set()
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """Yield a scope and all within it, at any depth."""
    waiting = [table]
    while waiting:
        scope = waiting.pop()
        yield scope
        waiting.extend(scope.get_children())


def sets_first(source: str) -> set[str]:
    """Return the names that a cell binds before it reads them."""
    try:
        return bound_first(ast.parse(plain_python(source)).body)
    except SyntaxError:
        return set()


def bound_first(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names that statements assign before any of them reads them."""
    own: set[str] = set()
    read: set[str] = set()
    for statement in body:
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        read |= {node.id for node in names if isinstance(node.ctx, ast.Load)} - own
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.For):
            own |= {node.id for node in names if isinstance(node.ctx, ast.Store)} - read
    return own
