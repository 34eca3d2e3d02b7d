"""Small assignments and submissions for the grader's tests: nbgrader-style cells in, findings out."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.grading.findings import Finding, Graded
from autograder.grading.grade import grade
from autograder.jail.outside.jailer import Jailer

HIDE = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS\n"
STUB = "    raise NotImplementedError()\n"


def given(source: str, name: str = "setup") -> dict[str, Any]:
    """A locked cell, the same for everybody."""
    return _cell(source, name, locked=True)


def solution(source: str, name: str = "answer") -> dict[str, Any]:
    """A cell the student fills in; ``source`` is the reference."""
    return _cell(source, name, solution=True)


def checks(source: str, name: str = "check-answer", points: float = 1, hidden: str = "", **more: Any) -> dict[str, Any]:
    """A locked test cell; ``hidden`` is added as its hidden part."""
    source = source.strip("\n") + "\n" + (HIDE.format(hidden.strip("\n")) if hidden else "")
    return _cell(source, name, grade=True, locked=True, points=points, **more)


def _cell(source: str, name: str, *, tags: Iterable[str] = (), **nbgrader: Any) -> dict[str, Any]:
    flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, **nbgrader}
    return {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade_id": name, "cell_type": "code", **flags}, "tags": list(tags)},
        "source": source.strip("\n"),
        "outputs": [],
        "execution_count": None,
    }


def assignment(folder: Path, *cells: dict[str, Any], misconceptions: str = "", **settings: Any) -> AnswerKey:
    """The answer key of an assignment of ``cells``; ``settings`` are its limits, five seconds a cell."""
    folder.mkdir(parents=True)
    own = {"seconds_per_cell": 5, **settings}
    notebook = {"cells": list(cells), "metadata": {"byhand": own}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "hw.ipynb").write_text(json.dumps(notebook))
    if misconceptions:
        header = "import numpy as np\nfrom autograder.assignment.catalogue import misconception\n\n"
        first = next(meta["grade_id"] for cell in cells if (meta := cell["metadata"]["nbgrader"])["grade"])
        (folder / "catalogue").mkdir()
        (folder / "catalogue" / f"{first.removeprefix('check-')}.py").write_text(header + misconceptions)
    return answer_key.load(folder / "hw.ipynb")


@dataclass
class Homework:
    """An assignment and the jail that grades it."""

    jailer: Jailer
    key: AnswerKey

    def submission(self, *answers: str | None) -> bytes:
        """A notebook with one source for each solution cell in order; None, or none left, is the reference's own."""
        sources = iter(answers)
        notebook = json.loads((self.key.folder / "hw.ipynb").read_text())
        for cell, known in zip(notebook["cells"], self.key.cells, strict=True):
            cell["source"] = known.student_source
            if known.kind == "solution":
                answer = next(sources, None)
                cell["source"] = known.source if answer is None else answer
        return json.dumps(notebook).encode()

    def graded(self, *answers: str | None) -> Graded:
        return grade(self.submission(*answers), self.key, self.jailer)

    def findings(self, *answers: str | None) -> list[Finding]:
        return self.graded(*answers).findings

    def finding(self, *answers: str | None) -> Finding:
        """The first graded cell's finding."""
        return self.findings(*answers)[0]

    def scores(self, *answers: str | None) -> list[float | None]:
        """The points of each graded cell, in order."""
        return [finding.score for finding in self.findings(*answers)]

    def score(self, *answers: str | None) -> float | None:
        """The points of the first graded cell."""
        return self.finding(*answers).score


def cards(finding: Finding) -> str:
    """What the cards of a finding say."""
    return "\n".join(card.as_text() for card in finding.cards)


def shown(result: Graded) -> str:
    """Everything a student could read in the graded notebook, but for the sources of the test cells."""
    notebook = json.loads(result.notebook)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = ""
    return json.dumps(notebook, ensure_ascii=False)


def outputs(result: Graded, place: int) -> str:
    """The outputs of the notebook's cell number ``place`` as text."""
    return json.dumps(json.loads(result.notebook)["cells"][place]["outputs"], ensure_ascii=False)


def passes(homework: Callable[..., Homework], answer: str, cell: str, wrong: str | None = None) -> bool:
    """Whether the test cell gives ``answer`` its point, and ``wrong`` none."""
    hw = homework(given("import numpy as np"), solution(answer), checks(textwrap.dedent(cell)))
    finding = hw.finding()
    assert finding.score == 1, cards(finding)
    if wrong is not None:
        assert hw.score(wrong) == 0
    return True
