"""What grading a submission gives: plain data that crosses between processes and is read without NumPy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.assignment.answer_key import AnswerKey
from autograder.grading.handed_in import HandedIn, Unreadable
from byhand.card import Card


class Status(StrEnum):
    """How a graded cell ended."""

    PASSED = "passed"
    FOLLOWED = "followed"  # failed only because of an earlier answer; has its share of the points
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_WRITTEN = "not written"  # the stub is still there
    STOPPED = "stopped"  # timed out, or the process died
    BY_HAND = "by hand"  # a person decides
    NO_ANSWER = "no answer"


class HiddenKind(StrEnum):
    """All that a student may know of how a hidden test failed: each member is a page that a submission can choose."""

    WRONG_VALUE = "wrong value"
    WRONG_FORM = "wrong shape or type"
    NOT_DEFINED = "not defined"  # a name that the test needs
    STOPPED = "stopped"  # too slow, or the process ended
    ASSERTION_ERROR = "AssertionError"
    ATTRIBUTE_ERROR = "AttributeError"
    INDEX_ERROR = "IndexError"
    KEY_ERROR = "KeyError"
    NAME_ERROR = "NameError"
    NOT_IMPLEMENTED_ERROR = "NotImplementedError"
    RECURSION_ERROR = "RecursionError"
    TYPE_ERROR = "TypeError"
    VALUE_ERROR = "ValueError"
    ZERO_DIVISION_ERROR = "ZeroDivisionError"
    OTHER_ERROR = "an error"


@dataclass
class Finding:
    """The result of one graded cell. ``score`` is None where a person decides."""

    grade_id: str
    question: str
    points: float
    score: float | None
    cards: list[Card] = field(default_factory=list)
    status: Status = Status.PASSED
    hidden: HiddenKind | None = None  # how the hidden part failed, where the last of ``cards`` says so
    mistake: str = ""  # the known mistake this answer equals
    lines: str = ""  # a derivation, typeset and marked line by line, as HTML
    printed: str = ""
    ran_in_jail: bool = False  # the verdict came from inside the jail
    failed_visible: bool = False  # a check that students have does not pass either
    absent: bool = False  # what was handed in had other graded cells, and not this one

    @property
    def lost_points(self) -> bool:
        """Whether it has fewer points than it could, and no person decides."""
        return self.score is not None and self.score < self.points


@dataclass
class Graded:
    """Everything that is kept of one graded submission."""

    notebook: bytes
    findings: list[Finding]
    notes: list[str]
    readable: bool
    digest: str  # of the submitted bytes and the answer key: the same digest gives the same grade
    unreadable: str = ""  # why nothing of what was handed in could be graded; empty also if nothing was
    lost: str = ""  # what of the file could not be read, and so is not graded
    repaired: str = ""  # what was mended of the file
    earlier_version: str = ""  # that it was made from an earlier student version, and where that differs
    cut_short: bool = False  # a cell or test was ended, or not run, because the machine was too busy
    # grade_id → seconds that a test cell took of its limit, in the jail and here, where it was asked the longest
    own_seconds: dict[str, float] = field(default_factory=dict, compare=False)

    @property
    def score(self) -> float:
        """Points so far; written answers count once somebody graded them."""
        return sum(finding.score or 0.0 for finding in self.findings)


@dataclass(frozen=True)
class Marks:
    """What the gradebook says: final scores by grade_id (manual ones win), and comments."""

    scores: dict[str, float | None]
    comments: dict[str, str]


def digest(data: HandedIn, key: AnswerKey) -> str:
    """Return the fingerprint of what a grade depends on: the submitted bytes and, after a colon, the answer key."""
    if isinstance(data, Unreadable):
        return f"{data.digest}:{key.digest}"
    submission = "absent" if data is None else hashlib.sha256(data).hexdigest()
    return f"{submission}:{key.digest}"
