"""Cells of another course's notebook that nbgrader has no name for: what of them the tests build on."""

from __future__ import annotations

from typing import Any

from autograder.assignment.cell_metadata import key_cell
from autograder.assignment.cell_names import uses
from autograder.assignment.given_cells import defined_in, imported_in
from autograder.assignment.key_cell import CellKind, KeyCell


def beside(cells: list[dict[str, Any]]) -> dict[str, list[KeyCell]]:
    """Return what of cells without a name, and of answers, tests build on: imports, and what such cells define."""
    found: dict[str, list[KeyCell]] = {}
    waiting: list[KeyCell] = []
    for number, cell in enumerate(cells):
        named = key_cell(cell)
        if cell["cell_type"] == "code" and (named is None or named.kind is CellKind.SOLUTION):
            source = "".join(cell["source"])
            part = defined_in(source) if named is None else imported_in(source)
            waiting += [KeyCell(f"cell {number + 1}", CellKind.GIVEN, "code", part)] if part else []
        if named is not None:
            found[named.grade_id] = waiting
            waiting = []
    return found


def computed(cells: list[dict[str, Any]]) -> set[str]:
    """Return the names that cells without a name bind to what they compute: tests ask the student's process for it."""
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and key_cell(cell) is None]
    return {name for source in sources for name in uses(source)[1] - uses(defined_in(source))[1]}
