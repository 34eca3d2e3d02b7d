"""A solution notebook as data: trusted cells, points, the names students define, the reference.

Only nbgrader's own cell metadata is read, so any nbgrader source notebook is an answer key.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import itertools
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder import catalogue
from autograder.cell_names import plain_python, sets_first, uses
from autograder.jail.limits import Limits

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


class BadKey(Exception):
    """The solution notebook cannot serve as an answer key; the message says where and why."""


@dataclass(frozen=True)
class Segment:
    """A run of whole statements of a test cell; what a hidden one prints or says never reaches the student."""

    source: str
    hidden: bool


@dataclass(frozen=True)
class KeyCell:
    """One cell that has a grade_id in the solution notebook."""

    grade_id: str
    kind: str  # given, solution, tests, written
    cell_type: str
    source: str
    points: float = 0.0
    in_jail: bool = False

    @property
    def question(self) -> str:
        """The name people see for a graded cell."""
        return self.grade_id.removeprefix("check-")

    @cached_property
    def student_source(self) -> str:
        """What the student version holds."""
        if self.kind == "written" and self.cell_type != "code":
            return NO_ANSWER
        if self.kind == "tests":
            return HIDDEN.sub("", self.source).rstrip("\n")
        if self.kind == "given":
            return self.source
        return SOLUTION.sub(lambda match: _stub(match, self.source), self.source).rstrip("\n")

    @cached_property
    def segments(self) -> list[Segment]:
        """The cell cut at its hidden tests; one hidden whole where a cut would break a statement."""
        pieces, position = [], 0
        for match in HIDDEN.finditer(self.source):
            pieces += [Segment(self.source[position : match.start()], False), Segment(match[1], True)]
            position = match.end()
        pieces.append(Segment(self.source[position:], False))
        try:
            for piece in pieces:
                ast.parse(plain_python(piece.source))
        except SyntaxError:
            return [Segment(HIDDEN.sub(lambda match: match[1], self.source), True)]
        return [piece for piece in pieces if piece.source.strip()]

    @cached_property
    def rubric(self) -> str:
        match = RUBRIC.search(self.source)
        return match[1].strip() if match else ""


@dataclass
class AnswerKey:
    """Everything grading one assignment needs; safe to share between submissions, read only."""

    assignment: str
    title: str
    limits: Limits
    cells: list[KeyCell]
    notebook: dict[str, Any]
    digest: str
    folder: Path
    interface: set[str] = field(default_factory=set)
    trusted_given: list[KeyCell] = field(default_factory=list)
    follow_through: float = 1.0  # the share of its points a question gets that fails only through an earlier one

    @property
    def graded(self) -> list[KeyCell]:
        return [cell for cell in self.cells if cell.points > 0 or cell.kind == "tests"]

    @property
    def max_score(self) -> float:
        return sum(cell.points for cell in self.graded)

    @property
    def files(self) -> dict[str, bytes]:
        """All that the key was read from, by name, as it is now."""
        paths = [self.folder / f"{self.assignment}.ipynb", *_catalogues(self.folder)]
        return {path.name: path.read_bytes() for path in paths}

    @cached_property
    def prose(self) -> set[str]:
        """The texts between the questions, one for each cell that has no name."""
        cells = [cell for cell in self.notebook["cells"] if "nbgrader" not in cell["metadata"]]
        return {"".join(cell["source"]).strip() for cell in cells}

    @cached_property
    def misconceptions(self) -> list[catalogue.Misconception]:
        return self._catalogue("misconceptions.py")

    @cached_property
    def alternatives(self) -> list[catalogue.Alternative]:
        return self._catalogue("alternatives.py")

    def _catalogue(self, name: str) -> list[Any]:
        try:
            return catalogue.load(self.folder / name)
        except Exception as error:
            raise BadKey(f"{self.folder / name} does not run: {type(error).__name__}: {error}") from error

    @cached_property
    def reference_names(self) -> dict[str, Any]:
        """The namespace after the reference solution ran: given cells that need no student, and all answers."""
        code = [cell for cell in self.cells if cell.cell_type == "code"]
        return self._run([cell for cell in code if cell in self.trusted_given or cell.kind == "solution"])

    @cached_property
    def leading_given(self) -> list[KeyCell]:
        """The given cells that stand before all other code and need no student."""
        code = [cell for cell in self.cells if cell.cell_type == "code"]
        return list(itertools.takewhile(lambda cell: cell in self.trusted_given, code))

    @cached_property
    def reference(self) -> SimpleNamespace:
        """What hidden tests know as `reference`."""
        return SimpleNamespace(
            **{name: self.reference_names[name] for name in self.interface & set(self.reference_names)}
        )

    def _run(self, cells: list[KeyCell]) -> dict[str, Any]:
        """A fresh namespace after these cells ran; raises `BadKey` if one fails."""
        names: dict[str, Any] = {"__name__": "reference", "get_ipython": lambda: _NoShell()}
        for cell in cells:
            where = f"{self.assignment}, cell {cell.grade_id}"
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(plain_python(cell.source), f"<{where}>", "exec", dont_inherit=True), names)
            except Exception as error:
                raise BadKey(f"{where}: the reference solution raised {type(error).__name__}: {error}") from error
        return names

    @cached_property
    def answers(self) -> dict[str, str]:
        """For each test cell the answer it is about: the last one before it."""
        about: dict[str, str] = {}
        latest = ""
        for cell in self.cells:
            latest = cell.grade_id if cell.kind == "solution" else latest
            if cell.kind == "tests":
                about[cell.grade_id] = latest
        return about

    def functions_in(self, answer: str) -> dict[str, Any]:
        """The reference's functions that the student writes in the cell ``answer``."""
        source = next(cell.source for cell in self.cells if cell.grade_id == answer)
        return {name: value for name in sorted(uses(source)[1]) if callable(value := self.reference_names.get(name))}

    @cached_property
    def needs(self) -> dict[str, set[str]]:
        """For each test cell, the student's names it can reach, also through functions of earlier test cells."""
        deferred: set[str] = set()
        reach = {}
        for cell in self.cells:
            if cell.kind == "tests":
                reach[cell.grade_id] = ((uses(cell.source)[0] - sets_first(cell.source)) | deferred) & self.interface
                deferred |= uses(cell.source, nested_only=True)[0] & self.interface
        return reach


class _NoShell:
    """Stands in for IPython where a given cell has magics: outside a notebook they have nothing to do."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


def load(path: Path) -> AnswerKey:
    """The answer key in a solution notebook; raises `BadKey`."""
    try:
        data = path.read_bytes()
        notebook = json.loads(data)
        cells = [found for cell in notebook["cells"] if (found := _key_cell(cell)) is not None]
        settings = notebook["metadata"].get("byhand", {})
        key = AnswerKey(
            assignment=path.parent.name if path.parent.name != "." else path.stem,
            title=settings.get("title", path.stem),
            limits=Limits.of(settings),
            cells=cells,
            notebook=notebook,
            digest=_digest(data, path.parent),
            folder=path.parent,
            follow_through=min(1.0, max(0.0, float(settings.get("follow_through", 1.0)))),
        )
    except FileNotFoundError:
        raise BadKey(f"{path} does not exist. Run `make assignments` first.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadKey(f"{path} is not a solution notebook ({type(error).__name__}: {error}).") from None
    _find_interface(key)
    return key


def _key_cell(cell: dict[str, Any]) -> KeyCell | None:
    meta = cell["metadata"].get("nbgrader") or {}
    if not meta.get("grade_id"):
        return None
    if meta.get("solution"):
        kind = "written" if meta.get("grade") else "solution"
    elif meta.get("grade"):
        kind = "tests"
    else:
        kind = "written" if meta.get("task") else "given"
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    in_jail = "in-jail" in cell["metadata"].get("tags", [])
    return KeyCell(meta["grade_id"], kind, cell["cell_type"], source, float(meta.get("points", 0)), in_jail)


def _find_interface(key: AnswerKey) -> None:
    """What students define, directly or through a given cell that uses it; and the given cells that use none of it."""
    for cell in key.cells:
        if cell.cell_type != "code":
            continue
        read, bound = uses(cell.source)
        if cell.kind in ("solution", "written") or (cell.kind == "given" and read & key.interface):
            key.interface |= bound
        elif cell.kind == "given":
            key.trusted_given.append(cell)


def _stub(match: re.Match, source: str) -> str:
    """What stands in the place of an answer: inside the brackets of a value nothing but a comment can."""
    indent = match[1]
    if _inside_a_value(source, match.start()):
        return f"{indent}# YOUR ANSWER HERE\n"
    return f"{indent}# YOUR CODE HERE\n{indent}raise NotImplementedError()\n"


def _inside_a_value(source: str, position: int) -> bool:
    """True if a value that is assigned at the top level begins before ``position`` and ends after it."""
    line = source.count("\n", 0, position) + 1
    try:
        body = ast.parse(plain_python(source)).body
    except SyntaxError:
        return False
    return any(isinstance(node, ast.Assign) and node.lineno < line <= (node.end_lineno or 0) for node in body)


def _digest(data: bytes, folder: Path) -> str:
    return hashlib.sha256(b"\0".join([data, *(path.read_bytes() for path in _catalogues(folder))])).hexdigest()


def _catalogues(folder: Path) -> list[Path]:
    paths = [folder / name for name in ("alternatives.py", "misconceptions.py")]
    return [path for path in paths if path.exists()]
