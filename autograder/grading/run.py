"""Carries out a plan: student cells in the jail, test cells here. It alone knows jails, restarts and the namespace.

When a cell crashes the interpreter, `_run_in_jail` gets `JailStopped`. The tests that were asked before and still need
a snapshot get a lost one, which remembers the cells that had worked; `Sandbox.restart` opens another jail and runs
these cells again; the plan goes on with the next cell, and a test of the crashed cell finds its names undefined. When
the hidden part of a test with a lost snapshot is due, `Sandbox.wake` recreates its process, and the visible part is
asked again first, because the objects it had made are gone. A crash during a test is handled alike; that test has its
answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import thread_time
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.battery import battery
from autograder.assignment.key_cell import KeyCell
from autograder.grading import cell_outputs, trusted
from autograder.grading.asking import ask
from autograder.grading.called import Called
from autograder.grading.cell_outputs import Shown
from autograder.grading.events import Answer, CellRun, End, Event, JailVerdict
from autograder.grading.namespace import Namespace
from autograder.grading.notebook_main import as_main
from autograder.grading.plan import Ask, BindNames, Phase, Plan, RunCell, RunHere, RunTest, TakeSnapshot
from autograder.grading.sandbox import NoTimeLeft, Sandbox, Snapshot, Worked
from autograder.grading.scoring import earned
from autograder.grading.warm_start import WarmStart
from autograder.jail.outside.client import Jail, JailStopped
from autograder.jail.outside.stopped import StopReason

os.environ["NBGRADER_EXECUTION"] = "autograde"  # as nbgrader says it to notebooks; the jail has it too
matplotlib.rcdefaults()  # ignore any matplotlibrc in the working directory

_ENDS = {StopReason.TIMED_OUT: End.TIMED_OUT, StopReason.CUT_SHORT: End.CUT_SHORT}
GIVEN_SECONDS = 600.0  # far more than any given cell takes; it ran in the answer key before
NOWHERE = -1  # the place of what is no cell of the submission
NO_PICTURES = "%config InlineBackend.figure_formats = []"
MOST_CRASHES = 20  # of student cells; after them no further cell is run


class Run:
    """One run of one plan; `close` it, but not before everything was asked again that has to be.

    Without ``pictures`` nobody will look at what cells show, and drawing it takes half of the time.
    """

    def __init__(self, plan: Plan, key: AnswerKey, warm_start: WarmStart, pictures: bool = True) -> None:
        self._plan, self._key, self._pictures = plan, key, pictures
        battery(key)  # made here, where no clock runs
        self._points = {cell.grade_id: cell.points for cell in key.cells}
        self._namespace = Namespace({"__name__": "__main__", "reference": key.own_reference()})
        self._warm = iter(warm_start.outputs[: plan.warm])
        self._sandbox = Sandbox(warm_start.server, key, self._namespace.names)
        self._shown = Shown(key.limits)
        self._asked: dict[str, _Asked] = {}
        self._snapshots: dict[str, Snapshot] = {}  # of each test that may be asked later
        self._hidden_names: dict[str, Any] = {}  # names that hidden parts defined so far
        self._crashes = 0
        self._cut_short = False  # in trusted code
        self.own_seconds: dict[str, float] = {}  # of each test cell, where it was asked the longest

    @property
    def cut_short(self) -> bool:
        """Return whether something was ended, or not run, because the machine was too busy."""
        return self._cut_short or self._sandbox.cut_short

    def events(self) -> Iterator[Event]:
        """Carry out the plan and give what happened, step by step. Raises `JailFailed` where no jail can be had."""
        if not self._pictures:
            self._run_in_jail(NOWHERE, Worked(NO_PICTURES))
        for step in self._plan.steps:
            match step:
                case RunCell():
                    yield self._run_cell(step)
                case RunHere():
                    self._run_here(step.cell)
                case BindNames():
                    self._run_in_jail(NOWHERE, Worked(step.source, step.pinned))
                case TakeSnapshot():
                    self._take_snapshot(step)
                case Ask(phase=Phase.VISIBLE):
                    yield self._ask_visible(step)
                case Ask():
                    yield from self._ask_hidden(step)
                case RunTest():
                    yield self._run_test(step)

    def ask_once_more(self, step: Ask) -> tuple[Answer, set[str]] | None:
        """Ask a test cell again, with right earlier answers; return None if its process cannot be asked.

        The second value are those of the earlier answers that were called, by the test or by the student's code.
        """
        snapshot = self._snapshots.get(step.test)
        if snapshot is None:
            return None
        asked, called = self._asked[step.test], Called()
        self._namespace.restore(self._hidden_names | asked.names_before)
        try:
            jail = self._sandbox.wake(snapshot)
            jail.switch(jail.branch())
            jail.replace({name: called.noting(name, self._key.reference_names[name]) for name in step.replaced})
        except (JailStopped, NoTimeLeft):
            return None
        return self._ask(replace(step, pinned=asked.step.pinned), jail), called.names

    def close(self) -> None:
        """End all of the submission's processes."""
        self._sandbox.close()

    def finish(self) -> None:
        """Refuse all further calls. Raises `JailFailed` if a jail died because none can be had any more."""
        self._sandbox.finish()

    def _run_cell(self, step: RunCell) -> CellRun:
        if step.trusted is not None:
            self._run_here(step.trusted)
        if (outputs := next(self._warm, None)) is not None:
            return CellRun(step.place, End.FINISHED, outputs)
        return self._run_in_jail(step.place, Worked(step.source, step.pinned, step.released))

    def _run_here(self, cell: KeyCell) -> None:
        """Run a given cell for each submission anew: its functions hold on to its data."""
        try:
            with trusted.with_limits(GIVEN_SECONDS), as_main(self._namespace.module):
                trusted.run(cell.source, f"<{cell.grade_id}>", self._namespace.names)
                plt.close("all")
        except Exception:
            if not self._key.is_nbgraders:  # there it was proven that the tests do without, or run in the jail
                raise
        except trusted.OutOfTime:  # not the submission's fault
            raise TimeoutError(f"the given cell {cell.grade_id} took more than {GIVEN_SECONDS:g} seconds") from None

    def _run_in_jail(self, place: int, cell: Worked) -> CellRun:
        if self._sandbox.out_of_time:
            return CellRun(place, End.NOT_RUN, cell_outputs.out_of_time(self._key.limits, self.cut_short))
        if self._crashes >= MOST_CRASHES:
            return CellRun(place, End.NOT_RUN, cell_outputs.too_many_crashes(MOST_CRASHES))
        assert self._sandbox.jail is not None  # there was time to open it
        try:
            fine, outputs = self._sandbox.jail.run_cell(*cell)
            ran_out = self._sandbox.jail.clock.ran_out
        except JailStopped as stop:
            self._crashes += 1
            self._restart()
            return CellRun(place, _ENDS.get(stop.reason, End.CRASHED), cell_outputs.stopped(stop))
        if not fine and ran_out:
            if not cell_outputs.has_error(outputs):  # the next alarm came while the first one's error was formatted
                outputs = [*outputs, *cell_outputs.too_long(self._key.limits)]
            return CellRun(place, End.TIMED_OUT, self._shown.within_limits(outputs))
        self._sandbox.remember(cell)  # after an error too: what ran before it counts, as in a notebook
        end = End.FINISHED if fine and not cell_outputs.has_error(outputs) else End.RAISED
        return CellRun(place, end, self._shown.within_limits(outputs))

    def _restart(self) -> None:
        """Replace the process that stopped; the tests asked so far that need a snapshot get a lost one."""
        lost = self._sandbox.lost_snapshot()
        self._snapshots |= {test: lost for test in self._asked if self._needs_snapshot(test)}
        self._sandbox.restart()

    def _take_snapshot(self, step: TakeSnapshot) -> None:
        if tests := [test for test in step.tests if self._needs_snapshot(test)]:
            self._snapshots |= dict.fromkeys(tests, self._sandbox.snapshot(step.copy))

    def _needs_snapshot(self, test: str) -> bool:
        """Return whether a test has no snapshot yet and needs one, for its hidden part or to be asked once more."""
        return test not in self._snapshots and (test not in self._asked or self._asked[test].needs_snapshot)

    def _ask_visible(self, step: Ask) -> Answer:
        asked = _Asked(step, self._namespace.saved())
        if self._sandbox.jail is None:
            self._asked[step.test] = asked
            return Answer.too_late(step)
        self._sandbox.jail.start_clock()
        answer = self._ask_first(asked, self._sandbox.jail)
        if answer.stopped:
            self._restart()
        self._asked[step.test] = asked
        return answer

    def _ask(self, step: Ask, jail: Jail) -> Answer:
        began = thread_time()
        answer = ask(step, self._key, jail, self._namespace, self._sandbox.guard)
        seconds = thread_time() - began + jail.clock.own_settled
        self.own_seconds[step.test] = max(seconds, self.own_seconds.get(step.test, 0.0))
        self._cut_short |= isinstance(answer.error, trusted.OutOfTime) and answer.error.backstop
        return answer

    def _ask_first(self, asked: _Asked, jail: Jail) -> Answer:
        """Ask the visible part, and note the names it left and what the test still needs."""
        answer = self._ask(asked.step, jail)
        asked.jail, asked.names_after = jail, self._namespace.saved()
        asked.hidden_pending = answer.error is None and asked.step.test in self._plan.with_hidden
        points = self._points[asked.step.test]
        lost_points = earned(answer, points) < points
        asked.needs_snapshot = not answer.stopped and (asked.hidden_pending or lost_points)
        return answer

    def _ask_hidden(self, step: Ask) -> Iterator[Answer]:
        """Ask the rest of a test cell, with the names it had then and those that earlier hidden parts defined."""
        asked = self._asked[step.test]
        if not asked.hidden_pending:
            return
        snapshot = self._snapshots[step.test]
        try:
            jail = self._sandbox.wake(snapshot)
        except NoTimeLeft:
            yield Answer.too_late(step)
            return
        if jail is not asked.jail:
            self._namespace.restore(asked.names_before)
            answer = self._ask_first(asked, jail)
            snapshot.lost = answer.stopped
            yield answer
            if not asked.hidden_pending:
                return
        known = self._hidden_names | asked.names_after
        self._namespace.restore(known)
        answer = self._ask(step, jail)
        self._hidden_names |= {name: value for name, value in self._namespace.names.items() if name not in known}
        snapshot.lost = answer.stopped
        yield answer

    def _run_test(self, step: RunTest) -> JailVerdict:
        if step.phase is Phase.VISIBLE:
            ran = self._run_in_jail(step.place, Worked(step.source))
            return JailVerdict(step, ran.end, cell_outputs.result_text(ran.outputs))
        snapshot = self._snapshots[step.test]
        try:
            fine, outputs = self._sandbox.wake(snapshot).run_cell(step.source)
        except (JailStopped, NoTimeLeft):
            snapshot.lost = True
            return JailVerdict(step, End.CRASHED)
        end = End.FINISHED if fine and not cell_outputs.has_error(outputs) else End.RAISED
        return JailVerdict(step, end, cell_outputs.result_text(outputs))


@dataclass
class _Asked:
    """A test whose visible part was asked: by which jail, in which names, and what it still needs."""

    step: Ask
    names_before: dict[str, Any]
    names_after: dict[str, Any] = field(default_factory=dict)
    jail: Jail | None = None
    hidden_pending: bool = False
    needs_snapshot: bool = False
