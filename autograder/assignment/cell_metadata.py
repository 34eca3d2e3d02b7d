"""A cell's metadata, nbgrader's and our own ↔ a `KeyCell`. Nothing else derives the one from the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.assignment.contract import Kind
from autograder.assignment.key_cell import CellKind, KeyCell

SETTINGS = "promises"  # where a solution notebook's cell keeps what the student version does not have


def key_cell(cell: Mapping[str, Any]) -> KeyCell | None:
    """Return a notebook's cell as a `KeyCell`; None if it has no grade_id."""
    flags = cell["metadata"].get("nbgrader") or {}
    if not flags.get("grade_id"):
        return None
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    in_jail = "in-jail" in cell["metadata"].get("tags", [])
    points = float(flags.get("points", 0))
    settings = cell["metadata"].get(SETTINGS, {})
    in_place = tuple(map(str, settings.get("in_place", ())))
    not_asked = frozenset(map(Kind, settings.get("not_asked", ())))
    free = tuple(map(str, settings.get("free", ())))
    kind, cell_type = _kind(flags), cell["cell_type"]
    made = _by_nbgrader(settings)
    was, for_everybody = tuple(map(str, settings.get("was", ()))), bool(settings.get("for_everybody"))
    return KeyCell(
        flags["grade_id"],
        kind,
        cell_type,
        source,
        points,
        in_jail,
        in_place,
        not_asked,
        free,
        *made,
        was,
        for_everybody,
    )


def own_settings(cell: KeyCell) -> dict[str, Any]:
    """Return what a solution notebook says of a cell under `SETTINGS`: nothing in most."""
    settings: dict[str, Any] = {
        "in_place": [*cell.in_place], "not_asked": sorted(cell.not_asked), "free": [*cell.free],
        "removed": [*cell.removed], "why_inside": cell.why_inside, "was": [*cell.was],
        "for_everybody": cell.for_everybody,
    }  # fmt: skip
    found = {name: value for name, value in settings.items() if value}
    return found if cell.released is None else found | {"released": cell.released}


def _by_nbgrader(settings: Mapping[str, Any]) -> tuple[str | None, tuple[int, ...], str]:
    """Return what a key that was made of nbgrader's source says of a cell."""
    released = settings.get("released")
    removed = tuple(map(int, settings.get("removed", ())))
    return None if released is None else str(released), removed, str(settings.get("why_inside", ""))


def nbgrader_metadata(cell: KeyCell) -> dict[str, Any]:
    """Return the flags by which nbgrader knows a cell of this kind."""
    flags: dict[str, Any] = {
        "cell_type": cell.cell_type, "grade": cell.kind in (CellKind.TESTS, CellKind.WRITTEN),
        "grade_id": cell.grade_id, "locked": cell.is_locked, "schema_version": 3, "solution": cell.is_answer,
        "task": cell.kind is CellKind.TASK,
    }  # fmt: skip
    if cell.is_graded:
        flags["points"] = cell.points
    return flags


def _kind(flags: Mapping[str, Any]) -> CellKind:
    if flags.get("solution"):
        return CellKind.WRITTEN if flags.get("grade") else CellKind.SOLUTION
    if flags.get("grade"):
        return CellKind.TESTS
    return CellKind.TASK if flags.get("task") else CellKind.GIVEN
