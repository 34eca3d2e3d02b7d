"""Runs one submission: student cells in the jail, test cells here.

Hidden tests are asked last. Where one begins, a copy of the student's process is left behind as it is then; it answers
only after every cell has run and all that the student will see of them is recorded. So nothing that a hidden test
passes in can come back in an output. If the jail dies, a new one runs again the cells that had worked: one bad cell
costs only its own points.
"""

from __future__ import annotations

import itertools
import socket
from dataclasses import dataclass, field, replace
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt

from autograder.answer_key import AnswerKey, KeyCell, Segment
from autograder.findings import NOT_WRITTEN_YET, Finding, failure_card, hidden_part, tidy
from autograder.jail.client import GRACE, Call, Jail, JailStopped
from autograder.jail.jailer import Jailer
from autograder.misconceptions import name_mistake
from autograder.submission import Cell, Submission
from autograder.trusted import NOTHING, OutOfTime, quietly, run, score_in
from byhand.card import Card
from byhand.check import Parts

MOST_PRINTED = 20_000


@dataclass
class Result:
    """What running one cell gave: its notebook outputs, and for a graded cell its finding."""

    cell: Cell
    outputs: list[dict[str, Any]] = field(default_factory=list)
    finding: Finding | None = None


@dataclass
class _Test:
    """A test cell on its way: its names, the calls it made, and the hidden part that waits."""

    key: KeyCell
    finding: Finding
    names: dict[str, Any]
    jail: Jail
    value: Any = NOTHING
    calls: list[Call] = field(default_factory=list)
    waiting: list[Segment] = field(default_factory=list)
    branch: socket.socket | None = None

    def parts(self) -> list[Parts]:
        return [value for value in self.names.values() if isinstance(value, Parts)]

    def hide_parts(self, seen: dict[int, int]) -> None:
        """Parts that failed in a hidden segment keep their points, not their words."""
        for parts in self.parts():
            for index in range(seen.get(id(parts), 0), len(parts.failures)):
                failure = parts.failures[index]
                parts.failures[index] = replace(failure, card=hidden_part(failure.card))


class Examiner:
    """Grades one submission; use once."""

    def __init__(self, key: AnswerKey, jailer: Jailer) -> None:
        self.key, self._jailer = key, jailer
        self._jail = Jail(jailer, key.limits)
        self._jails = [self._jail]  # those that died too: branches left behind in them still answer
        self._worked: list[str] = []  # cells to run again after the jail died
        self._waiting: list[_Test] = []  # test cells with hidden tests still to ask
        self._late: dict[str, Any] = {}  # names that hidden tests gave a value
        self._sources = ""  # the student's own code, against which tracebacks are checked
        self.notes: list[str] = []  # what the instructor should know of cells that had to be stopped
        self._names: dict[str, Any] = {"__name__": "__main__", "get_ipython": key.reference_names["get_ipython"]}
        self._names["reference"] = key.reference

    def examine(self, submission: Submission) -> list[Result]:
        """Every cell in order; always gives a result for every cell."""
        self._sources = "\n".join(cell.source for cell in submission.cells)
        try:
            results = [self._one(cell) for cell in submission.cells]
            for test in self._waiting:
                self._ask_hidden(test)
            return results
        finally:
            for jail in self._jails:
                jail.close()

    def _one(self, cell: Cell) -> Result:
        key = cell.key
        if key is not None and key.kind == "written":
            return Result(cell, finding=_written(key, cell))
        if cell.cell_type != "code":
            return Result(cell)
        if key is not None and key.kind == "tests":
            return self._in_jail_test(cell, key) if key.in_jail else self._test(cell, key)
        if key is not None and key in self.key.trusted_given:
            with quietly(self.key.limits.seconds_per_cell):
                run(key.source, f"<{key.grade_id}>", self._names)
                plt.close("all")
        return self._run(cell)

    def _run(self, cell: Cell) -> Result:
        """A cell in the jail."""
        try:
            fine, outputs = self._jail.run_cell(cell.source)
        except JailStopped as stop:
            self._reopen()
            message = f"This cell ended Python: {stop} The cells before it were run again without it."
            error = {"output_type": "error", "ename": "Stopped", "evalue": message, "traceback": [message]}
            self.notes.append(f"{_title(cell)} ended Python and was left out")
            return Result(cell, [error])
        if fine or not _ran_out_of_time(outputs):
            self._worked.append(cell.source)  # after an error too: what ran before it counts, as in a notebook
        else:
            self.notes.append(f"{_title(cell)} did not finish in {self.key.limits.seconds_per_cell:g} seconds")
        return Result(cell, outputs)

    def _reopen(self) -> None:
        """A new jail in the state the old one should be in."""
        self._jail = Jail(self._jailer, self.key.limits)
        self._jails.append(self._jail)
        for source in [*self._worked]:
            try:
                self._jail.run_cell(source)
            except JailStopped:  # worked once, not twice: leave it out from now on
                self._worked.remove(source)
                return self._reopen()
        return None

    def _in_jail_test(self, cell: Cell, key: KeyCell) -> Result:
        """A test cell tagged `in-jail`: stock behaviour, and a verdict student code could forge."""
        result = self._run(Cell("code", key.source))
        failed = any(output.get("output_type") == "error" for output in result.outputs)
        finding = Finding(key.grade_id, key.question, key.points, 0.0 if failed else key.points, forgeable=True)
        if failed:
            finding.status = "failed"
            finding.cards.append(Card(key.question, "a check of this question did not pass"))
        return Result(cell, [], finding)

    def _test(self, cell: Cell, key: KeyCell) -> Result:
        """The visible part of a test cell; from its first hidden test on, the rest waits."""
        finding = Finding(key.grade_id, key.question, key.points, key.points)
        test = _Test(key, finding, dict(self._names), self._jail)
        visible = list(itertools.takewhile(lambda segment: not segment.hidden, key.segments))
        test.waiting = key.segments[len(visible) :]
        self._jail.start_clock()
        if self._ask(test, visible, bind=True) and test.waiting and self._leave_branch(test):
            self._waiting.append(test)
        else:
            self._settle(test)
        self._names.update(test.names)
        return Result(cell, [], finding)

    def _leave_branch(self, test: _Test) -> bool:
        try:
            test.branch = test.jail.branch()
        except JailStopped as stop:
            self._fail(test, stop, hidden=True)
        return test.branch is not None

    def _ask_hidden(self, test: _Test) -> None:
        """The part of a test cell that waited, with the names it had then and those of earlier hidden tests."""
        assert test.branch is not None
        test.jail.switch(test.branch)
        test.names.update({name: value for name, value in self._late.items() if name not in test.names})
        known = set(test.names)
        self._ask(test, test.waiting)
        self._late.update({name: value for name, value in test.names.items() if name not in known})
        self._settle(test)

    def _ask(self, test: _Test, segments: list[Segment], bind: bool = False) -> bool:
        """Run segments of a test cell; whether all of them went through."""
        segment = Segment("", False)
        try:
            if bind:
                self._bind(test)
            for segment in segments:
                with quietly(self.key.limits.seconds_per_cell + 2 * GRACE) as out:
                    seen = {id(parts): len(parts.failures) for parts in test.parts()}
                    try:
                        test.value = run(segment.source, f"<{test.key.grade_id}>", test.names)
                    finally:
                        if segment.hidden:
                            test.hide_parts(seen)
                        else:
                            test.finding.printed += out.getvalue()[:MOST_PRINTED]
        except (Exception, JailStopped, OutOfTime) as error:
            self._fail(test, error, segment.hidden)
            return False
        finally:
            test.calls += test.jail.calls
            test.jail.calls.clear()
        return True

    def _fail(self, test: _Test, error: BaseException, hidden: bool) -> None:
        test.value = NOTHING
        test.finding.score = 0.0
        card, test.finding.status = failure_card(test.key, error, hidden, self._sources)
        test.finding.cards.append(card)
        if isinstance(error, OutOfTime | JailStopped) and test.branch is None:
            self._reopen()

    def _bind(self, test: _Test) -> None:
        """Give the test cell the student's names as they are now, and no older ones."""
        needed = self.key.needs[test.key.grade_id]
        for name in needed:
            test.names.pop(name, None)
            self._names.pop(name, None)
        test.names.update(test.jail.names(sorted(needed)))

    def _settle(self, test: _Test) -> None:
        """Points from the last expression's value, where it is one; the mistake's name, where there is one."""
        finding, value = test.finding, test.value
        if isinstance(value, Parts):
            finding.score = finding.points * float(value)
            finding.cards += tidy([failure.card for failure in value.failures])
            finding.status = "passed" if value.earned == value.total else "partial" if value.earned else "failed"
            if not value.earned and all(NOT_WRITTEN_YET in card.problem for card in finding.cards):
                finding.status = "not written"
        elif (number := score_in(value)) is not None:
            finding.score = min(max(number, 0.0), finding.points)
            finding.status = "passed" if finding.score >= finding.points else "partial" if finding.score else "failed"
        if finding.status in ("failed", "partial"):
            with quietly(self.key.limits.seconds_per_cell):
                mistake = name_mistake(test.calls, self.key)
            if mistake is not None:
                finding.mistake = mistake.name
                finding.cards.insert(0, Card(mistake.function, mistake.name, hint=mistake.hint))
        for card in finding.cards:  # shown as cards already
            finding.printed = finding.printed.replace(card.as_text() + "\n", "")


def _written(key: KeyCell, cell: Cell) -> Finding:
    if cell.attempted and not cell.missing and cell.source.strip():
        return Finding(key.grade_id, key.question, key.points, None, status="by hand")
    return Finding(key.grade_id, key.question, key.points, 0.0, status="no answer")


def _title(cell: Cell) -> str:
    return f"the cell {cell.key.grade_id}" if cell.key is not None else "a cell of the student's own"


def _ran_out_of_time(outputs: list[dict[str, Any]]) -> bool:
    return any(output.get("ename") == "TimeoutError" for output in outputs)
