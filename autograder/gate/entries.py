"""The gate on the catalogue: right answers are accepted, mistakes are rejected and named.

Several entries share a notebook first; each that this does not prove is then graded by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes, asked
from autograder.assignment.catalogue import Alternative, Entry, Misconception
from autograder.assignment.key_cell import CellKind
from autograder.gate import room
from autograder.gate.batches import batches
from autograder.gate.catch_table import questions
from autograder.gate.chains import Chains
from autograder.gate.leaks import hidden_test_in
from autograder.gate.machine_speed import slowness
from autograder.gate.room import Timed
from autograder.gate.verdict import Tried, Verdict
from autograder.grading.findings import Finding, Graded, Marks, Status
from autograder.reports import feedback
from autograder.workers.pool import Job, Outcome, grading


def fit(key: AnswerKey) -> Verdict:
    """Return whether each entry answers what its question asks: another would replace nothing, and so prove nothing."""
    names, question_of, why = asked(key), questions(key), ""
    for question, entries in key.catalogue.items():
        for entry in entries:
            if entry.function not in names:
                why = why or f"the assignment asks for no {entry.function} ({entry.name})"
            elif (own := question_of.get(entry.function, question)) != question:
                why = why or f"{entry.function} ({entry.name}) is listed for {question}, and {own} tests it"
    return Verdict(not why, "every alternative and misconception replaces an answer", why)


def about(key: AnswerKey, chosen: Collection[str] = ()) -> list[Entry]:
    """Return the entries for the answers that the ``chosen`` questions test; without any, all of the catalogue."""
    tests = [cell for cell in key.cells if cell.kind is CellKind.TESTS and cell.question in chosen]
    cells, written_in = {key.answers[cell.grade_id] for cell in tests}, asked(key)
    entries: list[Entry] = [*key.alternatives, *key.misconceptions]
    return [entry for entry in entries if not chosen or written_in.get(entry.function) in cells]


def prove(
    key: AnswerKey, chains: Chains, blank: dict, solution: Path, entries: Sequence[Entry], processes: int, walls: bool
) -> Iterator[Verdict]:
    """Grade the reference, the untouched notebook and ``entries``, and yield what each of them proves."""
    pages = _Pages(key)
    tests: list[Timed] = []
    slow = slowness()
    question_of = questions(key)
    together = {f"notebook {number}": some for number, some in enumerate(batches(key, entries), 1)}
    jobs = [_job("reference", answered(blank, key), pictures=True), _job("untouched", blank, pictures=True)]
    for label, some in together.items():
        counting, until = _asked(key, chains, some)
        jobs.append(_job(label, answered(blank, key, some, until), counting))
    alone = {id(entry): entry for entry in entries}
    for outcome in pages.seen(jobs, solution, processes, walls):
        if outcome.student != "untouched":
            tests += _timed(outcome, key, together.get(outcome.student, []))
        if outcome.student == "reference":
            yield _judge(outcome, partial(_full, what="the reference"))
        elif outcome.student == "untouched":
            yield _judge(outcome, _nothing)
        elif outcome.graded is not None:
            for entry in together[outcome.student]:
                verdict = _among_others(outcome.graded, entry, key, question_of.get(entry.function, ""))
                if verdict.passed:
                    del alone[id(entry)]
                    yield verdict
    left = {f"{number}. {_title(entry)}": entry for number, entry in enumerate(alone.values(), 1)}
    jobs = [_job(label, answered(blank, key, [entry])) for label, entry in left.items()]
    for outcome in pages.seen(jobs, solution, processes, walls):
        entry = left[outcome.student]
        tests += _timed(outcome, key, [entry])
        yield _judge(outcome, partial(_alone, entry=entry, question=question_of.get(entry.function, "")))
    yield pages.verdict()
    yield from room.judged(tests, key.limits.seconds_per_cell, min(slow, slowness()))


def _timed(outcome: Outcome, key: AnswerKey, entries: Sequence[Entry]) -> Iterator[Timed]:
    """Give the time of each test of a notebook of right answers: the reference, or these alternatives."""
    if outcome.graded is not None and all(isinstance(entry, Alternative) for entry in entries):
        answers = ", ".join(_title(entry) for entry in entries) or "the reference"
        yield from room.timed(outcome.graded, key, answers)


def _job(label: str, notebook: Mapping[str, Any], tests: Collection[str] | None = None, pictures: bool = False) -> Job:
    return Job(label, data=as_bytes(notebook), tests=tests, pictures=pictures)


def _asked(key: AnswerKey, chains: Chains, entries: Sequence[Entry]) -> tuple[Collection[str] | None, str | None]:
    """Return the test cells that say something of ``entries``, and the first answer that none of them needs.

    Right answers may change what any test says. Mistakes change their own tests and those that build on them; after
    the last of their own nothing is asked.
    """
    written_in = asked(key)
    cells = {written_in[entry.function] for entry in entries if entry.function in written_in}
    own = [place for place, cell in enumerate(key.cells) if key.answers.get(cell.grade_id) in cells]
    if not own or any(isinstance(entry, Alternative) for entry in entries):
        return None, None
    known = {cell.grade_id for cell in key.cells[: own[-1] + 1]}
    until = next((cell.grade_id for cell in key.cells[own[-1] :] if cell.is_answer), None)
    return chains.asked(chains.influenced(cells)) & known, until


class _Pages:
    """Grades notebooks, and looks for hidden tests in the feedback page of each."""

    def __init__(self, key: AnswerKey) -> None:
        self._key = key
        self._count, self._leak = 0, ""

    def seen(self, jobs: Sequence[Job], solution: Path, processes: int, walls: bool) -> Iterator[Outcome]:
        if not jobs:
            return
        with grading(jobs, solution, processes, walls) as outcomes:
            for outcome in outcomes:
                yield outcome
                if outcome.graded is not None:
                    page = feedback.page_for(outcome.graded.notebook, Marks({}, {}), outcome.student)
                    self._count, self._leak = self._count + 1, self._leak or hidden_test_in(self._key, page)

    def verdict(self) -> Verdict:
        why = f"found: {self._leak}" if self._leak else ""
        return Verdict(not self._leak, f"no hidden test in {self._count} feedback pages", why)


def _title(entry: Entry) -> str:
    kind = "alternative" if isinstance(entry, Alternative) else "misconception"
    return f"{kind} {entry.function}: {entry.name}"


def _judge(outcome: Outcome, judge: Callable[[Graded], Verdict]) -> Verdict:
    if outcome.graded is None:
        return Verdict(False, outcome.student, outcome.problem)
    return judge(outcome.graded)


def _among_others(graded: Graded, entry: Entry, key: AnswerKey, question: str) -> Verdict:
    """Return what a notebook with other entries in it proves of this one, by the questions about it alone."""
    if isinstance(entry, Alternative):
        return _accepted(graded, _title(entry), question)
    own = [finding for finding in graded.findings if key.answers.get(finding.grade_id) == asked(key)[entry.function]]
    return _caught(own, entry, question)


def _alone(graded: Graded, entry: Entry, question: str) -> Verdict:
    if isinstance(entry, Alternative):
        return _accepted(graded, _title(entry), question)
    return _caught(graded.findings, entry, question)


def _full(graded: Graded, what: str) -> Verdict:
    lost = [f for f in graded.findings if f.score is not None and f.score < f.points]
    why = f"{lost[0].question}: {lost[0].cards[0].as_line() if lost[0].cards else lost[0].status}" if lost else ""
    return Verdict(not lost, f"{what} gets full marks", why)


def _nothing(graded: Graded) -> Verdict:
    earned = [f.question for f in graded.findings if f.score != 0]
    crashed = [f.question for f in graded.findings if f.status is Status.STOPPED]
    why = f"points for {', '.join(earned)}" if earned else f"{', '.join(crashed)} stopped" if crashed else ""
    return Verdict(not why, "an untouched notebook gets nothing, without a crash", why)


def _accepted(graded: Graded, what: str, question: str) -> Verdict:
    verdict = _full(graded, what)
    return replace(verdict, tried=Tried(question, right=True, passed=verdict.passed))


def _caught(findings: Sequence[Finding], entry: Misconception, question: str) -> Verdict:
    what = _title(entry)
    lost = [f for f in findings if f.score is not None and f.score < f.points]
    named = [f.mistake for f in lost if f.mistake]
    said = [card.as_text() for f in lost for card in f.cards]
    is_named = any(entry.says in text for text in said) if entry.says else entry.name in named
    by = {f.question: "visible" if f.failed_visible else "hidden" for f in lost}
    tried = Tried(question, right=False, passed=bool(lost), named=is_named, by=by)
    if not lost:
        return Verdict(False, what, "is not rejected by any test", tried)
    if not is_named and entry.says:
        why = f"is rejected, but nothing says {entry.says!r}: {' '.join(said)[:300]!r}"
        return Verdict(False, what, why, tried)
    if not is_named:
        why = f"is rejected, but named {named[0]!r}" if named else "is rejected, but not named"
        return Verdict(False, what, why, tried)
    return Verdict(True, what, "caught by " + ", ".join(f"{name} ({check})" for name, check in by.items()), tried)
