"""Why a submission got the points it got: what was planned, what happened, what was found. For whoever grades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.assignment.answer_key import AnswerKey
from autograder.grading import judge, reading
from autograder.grading.findings import Finding
from autograder.grading.grade import examine
from autograder.grading.handed_in import HandedIn
from autograder.jail.outside.jailer import JailSource


def explain(data: HandedIn, key: AnswerKey, jailer: JailSource, notes: Sequence[str] = ()) -> Iterator[str]:
    """Grade one submitted file, record nothing, and give the plan, what happened and the findings, line by line."""
    examination = examine(reading.read(data, key), key, jailer)
    submission, events = examination.submission, examination.events
    yield from _section("Notes", [*notes, *submission.notes, *judge.notes(submission, key, events)])
    yield from _section("Plan", f"{examination.plan}".splitlines())
    yield from _section("What happened", [f"{event}" for event in events])
    yield from _section("Findings", [line for each in examination.findings.values() for line in _lines(each)])


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  {line}" for line in lines)


def _lines(finding: Finding) -> Iterator[str]:
    score = "?" if finding.score is None else f"{finding.score:g}"
    mistake = f", {finding.mistake}" if finding.mistake else ""
    yield f"{finding.question}: {score} of {finding.points:g}, {finding.status}{mistake}"
    for card in finding.cards:
        yield from (f"  {line}" for line in card.as_text().splitlines())
