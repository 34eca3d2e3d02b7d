"""One submission to grade, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import Problem
from autograder.grading.findings import Graded
from autograder.grading.intake import HandedIn, read_submitted


class NotRead(Problem):
    """What was handed in cannot be read from the disk; the message says why."""


class NoGraders(Problem):
    """Nobody is there who could grade; the message says what to do."""


@dataclass(frozen=True)
class Job:
    """One submission to grade: whose, and either the folder it was handed in in, or its bytes and notes about them."""

    student: str
    folder: Path | None = None
    data: HandedIn = None
    notes: Sequence[str] = ()

    def read(self, assignment: str, megabytes: float) -> tuple[HandedIn, Sequence[str]]:
        """Return what was handed in, and notes about it, as `read_submitted` gives them; raises `NotRead`."""
        if self.folder is None:
            return self.data, self.notes
        try:
            return read_submitted(self.folder, assignment, megabytes * 2**20)
        except OSError as error:
            where = error.filename or self.folder
            raise NotRead(
                f"{where} cannot be read ({error.strerror}). Give this account the right, and grade again."
            ) from None


@dataclass
class Outcome:
    """A graded submission, or in one line why there is none."""

    student: str
    graded: Graded | None
    problem: str = ""
