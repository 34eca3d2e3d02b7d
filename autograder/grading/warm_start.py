"""The given cells every submission begins with, run once instead of three hundred times.

They are the instructor's and the same for everybody, so a process that has run them can be forked for each submission.
A submission in which anything of the student's stands before one of them does without.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import KeyCell
from autograder.grading.submission import Submission
from autograder.jail.outside.jailer import ForkServer, JailSource


@dataclass
class Prefix:
    """Leading given cells, and the fork server that has run them."""

    cells: list[KeyCell]
    template: ForkServer

    def fits(self, submission: Submission) -> bool:
        """Whether the submission begins with exactly these cells, as far as it is code."""
        code = [cell.key for cell in submission.cells if cell.cell_type == "code"]
        return code[: len(self.cells)] == self.cells


def prefix(key: AnswerKey, jailer: JailSource) -> Prefix | None:
    """The prefix of ``key``; None where there is none, or it cannot be run ahead."""
    template = jailer.prepared(key.digest, [cell.source for cell in key.leading_given])
    return None if template is None else Prefix(key.leading_given, template)
