"""The gate on room: the slowest right answer of every question uses a tenth of its limit at most.

So a student who loops where the reference does not, on a machine slower than ours, is never stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.assignment.answer_key import AnswerKey
from autograder.gate.verdict import Verdict
from autograder.grading.findings import Graded

WHAT = "the slowest right answer of every question uses a tenth of its limit at most"
SHARE = 0.1


@dataclass(frozen=True)
class Timed:
    """What one question's test took of a notebook's own time, and which right answers were in that notebook."""

    question: str
    answers: str
    seconds: float


def timed(graded: Graded, key: AnswerKey, answers: str) -> Iterator[Timed]:
    """Give the own time of each test of a notebook that holds these right ``answers``."""
    questions = {cell.grade_id: cell.question for cell in key.cells}
    for grade_id, seconds in graded.own_seconds.items():
        yield Timed(questions[grade_id], answers, seconds)


def slowest(tests: Iterable[Timed]) -> list[Timed]:
    """Return, for each question, its slowest test."""
    found: dict[str, Timed] = {}
    for test in tests:
        if test.question not in found or test.seconds > found[test.question].seconds:
            found[test.question] = test
    return [*found.values()]


def judged(tests: Sequence[Timed], limit: float, slow: float) -> list[Verdict]:
    """Return a verdict for each question without room, or one that names the question with the least.

    ``limit`` are the seconds that a test may take; ``slow`` is this machine's slowdown, by which its share grows.
    """
    allowed = SHARE * limit * slow
    by_time = sorted(slowest(tests), key=lambda test: -test.seconds)
    failed = [test for test in by_time if test.seconds > allowed]
    if not by_time:
        return [Verdict(False, WHAT, "no right answer was timed")]
    return [Verdict(not failed, WHAT, _why(test, limit, allowed)) for test in failed or by_time[:1]]


def _why(test: Timed, limit: float, allowed: float) -> str:
    return (
        f"{test.question} takes {test.seconds:.2f} s of {limit:g} s here, where {allowed:.2f} s are allowed,"
        f" with {test.answers}"
    )
