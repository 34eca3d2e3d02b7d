"""What a student reads about a test cell that raised, where everything it says is about inputs the student has.

Of hidden tests `redaction` says less. What a traceback from the student's process says is shown only as far as it is in
the student's own code, its ``sources``.
"""

from __future__ import annotations

import builtins
import re
from typing import Any

from autograder.assignment.key_cell import KeyCell
from autograder.grading.failure_kinds import FailureKind, kind_of
from autograder.grading.findings import Status
from autograder.grading.redaction import not_defined_card, not_written_card
from autograder.grading.sources import Sources
from autograder.grading.trusted import OutOfTime
from byhand.card import Card, CardKind
from byhand.check import CheckFailed

FASTER = "Count how often the innermost loop runs, and look whether a result is much larger than it should be."
_CELL = "Run the check cell in your own notebook and compare what it expects with what your code gives."
_LOOK = "Run the check cell in your own notebook and read the last lines of the error."
_ERRORS = {
    "IndexError": "Print the shapes of the arrays in that line; an index reaches beyond one of them.",
    "ValueError": "Print the shapes of the arrays in that line and work out the shape of its result by hand.",
    "TypeError": "Print the type of each value in that line.",
    "ZeroDivisionError": "Which value in that line can be zero?",
    "TimeoutError": FASTER,
    "MemoryError": "An array is far larger than it should be: work out the shapes in that line.",
}
_STATUS = {FailureKind.STOPPED: Status.STOPPED, FailureKind.NOT_WRITTEN: Status.NOT_WRITTEN}
_LONGEST = 600  # characters of a message


def status(error: BaseException) -> Status:
    """Return the status of a test cell whose visible part raised ``error``."""
    return _STATUS.get(kind_of(error), Status.FAILED)


def failure_card(cell: KeyCell, error: BaseException, sources: Sources) -> Card:
    """Return the card for what the visible part of a test cell raised."""
    match kind_of(error):
        case FailureKind.STOPPED:
            return stopped_card(cell.question, error)
        case FailureKind.NOT_WRITTEN:
            name = frames(error)[-1][0] if frames(error) else ""
            return not_written_card(name if name in sources.functions else cell.question)
        case FailureKind.RAISED:
            return _student_error(cell.question, error, sources)
        case FailureKind.NOT_DEFINED if isinstance(error, NameError):
            return not_defined_card(error.name or "")
        case FailureKind.CHECK if isinstance(error, CheckFailed):
            return error.card
        case FailureKind.UNUSABLE:
            text = f"the check could not use what came back: {type(error).__name__}: {error}"
            return Card(cell.question, shortened(text), hint=_CELL)
        case _:
            return Card(cell.question, shortened(str(error).strip() or "the check did not hold"), hint=_CELL)


def stopped_card(what: str, error: BaseException) -> Card:
    """Return the card for a check that was cut short."""
    if isinstance(error, OutOfTime):
        busy = "the machine was too busy to come to the end of these checks."
        return Card(what, busy if error.backstop else "the checks of this question took too long.", hint=FASTER)
    return Card(what, str(error), hint="Run this cell in your own notebook to see where it stops.")


def _student_error(what: str, error: BaseException, sources: Sources) -> Card:
    """Return the card for an exception from the student's own code: its message, and where it was raised."""
    kind = str(getattr(error, "student_type", ""))
    kind = kind if hasattr(builtins, kind) or kind in sources.classes else "an exception"
    problem = f"your code raised {kind}: {getattr(error, 'student_message', '')}".rstrip(": ")
    hint = _ERRORS.get(kind, _LOOK)
    return Card(what, shortened(problem), reading=_place(error, sources), hint=hint, kind=CardKind.RAISED)


def _place(error: BaseException, sources: Sources) -> str:
    """Return where the student's code raised, with the line of code itself if the student wrote it."""
    if not frames(error):
        return "in your code"
    name, number, source = frames(error)[-1]
    where = f"in {name}, " if name in sources.functions else "in "
    where += f"line {number} of its cell" if 0 < number <= len(sources.lines) else "your code"
    return f"{where}:  {source.strip()}" if source.strip() and source.strip() in sources.lines else where


def frames(error: BaseException) -> list[list[Any]]:
    """Return name, line number and line of each of the student's own frames, as `jail.errors` checked them."""
    return getattr(error, "student_frames", [])


def shortened(text: str) -> str:
    """Return ``text`` without empty lines and of bounded length."""
    text = re.sub(r"\n{2,}", "\n", text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
