"""The gate on fairness: what can cost points hidden also fails a check that students have.

For each kind of further call that the battery makes of a function, the reference is made into one that fails just
that kind. A visible check of the question has to notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.battery import battery
from autograder.assignment.contract import Kind
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.assignment.trials import Trial, holds
from autograder.gate import spoiled
from autograder.gate.verdict import Verdict
from autograder.grading.trusted import OutOfTime, run, with_limits
from byhand import layouts
from byhand.check import Parts

WHAT = "what can cost points hidden also fails a visible check"
_LONGEST = 60.0  # seconds for any one cell


@dataclass(frozen=True)
class Missing:
    """A kind of mistake in a function that costs points and that no visible check of its question notices."""

    question: str
    function: str
    kind: Kind | None  # None: it changes an argument in place

    def __str__(self) -> str:
        return f"{self.question}: {self.function}, {self.kind or 'changed in place'}"


def are_there(key: AnswerKey) -> Verdict:
    """Return whether every kind that the battery asks has a visible twin."""
    lacking = missing(key)
    rest = f", and {len(lacking) - 3} more" if len(lacking) > 3 else ""
    why = f"nothing visible notices {'; '.join(map(str, lacking[:3]))}{rest}" if lacking else ""
    return Verdict(not lacking, WHAT, why)


def missing(key: AnswerKey) -> list[Missing]:
    """Return every kind that has no visible twin, in the order of the notebook; raise if a cell fails by itself."""
    trials = battery(key)
    before = _names_before(key) if trials else {}
    cells = {cell.grade_id: cell for cell in key.cells}
    found = []
    for test, asked in trials.items():
        own = [cells[name] for name in before if key.answers[name] == key.answers[test]]
        for function, kind, instead in _spoilt(key, asked):
            if not any(_notices(cell, before[cell.grade_id] | instead) for cell in own):
                found.append(Missing(cells[test].question, function, kind))
    return found


def _spoilt(key: AnswerKey, trials: tuple[Trial, ...]) -> Iterator[tuple[str, Kind | None, dict[str, Any]]]:
    """Yield each function and kind, with the functions that fail that kind and nothing else."""
    for trial in trials:
        for kind in sorted(trial.kinds):
            if _can_fail(key, trial, kind):
                yield trial.function, kind, spoiled.functions(key, trial, kind)
    for function in dict.fromkeys(trial.function for trial in trials):
        if instead := spoiled.changing(key, function):
            yield function, None, instead


def _can_fail(key: AnswerKey, trial: Trial, kind: Kind) -> bool:
    """Return whether ``trial`` notices the spoilt functions: in a cache of new arrays, say, nothing is read-only."""
    instead = spoiled.functions(key, trial, kind)
    try:
        return bool(instead) and not holds(trial, key.reference_names | instead)
    except Exception:
        return True


def _names_before(key: AnswerKey) -> dict[str, dict[str, Any]]:
    """Return the names that each test cell's visible part finds, with the reference's answers."""
    names, before = dict(key.reference_names), {}
    for cell in key.cells:
        own_side = cell.kind is CellKind.GIVEN and cell.cell_type == "code" and cell not in key.trusted_given
        tests = cell.kind is CellKind.TESTS and not cell.in_jail
        if tests:
            before[cell.grade_id] = dict(names)
        if tests or own_side:
            with with_limits(_LONGEST):
                run(cell.student_source, f"<{cell.grade_id}>", names)
    return before


def _notices(cell: KeyCell, names: dict[str, Any]) -> bool:
    """Return whether the visible part of a test cell fails in these names, whose arrays stay as they are."""
    own = {name: layouts.each_array(value, layouts.copied) for name, value in names.items() if name[:2] != "__"}
    try:
        with with_limits(_LONGEST):
            run(cell.student_source, f"<{cell.grade_id}>", own)
    except (Exception, OutOfTime):
        return True
    return any(isinstance(value, Parts) and value.failures for value in own.values())
