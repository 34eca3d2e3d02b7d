"""The bytes of one submission → its graded notebook and scores. A pure function: the unit of distribution."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.assignment.answer_key import AnswerKey
from autograder.grading import graded_notebook
from autograder.grading import submission as submissions
from autograder.grading.examiner import Examiner
from autograder.grading.findings import Finding, Graded, Status, digest
from autograder.grading.result import Result
from autograder.jail.outside.jailer import Jailer


def grade(data: bytes | None, key: AnswerKey, jailer: Jailer, notes: Sequence[str] = ()) -> Graded:
    """Grade one submitted file (None: no file); ``notes`` say how it was found.

    Raises only `JailFailed`, when no jail can be had at all.
    """
    submission = submissions.read(data, key)
    submission.notes = [*notes, *submission.notes]
    if submission.readable:
        examiner = Examiner(key, jailer)
        results = examiner.examine(submission)
        submission.notes += examiner.notes
    else:
        results = [_not_examined(cell) for cell in submission.cells]
    findings = [result.finding for result in results if result.finding is not None]
    fingerprint = digest(data, key)
    return Graded(
        notebook=graded_notebook.to_bytes(key, results, submission.notes, fingerprint),
        findings=findings,
        notes=submission.notes,
        readable=submission.readable,
        digest=fingerprint,
    )


def _not_examined(cell: submissions.Cell) -> Result:
    key = cell.key
    if key is None or not key.is_graded:
        return Result(cell)
    return Result(cell, finding=Finding(key.grade_id, key.question, key.points, 0.0, status=Status.NO_ANSWER))
