"""Why a student's process cannot go on: the reason for the grader, the sentence for the student."""

from __future__ import annotations

from enum import StrEnum


class StopReason(StrEnum):
    """What ended the conversation with a jail."""

    DIED = "died"
    TIMED_OUT = "timed out"
    CUT_SHORT = "cut short"  # by the wall clock's far limit, with own time left
    BROKEN_REPLY = "broken reply"
    TOO_MUCH = "too much"


_MESSAGES = {
    StopReason.DIED: "Python itself stopped while this ran (for example by os._exit, a crash, or too much memory).",
    StopReason.TIMED_OUT: "this took more than the {seconds:g} seconds of computing that it may take, and had to be "
    "ended. Which loop does most of the work?",
    StopReason.CUT_SHORT: "the machine was too busy to come to the end of it, so it was not graded to its end.",
    StopReason.BROKEN_REPLY: "what came back could not be read.",
    StopReason.TOO_MUCH: "far too much came back from it.",
}


class JailStopped(BaseException):
    """The student's process cannot go on; the message says what happened, for the student.

    Not an ordinary exception: a test that expects *some* error must not be satisfied by a process that died.
    """

    def __init__(self, reason: StopReason, seconds: float = 0.0) -> None:
        super().__init__(_MESSAGES[reason].format(seconds=seconds))
        self.reason = reason
