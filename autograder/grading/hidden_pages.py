"""How much of its hidden inputs a submission can tell its author, at most: the pages it can choose from, counted.

All processes of a submission are taken to know everything that any of them was passed, so nothing is counted per
process: the pages are those that all questions together can end in, whoever decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.battery import battery
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading.findings import HiddenKind
from autograder.grading.naming import MOST_NAMES, names_for
from autograder.grading.scoring import score_in
from autograder.grading.trusted import run, with_limits
from byhand.check import Parts

_NUMBERS = 2**64  # what a test can give whose last line is any number: as many scores as there are floats
_IN_JAIL = 3  # passed, failed, and noted as crashed


def bits(key: AnswerKey) -> float:
    """Return the most bits that one graded submission can tell of its hidden tests."""
    return math.log2(pages(key))


def pages(key: AnswerKey) -> int:
    """Return how many different pages a submission can bring about by what it does in hidden tests.

    One more than the questions give together: that it ends the grading process, and is not graded.
    """
    scores = _scores(key)
    return 1 + math.prod(_pages_of(cell, key, *scores.get(cell.grade_id, (1, 1))) for cell in key.cells)


def _pages_of(cell: KeyCell, key: AnswerKey, hidden: int, whole: int) -> int:
    """Return the pages of one question, to which its hidden parts give so many scores, and all its parts so many.

    For each score nothing is said, or one kind, or one of the named mistakes that hidden calls choose from. With right
    earlier answers, or names as its author left them, all of it is asked once more: then it has all points, in two
    ways, or some score of the whole cell, and perhaps a name.
    """
    if cell.kind is not CellKind.TESTS or not any(segment.hidden for segment in cell.segments):
        return 1
    if cell.in_jail:
        return _IN_JAIL
    named = min(MOST_NAMES, len(names_for(cell.grade_id, key)))
    first = hidden * (1 + len(HiddenKind) + named)
    return first + 1 + (1 + whole * (1 + named) if key.follow_through else 0)


def _scores(key: AnswerKey) -> dict[str, tuple[int, int]]:
    """Return how many different scores the hidden part of each test can give, and the whole, from a reference run.

    Parts that only a student's answer can reach are not counted, as the reference reaches all there are.
    """
    names = {**key.reference_names, "reference": key.own_reference()}
    found = {}
    for cell in key.cells:
        if cell.kind is not CellKind.TESTS or cell.in_jail:
            continue
        with with_limits(10 * key.limits.seconds_per_cell):
            value: Any = None
            before: dict[int, int] = {}
            for segment in cell.segments:
                if not segment.hidden and not before:
                    value = run(segment.source, f"<{cell.grade_id}>", names)
                    continue
                before = before or {id(parts): len(parts.worth) for parts in _parts_in(names)} or {0: 0}
                value = run(segment.source, f"<{cell.grade_id}>", names)
            plt.close("all")
        if isinstance(value, Parts):
            least = min(value.worth) if battery(key).get(cell.grade_id) else 0.0
            found[cell.grade_id] = _sums(value.worth[before.get(id(value), 0) :], least), _sums(value.worth, least)
        elif score_in(value) is not None:
            found[cell.grade_id] = (2, 2) if isinstance(value, bool) else (_NUMBERS, _NUMBERS)
    return found


def _parts_in(names: dict[str, Any]) -> list[Parts]:
    return [value for value in names.values() if isinstance(value, Parts)]


def _sums(points: Iterable[float], least: float) -> int:
    """Return how many scores some of ``points`` can give, or none of them by an error.

    What fails of the battery takes ``least`` away.
    """
    sums = {0.0}
    for each in points:
        sums |= {round(known + each, 6) for known in sums}
    return 1 + len(sums | {round(known - least, 6) for known in sums if known > 0})
