"""Which entries of the catalogue can be tried in one notebook, so that the gate has fewer to grade.

Right answers go together unless they answer the same cell. Mistakes must not meet: neither may be a function that the
other's answer calls, or a question would fail for two reasons and equal no known mistake.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answer, asked, definitions
from autograder.assignment.catalogue import Alternative, Entry, Misconception
from autograder.assignment.cell_names import uses
from autograder.assignment.key_cell import CellKind


def batches(key: AnswerKey, entries: Sequence[Entry]) -> list[list[Entry]]:
    """Partition ``entries`` into batches: alternatives first, then misconceptions."""
    cells = asked(key)
    calls = _calls(key, set(cells))
    reached = {id(entry): set().union(*(calls[name] for name in uses(entry.source)[0] & set(calls)))
               for entry in entries}  # fmt: skip

    def reaches(entry: Entry, name: str) -> bool:
        return name in reached[id(entry)]

    def same_cell(a: Entry, b: Entry) -> bool:
        return cells.get(a.function, a) == cells.get(b.function, b)

    def meet(a: Entry, b: Entry) -> bool:
        return same_cell(a, b) or reaches(a, b.function) or reaches(b, a.function)

    right = [entry for entry in entries if isinstance(entry, Alternative)]
    wrong = [entry for entry in entries if isinstance(entry, Misconception)]
    return [*_apart(right, same_cell), *_apart(wrong, meet)]


def _apart(entries: Sequence[Entry], clash: Callable[[Entry, Entry], bool]) -> list[list[Entry]]:
    """Return the entries in as few lists as first fit finds, no two in a list of which clash."""
    lists: list[list[Entry]] = []
    for entry in entries:
        home = next((some for some in lists if not any(clash(entry, other) for other in some)), None)
        if home is None:
            lists.append([entry])
        else:
            home.append(entry)
    return lists


def _calls(key: AnswerKey, names: set[str]) -> dict[str, set[str]]:
    """Return, for each answer's name, itself and every other that the reference reaches from it."""
    reached = {name: {name} | called for name, called in direct_calls(key, names).items()}
    for _ in names:  # a path visits each name once at most
        for name in names:
            reached[name] = set().union(*(reached[other] for other in reached[name]))
    return reached


def direct_calls(key: AnswerKey, names: set[str]) -> dict[str, set[str]]:
    """Return, for each answer's name, the others of ``names`` that stand in the reference's code for it."""
    called: dict[str, set[str]] = {name: set() for name in names}
    for cell in key.cells:
        if cell.kind is CellKind.SOLUTION:
            for name, node in definitions(answer(cell)):
                called[name] |= uses(ast.unparse(node))[0] & names - {name}
    return called
