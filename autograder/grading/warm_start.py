"""The given cells every submission begins with, run once instead of three hundred times.

They are the instructor's and the same for everybody, so a process that has run them can be forked for each submission.
A submission in which anything of the student's comes before one of them does without.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.assignment.answer_key import AnswerKey
from autograder.grading.events import Output
from autograder.grading.plan import Plan
from autograder.jail.outside.jailer import ForkServer, JailSource


@dataclass
class WarmStart:
    """The process that is forked for a submission, and what the cells showed that have run in it already."""

    server: ForkServer
    outputs: list[list[Output]] = field(default_factory=list)


def warm_start(plan: Plan, key: AnswerKey, jailer: JailSource) -> WarmStart:
    """Return the process that has run the first cells of ``plan``, or one that has run none."""
    prepared = jailer.prepared(key.digest, [cell.source for cell in key.leading_given]) if plan.warm else None
    return WarmStart(jailer.warm) if prepared is None else WarmStart(prepared, prepared.outputs)
