"""A term in which the questions of one homework change, with made-up grades: no jail, only the gradebook."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.course import Course
from autograder.gradebook import hand_marks, history, records, rows
from autograder.gradebook.hand_marks import Marks
from autograder.grading.findings import Finding, Graded, Status


@dataclass
class Question:
    """One that tests grade, or with ``written`` one for a person."""

    name: str
    points: float = 2.0
    text: str = "1"
    written: bool = False
    was: tuple[str, ...] = ()
    for_everybody: bool = False

    @property
    def graded(self) -> str:
        return self.name if self.written else f"check-{self.name}"

    def cells(self) -> list[KeyCell]:
        said = {"was": self.was, "for_everybody": self.for_everybody}
        if self.written:
            return [KeyCell(self.name, CellKind.WRITTEN, "markdown", self.text, self.points, **said)]
        return [
            KeyCell(self.name, CellKind.SOLUTION, "code", f"answer_{self.text} = 0"),
            KeyCell(self.graded, CellKind.TESTS, "code", f"assert answer_{self.text} == 0", self.points, **said),
        ]


@dataclass
class Term:
    """The homework as it is, and who handed in what."""

    course: Course
    base: AnswerKey
    questions: list[Question] = field(default_factory=list)
    handed_in: dict[str, set[str]] = field(default_factory=dict)  # student → the graded cells in the notebook
    versions: int = 0

    @property
    def key(self) -> AnswerKey:
        cells = [cell for question in self.questions for cell in question.cells()]
        return replace(self.base, cells=cells, digest=f"3-{self.versions}{[cell.source for cell in cells]!r}")

    def hand_in(self, *students: str) -> None:
        """What they hand in has today's questions."""
        for student in students:
            self.handed_in[student] = {question.graded for question in self.questions}

    def grade(self, only_register: bool = False) -> None:
        """Everybody has all points of what tests grade and is in the notebook; written answers wait."""
        self.versions += 1
        key = self.key
        with records.opened(self.course) as book:
            records.register(book, key)
            for student in () if only_register else self.handed_in:
                rows.store(book.db, key, student, self.graded(student), None)
                book.db.commit()

    def graded(self, student: str) -> Graded:
        return Graded(b"", [self._finding(question, student) for question in self.questions], [], True, "")

    def _finding(self, question: Question, student: str) -> Finding:
        there = bool(
            {question.graded, *(f"check-{old}" for old in question.was), *question.was} & self.handed_in[student]
        )
        score = (None if question.written else question.points) if there else 0.0
        status = Status.PASSED if there else Status.NO_ANSWER
        absent = not there
        return Finding(question.graded, question.name, question.points, score, status=status, absent=absent)

    def mark(self, student: str, question: Question, manual: float | None, extra: float | None, comment: str) -> None:
        """Do what formgrader does, with nbgrader's own objects; extra credit of None is not typed in."""
        name = self.key.name, self.key.assignment
        with records.opened(self.course) as book:
            grade = book.find_grade(question.graded, *name, student)
            grade.manual_score, grade.needs_manual_grade = manual, False
            grade.extra_credit = grade.extra_credit if extra is None else extra
            book.find_comment(question.name, *name, student).manual_comment = comment
            book.db.commit()

    def marks(self, student: str) -> dict[str, Marks]:
        with records.opened_to_read(self.course) as session:
            return hand_marks.of_student(session, self.key.assignment, self.key.name, student)

    def entries(self, student: str) -> list[history.Entry]:
        with records.opened_to_read(self.course) as session:
            return history.read(session, self.key.assignment, self.key.name, student)

    def totals(self, student: str) -> tuple[float, float]:
        """Score and maximum, as nbgrader has them."""
        with records.opened(self.course) as book:
            submission = book.find_submission(self.key.assignment, student)
            return submission.score, submission.max_score
