"""What a second grading changed, and why: one line for a submission whose scores are not what they were."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.grading import graded_notebook
from autograder.grading.findings import Graded
from autograder.grading.graded_notebook import NotGradedHere


def describe_score_change(
    student: str, before: bytes | None, after: Graded, today: Mapping[str, str] | None = None
) -> str:
    """Return ``ada: 3 → 5, handed in anew: softmax 0 → 2``; nothing if there was no grade before, or the same one.

    ``before`` is the graded notebook as it was; one that cannot be read counts as no grade. ``today`` are the
    new names of graded cells that were renamed.
    """
    try:
        notebook = graded_notebook.read(before or b"")
    except NotGradedHere:
        return ""
    old = {
        (today or {}).get(finding.grade_id, finding.grade_id): (finding.question, finding.score)
        for finding in notebook.findings
    }
    new = {finding.grade_id: (finding.question, finding.score) for finding in after.findings}
    absent = {finding.grade_id for finding in after.findings if finding.absent}
    moved = [
        f"{(new.get(name) or old[name])[0]} {_points(old.get(name))} → {_points(new.get(name))}"
        f"{' (not in what was handed in)' if name in absent else ''}"
        for name in [*old, *(name for name in new if name not in old)]
        if _points(old.get(name)) != _points(new.get(name))
    ]
    if not moved:
        return ""
    sums = [sum(score or 0.0 for _, score in scores.values()) for scores in (old, new)]
    return f"{student}: {sums[0]:g} → {sums[1]:g}, {why(notebook.digest, after.digest)}: {', '.join(moved)}"


def why(before: str, after: str) -> str:
    """Compare two digests: of the submission, a colon, the rules of grading, a dash, and of the answer key."""
    (submission, rules, key), (other_submission, other_rules, other_key) = map(_parts, (before, after))
    reasons = [*(["handed in anew"] if submission != other_submission else [])]
    reasons += ["the answer key changed"] if key != other_key else []
    reasons += ["the rules of grading changed"] if rules != other_rules else []
    return " and ".join(reasons) or "the same notebook and answer key"


def _parts(digest: str) -> tuple[str, str, str]:
    submission, _, rest = digest.partition(":")
    rules, _, key = rest.rpartition("-")
    return submission, rules, key


def _points(known: tuple[str, float | None] | None) -> str:
    if known is None:
        return "no such question"
    return "by hand" if known[1] is None else f"{known[1]:g}"
