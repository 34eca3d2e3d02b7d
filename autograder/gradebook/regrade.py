"""What a second grading changed, and why: one line for a submission whose scores are not what they were."""

from __future__ import annotations

import json

from autograder.grading.findings import Graded


def change(student: str, before: bytes | None, after: Graded) -> str:
    """``ada: 3 → 5, handed in anew: softmax 0 → 2``; empty if there was no grade before, or the same one.

    ``before`` is the graded notebook as it was; what cannot be read in it counts as no grade.
    """
    try:
        notebook = json.loads(before or b"")
        digest = notebook["metadata"]["byhand"]["digest"]
        found = [cell["metadata"].get("byhand", {}).get("finding") for cell in notebook["cells"]]
        old = {finding["grade_id"]: (finding["question"], finding["score"]) for finding in found if finding}
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    new = {finding.grade_id: (finding.question, finding.score) for finding in after.findings}
    moved = [
        f"{(new.get(name) or old[name])[0]} {_points(old.get(name))} → {_points(new.get(name))}"
        for name in [*old, *(name for name in new if name not in old)]
        if _points(old.get(name)) != _points(new.get(name))
    ]
    if not moved:
        return ""
    sums = [sum(score or 0.0 for _, score in scores.values()) for scores in (old, new)]
    return f"{student}: {sums[0]:g} → {sums[1]:g}, {_why(digest, after.digest)}: {', '.join(moved)}"


def _why(before: str, after: str) -> str:
    """Digests are those of the submission and of the answer key, with a colon between."""
    submission, _, key = str(before).partition(":")
    other_submission, _, other_key = after.partition(":")
    reasons = [*(["handed in anew"] if submission != other_submission else [])]
    reasons += ["the answer key changed"] if key != other_key else []
    return " and ".join(reasons) or "the same notebook and answer key"


def _points(known: tuple[str, float | None] | None) -> str:
    if known is None:
        return "no such question"
    return "by hand" if known[1] is None else f"{known[1]:g}"
