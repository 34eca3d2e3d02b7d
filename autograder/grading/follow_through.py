"""No double punishment: a question that fails only because an earlier answer is wrong gets its points all the same.

Where a question lost points after an earlier one did, a copy of the student's process as it was then is asked again,
with the earlier functions answered by the reference. The reference runs here; only its results cross the wire.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.grading.findings import Finding, Status
from autograder.grading.question import Question
from autograder.jail.outside.client import JailStopped
from byhand.card import Card


def follow_through(question: Question, questions: Sequence[Question]) -> None:
    """Ask ``question`` again with right earlier answers; if it then passes, give it its share of the points."""
    key = question.key
    branch = question.branch
    if branch is None or branch.lost or not question.lost_points or key.follow_through == 0:
        return
    wrong = _wrong_before(question, questions)
    functions = {name: function for answer in wrong for name, function in key.functions[answer].items()}
    if not functions:
        return
    question.names.clear()
    question.names.update(question.names_before)
    again = Question(question.cell, key, branch.jail, question.names, question.sources)
    branch.jail.switch(branch.channel)
    try:
        branch.jail.switch(branch.jail.branch())
        branch.jail.replace(functions)
    except JailStopped:
        return
    if again.ask([*again.visible, *again.hidden], bind=True):
        again.settle()
        if not again.lost_points:
            _credit(question.finding, key.follow_through, list(functions))


def _wrong_before(question: Question, questions: Sequence[Question]) -> list[str]:
    """The answers before this question's own that lost points through a mistake of their own, in order."""
    before: list[str] = []
    for earlier in questions:
        answer = earlier.answer
        if earlier is question or answer == question.answer:
            break
        if earlier.lost_points and earlier.finding.status is not Status.FOLLOWED and answer and answer not in before:
            before.append(answer)
    return before


def _credit(finding: Finding, share: float, names: list[str]) -> None:
    given = finding.points * share
    if finding.score is None or given <= finding.score:
        return
    finding.score, finding.status, finding.mistake = given, Status.FOLLOWED, ""
    whose = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    amount = "all its points" if share == 1 else f"{given:g} of its {finding.points:g} points"
    problem = f"this answer is right. It failed only because it builds on {whose}, so it gets {amount}"
    finding.cards = [Card(finding.question, problem, hint=f"Repair {names[0]} first, then run this check again.")]
