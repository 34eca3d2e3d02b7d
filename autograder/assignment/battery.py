"""Further hidden calls of every function that students write, derived from the calls that the key's own tests make.

A function that should be pure answers the same, however often it is asked, whatever was asked in between, and however
the same numbers lie in memory; it answers for one example as for many, and takes a generator where it says so. What
applies is read from docstrings; a cell's header can switch kinds off. Calls that the reference does not survive are
left out, so nothing is asked that was not promised.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.assignment.recording import Recorded, record
from autograder.assignment.trial_maker import TrialMaker
from autograder.assignment.trials import Trial


@lru_cache(maxsize=4)
def battery(key: AnswerKey) -> dict[str, tuple[Trial, ...]]:
    """Return the trials that each test cell with a hidden part asks; nothing for a course that is not ours.

    Of a question's test cells, the first that calls a trial's functions itself asks it. They are made once in a
    process, in about the time that all test cells take.
    """
    if not key.is_ours:
        return {}
    functions = {name: value for written in key.functions.values() for name, value in written.items()}
    maker = TrialMaker(key, functions, _recorded(key))
    found: dict[str, list[Trial]] = defaultdict(list)
    for cell in key.cells:
        tests = _with_hidden(key, cell)
        for trial in maker.all_trials(key.functions[cell.grade_id], cell) if tests else ():
            asked = {step.function for step in trial.steps}
            found[next((test for test in tests if asked <= key.needs[test]), tests[0])].append(trial)
    return {test: tuple(trials) for test, trials in found.items()}


def asked_in_battery(key: AnswerKey, test: str) -> set[str]:
    """Return the functions that the battery of a test cell calls."""
    return {step.function for trial in battery(key).get(test, ()) for step in trial.steps}


@lru_cache(maxsize=4)
def _recorded(key: AnswerKey) -> list[Recorded]:
    return record(key)


@lru_cache(maxsize=4)
def partners(key: AnswerKey) -> dict[str, frozenset[str]]:
    """Map each function to those that are handed what it returned, or that return what it is handed: a cache, say.

    Only where both are the student's, or neither, does one understand the other. Empty for a course that is not ours.
    """
    found: dict[str, set[str]] = {}
    calls = {call.number: call for call in _recorded(key)} if key.is_ours else {}
    for call in calls.values():
        for source in call.sources.values():
            giver = calls[source.call].function
            found.setdefault(giver, set()).add(call.function)
            found.setdefault(call.function, set()).add(giver)
    return {name: frozenset(others - {name}) for name, others in found.items()}


def _with_hidden(key: AnswerKey, answer: KeyCell) -> list[str]:
    """Return the test cells about an answer that hide something and run outside the jail."""
    if answer.kind is not CellKind.SOLUTION:
        return []
    tests = [cell for cell in key.cells if key.answers.get(cell.grade_id) == answer.grade_id and not cell.in_jail]
    return [cell.grade_id for cell in tests if any(segment.hidden for segment in cell.segments)]
