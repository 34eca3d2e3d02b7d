"""Grade notebooks from a program of your own: bytes and an assignment in; scores, findings, names and a page out.

    from pathlib import Path
    from autograder.api import Grader

    with Grader("solutions/hw1_softmax_regression/hw1_softmax_regression.ipynb") as grader:
        for path in Path("inbox").glob("*.ipynb"):
            result = grader.grade(path.read_bytes())
            print(path.name, result.score, "of", result.points, result.mistakes)
            path.with_suffix(".html").write_text(result.page(student=path.stem))

It is the grading of the command line, without gradebook and folders: nothing is read but the assignment, nothing is
written, and whatever a notebook does costs only itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.grading.findings import Finding, Graded, Marks
from autograder.grading.grade import grade as grade_with
from autograder.jail.outside.jailer import Jailer
from autograder.reports import feedback


@dataclass(frozen=True)
class Result:
    """What grading one notebook gave. Scores are points so far: a written answer has None until a person decides."""

    assignment: str
    graded: Graded

    @property
    def score(self) -> float:
        """Return the points that were given."""
        return self.graded.score

    @property
    def points(self) -> float:
        """Return the points there are, those of written answers included."""
        return sum(finding.points for finding in self.findings)

    @property
    def findings(self) -> list[Finding]:
        """Return what was found for each graded cell, in the notebook's order."""
        return self.graded.findings

    @property
    def scores(self) -> dict[str, float | None]:
        """Map the grade_id of each graded cell to its points; None where a person decides."""
        return {finding.grade_id: finding.score for finding in self.findings}

    @property
    def mistakes(self) -> dict[str, str]:
        """Map questions to the name of the mistake that was made there, where it is a known one."""
        return {finding.question: finding.mistake for finding in self.findings if finding.mistake}

    @property
    def notes(self) -> list[str]:
        """Return what was repaired, left out or could not be read, a sentence each."""
        return self.graded.notes

    @property
    def notebook(self) -> bytes:
        """Return the graded notebook's file, with nbgrader's metadata."""
        return self.graded.notebook

    def page(self, student: str, marks: Marks | None = None) -> str:
        """Return the feedback page, HTML without scripts; ``marks`` are scores and comments of a person by grade_id."""
        return feedback.page_for(self.notebook, marks or Marks(self.scores, {}), student)


class Grader(AbstractContextManager["Grader"]):
    """Grades one notebook after the other, each in a jail of its own; use it in a ``with`` statement."""

    def __init__(self, assignment: Path | str | AnswerKey, *, walls: bool = True) -> None:
        """Read the assignment's solution notebook, and start the process that every jail is forked from.

        ``walls=False`` protects neither files nor network: only for notebooks you trust. Raises `BadKey` if the
        notebook is no assignment's, and `NoWall` where bubblewrap is missing; both are `autograder.errors.Problem`.
        """
        self.key = assignment if isinstance(assignment, AnswerKey) else answer_key.load(Path(assignment))
        self.key.run()
        self._jailer = Jailer(walls, given=self.key.given_files)

    def grade(self, notebook: bytes, notes: Sequence[str] = ()) -> Result:
        """Grade the bytes of a notebook that was handed in, whatever they are; ``notes`` say how it was found.

        Raises `JailFailed`, a `Problem` too, if no jail can be had; never for anything that the notebook does.
        """
        return Result(self.key.assignment, grade_with(notebook, self.key, self._jailer, notes))

    def close(self) -> None:
        """End the process that jails are forked from, and all of them."""
        self._jailer.close()

    def __exit__(self, *exception: object) -> None:
        self.close()


def grade(notebook: bytes, assignment: Path | str | AnswerKey, *, walls: bool = True) -> Result:
    """Grade one notebook; see `Grader`, which is quicker for several."""
    with Grader(assignment, walls=walls) as grader:
        return grader.grade(notebook)
