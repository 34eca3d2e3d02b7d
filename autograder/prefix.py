"""The given cells every submission begins with, run once instead of three hundred times.

They are the instructor's and the same for everybody, so a process that has run them can be forked for each submission.
A submission in which anything of the student's stands before one of them does without.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.answer_key import AnswerKey, KeyCell
from autograder.jail.jailer import Jailer, Template
from autograder.submission import Submission

_COPIED = (np.ndarray, np.random.Generator, list, dict, set)


@dataclass
class Prefix:
    """Leading given cells, the jail template that has run them, and the names they define here."""

    cells: list[KeyCell]
    template: Template
    names: dict[str, Any]

    def fits(self, submission: Submission) -> bool:
        """Whether the submission begins with exactly these cells, as far as it is code."""
        code = [cell.key for cell in submission.cells if cell.cell_type == "code"]
        return code[: len(self.cells)] == self.cells

    def fresh_names(self) -> dict[str, Any]:
        """The names for one submission, with data of its own."""
        return {name: _own(value) for name, value in self.names.items()}


def prefix(key: AnswerKey, jailer: Jailer) -> Prefix | None:
    """The prefix of ``key``; None where there is none, or it cannot be run ahead."""
    template = jailer.prepared(key.digest, [cell.source for cell in key.leading_given])
    return None if template is None else Prefix(key.leading_given, template, key.leading_names)


def _own(value: Any) -> Any:
    if not isinstance(value, _COPIED):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # a container of things that cannot be copied, such as axes
        return value
