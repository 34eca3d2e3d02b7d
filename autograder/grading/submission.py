"""What can be graded of a submitted file: cells in the assignment's order, and notes on how they were repaired."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.assignment.key_cell import KeyCell
from autograder.grading.cell_source import same_text


@dataclass(frozen=True)
class RawCell:
    """One cell as it was read from a file, before it is known what it is."""

    cell_type: str
    source: str
    grade_id: str = ""
    added_to: str = ""  # the locked cell in which it was written
    has_own_checksum: bool = False  # nbgrader's, made when it was handed out: nobody has changed it since


@dataclass
class Cell:
    """One cell to run or to show. ``key`` is its cell in the assignment, None for the student's own."""

    cell_type: str
    source: str
    key: KeyCell | None = None
    missing: bool = False
    answered_elsewhere: bool = False  # a task, in a notebook with cells of the student's own
    runs: str | None = None  # what of it is run, where that is not all of it

    @property
    def code(self) -> str:
        """What is run of a code cell."""
        return self.source if self.runs is None else self.runs

    @property
    def attempted(self) -> bool:
        if self.key is None or self.answered_elsewhere:
            return True
        return not same_text(self.source, self.key.student_source)

    @property
    def untouched(self) -> bool:
        """Whether it is a stub that nobody began to fill in."""
        return not self.attempted and "raise NotImplementedError" in self.source

    @property
    def title(self) -> str:
        """The cell's name in notes to the instructor."""
        return f"the cell {self.key.grade_id}" if self.key is not None else "a cell of the student's own"


@dataclass
class Submission:
    """What can be graded of a submitted file, with notes on how it was repaired."""

    cells: list[Cell]
    notes: list[str] = field(default_factory=list)
    readable: bool = True
    unreadable: str = ""  # why nothing of what was handed in can be graded; empty also if nothing was
    lost: str = ""  # what of the file could not be read, and so is not graded
    repaired: str = ""  # what was mended of the file
    earlier_version: str = ""  # that locked cells are as they once were handed out, and which
