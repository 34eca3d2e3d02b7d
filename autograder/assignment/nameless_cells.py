"""Cells of another course's notebook that nbgrader has no name for: what of them the tests build on."""

from __future__ import annotations

from collections import Counter
from typing import Any

from autograder.assignment.cell_metadata import key_cell
from autograder.assignment.cell_names import uses
from autograder.assignment.given_cells import defined_in, imported_in
from autograder.assignment.key_cell import CellKind, KeyCell


def beside(cells: list[dict[str, Any]]) -> dict[str, list[KeyCell]]:
    """Return what of cells without a name, and of answers, tests build on: imports, and what such cells define."""
    changed = _bound_again(cells)
    found: dict[str, list[KeyCell]] = {}
    waiting: list[KeyCell] = []
    for number, cell in enumerate(cells):
        named = key_cell(cell)
        if cell["cell_type"] == "code" and (named is None or named.kind is CellKind.SOLUTION):
            source = "".join(cell["source"])
            parts = (
                defined_in(source, changed) if named is None else imported_in(source)
            )  # one may fail, or not be needed
            waiting += [
                KeyCell(f"cell {number + 1}, {n}", CellKind.GIVEN, "code", part) for n, part in enumerate(parts)
            ]
        if named is not None:
            found[named.grade_id] = waiting
            waiting = []
    return found


def computed(cells: list[dict[str, Any]]) -> set[str]:
    """Return the names that cells without a name bind to what they compute: tests ask the student's process for it."""
    changed = _bound_again(cells)
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and key_cell(cell) is None]
    return {name for source in sources for name in uses(source)[1] - uses("\n".join(defined_in(source, changed)))[1]}


def _bound_again(cells: list[dict[str, Any]]) -> set[str]:
    """Return the names that more than one cell binds."""
    bound = [uses("".join(cell["source"]))[1] for cell in cells if cell["cell_type"] == "code"]
    return {name for name, times in Counter(name for names in bound for name in names).items() if times > 1}
