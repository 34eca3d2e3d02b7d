"""What a student added to a locked cell. It runs as the student's own, while the original is put back."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.assignment.key_cell import CellKind
from autograder.grading.cell_source import Statement, defined, normalised, statements


@dataclass(frozen=True)
class Edited:
    """A locked cell that is not as it was handed out: what was added, and whether anything of the original is gone."""

    added: str
    changed: bool


def edited(source: str, originals: Sequence[str], kind: CellKind) -> Edited:
    """Compare a locked cell with what was handed out, statement by statement."""
    try:
        return _edited(source, originals, kind)
    except RecursionError:
        return Edited("", changed=True)


def _edited(source: str, originals: Sequence[str], kind: CellKind) -> Edited:
    theirs = statements(source)
    if theirs is None:
        return Edited("", changed=True)
    meanings = Counter(statement.meaning for statement in theirs)
    candidates = [found for text in originals if (found := statements(text)) is not None]
    best = max(candidates, key=lambda own: _shared(own, meanings), default=None)
    if best is None or (best and not _shared(best, meanings)):
        return Edited(_runs_alone(theirs, set(), set(), kind, replaced=True), changed=True)
    left = Counter(statement.meaning for statement in best)
    extra = []
    for statement in theirs:
        if left[statement.meaning] > 0:
            left[statement.meaning] -= 1
        else:
            extra.append(statement)
    gone = [statement for statement in best if left[statement.meaning] > 0]
    rebound = {name for statement in gone for name in defined(statement)}
    known = {line for statement in best for line in _imports(statement)}
    with_imports = {_without_imports(statement, known) for statement in extra}
    gone = [statement for statement in gone if statement.meaning not in with_imports]
    return Edited(_runs_alone(extra, rebound, known, kind, replaced=bool(gone)), changed=bool(gone))


def _shared(own: Sequence[Statement], meanings: Counter[str]) -> int:
    return sum((Counter(statement.meaning for statement in own) & meanings).values())


def _imports(statement: Statement) -> list[str]:
    """Return what a statement imports, in it too, in a line for each name."""
    lines = []
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Import):
            lines += [ast.unparse(ast.Import([alias])) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            lines += [_line(node, alias) for alias in node.names]
    return lines


def _without_imports(statement: Statement, known: set[str]) -> str:
    """Return what a statement would mean without the imports in it that are not ``known``."""

    class Known(ast.NodeTransformer):
        def visit_Import(self, node: ast.Import) -> ast.Import | None:
            kept = [alias for alias in node.names if ast.unparse(ast.Import([alias])) in known]
            return ast.Import(kept) if kept else None

        def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom | None:
            kept = [alias for alias in node.names if _line(node, alias) in known]
            return ast.ImportFrom(node.module, kept, node.level) if kept else None

    changed = Known().visit(copy.deepcopy(statement.node))
    return ast.dump(changed) if changed is not None else ""


def _line(node: ast.ImportFrom, alias: ast.alias) -> str:
    return ast.unparse(ast.ImportFrom(node.module, [alias], node.level))


def _runs_alone(extra: Sequence[Statement], rebound: set[str], known: set[str], kind: CellKind, replaced: bool) -> str:
    """Return the text of those statements that were added, leaving out what took the place of the original's.

    Of that only the imports count that are not ``known``.
    """
    kept = []
    for statement in extra:
        only_shows = isinstance(statement.node, ast.Expr | ast.Assert) and not statement.text.lstrip().startswith("%")
        if only_shows and (replaced or kind is CellKind.TESTS):
            continue
        if not defined(statement) & rebound:
            kept.append(statement.text)
        else:
            kept += [line for line in _imports(statement) if line not in known]
    return normalised("\n".join(dict.fromkeys(kept)))
