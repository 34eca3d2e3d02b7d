"""What kind of thing went wrong in a test cell: decided here, once, by the exception as it was rebuilt from the wire.

What a student's process says of itself (the name of a type, a message, a place) decides nothing.
"""

from __future__ import annotations

from enum import StrEnum

from autograder.grading.findings import HiddenKind
from autograder.grading.trusted import OutOfTime
from autograder.jail.outside.client import JailStopped
from byhand.card import CardKind
from byhand.check import CheckFailed


class FailureKind(StrEnum):
    """How a test cell came to raise."""

    STOPPED = "stopped"  # the process ended, or time was up
    NOT_WRITTEN = "not written"  # the student's code raised NotImplementedError
    RAISED = "raised"  # the student's code raised another error
    NOT_DEFINED = "not defined"  # the test cell did not find a name
    CHECK = "check"  # a check of byhand's did not hold, and has a card
    STATEMENT = "statement"  # an assert of the test cell did not hold
    UNUSABLE = "unusable"  # the test cell could not use what came back


_ERRORS: dict[type[Exception], HiddenKind] = {
    AssertionError: HiddenKind.ASSERTION_ERROR,
    AttributeError: HiddenKind.ATTRIBUTE_ERROR,
    IndexError: HiddenKind.INDEX_ERROR,
    KeyError: HiddenKind.KEY_ERROR,
    NameError: HiddenKind.NAME_ERROR,
    NotImplementedError: HiddenKind.NOT_IMPLEMENTED_ERROR,
    RecursionError: HiddenKind.RECURSION_ERROR,
    TypeError: HiddenKind.TYPE_ERROR,
    ValueError: HiddenKind.VALUE_ERROR,
    ZeroDivisionError: HiddenKind.ZERO_DIVISION_ERROR,
    TimeoutError: HiddenKind.STOPPED,  # how the jail's own deadline ends a call
}


def kind_of(error: BaseException) -> FailureKind:
    """Return the kind of failure that ``error``, raised in a test cell, stands for."""
    if isinstance(error, JailStopped | OutOfTime):
        return FailureKind.STOPPED
    if is_students(error):
        return FailureKind.NOT_WRITTEN if isinstance(error, NotImplementedError) else FailureKind.RAISED
    if isinstance(error, CheckFailed):
        return FailureKind.CHECK
    if isinstance(error, NameError):
        return FailureKind.NOT_DEFINED
    is_statement = isinstance(error, AssertionError) or not isinstance(error, Exception)
    return FailureKind.STATEMENT if is_statement else FailureKind.UNUSABLE


def is_students(error: BaseException) -> bool:
    """Return whether ``error`` was raised by student code, and not by the test cell."""
    return hasattr(error, "student_type")


def hidden_kind(error: BaseException) -> HiddenKind:
    """Return all that a student may know of ``error`` if a hidden test raised it."""
    match kind_of(error):
        case FailureKind.STOPPED:
            return HiddenKind.STOPPED
        case FailureKind.RAISED | FailureKind.NOT_WRITTEN:
            return next((kind for type_, kind in _ERRORS.items() if isinstance(error, type_)), HiddenKind.OTHER_ERROR)
        case FailureKind.CHECK if isinstance(error, CheckFailed):
            is_form = error.card.kind in (CardKind.SHAPE, CardKind.TYPE)
            return HiddenKind.WRONG_FORM if is_form else HiddenKind.WRONG_VALUE
        case FailureKind.NOT_DEFINED:
            return HiddenKind.NOT_DEFINED
        case FailureKind.UNUSABLE:
            return HiddenKind.WRONG_FORM
        case _:
            return HiddenKind.WRONG_VALUE
