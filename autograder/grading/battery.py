"""Asks the battery: the further hidden calls of a question's functions that the answer key derives.

They come right after the question's hidden part, in the same process. Whatever fails of them is one hidden failure,
which says nothing of the call.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.battery import battery
from autograder.assignment.trials import holds
from autograder.grading.events import Answer
from autograder.grading.plan import Phase
from autograder.grading.scoring import earned
from autograder.grading.trusted import OutOfTime, with_limits
from autograder.jail.outside import clock
from autograder.jail.outside.client import Jail, JailStopped
from byhand.card import Card, CheckFailed
from byhand.parts import Failure, Parts

FAILED = Card("behaviour", "a hidden check of this question did not pass")


def with_battery(answer: Answer, key: AnswerKey, jail: Jail, names: Mapping[str, Any]) -> Answer:
    """Return ``answer`` after asking the battery of its test, where there is one and points are left to lose.

    A visible part that failed has cost the same already: its checks ask much of what the battery asks.
    """
    trials = battery(key).get(answer.ask.test, ())
    if not trials or answer.ask.phase is Phase.VISIBLE or earned(answer, 1.0) == 0.0:
        return answer
    if answer.failures_before:
        return answer
    stopped = False
    try:
        with with_limits(key.limits.seconds_per_cell + 2 * clock.GRACE):
            for trial in trials:
                if trial.needs_right_values and earned(answer, 1.0) < 1.0:
                    continue
                if not holds(trial, names):
                    break
            else:
                return answer
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        stopped = isinstance(error, OutOfTime | JailStopped) or jail.lost
    return _failed(answer, stopped)


def _failed(answer: Answer, stopped: bool) -> Answer:
    """Return ``answer`` without the points of its smallest part, of everything where it has no parts."""
    if not isinstance(answer.value, Parts):
        return replace(answer, value=None, error=CheckFailed(FAILED), stopped=stopped)
    parts, least = copy.copy(answer.value), min(answer.value.worth)
    parts.earned = max(0, parts.earned - least)
    parts.failures = [*parts.failures, Failure(FAILED.what, least, FAILED)]
    return replace(answer, value=parts, stopped=answer.stopped or stopped, part_failed=True)
