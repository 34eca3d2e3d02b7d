"""An outcome as text, which is all that is taken from a worker elsewhere; JSON, read field by field."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from autograder.assignment.answer_key import AnswerKey
from autograder.grading import graded_notebook, stored
from autograder.grading.findings import Graded
from autograder.grading.graded_notebook import NotGradedHere
from autograder.workers.job import Outcome
from autograder.workers.worker import Cause, WorkerFailed

MOST_SHOWN = 2000  # characters of what a worker says


@dataclass(frozen=True)
class _Said:
    """What the text holds: a graded notebook, or a problem; a cause where the worker failed."""

    student: str
    notebook: str = ""
    readable: bool = True
    cut_short: bool = False
    problem: str = ""
    cause: str = ""


def encode(student: str, result: Outcome | WorkerFailed) -> str:
    """Return an outcome, or why a worker can grade no more, as text."""
    if isinstance(result, WorkerFailed):
        said = _Said(student, cause=result.cause.name, problem=result.detail)
    elif result.graded is None:
        said = _Said(student, problem=result.problem)
    else:
        said = _Said(student, result.graded.notebook.decode(), result.graded.readable, result.graded.cut_short)
    return json.dumps(asdict(said))


def decode(text: object, student: str, key: AnswerKey) -> Outcome:
    """Return the outcome for ``student``; what is none becomes a problem. Raises `WorkerFailed` if a worker said so."""
    try:
        if not isinstance(text, str):
            raise TypeError(f"{type(text).__name__} instead of text")
        said = stored.build(_Said, json.loads(text))
        if said.student != student:
            raise ValueError("it is about somebody else")
        if said.cause:
            raise WorkerFailed(Cause[said.cause], printable(said.problem))
        if said.problem:
            return Outcome(student, None, printable(said.problem))
        return Outcome(student, _graded(said, key))
    except (ValueError, TypeError, KeyError, RecursionError, NotGradedHere) as error:
        why = printable(f"{error}")
        return Outcome(student, None, f"what the worker sent is no graded notebook ({why}); run the same command again")


def printable(text: str) -> str:
    """Return what somebody else wrote so that it can be shown on a terminal, in one line that has an end."""
    return "".join(character if character.isprintable() else " " for character in text[:MOST_SHOWN])


def _graded(said: _Said, key: AnswerKey) -> Graded:
    """Return what was graded; raises `NotGradedHere`, and ValueError if it does not belong to the answer key."""
    data = said.notebook.encode()
    notebook = graded_notebook.read(data, "it")
    if notebook.assignment != key.assignment or notebook.digest.rpartition(":")[2] != key.digest:
        raise ValueError("another answer key was used")
    if [(finding.grade_id, finding.points) for finding in notebook.findings] != [
        (c.grade_id, c.points) for c in key.graded
    ]:
        raise ValueError("it has other questions")
    return graded_notebook.as_graded(data, notebook, said.readable, said.cut_short)
