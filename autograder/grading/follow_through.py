"""No double punishment: a question that fails only because an earlier answer is wrong gets its points all the same.

Where a question lost points after an earlier one did, a snapshot of the student's process is asked again, with the
earlier functions answered by the reference. The reference runs here; only its results cross the wire. Which answers are
replaced depends on how the questions before ended, so this is a second plan, made one step at a time. Points come of it
only where one of those functions was really called, and where the question's own answer was asked for too: it has to
be the student's. Which of them are named is read from the source: the process knows hidden inputs by now, and could
choose whom it calls.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.battery import partners
from autograder.assignment.cell_names import uses
from autograder.grading import redaction
from autograder.grading.events import Answer, Event
from autograder.grading.findings import Finding, Status
from autograder.grading.plan import Ask, once_more
from autograder.grading.scoring import earned
from autograder.grading.sources import Sources
from byhand.card import Card


def with_names_as_left(
    findings: Mapping[str, Finding],
    key: AnswerKey,
    events: Iterable[Event],
    ask: Callable[[Ask], tuple[Answer, set[str]] | None],
) -> dict[str, Finding]:
    """Return ``findings`` with the points of answers that build on what a cell before them bound to an earlier name.

    The test itself goes on asking the earlier answers as they were tested; only the student's code sees the later ones.
    """
    final = dict(findings)
    redefined = {event.ask.test for event in events if isinstance(event, Answer) and event.redefined}
    for cell in key.cells:
        finding = final.get(cell.grade_id)
        if finding is None or cell.grade_id not in redefined or not finding.lost_points:
            continue
        asked = ask(once_more(cell.grade_id, cell.segments, as_left=True))
        if asked is None or not _is_own(asked[0], cell.grade_id, key):
            continue
        points = earned(asked[0], cell.points)
        if points == finding.points:  # what it lacked otherwise is said of the names as they were tested
            final[cell.grade_id] = replace(
                finding, score=points, status=Status.PASSED, mistake="", hidden=None, cards=[], failed_visible=False
            )
    return final


def follow_through(
    findings: Mapping[str, Finding],
    key: AnswerKey,
    untouched: set[str],
    written: Sources,
    ask: Callable[[Ask], tuple[Answer, set[str]] | None],
) -> dict[str, Finding]:
    """Return ``findings`` with the points that questions get once earlier answers are right.

    ``untouched`` are the answers that nobody began to write, ``written`` are the cells of code; ``ask`` carries out one
    more step and says which of the replaced functions were called, or gives None.
    """
    final = dict(findings)
    tests = {cell.grade_id: cell for cell in key.cells if cell.grade_id in key.answers and not cell.in_jail}
    for test in (test for test in findings if test in tests):
        finding = findings[test]
        unwritten = finding.status is Status.NOT_WRITTEN and key.answers[test] in untouched
        if unwritten or not key.follow_through or not finding.lost_points:
            continue
        names = _wrong_before(test, {name: final[name] for name in findings if name in tests}, key)
        for replaced in _choices(test, names, key):
            asked = ask(once_more(test, tests[test].segments, replaced))
            if asked is None:
                break
            answer, called = asked
            if not called.isdisjoint(names) and _is_own(answer, test, key):
                points = earned(answer, tests[test].points)
                if points * key.follow_through > (final[test].score or 0.0):  # of two choices the better one counts
                    reached = written.reached(uses(tests[test].source)[0] | key.own_names[test], names)
                    built_on = [name for name in names if name in reached]
                    final[test] = _credited(finding, points, key.follow_through, built_on)
            if not final[test].lost_points or final[test].status is Status.FOLLOWED:
                break
    return final


def _choices(test: str, wrong: list[str], key: AnswerKey) -> Iterator[list[str]]:
    """Give what to replace: the ``wrong`` functions, and if that does not do, those that share caches with them too."""
    if wrong:
        yield wrong
        sharing = {partner for name in wrong for partner in partners(key).get(name, ())}
        before = {name for cell in _answers_before(test, key) for name in key.functions[cell]}
        if more := sorted((sharing & before) - {*wrong} - key.own_names[test]):
            yield [*wrong, *more]


def _answers_before(test: str, key: AnswerKey) -> Iterator[str]:
    """Give the answers that were asked for before the one that ``test`` is about, in order."""
    cells = [cell.grade_id for cell in key.cells if cell.grade_id in key.functions]
    yield from itertools.takewhile(lambda answer: answer != key.answers[test], cells)


def _wrong_before(test: str, findings: Mapping[str, Finding], key: AnswerKey) -> list[str]:
    """Return the functions in answers before this test's own that lost points through a mistake of their own."""
    before: dict[str, None] = {}
    for earlier, finding in findings.items():
        answer = key.answers[earlier]
        if earlier == test or answer == key.answers[test]:
            break
        if answer and finding.lost_points and finding.status is not Status.FOLLOWED:
            before |= dict.fromkeys(key.functions[answer])
    return [name for name in before if name not in key.own_names[test]]


def _is_own(answer: Answer, test: str, key: AnswerKey) -> bool:
    """Return whether the student's answer took part: one of its functions was called, or it defines none."""
    functions = key.functions.get(key.answers[test], {})
    return not functions or not answer.called.isdisjoint(functions)


def _credited(finding: Finding, points: float, share: float, names: list[str]) -> Finding:
    """Return the finding with what ``points`` with right earlier answers are worth."""
    given = points * share
    whose = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names) or "an earlier answer"
    hint = f"Repair {names[0] if names else 'what comes before'} first, then run this check again."
    if points < finding.points:
        problem = f"a part of it failed only because it builds on {whose}, so it gets {given:g} points"
        cards = [Card(finding.question, problem, hint=hint), *redaction.without_kind(finding)]
        return replace(finding, score=given, status=Status.PARTIAL, cards=cards, hidden=None)
    amount = "all its points" if share == 1 else f"{given:g} of its {finding.points:g} points"
    problem = f"this answer is right. It failed only because it builds on {whose}, so it gets {amount}"
    cards = [Card(finding.question, problem, hint=hint)]
    return replace(finding, score=given, status=Status.FOLLOWED, mistake="", hidden=None, cards=cards)
