"""Asks a part of a test cell: trusted code, run here, with the student's functions at the other end of the wire."""

from __future__ import annotations

import copy
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.grading.events import Answer
from autograder.grading.namespace import Namespace
from autograder.grading.plan import Ask, Phase
from autograder.grading.trusted import NOTHING, OutOfTime, run, with_limits
from autograder.jail.outside import clock
from autograder.jail.outside.client import Jail, JailStopped
from byhand.check import Parts

MOST_PRINTED = 20_000  # characters of one segment


def ask(step: Ask, key: AnswerKey, jail: Jail, namespace: Namespace) -> Answer:
    """Run the segments of ``step`` in ``namespace``, one after the other, as far as they go.

    All but the hidden part of a test cell begin with the student's names as they are now in ``jail``.
    """
    before = [(parts, len(parts.failures)) for parts in namespace.parts()]
    value: Any = NOTHING
    error: BaseException | None = None
    printed, part_failed = "", False
    try:
        with with_limits(key.limits.seconds_per_cell + 2 * clock.GRACE) as out:
            if step.phase is not Phase.HIDDEN:
                needed = key.needs[step.test]
                namespace.bind(needed, jail.names(sorted(needed)))
            for segment in step.segments:
                seen = {id(parts): len(parts.failures) for parts in namespace.parts()}
                begin = out.tell()
                try:
                    value = run(segment.source, f"<{step.test}>", namespace.names)
                finally:
                    printed += out.getvalue()[begin : begin + MOST_PRINTED]
                    part_failed |= any(len(parts.failures) > seen.get(id(parts), 0) for parts in namespace.parts())
    except KeyboardInterrupt:
        raise
    except BaseException as raised:  # what pytest.raises raises is not an ordinary exception either
        value, error = NOTHING, raised
    known = next((count for parts, count in before if parts is value), 0)
    stopped = isinstance(error, OutOfTime | JailStopped) or (error is not None and jail.lost)
    calls = tuple(jail.calls)
    jail.calls.clear()
    return Answer(step, _as_it_is(value), error, stopped, calls, printed, part_failed, known)


def _as_it_is(value: Any) -> Any:
    """Return a copy of `check.Parts`, which later cells may add to; everything else itself."""
    if not isinstance(value, Parts):
        return value
    copied = copy.copy(value)
    copied.failures = [*value.failures]
    return copied
