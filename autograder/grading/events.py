"""What happened while a plan was carried out: one event for each cell run and each test asked. Data for the judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from autograder.grading.plan import Ask, Phase, RunTest
from autograder.grading.trusted import NOTHING, OutOfTime
from autograder.jail.outside.calls import Call

Output: TypeAlias = dict[str, Any]  # as in a notebook


class End(StrEnum):
    """How running a cell in the jail ended."""

    FINISHED = "finished"
    RAISED = "raised"
    TIMED_OUT = "timed out"  # it is left out when the cells are run again
    CUT_SHORT = "cut short"  # the machine was too busy; says nothing about the cell
    CRASHED = "crashed"  # the interpreter died; the cells before it were run again without it
    NOT_RUN = "not run"  # the notebook as a whole had used up its time or its crashes


@dataclass(frozen=True)
class CellRun:
    """A cell at ``place`` of the submission ran in the jail, or its turn came too late."""

    place: int
    end: End
    outputs: list[Output] = field(default_factory=list)

    def __str__(self) -> str:
        return f"cell {self.place} {self.end}, {len(self.outputs)} outputs"


@dataclass(frozen=True)
class JailVerdict:
    """A test cell ran in the jail, beside the student's code; ``shown`` is the text of its last expression's value."""

    step: RunTest
    end: End
    shown: str = ""

    @property
    def place(self) -> int:
        """Return its cell's place in the submission."""
        return self.step.place

    def __str__(self) -> str:
        return f"{self.step.test}, {self.step.phase}: {self.end} in the jail"


@dataclass(frozen=True)
class Answer:
    """The result of asking one part of a test cell.

    ``value`` is that of the last expression, `trusted.NOTHING` where there is none; `check.Parts` are copied, and their
    first ``failures_before`` failures are of an earlier phase. ``only_in_sight``: there were hidden parts, and the only
    ones that passed are those that students can see. ``stopped``: the process cannot be asked again.
    ``called`` are the student's functions that the test called itself. ``redefined`` are names that the test saw as
    their own questions were tested with them, although a cell has bound them to something else since.
    """

    ask: Ask
    value: Any
    error: BaseException | None
    stopped: bool
    calls: tuple[Call, ...]
    called: frozenset[str]
    redefined: tuple[str, ...]
    printed: str
    part_failed: bool
    failures_before: int
    only_in_sight: bool = False

    @classmethod
    def too_late(cls, ask: Ask) -> Answer:
        """Return the answer to what could not be asked because the notebook's time was used up."""
        return cls(ask, NOTHING, OutOfTime(), True, (), frozenset(), (), "", False, 0)

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.ask.test}, {self.ask.phase}: {type(self.error).__name__} after {len(self.calls)} calls"
        return f"{self.ask.test}, {self.ask.phase}: went through, {len(self.calls)} calls"


Event: TypeAlias = CellRun | JailVerdict | Answer


def is_hidden(event: Event) -> bool:
    """Return whether the student's process was passed something that students do not have."""
    if isinstance(event, Answer):
        return event.ask.phase is not Phase.VISIBLE
    return isinstance(event, JailVerdict) and event.step.phase is Phase.HIDDEN
