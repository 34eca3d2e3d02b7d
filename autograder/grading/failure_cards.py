"""What a student reads about a test cell that raised, where everything it says is about inputs the student has.

Of hidden tests `redaction` says less. What a traceback from the student's process says is shown only as far as it is in
the student's own code, ``sources``.
"""

from __future__ import annotations

import builtins
import re
from typing import Any

from autograder.assignment.key_cell import KeyCell
from autograder.grading.findings import Status
from autograder.grading.trusted import OutOfTime
from autograder.jail.outside.client import JailStopped
from byhand.card import Card, CardKind
from byhand.check import CheckFailed

FASTER = "Count how often the innermost loop runs, and look whether a result is much larger than it should be."
_DEFINE = "Is the cell that defines it still there, and does it run without an error?"
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
_LONGEST = 600  # characters of a message


def status(error: BaseException) -> Status:
    """Return the status of a test cell that raised ``error``."""
    if isinstance(error, JailStopped | OutOfTime):
        return Status.STOPPED
    return Status.NOT_WRITTEN if isinstance(error, NotImplementedError) and frames(error) else Status.FAILED


def failure_card(cell: KeyCell, error: BaseException, sources: str) -> Card:
    """Return the card for what the visible part of a test cell raised."""
    if isinstance(error, JailStopped | OutOfTime):
        return stopped_card(cell.question, error)
    if isinstance(error, NotImplementedError) and frames(error):
        name = frames(error)[-1][0]
        return not_written_card(name if defines(sources, name) else cell.question)
    if isinstance(error, NameError) and not frames(error):
        return not_defined_card(error)
    if frames(error):
        return _student_error(cell.question, error, sources)
    if isinstance(error, CheckFailed):
        return error.card
    text = str(error).strip() or "the check did not hold"
    if isinstance(error, Exception) and not isinstance(error, AssertionError):
        text = f"the check could not use what came back: {type(error).__name__}: {text}"
    return Card(cell.question, shortened(text), hint=_CELL)


def stopped_card(what: str, error: BaseException) -> Card:
    """Return the card for a check that was cut short."""
    if isinstance(error, OutOfTime):
        busy = "the machine was too busy to come to the end of these checks."
        return Card(what, busy if error.backstop else "the checks of this question took too long.", hint=FASTER)
    return Card(what, str(error), hint="Run this cell in your own notebook to see where it stops.")


def not_written_card(what: str) -> Card:
    """Return the card for a stub that is still there."""
    hint = "Replace the line that raises NotImplementedError by your answer."
    return Card(what, "is not written yet", hint=hint, kind=CardKind.NOT_WRITTEN)


def not_defined_card(error: NameError) -> Card:
    """Return the card for a name of the student's that the test cell did not find."""
    return Card(error.name or "a name", "is not defined.", hint=_DEFINE)


def _student_error(what: str, error: BaseException, sources: str) -> Card:
    """Return the card for an exception from the student's own code: its message, and where it was raised."""
    kind = exception_name(error, sources)
    problem = f"your code raised {kind}: {getattr(error, 'student_message', '')}".rstrip(": ")
    name, number, source = frames(error)[-1]
    lines = [line.strip() for line in sources.splitlines()]
    where = f"in {name}, " if defines(sources, name) else "in "
    where += f"line {number} of its cell" if 0 < number <= len(lines) else "your code"
    return raised_card(what, shortened(problem), with_line(where, source, lines), kind)


def exception_name(error: BaseException, sources: str = "") -> str:
    """Return the type of the student's exception: a builtin one, or a class that the ``sources`` define."""
    kind = str(getattr(error, "student_type", type(error).__name__))
    return kind if hasattr(builtins, kind) or f"class {kind}" in sources else "an exception"


def raised_card(what: str, problem: str, where: str, kind: str) -> Card:
    """Return the card for an exception of that ``kind`` raised at ``where``."""
    return Card(what, problem, reading=where, hint=_ERRORS.get(kind, _LOOK), kind=CardKind.RAISED)


def with_line(where: str, source: str, lines: list[str]) -> str:
    """Return ``where`` with the line of code itself, if it is one of ``lines``."""
    return f"{where}:  {source.strip()}" if source.strip() and source.strip() in lines else where


def defines(sources: str, name: str) -> bool:
    """Return whether ``sources`` define a function of that name."""
    return name.isidentifier() and f"def {name}(" in sources


def frames(error: BaseException) -> list[list[Any]]:
    """Return name, line number and line of each of the student's own frames, as `jail.errors` checked them."""
    return getattr(error, "student_frames", [])


def shortened(text: str) -> str:
    """Return ``text`` without empty lines and of bounded length."""
    text = re.sub(r"\n{2,}", "\n", text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
