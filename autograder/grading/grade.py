"""The bytes of one submission → its graded notebook and scores. A pure function: the unit of distribution."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace

from autograder.assignment import given_files
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind
from autograder.grading import graded_notebook, judge, reading
from autograder.grading.events import CellRun, Event
from autograder.grading.findings import Finding, Graded, digest
from autograder.grading.follow_through import follow_through, with_names_as_left
from autograder.grading.graded_notebook import CellResult
from autograder.grading.handed_in import HandedIn
from autograder.grading.naming import attach_misconceptions
from autograder.grading.plan import Plan, make_plan
from autograder.grading.run import Run
from autograder.grading.sources import Sources
from autograder.grading.submission import Submission
from autograder.grading.warm_start import warm_start
from autograder.jail.outside.jailer import JailSource


@dataclass(frozen=True)
class Examination:
    """Everything that was planned, happened and was found for one submission."""

    submission: Submission
    plan: Plan
    events: list[Event]
    findings: dict[str, Finding]
    cut_short: bool = False
    own_seconds: dict[str, float] = field(default_factory=dict, compare=False)


def grade(
    data: HandedIn, key: AnswerKey, jailer: JailSource, notes: Sequence[str] = (),
    tests: Collection[str] | None = None, pictures: bool = True,
) -> Graded:  # fmt: skip
    """Grade one submitted file (None: no file); ``notes`` say how it was found.

    With ``tests``, only these test cells are asked, and nothing that comes after them is run or written. Without
    ``pictures`` none is drawn, which takes half of the time. Raises `JailFailed` when no jail can be had at all, and
    whatever a given cell raises.
    """
    examination = examine(_with_tests(reading.read(data, key), tests), key, jailer, pictures)
    submission, events, findings = examination.submission, examination.events, examination.findings
    graded = _graded(data, key, examination, notes)
    outputs = {event.place: event.outputs for event in events if isinstance(event, CellRun)}
    results = [
        CellResult(cell, outputs.get(place, []), findings.get(cell.key.grade_id) if cell.key is not None else None)
        for place, cell in enumerate(submission.cells)
    ]
    notebook = graded_notebook.to_bytes(key, results, graded.notes, graded.digest, _about_file(submission))
    return replace(graded, notebook=notebook)


def scores(
    data: HandedIn, key: AnswerKey, jailer: JailSource, notes: Sequence[str] = (), tests: Collection[str] | None = None
) -> Graded:
    """Grade as `grade` does, but name no mistake, draw no picture and write no notebook: none changes a score."""
    submission = _with_tests(reading.read(data, key), tests)
    return _graded(data, key, _examined(submission, key, jailer, pictures=False), notes)


def examine(submission: Submission, key: AnswerKey, jailer: JailSource, pictures: bool = True) -> Examination:
    """Plan, run, judge; then a second, small plan for what follows through; then names for what stays wrong."""
    examination = _examined(submission, key, jailer, pictures)
    return replace(examination, findings=attach_misconceptions(examination.findings, examination.events, key))


def _examined(submission: Submission, key: AnswerKey, jailer: JailSource, pictures: bool = True) -> Examination:
    if not submission.readable:
        return Examination(submission, Plan(()), [], judge.unexamined(key))
    plan = make_plan(submission, key)
    place = given_files.here(key.given_files) if key.is_nbgraders else nullcontext()
    with closing(Run(plan, key, warm_start(plan, key, jailer), pictures)) as run, place:
        events = [*run.events()]
        findings = judge.judge(submission, key, events)
        untouched = {cell.key.grade_id for cell in submission.cells if cell.key is not None and cell.untouched}
        findings = with_names_as_left(findings, key, events, run.ask_once_more)
        written = Sources([cell.code for cell in submission.cells if cell.cell_type == "code"])
        findings = follow_through(findings, key, untouched, written, run.ask_once_more)
        run.finish()
    return Examination(submission, plan, events, findings, run.cut_short, run.own_seconds)


def _graded(data: HandedIn, key: AnswerKey, examination: Examination, notes: Sequence[str]) -> Graded:
    """Return everything but the notebook."""
    submission, events = examination.submission, examination.events
    said = [*notes, *submission.notes, *judge.notes(submission, key, events)]
    return Graded(
        b"", [*examination.findings.values()], said, submission.readable, digest(data, key),
        cut_short=examination.cut_short, own_seconds=examination.own_seconds, **_about_file(submission),
    )  # fmt: skip


def _about_file(submission: Submission) -> dict[str, str]:
    return {name: getattr(submission, name) for name in graded_notebook.ABOUT_FILE}


def _with_tests(submission: Submission, tests: Collection[str] | None) -> Submission:
    """Return the submission without other test cells than ``tests``, as far as the last of these."""
    if tests is None:
        return submission
    asked = [cell.key is not None and cell.key.grade_id in tests for cell in submission.cells]
    end = max((place for place, is_asked in enumerate(asked, 1) if is_asked), default=0)
    kept = [cell for cell, is_asked in zip(submission.cells[:end], asked, strict=False)
            if is_asked or cell.key is None or cell.key.kind is not CellKind.TESTS]  # fmt: skip
    return replace(submission, cells=kept)
