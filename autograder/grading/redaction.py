"""What a student reads about a hidden failure: the question, one `HiddenKind`, at most a named mistake, and no more.

Everything else about a failure may be chosen by the student's process, which has seen the hidden input. How many pages
that leaves for a submission to choose from is counted in `hidden_pages`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.grading.findings import Finding, HiddenKind, Status
from byhand.card import Card, CardKind

HIDDEN = "a hidden check of this question did not pass"
TRY_OTHERS = (
    "Try your function on other inputs than those of the check above: other shapes, one row, very large numbers. "
    "Your own notebook says more of each."
)
_TOO_LARGE = (
    "Try larger inputs than those of the check above, and look for a result that is much larger than it should be."
)
_DEFINE = "Is the cell that defines it still there, and does it run without an error?"
_SAID = {
    HiddenKind.WRONG_VALUE: HIDDEN,
    HiddenKind.WRONG_FORM: f"{HIDDEN}: a shape or a type is not what it should be",
    HiddenKind.NOT_DEFINED: f"{HIDDEN}: a name that it needs is not defined",
    HiddenKind.STOPPED: f"{HIDDEN}: it took too long, or Python itself stopped",
    HiddenKind.OTHER_ERROR: f"{HIDDEN}: your code raised an error",
}


@dataclass(frozen=True)
class SourceFacts:
    """What the source of a submission says of a question, whatever its process does.

    ``has_stub``: the answer still has a line that raises NotImplementedError. ``missing``: the first name in the
    alphabet that the question's checks need and that no cell binds.
    """

    has_stub: bool
    missing: str


def settle(finding: Finding, kind: HiddenKind, facts: SourceFacts) -> None:
    """Add to ``finding``, in place, what may be said of a hidden failure of ``kind``."""
    finding.hidden = kind
    if kind is HiddenKind.NOT_IMPLEMENTED_ERROR and facts.has_stub:
        finding.cards.append(not_written_card(finding.question))
        finding.status = Status.NOT_WRITTEN if not finding.score else finding.status
    elif kind is HiddenKind.NOT_DEFINED and facts.missing:
        finding.cards.append(not_defined_card(facts.missing))
    else:
        finding.cards.append(_card(finding.question, kind))
        finding.status = Status.STOPPED if kind is HiddenKind.STOPPED and not finding.score else finding.status


def without_kind(finding: Finding) -> Sequence[Card]:
    """Return the cards of ``finding`` as they stand below a named mistake, which is said in place of the kind."""
    if finding.hidden is None:
        return finding.cards
    return [*finding.cards[:-1], _card(finding.question, HiddenKind.WRONG_VALUE)]


def not_written_card(what: str) -> Card:
    """Return the card for a stub that is still there."""
    hint = "Replace the line that raises NotImplementedError by your answer."
    return Card(what, "is not written yet", hint=hint, kind=CardKind.NOT_WRITTEN)


def not_defined_card(name: str) -> Card:
    """Return the card for a name of the student's that a test cell did not find."""
    return Card(name or "a name", "is not defined.", hint=_DEFINE)


def _card(question: str, kind: HiddenKind) -> Card:
    problem = _SAID.get(kind, f"{HIDDEN}: your code raised {kind}")
    return Card(question, problem, hint=_TOO_LARGE if kind is HiddenKind.STOPPED else TRY_OTHERS)
