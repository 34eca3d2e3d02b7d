"""The bytes of one submission → its graded notebook and scores. A pure function: the unit of distribution."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from autograder.assignment import given_files
from autograder.assignment.answer_key import AnswerKey
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


def grade(data: HandedIn, key: AnswerKey, jailer: JailSource, notes: Sequence[str] = ()) -> Graded:
    """Grade one submitted file (None: no file); ``notes`` say how it was found.

    Raises `JailFailed` when no jail can be had at all, and whatever a given cell raises.
    """
    examination = examine(reading.read(data, key), key, jailer)
    submission, events, findings = examination.submission, examination.events, examination.findings
    said = [*notes, *submission.notes, *judge.notes(submission, key, events)]
    outputs = {event.place: event.outputs for event in events if isinstance(event, CellRun)}
    results = [
        CellResult(cell, outputs.get(place, []), findings.get(cell.key.grade_id) if cell.key is not None else None)
        for place, cell in enumerate(submission.cells)
    ]
    fingerprint = digest(data, key)
    about_file = {name: getattr(submission, name) for name in graded_notebook.ABOUT_FILE}
    notebook = graded_notebook.to_bytes(key, results, said, fingerprint, about_file)
    return Graded(
        notebook, [*findings.values()], said, submission.readable, fingerprint, cut_short=examination.cut_short,
        own_seconds=examination.own_seconds, **about_file,
    )  # fmt: skip


def examine(submission: Submission, key: AnswerKey, jailer: JailSource) -> Examination:
    """Plan, run, judge; then a second, small plan for what follows through; then names for what stays wrong."""
    if not submission.readable:
        return Examination(submission, Plan(()), [], judge.unexamined(key))
    plan = make_plan(submission, key)
    with closing(Run(plan, key, warm_start(plan, key, jailer))) as run, given_files.here(key.given_files):
        events = [*run.events()]
        findings = judge.judge(submission, key, events)
        untouched = {cell.key.grade_id for cell in submission.cells if cell.key is not None and cell.untouched}
        findings = with_names_as_left(findings, key, events, run.ask_once_more)
        written = Sources([cell.code for cell in submission.cells if cell.cell_type == "code"])
        findings = follow_through(findings, key, untouched, written, run.ask_once_more)
        run.finish()
    named = attach_misconceptions(findings, events, key)
    return Examination(submission, plan, events, named, run.cut_short, run.own_seconds)
