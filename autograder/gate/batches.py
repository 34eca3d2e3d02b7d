"""Which entries of the catalogues can be tried in one notebook, so that the gate has fewer to grade.

Right answers go together unless they answer the same cell. Mistakes must not meet: neither may be a function that the
other's answer calls, or a question would fail for two reasons and equal no known mistake.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answer, asked, definitions
from autograder.assignment.cell_names import uses
from autograder.assignment.key_cell import CellKind


def batches(key: AnswerKey) -> list[list[Any]]:
    """Every entry of both catalogues once: lists of alternatives, then lists of misconceptions."""
    cells = asked(key)
    calls = _calls(key, set(cells))

    def reaches(entry: Any, name: str) -> bool:
        return any(name in calls[called] for called in uses(entry.source)[0] & set(calls))

    def same_cell(a: Any, b: Any) -> bool:
        return cells.get(a.function, a) == cells.get(b.function, b)

    def meet(a: Any, b: Any) -> bool:
        return same_cell(a, b) or reaches(a, b.function) or reaches(b, a.function)

    return [*_apart(key.alternatives, same_cell), *_apart(key.misconceptions, meet)]


def _apart(entries: Sequence[Any], clash: Callable[[Any, Any], bool]) -> list[list[Any]]:
    """The entries in as few lists as first fit finds, no two in a list of which clash."""
    lists: list[list[Any]] = []
    for entry in entries:
        home = next((some for some in lists if not any(clash(entry, other) for other in some)), None)
        if home is None:
            lists.append([entry])
        else:
            home.append(entry)
    return lists


def _calls(key: AnswerKey, names: set[str]) -> dict[str, set[str]]:
    """For each answer's name itself and every other that the reference reaches from it."""
    reached: dict[str, set[str]] = {name: {name} for name in names}
    for cell in key.cells:
        if cell.kind is CellKind.SOLUTION:
            for name, node in definitions(answer(cell)):
                reached[name] |= uses(ast.unparse(node))[0] & names
    for _ in names:  # a path visits each name once at most
        for name in names:
            reached[name] = set().union(*(reached[other] for other in reached[name]))
    return reached
