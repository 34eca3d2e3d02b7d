"""Grade notebooks from a program of your own: bytes and an assignment in; scores, findings, names and a page out.

    from pathlib import Path
    from autograder.api import Grader

    with Grader("hw1") as grader:
        for path in Path("inbox").glob("*.ipynb"):
            result = grader.grade(path.read_bytes())
            print(path.name, result.score, "of", result.points, result.mistakes)
            path.with_suffix(".html").write_text(result.page(student=path.stem))

The command line, nbgrader's commands and formgrader grade with this, too, and add a gradebook and folders. Here nothing
is read but the assignment, nothing is written, and whatever a notebook does costs only itself.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from autograder import answer_keys
from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course, CourseProblem
from autograder.errors import Problem
from autograder.grading import cut_short
from autograder.grading.explain import explain
from autograder.grading.findings import Finding, Graded, Marks
from autograder.grading.grade import grade as grade_with
from autograder.grading.grade import scores as scores_with
from autograder.grading.handed_in import HandedIn
from autograder.jail.outside.jailer import Jailer, JailFailed, JailSource


class NotHere(Problem):
    """Nothing can be graded in this thread; the message says where it can be."""


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
        from autograder.reports import feedback  # templates and formulas: who only grades needs neither

        return feedback.page_for(self.notebook, marks or Marks(self.scores, {}), student)


class Grader(AbstractContextManager["Grader"]):
    """Grades one notebook after the other, each in a jail of its own; use it in a ``with`` statement."""

    def __init__(
        self, assignment: str | Path | AnswerKey, *, walls: bool = True, jailer: JailSource | None = None
    ) -> None:
        """Read the assignment, and start the process that every jail is forked from, unless ``jailer`` has one.

        ``assignment`` is the beginning of its name, such as ``hw1``, which is looked up in the current folder and then
        among the homeworks that came with this package; or the path of a solution notebook. ``walls=False`` protects
        neither files nor network: only for notebooks you trust.

        Raises `CourseProblem` if there is no such assignment, `BadKey` if the notebook is no assignment's, and `NoWall`
        where bubblewrap is missing; all are `autograder.errors.Problem`.
        """
        self.key = _key(assignment)
        self.key.run()
        self._walls = walls
        self._jailer: JailSource = jailer or self._started()
        self._is_own = jailer is None

    def grade(self, notebook: HandedIn, notes: Sequence[str] = ()) -> Result:
        """Grade the bytes of a notebook that was handed in, whatever they are; ``notes`` say how it was found.

        What the machine's clock cut short is graded once more at once, and that counts. Call it from the main thread,
        or raises `NotHere`; raises `JailFailed` if no jail can be had. Both are `Problem`; for nothing that the
        notebook does is anything raised.
        """
        try:
            graded = self.attempt(notebook, notes)
        except JailFailed:  # in a server that lives for days the process may have been ended
            if not self._is_own:
                raise
            self._jailer.close()
            self._jailer = self._started()
            graded = self.attempt(notebook, notes)
        if graded.cut_short:
            graded = cut_short.with_note(self.attempt(notebook, notes))
        return Result(self.key.assignment, graded)

    def attempt(
        self,
        notebook: HandedIn,
        notes: Sequence[str] = (),
        tests: Collection[str] | None = None,
        *,
        scores_only: bool = False,
        pictures: bool = True,
    ) -> Graded:
        """Grade once, whatever the machine's clock does: for who repeats it later, with nothing beside it.

        With ``tests``, only these test cells are asked; with ``scores_only``, no mistake is named and no notebook
        written; without ``pictures``, cells draw none, which takes half of the time. Raises as `grade` does.
        """
        if threading.current_thread() is not threading.main_thread():
            raise NotHere("deadlines of test cells are signals: grade in a process's main thread.")
        if scores_only:
            return scores_with(notebook, self.key, self._jailer, notes, tests)
        return grade_with(notebook, self.key, self._jailer, notes, tests, pictures)

    def explain(self, notebook: HandedIn, notes: Sequence[str] = ()) -> Iterator[str]:
        """Grade once, and give what was planned, what happened and what was found, line by line; not for students."""
        return explain(notebook, self.key, self._jailer, notes)

    def close(self) -> None:
        """End the process that jails are forked from, and all of them."""
        self._jailer.close()

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _started(self) -> Jailer:
        return Jailer(self._walls, given=self.key.given_files)


def grade(notebook: HandedIn, assignment: str | Path | AnswerKey, *, walls: bool = True) -> Result:
    """Grade one notebook; see `Grader`, which is quicker for several."""
    with Grader(assignment, walls=walls) as grader:
        return grader.grade(notebook)


def _key(assignment: str | Path | AnswerKey) -> AnswerKey:
    if isinstance(assignment, AnswerKey):
        return assignment
    if isinstance(assignment, Path) or assignment.endswith(".ipynb"):
        return answer_key.load(Path(assignment))
    course = Course.at(Path.cwd())
    name = course.find(assignment)
    keys = answer_keys.made(course, name)
    if len(keys) > 1:
        which = ", ".join(key.name for key in keys)
        raise CourseProblem(f"{name} has several notebooks: {which}. Give the path of one of {course.keys(name)}.")
    return keys[0]
