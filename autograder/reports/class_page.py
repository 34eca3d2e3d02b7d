"""The class at a glance: who has how many points in which question, which mistakes are common, what needs eyes."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.course import Course
from autograder.grading.findings import Marks, Status
from autograder.reports.page_templates import points as points_text
from autograder.reports.page_templates import template
from byhand.card import CardKind

NARROWEST = 30  # letters of diagnosis that are worth having on a student's line; with less room it goes below


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
        """Known mistakes and how many students made them, most common first."""
        counts = Counter(name for row in self.rows for name in set(row.mistakes))
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


def row(student: str, notebook: bytes, marks: Marks, feedback: str) -> Row:
    """A student's line from the graded notebook and the gradebook."""
    parsed = json.loads(notebook)
    findings = [f for cell in parsed["cells"] if (f := cell["metadata"].get("byhand", {}).get("finding"))]
    return Row(
        student=student,
        scores=[marks.scores.get(finding["grade_id"]) for finding in findings],
        points=[finding["points"] for finding in findings],
        mistakes=[finding["mistake"] for finding in findings if finding["mistake"]],
        others=[words for finding in findings if not finding["mistake"] and (words := diagnosis(finding))],
        notes=parsed["metadata"]["byhand"]["notes"],
        feedback=feedback,
    )


def diagnosis(finding: dict[str, Any]) -> str:
    """A few words on what went wrong in one question whose mistake has no name."""
    if finding["status"] in (Status.PASSED, Status.BY_HAND):
        return ""
    if not finding["cards"]:
        return finding["status"]
    first = finding["cards"][0]
    if first["kind"] == CardKind.NOT_WRITTEN:
        return "not written yet"
    ended = first["kind"] == CardKind.RAISED and first["what"] == finding["question"]  # the cell, not one of its parts
    said = first["reading"] if first["reading"] and not ended else first["problem"]
    return str(said).rstrip(".")  # others follow it


def collect(assignment: str, title: str, questions: list[tuple[str, float]], rows: Iterable[Row]) -> ClassReport:
    """The report of all rows, by student."""
    return ClassReport(
        assignment, title, [name for name, _ in questions], [points for _, points in questions],
        sorted(rows, key=lambda line: line.student),
    )  # fmt: skip


def as_html(report: ClassReport) -> str:
    """Render the class page."""
    return template("report.html").render(report=report, total=sum(report.points))


def as_text(report: ClassReport, course: Course, width: int = 150) -> str:
    """The same for a terminal: a line per student, a column per question, the diagnosis last."""
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
    lines += ["", f"Class page:      {course.report(report.assignment)}",
              f"Feedback pages:  {course.work / 'feedback'}/<student>/{report.assignment}/"]  # fmt: skip
    return "\n".join(lines)


def _fit(text: str, width: int) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= width else text[: width - 1] + "…"
