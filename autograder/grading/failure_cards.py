"""What a student is told about a test cell that did not pass.

Text that a hidden test produced never passes: of a hidden failure the student learns which question it belongs to,
what kind of thing is off, and which known mistake the answer equals.
"""

from __future__ import annotations

import builtins
import re
from collections import Counter
from dataclasses import replace
from typing import Any

from autograder.assignment.key_cell import KeyCell
from autograder.grading.findings import Status
from autograder.grading.trusted import OutOfTime
from autograder.jail.outside.client import JailStopped
from byhand.card import Card, CardKind, CheckFailed

HIDDEN = "a hidden check of this question did not pass"
NOT_WRITTEN_YET = "not written yet"
MOST_LINES = 100  # of an answer in which the place of a hidden failure is told: a number of a hidden input is no line's


def failure_card(key: KeyCell, error: BaseException, hidden: bool, sources: str) -> tuple[Card, Status]:
    """The card for what a test cell raised, and the status that goes with it.

    ``sources`` is the student's own code: what a traceback says is shown only as far as it stands there. For a
    hidden test it is the answer's cell alone, and a short one: whoever may choose among places can say something.
    """
    what = key.question
    if hidden and sources.count("\n") >= MOST_LINES:
        sources = ""
    if isinstance(error, JailStopped):
        return Card(what, str(error), hint="Run this cell in your own notebook to see where it stops."), Status.STOPPED
    if isinstance(error, OutOfTime):
        return Card(what, "the checks of this question did not finish in time.", hint=_FASTER), Status.STOPPED
    if isinstance(error, NotImplementedError) and _frames(error):
        name = _frames(error)[-1][0]
        name = name if _defines(sources, name) and not hidden else what
        return Card(name, f"is {NOT_WRITTEN_YET}", hint=_WRITE, kind=CardKind.NOT_WRITTEN), Status.NOT_WRITTEN
    if isinstance(error, NameError) and not _frames(error) and (not hidden or str(error.name) in key.student_source):
        return Card(error.name or "a name", "is not defined.", hint=_DEFINE), Status.FAILED
    if _frames(error):
        return _student_error(what, error, hidden, sources), Status.FAILED
    if hidden:
        return _hidden_card(what, error), Status.FAILED
    if isinstance(error, CheckFailed):
        return error.card, Status.FAILED
    text = str(error).strip() or "the check did not hold"
    if isinstance(error, Exception) and not isinstance(error, AssertionError):
        text = f"the check could not use what came back: {type(error).__name__}: {text}"
    return Card(what, _shorten(text), hint=_CELL), Status.FAILED


_WRITE = "Replace the line that raises NotImplementedError by your answer."
_FASTER = "Look for a loop that never ends, or for a result much larger than it should be."
_DEFINE = "Is the cell that defines it still there, and does it run without an error?"
_CELL = "Run the check cell in your own notebook and compare what it expects with what your code gives."


def _student_error(what: str, error: BaseException, hidden: bool, sources: str) -> Card:
    """An exception from the student's own code: where it was; its message only if the inputs were visible.

    Type, place and line come from the student's process, which could put a hidden input in any of them.
    """
    kind = str(getattr(error, "student_type", type(error).__name__))
    message = "" if hidden else f": {getattr(error, 'student_message', '')}"
    if not hasattr(builtins, kind) and (hidden or f"class {kind}" not in sources):
        kind = "an exception"
    reading = _place(_frames(error)[-1], hidden, sources)
    problem = _shorten(f"your code raised {kind}{message}".rstrip(": "))
    return Card(what, problem, reading=reading, hint=_ERRORS.get(kind, _LOOK), kind=CardKind.RAISED)


def _place(frame: list[Any], hidden: bool, sources: str) -> str:
    """Where in the student's code; of a hidden failure only if name, number and line belong together."""
    name, number, source = frame
    lines = [line.strip() for line in sources.splitlines()]
    there = 0 < number <= len(lines)
    if hidden and not (there and lines[number - 1] == source.strip()):
        return "in your code"
    above = re.findall(r"\bdef (\w+)\(", "\n".join(lines[:number])) if hidden else [name]
    where = f"in {name}, " if _defines(sources, name) and above[-1:] == [name] else "in "
    where += f"line {number} of its cell" if there else "your code"
    return f"{where}:  {source.strip()}" if source.strip() and source.strip() in lines else where


_LOOK = "Run the check cell in your own notebook and read the last lines of the error."
_ERRORS = {
    "IndexError": "Print the shapes of the arrays in that line; an index reaches beyond one of them.",
    "ValueError": "Print the shapes of the arrays in that line and work out the shape of its result by hand.",
    "TypeError": "Print the type of each value in that line.",
    "ZeroDivisionError": "Which value in that line can be zero?",
    "TimeoutError": _FASTER,
    "MemoryError": "An array is far larger than it should be: work out the shapes in that line.",
}


def _hidden_card(what: str, error: BaseException) -> Card:
    """What a hidden failure may say: the kind of thing that is off."""
    problem = HIDDEN
    reading = ""
    if isinstance(error, CheckFailed):
        reading = _harmless(error.card.reading)
        about_shape = bool(error.card.yours) and "(" in error.card.yours
        problem += ": a shape is not what it should be" if about_shape and not reading else ""
    elif isinstance(error, Exception) and not isinstance(error, AssertionError):
        problem += f": it could not use what came back ({type(error).__name__})"
    return Card(what, problem, reading=reading, hint=_TRY_OTHERS)


_TRY_OTHERS = (
    "Try your function on other inputs than those of the check above: other shapes, one row, very large numbers."
)


def hidden_part(card: Card) -> Card:
    """The card of a part that failed in a hidden test, without its words."""
    if card.problem == NOT_WRITTEN_YET:
        return Card("this question", card.problem, kind=CardKind.NOT_WRITTEN)
    return Card("hidden check", HIDDEN, reading=_harmless(card.reading))


def _harmless(reading: str) -> str:
    """A reading that cannot say what the hidden inputs were: no place in the student's code, no number to speak of."""
    return "" if reading.startswith("Raised in") or re.search(r"\b\d{2,}|\d\.\d", reading) else reading


def tidy(cards: list[Card]) -> list[Card]:
    """Each card once; hidden checks that say the same are counted."""
    counts = Counter(cards)
    return [
        replace(card, what="hidden checks", problem=f"{count} hidden checks of this question did not pass")
        if count > 1 and card.problem == HIDDEN
        else card
        for card, count in counts.items()
    ]


def _defines(sources: str, name: str) -> bool:
    return name.isidentifier() and f"def {name}(" in sources


def _frames(error: BaseException) -> list[list[Any]]:
    """Name, line number and line of each of the student's own frames, as `jail.errors` checked them."""
    return getattr(error, "student_frames", [])


def _shorten(text: str) -> str:
    text = re.sub(r"\n{2,}", "\n", text)
    return text if len(text) <= 600 else text[:600] + " …"
