"""The class at a glance: who has how many points in which question, which mistakes are common, what needs eyes."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.grading import graded_notebook
from autograder.grading.findings import Finding, Marks, Status
from autograder.reports.page_templates import points as points_text
from autograder.reports.page_templates import template
from byhand.card import CardKind

NARROWEST = 30  # characters of diagnosis worth having on a student's line; with less room it goes below


@dataclass(frozen=True)
class Row:
    """One student's line."""

    student: str
    scores: list[float | None]  # per question, None where a person decides
    points: list[float]
    mistakes: list[str]  # known mistakes, by name
    others: list[str]  # what was said where no known mistake fits
    notes: list[str]
    feedback: str  # relative address of the feedback page

    @property
    def total(self) -> float:
        return sum(score or 0.0 for score in self.scores)

    @property
    def summary(self) -> str:
        """The few words of the table's last column: what was said about the file, or the first mistakes."""
        words = list(dict.fromkeys(self.mistakes or self.others))
        return "; ".join([*self.notes[:1], *words[:2]]) or "–"


@dataclass(frozen=True)
class ClassReport:
    """Everything the class page shows."""

    assignment: str
    title: str
    questions: list[str]
    points: list[float]
    rows: list[Row]

    @property
    def mistakes(self) -> list[tuple[str, int]]:
        """The most common known mistakes, and how many students made each."""
        counts = Counter(name for row in self.rows for name in dict.fromkeys(row.mistakes))
        return counts.most_common(12)

    @property
    def means(self) -> list[float | None]:
        """The share of the points earned in each question, None while anybody's answer waits for a person."""
        shares: list[float | None] = []
        for column, points in enumerate(self.points):
            known = [score for row in self.rows if (score := row.scores[column]) is not None]
            complete = bool(known) and len(known) == len(self.rows) and points > 0
            shares.append(sum(known) / (points * len(known)) if complete else None)
        return shares


def row(student: str, data: bytes, marks: Marks, feedback: str) -> Row:
    """Return a student's line from the graded notebook and the gradebook; raises `NotGradedHere`."""
    notebook = graded_notebook.read(data, f"the graded notebook of {student}")
    findings = notebook.findings
    return Row(
        student=student,
        scores=[marks.scores.get(finding.grade_id) for finding in findings],
        points=[finding.points for finding in findings],
        mistakes=[finding.mistake for finding in findings if finding.mistake],
        others=[words for finding in findings if not finding.mistake and (words := diagnosis(finding))],
        notes=[*notebook.notes, *([notebook.earlier_version] if notebook.earlier_version else [])],
        feedback=feedback,
    )


def diagnosis(finding: Finding) -> str:
    """Say in a few words what went wrong in a question whose mistake has no name."""
    if finding.status in (Status.PASSED, Status.BY_HAND):
        return ""
    if not finding.cards:
        return finding.status.value
    first = finding.cards[0]
    if first.kind is CardKind.NOT_WRITTEN or finding.status is Status.NOT_WRITTEN:
        return "not written yet"
    said = first.problem if first.kind is CardKind.RAISED else first.reading or first.problem
    return said.rstrip(".")  # the other diagnoses of the line follow


def collect(assignment: str, title: str, questions: list[tuple[str, float]], rows: Iterable[Row]) -> ClassReport:
    """Put all rows into one report, by student."""
    return ClassReport(
        assignment, title, [name for name, _ in questions], [points for _, points in questions],
        sorted(rows, key=lambda line: line.student),
    )  # fmt: skip


def as_html(report: ClassReport) -> str:
    """Render the class page."""
    return template("report.html").render(report=report, total=sum(report.points))


def as_text(report: ClassReport, page: str, feedback: str, width: int) -> str:
    """Render it for a terminal: a line per student, a column per question, the diagnosis last.

    ``page`` and ``feedback`` say where the class page and the feedback pages are.
    """
    most = max([len(row.student) for row in report.rows] + [7])
    sizes = [max(len(points_text(points)), 3) for points in report.points]
    numbers = [str(number).rjust(size) for number, size in enumerate(sizes, start=1)]
    lines = [f"{'student':{most}} {' '.join(numbers)}  total  diagnosis"]
    out_of = [points_text(points).rjust(size) for points, size in zip(report.points, sizes, strict=True)]
    lines.append(f"{'of':{most}} {' '.join(out_of)} {points_text(sum(report.points)):>6}")
    for line in report.rows:
        cells = [points_text(score).rjust(size) for score, size in zip(line.scores, sizes, strict=True)]
        scores = f"{line.student:{most}} {' '.join(cells)} {points_text(line.total):>6}"
        if width - len(scores) >= NARROWEST:
            lines.append(_fit(f"{scores}  {line.summary}", width))
        else:
            lines += [scores, *([_fit(f"    {line.summary}", width)] if line.summary != "–" else [])]
    legend = ", ".join(f"{number} {question}" for number, question in enumerate(report.questions, start=1))
    lines += ["", *textwrap.wrap(f"Questions: {legend}.", width, subsequent_indent="  ")]
    if report.mistakes:
        lines += ["", "Most common mistakes:"]
        lines += [f"  {count:3d} × {name}" for name, count in report.mistakes[:6]]
    lines += ["", f"Class page:      {page}", f"Feedback pages:  {feedback}"]
    return "\n".join(lines)


def _fit(text: str, width: int) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= width else text[: width - 1] + "…"
