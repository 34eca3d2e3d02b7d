"""Runs one submission: student cells in the jail, test cells here.

Hidden tests are asked last. Before a cell that could change how they end, a copy of the student's process is left
behind; it answers only after every cell has run and all that the student will see of them is recorded. So nothing that
a hidden test passes in can come back in an output. If a process dies, a new one runs again the cells that had worked:
one bad cell costs only its own points.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading.findings import Finding, Status
from autograder.grading.follow_through import follow_through
from autograder.grading.question import Question
from autograder.grading.result import Result, error, letters, ran_out_of_time, settle_in_jail, written
from autograder.grading.snapshots import Branches
from autograder.grading.submission import Cell, Submission
from autograder.grading.trusted import quietly, run
from autograder.grading.warm_start import prefix
from autograder.jail import wire
from autograder.jail.outside.client import Jail, JailStopped
from autograder.jail.outside.jailer import JailSource

matplotlib.rcdefaults()  # whatever settings lie in the folder somebody happens to be in

TOO_OFTEN = "This cell was not run: cells before it ended Python {} times, which is as often as it is started again."
TOO_MUCH = "The output of this cell was left out: the notebook as a whole shows more than {:g} MB."
TOO_LONG = "This cell was not run: the notebook as a whole took more than {:g} seconds. Which cell takes so long?"
MOST_ENDS = 20  # times that Python is started again for one notebook
MOST_CELLS_FULL = 100  # cells that may show as much as one cell may
GIVEN_SECONDS = 600.0  # far more than any given cell takes; it ran in the answer key before


class Examiner:
    """Grades one submission; use once."""

    def __init__(self, key: AnswerKey, jailer: JailSource) -> None:
        self.key, self._jailer = key, jailer
        self._names: dict[str, Any] = {"__name__": "__main__", "get_ipython": key.reference_names["get_ipython"]}
        self._prefix = prefix(key, jailer)
        self._names["reference"] = key.own_reference()
        self._jails: list[Jail] = []  # those that died too: branches left behind in them still answer
        self._worked: list[str] = []  # cells to run again after the jail died
        self._questions: list[Question] = []
        self._branches = Branches(key.reference_names)
        self._in_jail: list[tuple[Jail, wire.Channel, KeyCell, Finding]] = []
        self._late: dict[str, Any] = {}  # names that hidden tests gave a value
        self._ended = 0  # times that Python did
        self._shown = 0  # letters of output so far
        self._sources: dict[str, str] = {}  # the student's code, against which tracebacks are checked; "": own cells
        self.notes: list[str] = []  # what the instructor should know of cells that had to be stopped

    def examine(self, submission: Submission) -> list[Result]:
        """Every cell in order; always gives a result for every cell."""
        self._sources = {cell.key.grade_id: cell.source for cell in submission.cells if cell.key is not None}
        self._sources[""] = "\n".join(cell.source for cell in submission.cells if cell.key is None)
        self._ends = time.monotonic() + self.key.limits.seconds_in_all
        try:
            results = [*self._begin(submission)]
            results += [self._one(cell) for cell in submission.cells[len(results) :]]
            self._branches.keep(self._jail, self._worked)
            for question in filter(lambda question: question.waiting, self._questions):
                self._ask_hidden(question)
            for waiting in self._in_jail:
                self._ask_in_jail(*waiting)
            untouched = {cell.key.grade_id for cell in submission.cells if cell.key and cell.untouched}
            for place, question in enumerate(self._questions):
                if not (question.finding.status is Status.NOT_WRITTEN and question.answer in untouched):
                    follow_through(question, self._questions)
                question.name(self._questions[:place])
            if any(jail.died for jail in self._jails):
                self._open()  # raises `JailFailed` where it was not the student's code that ended the jail
            return results
        finally:
            for jail in self._jails:
                jail.close()

    def _begin(self, submission: Submission) -> Iterator[Result]:
        """Open a jail; where the submission begins with the prefix, in the state after it, and with its outputs."""
        if self._prefix is not None and not self._prefix.fits(submission):
            self._prefix = None
        self._jail = self._open()
        if self._prefix is None:
            return
        for key in self._prefix.cells:
            self._run_here(key)
            self._branches.before(key.source, self._jail, self._worked, given=True)
        outputs = iter(self._prefix.template.outputs)
        last = max(place for place, cell in enumerate(submission.cells) if cell.key == self._prefix.cells[-1])
        for cell in submission.cells[: last + 1]:
            yield Result(cell, next(outputs)) if cell.cell_type == "code" else self._one(cell)

    def _open(self) -> Jail:
        template = self._jailer.warm if self._prefix is None else self._prefix.template
        jail = Jail(template, self.key.limits, self.key.classes)
        jail.names_here = self._names
        self._jails.append(jail)
        return jail

    def _one(self, cell: Cell) -> Result:
        key = cell.key
        if key is not None and key.kind is CellKind.WRITTEN:
            return Result(cell, finding=written(key, cell))
        if cell.cell_type != "code":
            return Result(cell)
        if key is not None and key.kind is CellKind.TESTS:
            return self._in_jail_test(cell, key) if key.in_jail else self._test(cell, key)
        if key is not None and key.kind is CellKind.GIVEN:
            self._run_here(key)
        return self._run(cell)

    def _run_here(self, key: KeyCell) -> None:
        """A given cell in the trusted process, for each submission anew: its functions hold on to its data."""
        if key not in self.key.given_for_tests:
            return
        with quietly(GIVEN_SECONDS):
            run(key.source, f"<{key.grade_id}>", self._names)
            plt.close("all")

    def _run(self, cell: Cell) -> Result:
        """A cell in the jail."""
        if time.monotonic() > self._ends:
            return Result(cell, [error("NotRun", TOO_LONG.format(self.key.limits.seconds_in_all))])
        if self._ended >= MOST_ENDS:
            return Result(cell, [error("NotRun", TOO_OFTEN.format(MOST_ENDS))])
        given = cell.key is not None and cell.key.kind is CellKind.GIVEN
        self._branches.before(cell.source, self._jail, self._worked, given)
        try:
            fine, outputs = self._jail.run_cell(cell.source)
        except JailStopped as stop:
            self._ended += 1
            ended = self._jail
            self._reopen()
            self._let_go(ended)
            message = f"This cell ended Python: {stop} The cells before it were run again without it."
            self._note(f"{cell.title} ended Python and was left out")
            return Result(cell, [error("Stopped", message)])
        if fine or not ran_out_of_time(outputs):
            self._worked.append(cell.source)  # after an error too: what ran before it counts, as in a notebook
        else:
            self._note(f"{cell.title} did not finish in {self.key.limits.seconds_per_cell:g} seconds")
        return Result(cell, self._within_limits(outputs))

    def _note(self, note: str) -> None:
        """What the instructor should know, once."""
        if note not in self.notes:
            self.notes.append(note)

    def _within_limits(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """``outputs``, as long as the notebook as a whole does not show too much."""
        self._shown += sum(map(letters, outputs))
        most = MOST_CELLS_FULL * self.key.limits.output_kb * 1024
        return outputs if self._shown <= most else [error("LeftOut", TOO_MUCH.format(most / 2**20))]

    def _reopen(self) -> None:
        """Another jail, in the state the one that stopped should be in."""
        self._branches.lose(self._jail, self._worked)
        self._jail = self._reopened(self._worked)

    def _let_go(self, jail: Jail) -> None:
        """End what a cell that ended Python left running, unless copies of the process are to be asked later."""
        if not jail.has_branches:
            jail.close()
            self._jails.remove(jail)

    def _reopened(self, worked: list[str]) -> Jail:
        """A new jail in the state after the cells in ``worked``, as far as there is time for it.

        A cell that worked once and not twice is taken out of the list.
        """
        jail, place = self._open(), 0
        while place < len(worked) and time.monotonic() < self._ends:
            try:
                jail.run_cell(worked[place])
                place += 1
            except JailStopped:
                del worked[place]
                self._let_go(jail)
                jail, place = self._open(), 0
        return jail

    def _in_jail_test(self, cell: Cell, key: KeyCell) -> Result:
        """A test cell tagged `in-jail`: stock behaviour, and a verdict student code could forge.

        With hidden tests the whole of it is run again by a copy, at the end: no later cell can find and show them.
        """
        finding = Finding(key.grade_id, key.question, key.points, key.points, forgeable=True)
        with contextlib.suppress(JailStopped):
            if any(segment.hidden for segment in key.segments):
                self._in_jail.append((self._jail, self._jail.branch(), key, finding))
        settle_in_jail(finding, self._run(Cell("code", key.student_source)).outputs)
        finding.in_sight = finding.status is Status.FAILED
        return Result(cell, [], finding)

    def _ask_in_jail(self, jail: Jail, branch: wire.Channel, key: KeyCell, finding: Finding) -> None:
        try:
            jail.switch(branch)
            _, outputs = jail.run_cell(key.source)
        except JailStopped:
            outputs = [{"output_type": "error"}]
        settle_in_jail(finding, outputs)

    def _test(self, cell: Cell, key: KeyCell) -> Result:
        """The visible part of a test cell; from its first hidden test on, the rest waits."""
        question = Question(key, self.key, self._jail, self._names, self._sources)
        self._questions.append(question)
        self._jail.start_clock()
        question.ask_visible()
        question.names_then = dict(self._names)
        if not question.waiting:
            question.settle()
        if question.stopped:
            self._reopen()
        elif question.waiting or question.lost_points:
            self._branches.add(question, self._jail, self._worked)
        return Result(cell, [], question.finding)

    def _ask_hidden(self, question: Question) -> None:
        """The part of a test cell that waited, with the names it had then and those of earlier hidden tests."""
        branch = question.branch
        assert branch is not None
        if branch.lost or branch.channel.ended:  # a later cell may have killed all there was
            branch.jail = self._reopened(list(branch.worked))
            branch.channel, branch.lost = branch.jail.answering, False
        branch.jail.switch(branch.channel)
        if question.jail is not branch.jail:
            question.start_over(branch.jail)
        if question.waiting:
            known = self._late | question.names_then
            self._names.clear()
            self._names.update(known)
            question.ask_hidden()
            self._late |= {name: value for name, value in self._names.items() if name not in known}
        branch.lost = question.stopped
        question.settle()
