"""Proves the tests of a notebook that is not ours, before a class is graded with them.

Each test cell is asked with the notebook's own answers, and has to give all its points, and with nothing written, and
has to give none. Where it does so from outside the jail, it is asked there. One that cannot runs inside, as nbgrader
would run it: students' code could forge its verdict, which is said. One that does so nowhere would give points by
accident, or lose right answers in silence: it is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.errors import Problem
from autograder.grading.findings import Finding
from autograder.grading.grade import grade
from autograder.jail.outside.jailer import JailSource


class Fault(StrEnum):
    """What is wrong with a test cell, asked from one side of the wall."""

    FAILS_RIGHT = "does not give all points for the notebook's own answer"
    PASSES_NOTHING = "gives points although nothing was written"


class TooBusy(Problem):
    """Nothing can be said of the tests: the clock of the machine ended them."""


class Place(StrEnum):
    """Where a test cell can be asked."""

    OUTSIDE = "outside"
    INSIDE = "inside"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Proof:
    """Where a test cell is to be asked; ``fault`` and ``said`` are why not outside, or why nowhere."""

    grade_id: str
    place: Place
    fault: Fault | None = None
    said: str = ""


def prove(key: AnswerKey, released: Mapping[str, Any], jailer: JailSource) -> list[Proof]:
    """Ask every test cell that has points; ``released`` is the notebook as students get it.

    Raises `JailFailed`, `TooBusy`, and whatever a locked cell raises.
    """
    right, nothing = as_bytes(answered(released, key)), as_bytes(released)
    tests = [cell for cell in key.cells if cell.kind is CellKind.TESTS and cell.points > 0]
    inside = {cell.grade_id for cell in tests if cell.in_jail}
    outside_faults: dict[str, tuple[Fault, str]] = {}
    while True:
        asked = asked_inside(key, inside)
        rights, nothings = (_findings(data, asked, jailer) for data in (right, nothing))
        faults = {cell.grade_id: fault for cell in tests
                  if (fault := _fault(rights[cell.grade_id], nothings[cell.grade_id]))}  # fmt: skip
        moved = faults.keys() - inside
        if not moved:
            return [_proof(cell, inside, faults, outside_faults) for cell in tests]
        outside_faults |= {name: faults[name] for name in moved}
        inside |= moved  # what one test defines, another may need: all are asked again


def asked_inside(key: AnswerKey, inside: Collection[str]) -> AnswerKey:
    """Return the key with these test cells run inside the jail, by grade_id."""
    cells = [replace(cell, in_jail=True) if cell.grade_id in inside else cell for cell in key.cells]
    return replace(key, cells=cells)


def _findings(data: bytes, key: AnswerKey, jailer: JailSource) -> dict[str, Finding]:
    graded = grade(data, key, jailer)
    if graded.cut_short:
        graded = grade(data, key, jailer)
    if graded.cut_short:
        raise TooBusy(f"{key.whole_name}: the machine was too busy to prove its tests. Run the same command again.")
    return {finding.grade_id: finding for finding in graded.findings}


def _fault(right: Finding, nothing: Finding) -> tuple[Fault, str] | None:
    """Return what is wrong, and what was said about it."""
    if right.lost_points:
        return Fault.FAILS_RIGHT, right.cards[0].problem if right.cards else ""
    if nothing.score:
        return Fault.PASSES_NOTHING, f"{nothing.score:g} of {nothing.points:g}"
    return None


def _proof(
    cell: KeyCell, inside: Collection[str], faults: Mapping[str, tuple[Fault, str]],
    outside_faults: Mapping[str, tuple[Fault, str]],
) -> Proof:  # fmt: skip
    name = cell.grade_id
    if name in faults:  # from outside more is known of why than from inside
        return Proof(name, Place.NOWHERE, *outside_faults.get(name, faults[name]))
    if name in inside:
        return Proof(name, Place.INSIDE, *outside_faults.get(name, (None, "it is tagged in-jail")))
    return Proof(name, Place.OUTSIDE)
