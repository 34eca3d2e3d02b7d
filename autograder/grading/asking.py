"""Asks a part of a test cell: trusted code, run here, with the student's functions at the other end of the wire."""

from __future__ import annotations

import copy
import io
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.battery import asked_in_battery
from autograder.assignment.key_cell import Segment
from autograder.grading.arguments import ArgumentGuard
from autograder.grading.battery import with_battery
from autograder.grading.events import Answer
from autograder.grading.namespace import Namespace
from autograder.grading.notebook_main import (
    as_main,
    changed_in_place,
    names_in_texts,
    patched_in,
    read_by_code,
    sets_seeds,
)
from autograder.grading.plan import Ask, Phase
from autograder.grading.trusted import NOTHING, OutOfTime, run, with_limits
from autograder.jail.outside import clock
from autograder.jail.outside.client import Jail, JailStopped
from autograder.jail.outside.sharing import Sharing
from byhand.check import Parts

MOST_PRINTED = 20_000  # characters of one segment


def ask(step: Ask, key: AnswerKey, jail: Jail, namespace: Namespace, guard: ArgumentGuard | None = None) -> Answer:
    """Run the segments of ``step`` in ``namespace``, one after the other, as far as they go.

    All but the hidden part of a test cell begin with the student's names as they are now in ``jail``. A call that
    changed an argument it must not change fails the cell, even where only a part of it noticed.
    """
    shown = _Shown(namespace)
    value: Any = NOTHING
    error: BaseException | None = None
    if guard is not None:
        guard.changed = None
    try:
        with with_limits(key.limits.seconds_per_cell + 2 * clock.GRACE) as out, as_main(namespace.module):
            if step.phase is not Phase.HIDDEN:
                needed = _needed(step, key, namespace.names)
                namespace.bind(needed, jail.names(needed, step.pinned, step.as_left))
            jail.sharing = _sharing(step, key, namespace)
            for segment in step.segments:
                shown.begin(segment, out)
                try:
                    value = run(segment.source, f"<{step.test}>", namespace.names)
                finally:
                    shown.end(out)
    except KeyboardInterrupt:
        raise
    except BaseException as raised:  # what pytest.raises raises is not an ordinary exception either
        value, error = NOTHING, raised
    if guard is not None and guard.changed is not None and error is None:
        value, error = NOTHING, guard.changed
    stopped = isinstance(error, OutOfTime | JailStopped) or (error is not None and jail.lost)
    stopped = not jail.unshare(reachable=not stopped)
    answer = Answer(
        step, _as_it_is(value), error, stopped, tuple(jail.calls.kept), frozenset(jail.calls.functions), jail.redefined,
        shown.printed, shown.part_failed, shown.failures_before(value), shown.only_in_sight(value),
    )  # fmt: skip
    answer = with_battery(answer, key, jail, namespace.names)
    jail.calls.clear()
    return answer


def _needed(step: Ask, key: AnswerKey, known: dict[str, Any]) -> set[str]:
    """Return the student's names that a test cell asks for: those it looks up, and those it names in a text."""
    source = "\n".join(segment.source for segment in step.segments)
    named = names_in_texts(source) & key.interface - known.keys()  # what is known may be the instructor's own
    return key.needs[step.test] | asked_in_battery(key, step.test) | named


def _sharing(step: Ask, key: AnswerKey, namespace: Namespace) -> Sharing:
    """Return what a test cell changes that student code reads; its hidden part goes on where the other ended."""
    if step.phase is Phase.HIDDEN and step.test in namespace.shared:
        namespace.shared[step.test].resume()
    else:
        source = next(cell.source for cell in key.cells if cell.grade_id == step.test)
        read, names = read_by_code(key), namespace.names
        namespace.shared[step.test] = Sharing(
            names,
            read,
            patched_in(source, names),
            sets_seeds(key),
            changed_in_place(source) & read,
            state="get_state" in source,
            listens="warn" in source,
        )
    return namespace.shared[step.test]


class _Shown:
    """What was printed so far, and what the `check.Parts` in ``namespace`` had come to before hidden tests began."""

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace
        self._failures = self._parts()
        self._in_sight: dict[int, tuple[float, float]] = {}  # points earned of how many, by the identity of the parts
        self._hidden = False
        self.printed, self.part_failed = "", False

    def begin(self, segment: Segment, out: io.StringIO) -> None:
        """Note where things are before ``segment`` is run."""
        self._seen, self._printed = self._parts(), out.tell()
        if segment.hidden and not self._hidden:
            self._hidden = True
            self._in_sight = {id(parts): (parts.earned, parts.total) for parts in self._namespace.parts()}

    def end(self, out: io.StringIO) -> None:
        """Note what a segment printed and whether one of its parts failed."""
        self.printed += out.getvalue()[self._printed : self._printed + MOST_PRINTED]
        self.part_failed |= any(count > self._seen.get(number, 0) for number, count in self._parts().items())

    def failures_before(self, value: Any) -> int:
        """Return how many failures ``value``, if it is some parts, had when asking began."""
        return self._failures.get(id(value), 0)

    def only_in_sight(self, value: Any) -> bool:
        """Return whether ``value`` is some parts that passed where students see them, and nowhere else."""
        if not isinstance(value, Parts) or not self._hidden:
            return False
        earned, total = self._in_sight.get(id(value), (0.0, 0.0))
        return value.total > total and 0 < value.earned <= earned

    def _parts(self) -> dict[int, int]:
        return {id(parts): len(parts.failures) for parts in self._namespace.parts()}


def _as_it_is(value: Any) -> Any:
    """Return a copy of `check.Parts`, which later cells may add to; everything else itself."""
    if not isinstance(value, Parts):
        return value
    copied = copy.copy(value)
    copied.failures, copied.worth = [*value.failures], [*value.worth]
    return copied
