"""Questions that had another name once: which cell of today was which, as the headers of the source say (`was="old"`).

A header names questions. What a question's cells are called follows from that: `check-old` is graded, `old` answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.assignment.key_cell import CellKind, KeyCell

Former = dict[str, tuple[str, ...]]


def former_names(cells: Iterable[KeyCell]) -> Former:
    """Map each grade_id to those it had before, for cells that were called otherwise; the likeliest comes first.

    An answer in code without a `was` of its own takes that of the tests of its question.
    """
    cells = [*cells]
    tests = {cell.question: cell.was for cell in cells if cell.kind is CellKind.TESTS}
    found: Former = {}
    for cell in cells:
        was = cell.was or (tests.get(cell.grade_id, ()) if cell.kind is CellKind.SOLUTION else ())
        is_tests = cell.kind is CellKind.TESTS
        names = [form for name in was for form in ((f"check-{name}", name) if is_tests else (name, f"check-{name}"))]
        if cell.kind is CellKind.SOLUTION:
            names = [*was]
        if names:
            found[cell.grade_id] = tuple(names)
    return found


def todays_names(cells: Sequence[KeyCell]) -> dict[str, str]:
    """Map each grade_id that a cell had once, and that no cell has today, to the one it has today."""
    today = {cell.grade_id for cell in cells}
    former = former_names(cells)
    return {old: new for new, names in reversed([*former.items()]) for old in reversed(names) if old not in today}


def conflict(cells: Sequence[KeyCell]) -> tuple[str, str]:
    """Return a grade_id whose `was` cannot be followed, and why; two empty texts if there is none."""
    taken: dict[tuple[str, bool], str] = {}
    questions = {cell.question for cell in cells if cell.is_graded}
    for cell in cells:
        for name in cell.was:
            if name in questions - {cell.question} or (not cell.is_graded and name in {each.grade_id for each in cells}
                                                       and name != cell.grade_id):  # fmt: skip
                return (
                    cell.grade_id,
                    f'was="{name}" names a question that is still there. Give one of the two a new name',
                )
            other = taken.setdefault((name, cell.is_graded), cell.grade_id)
            if other != cell.grade_id:
                return cell.grade_id, f'was="{name}" is said of {other} too, and its marks go to one question alone'
    return "", ""
