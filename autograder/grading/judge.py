"""Makes findings of what happened. Pure: the same events always give the same findings.

It decides what of a failure the student may read, by the phase in which it came: of a hidden part nothing passes but
what `redaction` makes of it. `follow_through` and `naming` add cards later, made of names that the key holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.grading import failure_cards, redaction
from autograder.grading.events import Answer, CellRun, End, Event, JailVerdict
from autograder.grading.findings import Finding, Status
from autograder.grading.plan import Phase
from autograder.grading.scoring import earned
from autograder.grading.submission import Cell, Submission
from byhand.card import Card, CardKind
from byhand.check import Parts
from byhand.derivation.points import LineParts


def judge(submission: Submission, key: AnswerKey, events: Sequence[Event]) -> dict[str, Finding]:
    """Return the finding of every graded cell, by grade_id, in the submission's order."""
    sources = _Sources(submission, key)
    found: dict[str, Finding] = {}
    for cell in submission.cells:
        if cell.key is None or cell.key.grade_id in found:
            continue
        if cell.key.is_read_by_person:
            found[cell.key.grade_id] = _written(cell.key, cell)
        elif cell.key.kind is CellKind.TESTS:
            found[cell.key.grade_id] = _tested(cell.key, events, sources)
    return found


def unexamined(key: AnswerKey) -> dict[str, Finding]:
    """Return the findings of a file that could not be read: no points for anything."""
    cells = [cell for cell in key.cells if cell.is_graded]
    return {cell.grade_id: _finding(cell, 0.0, Status.NO_ANSWER) for cell in cells}


def notes(submission: Submission, key: AnswerKey, events: Sequence[Event]) -> list[str]:
    """Return what the instructor should know of cells that had to be stopped, each once."""
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
    return list(dict.fromkeys(lines))


class _Sources:
    """The student's own code, against which a traceback is checked."""

    def __init__(self, submission: Submission, key: AnswerKey) -> None:
        self._about = key.answers
        self._cells = {cell.key.grade_id: cell.source for cell in submission.cells if cell.key is not None}
        self._cells[""] = "\n".join(cell.source for cell in submission.cells if cell.key is None)
        self.everything = "\n".join(self._cells.values())

    def of_answer(self, test: str) -> str:
        """Return the cell that ``test`` is about."""
        return self._cells.get(self._about[test], "")


def _finding(cell: KeyCell, score: float | None, status: Status = Status.PASSED) -> Finding:
    return Finding(cell.grade_id, cell.question, cell.points, score, status=status)


def _written(key: KeyCell, cell: Cell) -> Finding:
    """Let a written answer wait for a person; none is worth nothing."""
    if cell.attempted and not cell.missing and cell.source.strip():
        return _finding(key, None, Status.BY_HAND)
    return _finding(key, 0.0, Status.NO_ANSWER)


def _tested(cell: KeyCell, events: Sequence[Event], sources: _Sources) -> Finding:
    if cell.in_jail:
        runs = [event for event in events if isinstance(event, JailVerdict) and event.step.test == cell.grade_id]
        return _ran_in_jail(cell, runs)
    answers = [event for event in events if isinstance(event, Answer) and event.ask.test == cell.grade_id]
    return _answered(cell, answers, sources)


def _answered(cell: KeyCell, answers: Sequence[Answer], sources: _Sources) -> Finding:
    """Judge by the last answer: the hidden part's, if the visible part raised nothing."""
    last, visible = answers[-1], [answer for answer in answers if answer.ask.phase is Phase.VISIBLE]
    finding = _finding(cell, earned(last, cell.points))
    finding.printed = visible[-1].printed
    if last.error is not None:
        finding.status = failure_cards.status(last.error)
        finding.cards = [_failure_card(cell, last, sources)]
    elif isinstance(last.value, Parts):
        _settle_parts(finding, last, last.value)
    else:
        finding.status = _status(finding.score or 0.0, finding.points)
    finding.failed_visible = any(answer.error is not None or answer.part_failed for answer in visible)
    finding.failed_visible |= last.ask.phase is Phase.VISIBLE and finding.lost_points
    for card in finding.cards:  # shown as cards already
        finding.printed = finding.printed.replace(card.as_text() + "\n", "")
    return finding


def _failure_card(cell: KeyCell, answer: Answer, sources: _Sources) -> Card:
    assert answer.error is not None
    if answer.ask.phase is Phase.HIDDEN:
        return redaction.hidden_failure(cell, answer.error, sources.of_answer(cell.grade_id))
    return failure_cards.failure_card(cell, answer.error, sources.everything)


def _settle_parts(finding: Finding, answer: Answer, parts: Parts) -> None:
    """Keep the words of parts that failed in sight; those that failed in a hidden part keep only their points."""
    shown = len(parts.failures) if answer.ask.phase is Phase.VISIBLE else answer.failures_before
    cards = [failure.card for failure in parts.failures]
    finding.cards = [*dict.fromkeys(cards[:shown]), *redaction.hidden_parts(cards[shown:])]
    finding.status = _status(parts.earned, parts.total)
    if isinstance(parts, LineParts) and answer.ask.phase is Phase.VISIBLE:  # not what a hidden test judged
        finding.lines = parts.derivation.as_html(offline=True) if parts.derivation else ""
        finding.mistake = parts.mistake
    if not parts.earned and all(card.kind is CardKind.NOT_WRITTEN for card in finding.cards):
        finding.status = Status.NOT_WRITTEN


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
    return finding
