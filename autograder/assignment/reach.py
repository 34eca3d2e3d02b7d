"""What test cells reach of other cells: given ones that have to run beside them, and names of the student's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.assignment.cell_names import binds, sets_first, uses
from autograder.assignment.given_cells import defined_in
from autograder.assignment.key_cell import CellKind, KeyCell


def given_for_tests(cells: Sequence[KeyCell], trusted_given: Sequence[KeyCell]) -> dict[str, KeyCell]:
    """Return those of ``trusted_given`` that test cells build on, by grade_id and in order."""
    needed: list[KeyCell] = []
    wanted: set[str] = set()
    trusted = {cell.grade_id: cell for cell in trusted_given}
    for cell in (trusted.get(cell.grade_id, cell) for cell in reversed(cells)):
        bound = binds(cell.source) if cell.grade_id in trusted else set()
        if bound & wanted or (cell.grade_id in trusted and not bound):  # it may set a seed, for example
            needed.append(cell)
        if cell.kind is CellKind.TESTS or cell in needed:
            wanted |= uses(cell.source)[0]
    return {cell.grade_id: cell for cell in needed[::-1]}


def students_names(cells: Sequence[KeyCell], interface: set[str], given: Mapping[str, KeyCell]) -> dict[str, set[str]]:
    """Map each test cell to those names of the ``interface`` that it, or a function it may call, looks up.

    A name that one of the ``given`` cells defined after the student did is the instructor's own.
    """
    deferred: set[str] = set()
    handed_out: set[str] = set()
    reached = {}
    for cell in cells:
        if cell.kind is CellKind.TESTS:
            read = (uses(cell.source)[0] - sets_first(cell.source)) | deferred
            reached[cell.grade_id] = (read & interface) - handed_out
            deferred |= uses(cell.source, nested_only=True)[0] & interface
        elif cell.kind is CellKind.SOLUTION:
            handed_out -= cell.bound
        elif trusted := given.get(cell.grade_id):
            handed_out |= binds(trusted.source) & interface
            deferred |= uses(trusted.source, nested_only=True)[0] & interface
    return reached


def defined_by_tests(cells: Sequence[KeyCell], test: KeyCell, visible: bool) -> list[str]:
    """Return what ``test``, which runs in the jail, needs of what earlier tests define outside.

    Of a ``visible`` part it is what students can see; the earlier test cells as a whole do not run inside.
    """
    wanted = uses(test.student_source if visible else test.source)[0]
    place = next(number for number, cell in enumerate(cells) if cell.grade_id == test.grade_id)
    earlier = [cell for cell in cells[:place] if cell.kind is CellKind.TESTS and not cell.in_jail]
    sources = [cell.student_source if visible else cell.source for cell in earlier]
    needed: list[str] = []
    for statement in reversed([statement for source in sources for statement in defined_in(source)]):
        if binds(statement) & wanted:
            needed.insert(0, statement)
            wanted |= uses(statement)[0]
    return needed
