"""Makes findings of what happened. Pure: the same events always give the same findings.

It decides what of a failure the student may read, by the phase in which it came: of a hidden part nothing passes but
what `redaction` makes of it. Once a hidden test was asked, everything later counts as hidden: processes of one
submission may tell each other what they were passed. `follow_through` and `naming` add cards later, made of names that
the key holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading import failure_cards, redaction
from autograder.grading.events import Answer, CellRun, End, Event, JailVerdict, is_hidden
from autograder.grading.failure_kinds import hidden_kind
from autograder.grading.findings import Finding, HiddenKind, Status
from autograder.grading.plan import Phase
from autograder.grading.redaction import SourceFacts
from autograder.grading.scoring import earned, earned_inside
from autograder.grading.sources import Sources
from autograder.grading.submission import Cell, Submission
from byhand.card import Card, CardKind
from byhand.check import Parts
from byhand.derivation.points import LineParts

_ONLY_IN_SIGHT = (
    "some of the checks that you can see pass, but none of the hidden ones, which ask the same of other inputs. "
    "So there are no points for it yet"
)


def judge(submission: Submission, key: AnswerKey, events: Sequence[Event]) -> dict[str, Finding]:
    """Return the finding of every graded cell, by grade_id, in the submission's order."""
    written = _Written(submission, key)
    found: dict[str, Finding] = {}
    there = {cell.key.grade_id for cell in submission.cells if cell.key is not None and not cell.missing}
    for cell in submission.cells:
        if cell.key is None or cell.key.grade_id in found:
            continue
        if cell.key.is_read_by_person:
            found[cell.key.grade_id] = _written(cell.key, cell)
        elif cell.key.kind is CellKind.TESTS:
            found[cell.key.grade_id] = _tested(cell.key, events, written)
        if finding := found.get(cell.key.grade_id):
            finding.absent = _is_absent(cell.key.grade_id, key, there)
    return found


def _is_absent(grade_id: str, key: AnswerKey, there: set[str]) -> bool:
    """Return whether neither a graded cell nor an answer that it alone tests is there, but other graded cells are."""
    answer = key.answers.get(grade_id, "")
    has_answer = answer in there and [*key.answers.values()].count(answer) == 1
    return grade_id not in there and not has_answer and any(cell.grade_id in there for cell in key.graded)


def unexamined(key: AnswerKey) -> dict[str, Finding]:
    """Return the findings of a file that could not be read: no points for anything."""
    cells = [cell for cell in key.cells if cell.is_graded]
    return {cell.grade_id: _finding(cell, 0.0, Status.NO_ANSWER) for cell in cells}


def notes(submission: Submission, key: AnswerKey, events: Sequence[Event]) -> list[str]:
    """Return what one should know of cells that had to be stopped, or that defined something again, each once."""
    said = {
        End.CRASHED: "{} crashed Python and was left out",
        End.TIMED_OUT: f"{{}} took more than {key.limits.seconds_per_cell:g} seconds of its own time",
        End.CUT_SHORT: "{} was cut short: the machine was too busy",
    }
    lines = [
        said[event.end].format(submission.cells[event.place].title)
        for event in events
        if isinstance(event, CellRun | JailVerdict) and event.end in said
    ]
    if skipped := sum(isinstance(event, CellRun) and event.end is End.NOT_RUN for event in events):
        lines.append(f"{skipped} {'cell was' if skipped == 1 else 'cells were'} not run: time or restarts were used up")
    before = itertools.takewhile(lambda event: not is_hidden(event), events)  # later the process could choose
    again = {name for event in before if isinstance(event, Answer) for name in event.redefined}
    lines += [
        f"{name} was defined again in a later cell; the tests kept to what it was when its own question was tested"
        for name in sorted(again)
    ]
    return list(dict.fromkeys(lines))


class _Written:
    """What the student wrote, by cell."""

    def __init__(self, submission: Submission, key: AnswerKey) -> None:
        self._about, self._needs = key.answers, key.needs
        self._cells = {cell.key.grade_id: cell.source for cell in submission.cells if cell.key is not None}
        own = [cell.source for cell in submission.cells if cell.key is None]
        self.everything = Sources([*self._cells.values(), *own])

    def facts(self, test: str) -> SourceFacts:
        """Return what the source says of the answer to ``test``, whatever ran."""
        missing = sorted(self._needs[test] - self.everything.bound)
        return SourceFacts(Sources([self._cells.get(self._about[test], "")]).has_stub, missing[0] if missing else "")


def _finding(cell: KeyCell, score: float | None, status: Status = Status.PASSED) -> Finding:
    return Finding(cell.grade_id, cell.question, cell.points, score, status=status)


def _written(key: KeyCell, cell: Cell) -> Finding:
    """Let a written answer wait for a person; none is worth nothing, but for nbgrader a task can be done anywhere."""
    if key.kind is CellKind.TASK and key.released is not None:
        return _finding(key, None, Status.BY_HAND)
    if cell.attempted and not cell.missing and cell.source.strip():
        return _finding(key, None, Status.BY_HAND)
    return _finding(key, 0.0, Status.NO_ANSWER)


def _tested(cell: KeyCell, events: Sequence[Event], written: _Written) -> Finding:
    if cell.in_jail:
        runs = [event for event in events if isinstance(event, JailVerdict) and event.step.test == cell.grade_id]
        return _ran_in_jail(cell, runs)
    before = list(itertools.takewhile(lambda event: not is_hidden(event), events))
    in_sight = [event for event in before if isinstance(event, Answer) and event.ask.test == cell.grade_id]
    later = [event for event in events[len(before) :] if isinstance(event, Answer) and event.ask.test == cell.grade_id]
    return _answered(cell, in_sight, later, written)


def _answered(cell: KeyCell, in_sight: Sequence[Answer], later: Sequence[Answer], written: _Written) -> Finding:
    """Judge by the last answer: the hidden part's, if the visible part raised nothing."""
    last = [*in_sight, *later][-1]
    finding = _finding(cell, earned(last, cell.points))
    finding.printed = in_sight[-1].printed
    if isinstance(last.value, Parts):
        asked_again = any(answer.ask.phase is Phase.VISIBLE for answer in later)  # what failed there is not in sight
        shown = 0 if asked_again else last.failures_before if later else len(last.value.failures)
        _settle_parts(finding, last.value, shown, written)
        if last.only_in_sight:
            finding.status = Status.FAILED
            finding.cards = [Card(finding.question, _ONLY_IN_SIGHT, hint=redaction.TRY_OTHERS), *finding.cards]
        if isinstance(last.value, LineParts) and not later:  # not what a hidden test judged
            finding.lines = last.value.derivation.as_html(offline=True) if last.value.derivation else ""
            finding.mistake = last.value.mistake
    elif last.error is None:
        finding.status = _status(finding.score or 0.0, finding.points)
    elif later:
        finding.status = Status.FAILED
        redaction.settle(finding, hidden_kind(last.error), written.facts(cell.grade_id))
    else:
        finding.status = failure_cards.status(last.error)
        finding.cards = [failure_cards.failure_card(cell, last.error, written.everything)]
    finding.failed_visible = any(answer.error is not None or answer.part_failed for answer in in_sight)
    finding.failed_visible |= not later and finding.lost_points
    for card in finding.cards:  # shown as cards already
        finding.printed = finding.printed.replace(card.as_text() + "\n", "")
    return finding


def _settle_parts(finding: Finding, parts: Parts, shown: int, written: _Written) -> None:
    """Keep the words of the first ``shown`` parts that failed; of the others only the first, by its kind."""
    finding.cards = [*dict.fromkeys(failure.card for failure in parts.failures[:shown])]
    finding.status = _status(parts.earned, parts.total) if parts.worth else Status.FAILED
    if not parts.worth:
        finding.cards = [Card(finding.question, "no part of this check was reached, so it gave no points")]
    not_written = [card.kind is CardKind.NOT_WRITTEN for card in finding.cards]
    if not parts.earned and not_written and all(not_written):
        finding.status = Status.NOT_WRITTEN
    for failure in parts.failures[shown : shown + 1]:
        kind = hidden_kind(failure.error) if failure.error is not None else HiddenKind.WRONG_VALUE
        redaction.settle(finding, kind, written.facts(finding.grade_id))


def _status(earned: float, total: float) -> Status:
    return Status.PASSED if earned >= total else Status.PARTIAL if earned else Status.FAILED


def _ran_in_jail(cell: KeyCell, runs: Sequence[JailVerdict]) -> Finding:
    """Give stock nbgrader's verdict, which student code could forge."""
    finding = _finding(cell, cell.points)
    finding.ran_in_jail = True
    if finding.score and any(run.end is not End.FINISHED for run in runs):
        finding.score, finding.status = 0.0, Status.FAILED
        finding.cards = [Card(cell.question, "a check of this question did not pass")]
        finding.failed_visible = any(run.end is not End.FINISHED for run in runs if run.step.phase is Phase.VISIBLE)
    elif runs:
        finding.score = earned_inside(runs[-1].shown, cell.points)
        finding.status = _status(finding.score, finding.points)
    return finding
