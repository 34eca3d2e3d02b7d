"""One run of `autograder grade`: what is new or changed is graded, here or on a cluster, and recorded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from autograder.assignment import renamed
from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course
from autograder.gradebook import recovery, regrade
from autograder.grading import cut_short, graded_notebook, unread
from autograder.grading.findings import Graded, digest
from autograder.grading.graded_notebook import GradedNotebook, NotGradedHere
from autograder.grading.intake import read_submitted
from autograder.jail import fork_tuning
from autograder.workers import pool
from autograder.workers.job import Job, NoGraders, Outcome
from autograder.workers.progress import Progress

_NO_WALLS = "--jail process: student code can read your files and use your network. Grade only notebooks you trust."


@dataclass
class GradingRun:
    """Everything handed in for one assignment, and how it is to be graded; use once."""

    course: Course
    key: AnswerKey
    jobs: int  # processes on this machine
    force: bool = False  # also what is graded already
    walls: bool = True
    scheduler: str = ""  # the address of a Dask cluster that grades instead of this machine
    trusted_network: bool = False  # a cluster beyond this machine needs no TLS
    problems: list[str] = field(default_factory=list, init=False)  # a line for each submission without a sound grade
    unread: dict[str, list[str]] = field(default_factory=dict, init=False)  # lines, by student, on what was not read

    def run(self) -> int:
        """Grade and record until every submission has its grade; return the exit code, 0 only when all have.

        Raises `CourseProblem` if another run grades the assignment, `GradebookProblem`, `JailFailed` and `NoGraders`.
        """
        assignment, submitted = self.key.assignment, self.course.submissions
        with recovery.writing(self.course, self.key):
            refused, students = self.course.refused(assignment), self.course.students(assignment)
            for line in refused.values():
                print(line, file=sys.stderr)
            if not students:
                print(f"nothing was handed in for {assignment}: {submitted} holds no submission.", file=sys.stderr)
                return 1
            if not self.walls:
                print(_NO_WALLS)
            lost = self._grade(students, self.force)
            while lost:
                print(f"graded before, but not in the gradebook: {', '.join(lost)}. Grading them again.")
                for student in lost:
                    self._autograded(student).unlink()
                lost = self._grade(students, force=False)
            unread_lines = [line for student in sorted(self.unread) for line in self.unread[student]]
            for line in unread_lines:
                print(line, file=sys.stderr)
            return 1 if self.problems or unread_lines or refused else 0

    def _grade(self, students: list[str], force: bool) -> list[str]:
        """Grade whoever needs it, and say what came of it; return the others who have no grade in the gradebook."""
        kept = [] if force else [student for student in students if self._is_graded(student)]
        todo = [student for student in students if student not in kept]
        print(f"{self.key.whole_name}: {len(students)} handed in, {len(kept)} already graded, {len(todo)} to grade")
        problems, changes, lost = self._record(todo, kept)
        for line in changes:
            print(line)
        for problem in problems:
            print(problem, file=sys.stderr)
        self.problems += problems
        return lost

    def _is_graded(self, student: str) -> bool:
        """Return whether the graded notebook on disk was made from what was handed in, with this answer key."""
        try:
            stored = graded_notebook.read(self._autograded(student).read_bytes())
            data, _ = read_submitted(self.course.submitted(self.key.assignment, student), self.key)
        except (OSError, NotGradedHere):  # whoever grades it says what is wrong
            return False
        self._note(student, stored)
        return stored.digest == digest(data, self.key) and stored.belongs_to(self.key)

    def _note(self, student: str, graded: GradedNotebook | Graded) -> None:
        """Remember what of a submission could not be read, or that there is nothing of that kind."""
        self.unread[student] = [*unread.lines(self.course, self.key, student, graded)]

    def _record(self, todo: list[str], kept: list[str]) -> tuple[list[str], list[str], list[str]]:
        """Grade ``todo`` and record each grade as it comes.

        Return a line for each submission that was not graded, or only in part, a line for each whose scores changed,
        and those of the ``kept`` students who have no grade in the gradebook.
        """
        problems: list[str] = []
        graded = 0
        changes: list[str] = []
        progress = Progress(len(todo))
        with self._outcomes(todo) as outcomes:
            with fork_tuning.long_lived():
                from autograder.gradebook import records  # while the jails warm up
            with records.opened(self.course) as book:
                records.register(book, self.key)
                for outcome in outcomes:
                    if outcome.graded is None:
                        problems.append(f"{outcome.student}: not graded, {outcome.problem}")
                    else:
                        before = self._graded_before(outcome.student)
                        self._note(outcome.student, outcome.graded)
                        try:
                            records.record(book, self.course, self.key, outcome.student, outcome.graded)
                        except records.NotRecorded as problem:  # the others may be
                            problems.append(f"{outcome.student}: not graded, {problem}")
                        else:
                            graded += 1
                            if outcome.graded.cut_short:
                                problems.append(f"{outcome.student}: graded, but {cut_short.SAID}")
                            change = regrade.describe_score_change(
                                outcome.student, before, outcome.graded, renamed.todays_names(self.key.cells)
                            )
                            changes += [change] if change else []
                            if outcome.graded.repaired:
                                changes.append(f"{outcome.student}: graded, {outcome.graded.repaired}")
                    progress.step()
                lost = records.unrecorded(book, self.key, kept)
        if todo:
            print(f"graded {graded} in {progress.seconds:.1f} s")
        return problems, changes, lost

    def _graded_before(self, student: str) -> bytes | None:
        try:
            return self._autograded(student).read_bytes()
        except OSError:
            return None

    def _autograded(self, student: str) -> Path:
        return self.course.autograded(self.key.assignment, student, self.key.name)

    def _outcomes(self, todo: list[str]) -> AbstractContextManager[Iterator[Outcome]]:
        """Start grading, on this machine or on the cluster, and give the outcomes as they come."""
        work = [Job(student, self.course.submitted(self.key.assignment, student)) for student in todo]
        if not work:
            return nullcontext(iter(()))
        if not self.scheduler:
            return pool.grading(work, self.key.path, self.jobs, self.walls)
        from autograder.workers import cluster

        if self.key.given_files is not None:
            raise NoGraders(
                f"{self.key.whole_name} comes with files, which no cluster gets. Grade it without --scheduler."
            )
        return cluster.grading(work, self.key, self.scheduler, self.walls, self.trusted_network)
