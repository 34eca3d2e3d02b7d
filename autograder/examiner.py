"""Runs one submission: student cells in the jail, test cells here.

Hidden parts of a test cell are answered by a copy of the student's process that is thrown away afterwards, so that
what a hidden test passes in cannot be remembered and printed by a later cell. If the jail dies, a new one runs again
the cells that had worked: one bad cell costs only its own points.
"""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import math
import signal
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import matplotlib
import numpy as np

matplotlib.use("agg")

import matplotlib.pyplot as plt

from autograder.answer_key import AnswerKey, KeyCell, Segment, plain_python
from autograder.findings import NOT_WRITTEN_YET, Finding, OutOfTime, failure_card, hidden_part, tidy
from autograder.jail.jailer import Jailer
from autograder.misconceptions import name_mistake
from autograder.remote import GRACE, Jail, JailStopped
from autograder.submission import Cell, Submission
from byhand.card import Card
from byhand.check import Parts

MOST_PRINTED = 20_000
_NOTHING = object()


@dataclass
class Result:
    """What running one cell gave: its notebook outputs, and for a graded cell its finding."""

    cell: Cell
    outputs: list[dict[str, Any]] = field(default_factory=list)
    finding: Finding | None = None


class Examiner:
    """Grades one submission; use once."""

    def __init__(self, key: AnswerKey, jailer: Jailer) -> None:
        self.key, self._jailer = key, jailer
        self._jail = Jail(jailer, key.limits)
        self._worked: list[str] = []  # cells to run again after the jail died
        self.notes: list[str] = []  # what the instructor should know of cells that had to be stopped
        self._names: dict[str, Any] = {"__name__": "__main__", "get_ipython": key.reference_names["get_ipython"]}
        self._names["reference"] = key.reference

    def examine(self, submission: Submission) -> list[Result]:
        """Every cell in order; always gives a result for every cell."""
        try:
            return [self._one(cell) for cell in submission.cells]
        finally:
            self._jail.close()

    def _one(self, cell: Cell) -> Result:
        key = cell.key
        if key is not None and key.kind == "written":
            return Result(cell, finding=_written(key, cell))
        if cell.cell_type != "code":
            return Result(cell)
        if key is not None and key.kind == "tests":
            return self._in_jail_test(cell, key) if key.in_jail else self._test(cell, key)
        if key is not None and key in self.key.trusted_given:
            with _quietly(self.key.limits.seconds_per_cell):
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
        self._jail.close()
        self._jail = Jail(self._jailer, self.key.limits)
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
        """A test cell here, in the trusted process."""
        finding = Finding(key.grade_id, key.question, key.points, key.points)
        printed = io.StringIO()
        calls: list = []
        segment = Segment("", False)
        value: Any = _NOTHING
        try:
            self._jail.start_clock()
            self._bind(key)
            for segment in key.segments:
                with self._answering(segment), _quietly(self.key.limits.seconds_per_cell + 2 * GRACE) as out:
                    try:
                        seen = {id(parts): len(parts.failures) for parts in self._parts()}
                        value = run(segment.source, f"<{key.grade_id}>", self._names)
                    finally:
                        if segment.hidden:
                            self._hide_parts(seen)
                        calls += self._jail.calls
                        self._jail.calls.clear()
                        if not segment.hidden:
                            printed.write(out.getvalue()[:MOST_PRINTED])
        except (Exception, JailStopped, OutOfTime) as error:
            value = _NOTHING
            finding.score = 0.0
            card, finding.status = failure_card(key, error, segment.hidden)
            finding.cards.append(card)
            if isinstance(error, OutOfTime) or (isinstance(error, JailStopped) and not error.alive):
                self._reopen()
        self._settle(finding, key, value, calls)
        finding.printed = printed.getvalue()
        for card in finding.cards:  # shown as cards already
            finding.printed = finding.printed.replace(card.as_text() + "\n", "")
        return Result(cell, [], finding)

    def _bind(self, key: KeyCell) -> None:
        """Give the test cell the student's names as they are now, and no older ones."""
        needed = self.key.needs[key.grade_id]
        for name in needed:
            self._names.pop(name, None)
        self._names.update(self._jail.names(sorted(needed)))

    def _parts(self) -> list[Parts]:
        return [value for value in self._names.values() if isinstance(value, Parts)]

    def _hide_parts(self, seen: dict[int, int]) -> None:
        """Parts that failed in a hidden segment keep their points, not their words."""
        for parts in self._parts():
            for index in range(seen.get(id(parts), 0), len(parts.failures)):
                parts.failures[index] = replace(parts.failures[index], card=hidden_part(parts.failures[index].card))

    @contextlib.contextmanager
    def _answering(self, segment: Segment) -> Iterator[None]:
        if not segment.hidden:
            yield
            return
        self._jail.branch()
        try:
            yield
        except JailStopped:
            raise
        except BaseException:
            self._jail.join()
            raise
        self._jail.join()

    def _settle(self, finding: Finding, key: KeyCell, value: Any, calls: list) -> None:
        """Points from the last expression's value, where it is one; the mistake's name, where there is one."""
        if isinstance(value, Parts):
            finding.score = key.points * float(value)
            finding.cards += tidy([failure.card for failure in value.failures])
            finding.status = "passed" if value.earned == value.total else "partial" if value.earned else "failed"
            if not value.earned and all(NOT_WRITTEN_YET in card.problem for card in finding.cards):
                finding.status = "not written"
        elif (number := score_in(value)) is not None:
            finding.score = min(max(number, 0.0), key.points)
            finding.status = "passed" if finding.score >= key.points else "partial" if finding.score else "failed"
        if finding.status in ("failed", "partial"):
            with _quietly(self.key.limits.seconds_per_cell):
                mistake = name_mistake(calls, self.key)
            if mistake is not None:
                finding.mistake = mistake.name
                finding.cards.insert(0, Card(mistake.function, mistake.name, hint=mistake.hint))


def run(source: str, filename: str, names: dict[str, Any]) -> Any:
    """Execute ``source`` in ``names``; the value of its last statement if that is an expression."""
    source = plain_python(source)
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    tree = ast.parse(source, filename)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, filename, "exec"), names)
    return _NOTHING if last is None else eval(compile(ast.Expression(last.value), filename, "eval"), names)  # type: ignore[attr-defined]


def score_in(value: Any) -> float | None:
    """The points a last expression stands for; None if it stands for none. True is all, False is nothing."""
    if isinstance(value, bool | np.bool_):
        return math.inf if value else 0.0
    if isinstance(value, int | float | np.integer | np.floating) or (isinstance(value, np.ndarray) and value.ndim == 0):
        number = float(value)
        return number if math.isfinite(number) else 0.0
    return None


def _written(key: KeyCell, cell: Cell) -> Finding:
    if cell.attempted and not cell.missing and cell.source.strip():
        return Finding(key.grade_id, key.question, key.points, None, status="by hand")
    return Finding(key.grade_id, key.question, key.points, 0.0, status="no answer")


def _title(cell: Cell) -> str:
    return f"the cell {cell.key.grade_id}" if cell.key is not None else "a cell of the student's own"


def _ran_out_of_time(outputs: list[dict[str, Any]]) -> bool:
    return any(output.get("ename") == "TimeoutError" for output in outputs)


@contextlib.contextmanager
def _quietly(seconds: float) -> Iterator[io.StringIO]:
    """Trusted code prints into a buffer, its warnings cost nothing, and it has a deadline of its own."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _deadline(seconds):
            yield out


@contextlib.contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # signals only reach the main thread; the jail's own deadlines still hold
        return

    def interrupt(signum: int, frame: Any) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
