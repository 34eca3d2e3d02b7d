"""Which test cells are asked where only one question is looked at: its own, with what they build on.

Tests share a namespace, so one may use what another bound. What is left out here is known anyhow: every question of
the reference has its points. That nothing is left out that a question needs is tried with the reference itself.
"""

from __future__ import annotations

from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading.trusted import OutOfTime, run, with_limits
from byhand.check import Parts

_LONGEST = 60.0  # seconds for any one cell


def asked_apart(key: AnswerKey) -> dict[str, frozenset[str]]:
    """Map each answer that is tested to the test cells to ask where only its own count.

    These are its own, those that bind a name which these lack, and so on; all before it where that does not do.
    """
    names = dict(key.reference_names) | {"reference": key.own_reference()}
    tests = _Tests(key)
    for cell in key.cells:
        if cell.kind is CellKind.TESTS:
            tests.ask(cell, names)
        elif cell.kind is CellKind.GIVEN and cell.cell_type == "code" and cell not in key.trusted_given:
            _ask(cell, names)
    answers = dict.fromkeys(key.answers.values())
    return {answer: frozenset().union(*(tests.asked[test] for test in tests.about(answer))) for answer in answers}


class _Tests:
    """The test cells asked so far: with each, those that have to be asked before it, and what it bound."""

    def __init__(self, key: AnswerKey) -> None:
        self._key = key
        self._bound: dict[str, dict[str, Any]] = {}
        self.asked: dict[str, set[str]] = {}

    def about(self, answer: str) -> list[str]:
        return [test for test in self.asked if self._key.answers[test] == answer]

    def ask(self, cell: KeyCell, names: dict[str, Any]) -> None:
        """Ask one more test cell, in ``names`` and what those before it bound that it turns out to need."""
        needed = set(self.about(self._key.answers[cell.grade_id]))
        while True:
            before = dict(names)
            for test in self._bound:
                before |= self._bound[test] if test in needed else {}
            after = dict(before)
            missing = _ask(cell, after)
            if missing is None:
                break
            givers = [test for test, bound in self._bound.items() if missing in bound and test not in needed]
            needed |= self.asked[givers[-1]] if givers else {*self.asked}
            if not givers:
                break
        self._bound[cell.grade_id] = {name: value for name, value in after.items() if value is not before.get(name)}
        self.asked[cell.grade_id] = {cell.grade_id, *needed}


def _ask(cell: KeyCell, names: dict[str, Any]) -> str | None:
    """Run a cell in ``names``, to which its own are added; return the name it lacks, empty if it just fails."""
    if cell.in_jail:
        return ""
    try:
        with with_limits(_LONGEST):
            run(cell.source, f"<{cell.grade_id}>", names)
    except (Exception, OutOfTime) as error:
        return _lacking(error)
    failures = [failure for value in names.values() if isinstance(value, Parts) for failure in value.failures]
    return _lacking(failures[0].error) if failures else None


def _lacking(error: BaseException | None) -> str:
    return (error.name or "") if isinstance(error, NameError) else ""
