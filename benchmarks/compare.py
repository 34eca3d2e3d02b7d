"""Where the two graders' scores differ, and what stock went by there."""

from __future__ import annotations

import json
import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from ours import Ours
from sqlalchemy.exc import SAWarning
from stock import Stock

Scores = dict[tuple[str, str], float | None]


def scores(db_url: str, assignment: str, students: Sequence[str]) -> Scores:
    """(student, grade_id) → points before any person graded; None waits for a person. Ungraded students are absent."""
    found: Scores = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        with Gradebook(db_url) as book:
            for student in students:
                try:
                    notebook = book.find_submission_notebook(assignment, assignment, student)
                except MissingEntry:
                    continue
                found.update({(student, grade.cell.name): grade.auto_score for grade in notebook.grades})
    return found


def report(stock: Stock, ours: Ours, students: Sequence[str]) -> None:
    theirs = scores(stock.db_url, stock.assignment, students)
    mine = scores(ours.course.db_url, stock.assignment, students)
    both = sorted(theirs.keys() & mine.keys())
    different = [place for place in both if not _same(theirs[place], mine[place])]
    print(f"\nScores: {len(both)} questions of submissions, {len(both) - len(different)} with equal points")
    alone = len(theirs.keys() - mine.keys()), len(mine.keys() - theirs.keys())
    if any(alone):
        print(f"  {alone[0]} more are only in stock's gradebook and {alone[1]} only in ours: something went wrong")
    by_reason: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for student, question in different:
        finding = _finding(ours, student, question)
        if finding["status"] == "followed":
            reason = "ours gives points where an answer fails only through an earlier one"
        else:
            reason = _stock_reason(_cell(stock.autograded(student), question))
        place = f"{student} {_points(theirs[student, question])}/{_points(mine[student, question])}"
        if theirs[student, question] == 0:
            place += f" ({finding['status']} {finding['mistake']})".replace(" )", ")")
        by_reason[reason][question.removeprefix("check-")].append(place)
    for reason, questions in sorted(by_reason.items()):
        print(f"  {sum(map(len, questions.values()))} × {reason}; points by stock/ours:")
        for question, places in questions.items():
            print(f"    {question}: {', '.join(places)}")
    for failure in stock.failures:
        print(f"  stock did not grade {failure}")


def _same(first: float | None, second: float | None) -> bool:
    return first == second if first is None or second is None else abs(first - second) < 1e-6


def _points(score: float | None) -> str:
    return "by hand" if score is None else f"{score:g}"


def _cell(path: Path, grade_id: str) -> dict[str, Any]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def _stock_reason(cell: dict[str, Any]) -> str:
    """What nbgrader's rule for a test cell found first among the outputs."""
    for output in cell.get("outputs", []):
        kind = output["output_type"]
        if kind == "error":
            return f"the cell fails under stock, {output['ename']}: {_line(output['evalue'])}"
        if kind == "stream" and output["name"] == "stderr":
            return f"stock gives 0 because of words on stderr: {_line(output['text'])}"
        if kind == "execute_result":
            return "stock reads the last line as text, which is no number, and gives full points"
    return "stock saw no error"


def _finding(ours: Ours, student: str, question: str) -> dict[str, Any]:
    path = ours.course.autograded(ours.key.assignment, student)
    return _cell(path, question)["metadata"]["byhand"]["finding"]


def _line(text: str | list[str]) -> str:
    """The first line, without the file and line number a warning begins with."""
    return re.sub(r"^\S+:\d+: ", "", "".join(text).strip().split("\n")[0])[:90]
