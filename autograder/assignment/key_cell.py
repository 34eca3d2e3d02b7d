"""One cell of a solution notebook: its kind, what students get of it, and what they never see."""

from __future__ import annotations

import ast
import itertools
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from autograder.assignment.cell_names import functions_in, plain_python, uses
from autograder.assignment.contract import Kind

HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS[ \t]*\n(.*?)^[ \t]*### END HIDDEN TESTS[ \t]*\n?", re.DOTALL | re.MULTILINE
)
SOLUTION = re.compile(
    r"^([ \t]*)### BEGIN SOLUTION[^\n]*\n(.*?)^[ \t]*### END SOLUTION[^\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
RUBRIC = re.compile(
    r"^[ \t]*=== BEGIN MARK SCHEME ===[ \t]*\n(.*?)^[ \t]*=== END MARK SCHEME ===[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
NO_ANSWER = "*Write your answer here.*"
SHOULD_SEE = "**What you should see**"  # begins the cell with the picture the reference draws


class CellKind(StrEnum):
    """What a cell of an assignment is for, as cell headers name it; tasks are made only in nbgrader's own editor."""

    GIVEN = "given"  # locked, the same for everybody
    SOLUTION = "solution"  # the student's code
    TESTS = "tests"  # locked, graded by its outcome
    WRITTEN = "written"  # the student's words, graded by a person
    TASK = "task"  # locked prose, graded by a person; students answer it in cells of their own


@dataclass(frozen=True)
class Segment:
    """A run of whole statements of a test cell; what a hidden one prints or says never reaches the student."""

    source: str
    hidden: bool


@dataclass(frozen=True)
class KeyCell:
    """One cell that has a grade_id in the solution notebook."""

    grade_id: str
    kind: CellKind
    cell_type: str
    source: str
    points: float = 0.0
    in_jail: bool = False
    in_place: tuple[str, ...] = ()  # arguments that the functions in it may change
    not_asked: frozenset[Kind] = frozenset()  # kinds of further calls that its functions are spared
    free: tuple[str, ...] = ()  # of a test: "trick: reason" for each answer that solves nothing and earns points
    released: str | None = None  # what nbgrader makes of it for students; None in an assignment of our own
    removed: tuple[int, ...] = ()  # the lines that nbgrader takes out for it: hidden tests, or a mark scheme
    why_inside: str = ""  # why its test cannot be asked from outside the jail, where the proof found that
    was: tuple[str, ...] = ()  # the names that its question had before
    for_everybody: bool = False  # it counts also for who had handed in before it was added

    @property
    def is_locked(self) -> bool:
        """Whether students are not meant to change it."""
        return self.kind in (CellKind.GIVEN, CellKind.TESTS, CellKind.TASK)

    @property
    def is_graded(self) -> bool:
        """Whether it has points of its own."""
        return self.kind is CellKind.TESTS or self.is_read_by_person

    @property
    def is_read_by_person(self) -> bool:
        """Whether a person grades it, and may comment on it."""
        return self.kind in (CellKind.WRITTEN, CellKind.TASK)

    @property
    def is_answer(self) -> bool:
        """Whether students write in it."""
        return self.kind in (CellKind.SOLUTION, CellKind.WRITTEN)

    @property
    def question(self) -> str:
        """The name people see for a graded cell."""
        return self.grade_id.removeprefix("check-")

    @cached_property
    def student_source(self) -> str:
        """The cell's text in the student version."""
        if self.released is not None:
            return self.released
        if self.kind is CellKind.WRITTEN and self.cell_type != "code":
            return NO_ANSWER
        if self.kind is CellKind.TESTS:
            return HIDDEN.sub("", self.source).rstrip("\n")
        if self.kind is CellKind.GIVEN:
            return self.source
        if self.kind is CellKind.TASK:
            return RUBRIC.sub("", self.source).rstrip("\n")
        return SOLUTION.sub(lambda match: _stub(match, self.source), self.source).rstrip("\n")

    @cached_property
    def segments(self) -> list[Segment]:
        """The cell cut at its hidden tests; one hidden whole where a cut would break a statement."""
        pieces = self._pieces() if self.released is None else self._pieces_by_line()
        try:
            for piece in pieces:
                ast.parse(plain_python(piece.source))
        except SyntaxError:
            return [Segment(HIDDEN.sub(lambda match: match[1], self.source), True)]
        return [piece for piece in pieces if piece.source.strip()]

    def _pieces(self) -> list[Segment]:
        pieces, position = [], 0
        for match in HIDDEN.finditer(self.source):
            pieces += [Segment(self.source[position : match.start()], False), Segment(match[1], True)]
            position = match.end()
        return [*pieces, Segment(self.source[position:], False)]

    def _pieces_by_line(self) -> list[Segment]:
        lines, removed = enumerate(self.source.split("\n")), frozenset(self.removed)
        runs = itertools.groupby(lines, lambda line: line[0] in removed)
        return [Segment("".join(f"{text}\n" for _, text in run), hidden) for hidden, run in runs]

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that the cell binds, imports aside."""
        return frozenset(uses(self.source)[1])

    @cached_property
    def functions(self) -> frozenset[str]:
        """The names of the functions and classes that the cell defines at its top level."""
        return frozenset(functions_in(self.source))

    @cached_property
    def rubric(self) -> str:
        if self.released is not None:
            lines = self.source.split("\n")
            scheme = [lines[number] for number in self.removed]
            return "\n".join(scheme[1:-1]).strip() if self.is_read_by_person else ""  # between its two markers
        match = RUBRIC.search(self.source)
        return match[1].strip() if match else ""


def _stub(match: re.Match, source: str) -> str:
    """Return what replaces an answer: inside the brackets of a value only a comment can."""
    indent = match[1]
    if _inside_a_value(source, match.start()):
        return f"{indent}# YOUR ANSWER HERE\n"
    return f"{indent}# YOUR CODE HERE\n{indent}raise NotImplementedError()\n"


def _inside_a_value(source: str, position: int) -> bool:
    """Return whether a value assigned at the top level begins before ``position`` and ends after it."""
    line = source.count("\n", 0, position) + 1
    try:
        body = ast.parse(plain_python(source)).body
    except SyntaxError:
        return False
    return any(isinstance(node, ast.Assign) and node.lineno < line <= (node.end_lineno or 0) for node in body)
