"""The gate on speed: a student who runs a check has its answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from time import process_time

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind
from autograder.gate.machine_speed import slowness
from autograder.gate.verdict import Verdict
from autograder.grading.trusted import OutOfTime, run, with_limits
from byhand.parts import Parts

WHAT = "every visible check answers within half a second of a usual machine"
SECONDS = 0.5
_WALKS = 3
_LONGEST = 60.0  # seconds for any one cell


def are_fast(key: AnswerKey) -> Verdict:
    """Return whether every visible check is fast with the reference's answers.

    The least of several walks through the notebook counts: what is paid once, an import say, is not the check's.
    """
    least: dict[str, float] = {}
    slow = slowness()
    for _ in range(_WALKS):
        try:
            walk = _seconds(key)
        except _Raised as error:
            return Verdict(False, WHAT, f"with the reference, {error}")
        least = {name: min(seconds, least.get(name, seconds)) for name, seconds in walk.items()}
        slow = min(slow, slowness())
    return judged(least, slow)


def judged(seconds: Mapping[str, float], slow: float) -> Verdict:
    """Return the verdict on checks that took ``seconds``; ``slow`` is this machine's slowdown, by which limits grow."""
    if not seconds:
        return Verdict(True, WHAT)
    slowest, longest = max(seconds.items(), key=lambda item: item[1])
    allowed = SECONDS * slow
    why = f"{slowest} takes {1000 * longest:.0f} ms here, where {1000 * allowed:.0f} ms are allowed"
    return Verdict(longest < allowed, WHAT, why)


class _Raised(Exception):
    """A cell raised an error, or a part of it failed, with the reference's answers; the message says which and what."""


def _seconds(key: AnswerKey) -> dict[str, float]:
    """Return the processor time of each visible check, by grade_id; raises `_Raised`."""
    names, taken = dict(key.reference_names), {}
    for cell in key.cells:
        own_side = cell.kind is CellKind.GIVEN and cell.cell_type == "code" and cell not in key.trusted_given
        if not own_side and (cell.kind is not CellKind.TESTS or cell.in_jail):
            continue
        began = process_time()
        try:
            with with_limits(_LONGEST):
                run(cell.student_source, f"<{cell.grade_id}>", names)
        except (Exception, OutOfTime) as error:
            why = str(error).partition("\n")[0]
            raise _Raised(f"{cell.grade_id} raises {type(error).__name__}: {why}") from error
        failures = [each for value in names.values() if isinstance(value, Parts) for each in value.failures]
        if failures:
            raise _Raised(f"{cell.grade_id} fails in a part: {failures[0].name}")
        if cell.kind is CellKind.TESTS:
            taken[cell.grade_id] = process_time() - began
    return taken
