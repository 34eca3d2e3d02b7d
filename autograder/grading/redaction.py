"""What a student reads about a hidden failure: which question, what kind of thing is off, and nothing of the test.

Type, place and line of an exception come from the student's process, which could put a hidden input in any of them. So
each is shown only if it is one of a few, or really there in the cell of the answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from autograder.assignment.key_cell import KeyCell
from autograder.grading.failure_cards import (
    defines,
    exception_name,
    frames,
    not_defined_card,
    not_written_card,
    raised_card,
    stopped_card,
    with_line,
)
from autograder.grading.trusted import OutOfTime
from autograder.jail.outside.client import JailStopped
from byhand.card import Card, CardKind
from byhand.check import CheckFailed

HIDDEN = "a hidden check of this question did not pass"
MOST_LINES = 100  # longest answer whose places are shown: a choice among more could tell a hidden input
TRY_OTHERS = (
    "Try your function on other inputs than those of the check above: other shapes, one row, very large numbers."
)


def hidden_failure(cell: KeyCell, error: BaseException, answer: str) -> Card:
    """Return the card for what the hidden part of a test cell raised; ``answer`` is the cell it is about."""
    if isinstance(error, JailStopped | OutOfTime):
        return stopped_card(cell.question, error)
    if isinstance(error, NotImplementedError) and frames(error):
        return not_written_card(cell.question)
    if isinstance(error, NameError) and not frames(error) and str(error.name) in cell.student_source:
        return not_defined_card(error)
    if frames(error):
        answer = "" if answer.count("\n") >= MOST_LINES else answer
        kind = exception_name(error)
        return raised_card(cell.question, f"your code raised {kind}", _place(error, answer), kind)
    return _kind_of_thing(cell.question, error)


def hidden_parts(cards: Iterable[Card]) -> list[Card]:
    """Return the cards of parts that failed in a hidden test, without their words; those that say the same counted."""
    counts = Counter(_hidden_part(card) for card in cards)
    return [
        replace(card, what="hidden checks", problem=f"{count} hidden checks of this question did not pass")
        if count > 1 and card.kind is not CardKind.NOT_WRITTEN
        else card
        for card, count in counts.items()
    ]


def _hidden_part(card: Card) -> Card:
    if card.kind is CardKind.NOT_WRITTEN:
        return Card("this question", "not written yet", kind=card.kind)
    return Card("hidden check", HIDDEN, reading=_harmless(card))


def _kind_of_thing(what: str, error: BaseException) -> Card:
    """Return the card for a check that did not hold: what kind of thing is off, at most."""
    problem, reading = HIDDEN, ""
    if isinstance(error, CheckFailed):
        reading = _harmless(error.card)
        problem += ": a shape is not what it should be" if error.card.kind is CardKind.SHAPE and not reading else ""
    elif isinstance(error, Exception) and not isinstance(error, AssertionError):
        problem += f": it could not use what came back ({type(error).__name__})"
    return Card(what, problem, reading=reading, hint=TRY_OTHERS)


def _harmless(card: Card) -> str:
    """Return a reading that cannot tell the hidden inputs: no place in the code, no number with digits to spare."""
    return "" if card.kind is CardKind.RAISED or re.search(r"\b\d{2,}|\d\.\d", card.reading) else card.reading


def _place(error: BaseException, answer: str) -> str:
    """Return where the student's code raised; only "in your code" unless number and line match the answer's cell."""
    name, number, source = frames(error)[-1]
    lines = [line.strip() for line in answer.splitlines()]
    if not 0 < number <= len(lines) or lines[number - 1] != source.strip():
        return "in your code"
    above = re.findall(r"\bdef (\w+)\(", "\n".join(lines[:number]))
    where = f"in {name}, " if defines(answer, name) and above[-1:] == [name] else "in "
    return with_line(f"{where}line {number} of its cell", source, lines)
