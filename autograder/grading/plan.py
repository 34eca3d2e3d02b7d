"""What is to be done for one submission, made from it and the answer key before anything runs.

Hidden tests are asked last, when everything that the student will see of the cells is recorded: nothing that a hidden
test passes in can come back in an output. They are asked of the process as it was at their test cell, so a snapshot of
it is taken before the first cell that may change how they end. A plan is an upper bound: a crash ends a process early,
and a snapshot is taken only if one of its tests still needs it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from autograder.assignment import reach
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell, Segment
from autograder.grading import check_names
from autograder.grading.purity import drawing_in, is_read_only, may_be_stateful, modules_in, only_defines
from autograder.grading.submission import Submission


class Phase(StrEnum):
    """Which part of a test cell is asked, and so what the student may read of it."""

    VISIBLE = "visible"  # up to the first hidden test: students have it
    HIDDEN = "hidden"  # from the first hidden test on: nothing it says reaches the student
    ONCE_MORE = "once more"  # the whole cell, with right earlier answers; only whether it passes counts


@dataclass(frozen=True)
class RunCell:
    """Run the cell at ``place`` of the submission in the jail; ``trusted`` is what of it runs here, for the tests.

    Tests go on seeing what the names ``pinned`` are bound to before it runs. It defines those ``released`` anew.
    """

    place: int
    title: str
    source: str = field(repr=False)
    trusted: KeyCell | None = field(default=None, repr=False)
    pinned: tuple[str, ...] = field(default=(), repr=False)
    released: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"run       {self.title} ({self.place}){', here too' if self.trusted else ''}"


@dataclass(frozen=True)
class RunHere:
    """Run what the key's cells without a name define, for the tests after it; students' own are cells like others."""

    cell: KeyCell

    def __str__(self) -> str:
        return f"run here  {self.cell.grade_id}"


@dataclass(frozen=True)
class BindNames:
    """Run in the jail what of a visible check binds names that later cells of the student's read; it shows nothing."""

    test: str
    source: str = field(repr=False)
    pinned: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"names     of {self.test}, for later cells"


@dataclass(frozen=True)
class TakeSnapshot:
    """Keep the student's process as it is for ``tests``; as a ``copy``, unless no cell runs any more."""

    tests: tuple[str, ...]
    copy: bool = True

    def __str__(self) -> str:
        return f"{'snapshot' if self.copy else 'keep':9} for {', '.join(self.tests)}"


@dataclass(frozen=True)
class Ask:
    """Run segments of a test cell here, with the student's names as remote functions.

    ``replaced`` are the names that the reference answers in place of the student. The test sees what the names
    ``pinned`` were bound to when they were first pinned, whatever later cells made of them. So does the student's own
    code, unless it is to see them ``as_left`` by the cells before.
    """

    test: str
    phase: Phase
    segments: tuple[Segment, ...] = field(repr=False)
    replaced: tuple[str, ...] = ()
    pinned: tuple[str, ...] = field(default=(), repr=False)
    as_left: bool = False

    def __str__(self) -> str:
        replaced = f", with the reference's {', '.join(self.replaced)}" if self.replaced else ""
        return f"ask       {self.test}, {self.phase}{replaced}"


@dataclass(frozen=True)
class RunTest:
    """Run a test cell that is tagged `in-jail` beside the student's code, as stock nbgrader would."""

    test: str
    phase: Phase
    place: int
    source: str = field(repr=False)

    def __str__(self) -> str:
        return f"run test  {self.test}, {self.phase}, in the jail"


Step: TypeAlias = RunCell | RunHere | BindNames | TakeSnapshot | Ask | RunTest


@dataclass(frozen=True)
class Plan:
    """The steps in order; a prepared process may have run the first ``warm`` cells already."""

    steps: tuple[Step, ...]
    warm: int = 0

    @cached_property
    def with_hidden(self) -> frozenset[str]:
        """The tests with a hidden part that is asked outside the jail."""
        return frozenset(step.test for step in self.steps if isinstance(step, Ask) and step.phase is Phase.HIDDEN)

    def __str__(self) -> str:
        head = f"{self.warm} given cells may have run already\n" if self.warm else ""
        return head + "\n".join(map(str, self.steps))


def make_plan(submission: Submission, key: AnswerKey) -> Plan:
    """Return everything that grading ``submission`` may take, as far as it is known before anything runs."""
    planner, for_later = _Planner(key), check_names.bindings(submission, key)
    for place, cell in enumerate(submission.cells):
        if cell.key is not None:
            planner.here(cell.key)
        if cell.cell_type != "code":
            continue
        if cell.key is not None and cell.key.kind is CellKind.TESTS:
            planner.test(place, cell.key)
            if cell.key.grade_id in for_later:
                planner.bind(cell.key.grade_id, for_later[cell.key.grade_id])
        else:
            planner.cell(place, cell.title, cell.code, cell.key)
    code = [cell.key for cell in submission.cells if cell.cell_type == "code"]
    leading = key.leading_given
    return Plan(planner.steps(), warm=len(leading) if code[: len(leading)] == leading else 0)


class _Planner:
    """The steps so far, and the tests that the process as it is now could still answer."""

    def __init__(self, key: AnswerKey) -> None:
        self._key = key
        names = key.reference_names
        self._modules, self._drawing = modules_in(names), drawing_in(names)
        self._students: list[str] = []
        self._given: list[str] = []
        self._stateful = False  # whether some function of the student's may behave differently after a call
        self._steps: list[Step] = []
        self._hidden_asks: list[Step] = []  # asked after all cells
        self._hidden_in_jail: list[Step] = []  # and run after those
        self._waiting: list[str] = []  # tests without a snapshot
        self._pinned: set[str] = set()  # given functions, and what questions that were tested already ask for

    def here(self, cell: KeyCell) -> None:
        """Run what the tests build on of the key's cells between the one before and ``cell``."""
        needed = self._key.given_for_tests
        self._steps += [RunHere(needed[each.grade_id]) for each in self._key.beside.get(cell.grade_id, ())
                        if each.grade_id in needed]  # fmt: skip

    def cell(self, place: int, title: str, source: str, key_cell: KeyCell | None) -> None:
        given = key_cell is not None and key_cell.kind is CellKind.GIVEN
        self._snapshot_if_needed(source, given)
        defined = key_cell.bound if key_cell is not None else frozenset[str]()
        pinned, released = tuple(sorted(self._pinned - defined)), tuple(sorted(self._pinned & defined))
        trusted = self._key.given_for_tests.get(key_cell.grade_id) if key_cell is not None and given else None
        self._steps.append(RunCell(place, title, source, trusted, pinned, released))
        self._pinned -= defined
        if key_cell is not None and given:
            self._pinned |= key_cell.functions

    def test(self, place: int, cell: KeyCell) -> None:
        if cell.in_jail:
            self._test_in_jail(place, cell)
            return
        visible = tuple(itertools.takewhile(lambda segment: not segment.hidden, cell.segments))
        hidden = tuple(cell.segments[len(visible) :])
        self._pinned |= self._key.own_names[cell.grade_id]
        pinned = tuple(sorted(self._pinned))
        self._steps.append(Ask(cell.grade_id, Phase.VISIBLE, visible, pinned=pinned))
        if hidden:
            self._hidden_asks.append(Ask(cell.grade_id, Phase.HIDDEN, hidden))
        self._waiting.append(cell.grade_id)
        if self._stateful:  # the visible parts of other tests would call it
            self._snapshot()

    def bind(self, test: str, source: str) -> None:
        self._snapshot_if_needed(source, given=False)
        self._steps.append(BindNames(test, source, tuple(sorted(self._pinned))))

    def _test_in_jail(self, place: int, cell: KeyCell) -> None:
        """Run it, and with hidden tests all of it again at the end, in a snapshot that no later cell can see."""
        if any(segment.hidden for segment in cell.segments):
            self._steps.append(TakeSnapshot((cell.grade_id,)))
            whole = "\n".join([*reach.defined_by_tests(self._key.cells, cell, visible=False), cell.source])
            self._hidden_in_jail.append(RunTest(cell.grade_id, Phase.HIDDEN, place, whole))
        self._snapshot_if_needed(cell.student_source, given=False)
        seen = "\n".join([*reach.defined_by_tests(self._key.cells, cell, visible=True), cell.student_source])
        self._steps.append(RunTest(cell.grade_id, Phase.VISIBLE, place, seen))

    def steps(self) -> tuple[Step, ...]:
        self._snapshot(copy=False)
        return (*self._steps, *self._hidden_asks, *self._hidden_in_jail)

    def _snapshot_if_needed(self, source: str, given: bool) -> None:
        """Take a snapshot if running ``source`` may change what the waiting tests would see."""
        if not self._changes_nothing(source, given):
            self._snapshot()
        (self._given if given else self._students).append(source)
        self._stateful |= not given and may_be_stateful(source, self._modules)

    def _changes_nothing(self, source: str, given: bool) -> bool:
        if not self._waiting or only_defines(source, [*self._students, *self._given], self._modules):
            return True
        if self._stateful or not given:
            return False
        return is_read_only(source, self._students, self._given, self._modules, self._drawing)

    def _snapshot(self, copy: bool = True) -> None:
        if self._waiting:
            self._steps.append(TakeSnapshot(tuple(self._waiting), copy))
        self._waiting = []


def once_more(test: str, segments: Sequence[Segment], replaced: Sequence[str] = (), as_left: bool = False) -> Ask:
    """Return the second, small plan: ask all of a test cell with ``replaced`` names, or with names ``as_left``."""
    return Ask(test, Phase.ONCE_MORE, tuple(segments), tuple(replaced), as_left=as_left)
