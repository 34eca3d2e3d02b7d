"""One graded test cell on its way to a finding: its names, what it asks of the jail, its points and its cards."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.catalogue import Misconception
from autograder.assignment.key_cell import KeyCell, Segment
from autograder.grading.failure_cards import failure_card, hidden_part, tidy
from autograder.grading.findings import Finding, Status
from autograder.grading.naming import name_mistake
from autograder.grading.snapshots import Branch
from autograder.grading.trusted import NOTHING, OutOfTime, quietly, run, score_in
from autograder.jail.outside.client import GRACE, Call, Jail, JailStopped
from byhand.card import Card, CardKind
from byhand.check import Parts
from byhand.derivation.points import LineParts

MOST_PRINTED = 20_000


class Question:
    """A test cell in the names of its submission, one dict throughout: functions of earlier test cells look into it.

    What stands after a hidden test in the same cell is asked later as well, of a process that has seen hidden inputs,
    so what it says is hidden too.
    """

    def __init__(
        self, cell: KeyCell, key: AnswerKey, jail: Jail, names: dict[str, Any], sources: dict[str, str]
    ) -> None:
        self.cell, self.key, self.jail, self.sources = cell, key, jail, sources
        self.names = names
        self.names_before = dict(names)  # what given cells and earlier test cells defined
        self.names_then: dict[str, Any] = {}  # and where the hidden part begins
        self.finding = Finding(cell.grade_id, cell.question, cell.points, cell.points)
        self.visible = list(itertools.takewhile(lambda segment: not segment.hidden, cell.segments))
        self.hidden = cell.segments[len(self.visible) :]  # from the first hidden test on
        self.branch: Branch | None = None  # answers the hidden part, later, and may be asked once more
        self.waiting = False  # for its hidden part
        self.stopped = False  # the process that answered cannot be asked again
        self.answer = key.answers[cell.grade_id]  # the cell it is about
        self.mistake: Misconception | None = None
        self._value: Any = NOTHING
        self._calls: list[Call] = []

    @property
    def lost_points(self) -> bool:
        return self.finding.score is not None and self.finding.score < self.finding.points

    def bind(self) -> None:
        """Give the test cell the student's names as they are now, and no older ones. Raises `JailStopped`."""
        needed = self.key.needs[self.cell.grade_id]
        for name in needed:
            self.names.pop(name, None)
        self.names.update(self.jail.names(sorted(needed)))

    def ask(self, segments: list[Segment], bind: bool = False) -> bool:
        """Run segments of the cell; whether all of them went through."""
        seconds = self.key.limits.seconds_per_cell + 2 * GRACE
        try:
            with quietly(seconds) as out:
                if bind:
                    self.bind()
                for segment in segments:
                    self._run(segment, out)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # what pytest.raises raises is no ordinary exception either
            self.fail(error)
            return False
        finally:
            self._calls += self.jail.calls
            self.jail.calls.clear()
        return True

    def fail(self, error: BaseException) -> None:
        """No points, and the card for ``error``."""
        self._value = NOTHING
        self.stopped = isinstance(error, OutOfTime | JailStopped) or self.jail.lost
        sources = self.sources.get(self.answer, "") if self.waiting else "\n".join(self.sources.values())
        card, status = failure_card(self.cell, error, self.waiting, sources)
        self.finding.score, self.finding.status = 0.0, status
        self.finding.in_sight |= not self.waiting
        self.finding.cards.append(card)

    def ask_visible(self) -> None:
        """Run the cell up to its first hidden test; the rest waits, unless there is none or this failed."""
        self.waiting = self.ask(self.visible, bind=True) and bool(self.hidden)

    def ask_hidden(self) -> None:
        """Run the rest of the cell, by the process that answers now."""
        self.ask(self.hidden)

    def start_over(self, jail: Jail) -> None:
        """The visible part again, in a jail that is in the same state as the one that was lost."""
        self.jail, self.waiting = jail, False
        self.names.clear()
        self.names.update(self.names_before)
        self.finding.printed = ""
        self.ask_visible()
        self.names_then = dict(self.names)

    def settle(self) -> None:
        """Points from the last expression's value, where it is one."""
        finding, value = self.finding, self._value
        if isinstance(value, Parts):
            finding.score = finding.points * float(value)
            finding.cards += tidy([failure.card for failure in value.failures])
            finding.status = (
                Status.PASSED if value.earned == value.total else Status.PARTIAL if value.earned else Status.FAILED
            )
            if isinstance(value, LineParts) and self.branch is None:  # lines that a hidden test judged stay there
                finding.lines = value.derivation.as_html(offline=True) if value.derivation else ""
                finding.mistake = value.mistake
            if not value.earned and all(card.kind is CardKind.NOT_WRITTEN for card in finding.cards):
                finding.status = Status.NOT_WRITTEN
        elif (number := score_in(value)) is not None:
            finding.score = min(max(number, 0.0), finding.points)
            finding.status = (
                Status.PASSED if finding.score >= finding.points else Status.PARTIAL if finding.score else Status.FAILED
            )
        finding.in_sight |= not self.waiting and self.lost_points
        for card in finding.cards:  # shown as cards already
            finding.printed = finding.printed.replace(card.as_text() + "\n", "")

    def name(self, earlier: Sequence[Question]) -> None:
        """The mistake's name, where it lost points through one that is known; ``earlier`` questions may know it."""
        finding = self.finding
        if finding.status not in (Status.FAILED, Status.PARTIAL):
            return
        same = [question for question in earlier if question.answer == self.answer]
        if any(question.finding.status is Status.FOLLOWED for question in same):
            return  # what it asks for is right, and only builds on something wrong
        self.mistake = self._mistake([question.mistake for question in same if question.mistake is not None])
        if self.mistake is not None:
            finding.mistake = self.mistake.name
            finding.cards.insert(0, Card(self.mistake.function, self.mistake.name, hint=self.mistake.hint))

    def _mistake(self, known: Sequence[Misconception]) -> Misconception | None:
        """The mistake, ``known`` ones first; none where naming it takes too long or breaks: no points hang on it."""
        self.jail.asleep = True
        try:
            with quietly(self.key.limits.seconds_per_cell):
                return name_mistake(self._calls, self.key, known)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return None
        finally:
            self.jail.asleep = False

    def _run(self, segment: Segment, out: io.StringIO) -> None:
        """One segment; what it prints goes to ``out``, after what others did."""
        seen = [(parts, len(parts.failures)) for parts in self._parts()]
        printed = out.tell()
        try:
            self._value = run(segment.source, f"<{self.cell.grade_id}>", self.names)
        finally:
            if self.waiting:
                self._hide_parts(seen)
            else:
                self.finding.printed += out.getvalue()[printed : printed + MOST_PRINTED]
                failed = [len(parts.failures) > before for parts, before in self._parts_since(seen)]
                self.finding.in_sight |= any(failed)

    def _parts(self) -> list[Parts]:
        return [value for value in self.names.values() if isinstance(value, Parts)]

    def _parts_since(self, seen: list[tuple[Parts, int]]) -> list[tuple[Parts, int]]:
        """The parts there are now, each with how many of its failures were ``seen`` before."""
        return [(parts, next((count for old, count in seen if old is parts), 0)) for parts in self._parts()]

    def _hide_parts(self, seen: list[tuple[Parts, int]]) -> None:
        """Parts that failed since they were ``seen`` keep their points, not their words."""
        for parts, first in self._parts_since(seen):
            for index in range(first, len(parts.failures)):
                failure = parts.failures[index]
                parts.failures[index] = replace(failure, card=hidden_part(failure.card))


def _status(earned: float, total: float) -> Status:
    return Status.PASSED if earned >= total else Status.PARTIAL if earned else Status.FAILED
