"""What can be graded of a submitted file: cells in the assignment's order, and notes on how they were repaired."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.assignment.key_cell import KeyCell


@dataclass
class Cell:
    """One cell to run or to show. ``key`` is its cell in the assignment, None for the student's own."""

    cell_type: str
    source: str
    key: KeyCell | None = None
    missing: bool = False
    answered_elsewhere: bool = False  # a task, in a notebook with cells of the student's own

    @property
    def attempted(self) -> bool:
        if self.key is None or self.answered_elsewhere:
            return True
        return self.source.strip() != self.key.student_source.strip()

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
