"""One submission to grade, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment.answer_key import AnswerKey
from autograder.errors import Problem
from autograder.grading.findings import Graded
from autograder.grading.handed_in import HandedIn
from autograder.grading.intake import read_submitted


class NotRead(Problem):
    """What was handed in cannot be read from the disk; the message says why."""


CUT_SHORT = "the clock of the machine, which is busy, ended the grading early"


class NoGraders(Problem):
    """Nobody is there who could grade; the message says what to do."""


@dataclass(frozen=True)
class Job:
    """One submission to grade: whose, and either the folder it was handed in in, or its bytes and notes about them."""

    student: str
    folder: Path | None = None
    data: HandedIn = None
    notes: Sequence[str] = ()
    once_more: bool = False  # it was cut short before and is alone now, so that its grade counts however it ends
    tests: Collection[str] | None = None  # the only test cells that a local worker asks; None: all
    scores_only: bool = False  # no mistake is named, no picture drawn, and no notebook written
    pictures: bool = True  # whether pictures are drawn: nobody looks at those of a notebook that is thrown away

    def read(self, key: AnswerKey) -> tuple[HandedIn, Sequence[str]]:
        """Return what was handed in, and notes about it, as `read_submitted` gives them; raises `NotRead`."""
        if self.folder is None:
            return self.data, self.notes
        try:
            return read_submitted(self.folder, key)
        except OSError as error:
            where = error.filename or self.folder
            raise NotRead(
                f"{where} cannot be read ({error.strerror}). Give this account the right, and grade again."
            ) from None

    def settled_by(self, outcome: Outcome) -> bool:
        """Return whether ``outcome`` counts: the first that the machine's clock cut short does not."""
        return self.once_more or outcome.graded is None or not outcome.graded.cut_short


@dataclass
class Outcome:
    """A graded submission, or in one line why there is none."""

    student: str
    graded: Graded | None
    problem: str = ""
