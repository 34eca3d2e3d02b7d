"""A solution notebook as data: trusted cells, points, the names that students define, the reference.

A key is built from one of our sources, or made from another course's notebook (`build.nbgrader_source`), which says of
each cell what students get of it. An assignment of that kind may have several notebooks: each has a key of its own.
"""

from __future__ import annotations

import copy
import hashlib
import itertools
import json
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.assignment import catalogue, given_files, handed_out, nameless_cells, reach, reference
from autograder.assignment.catalogue import Alternative, Entry, Misconception
from autograder.assignment.cell_metadata import key_cell
from autograder.assignment.cell_names import uses
from autograder.assignment.contract import parameters
from autograder.assignment.given_cells import trusted_part
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.assignment.reference import BadKey
from autograder.jail.limits import Limits, backstop

__all__ = ["RULES", "AnswerKey", "BadKey", "load"]

RULES = 3  # raised when the same notebook and answer key may get another grade: then all are graded again


@dataclass(eq=False)
class AnswerKey:
    """Everything that grading one assignment needs; read-only, so that submissions can share it."""

    assignment: str
    name: str  # of the notebook: the assignment's own, unless that has several
    title: str
    limits: Limits
    cells: list[KeyCell]
    notebook: dict[str, Any]
    digest: str
    folder: Path
    interface: set[str] = field(default_factory=set)
    trusted_given: list[KeyCell] = field(default_factory=list)  # as far as they need no student
    follow_through: float = 1.0  # the share of its points a question gets that fails only through an earlier one
    handed_out: dict[str, list[str]] = field(default_factory=dict)  # texts that locked cells had in student versions
    is_ours: bool = False  # built from one of our sources, with our promises; not some other nbgrader course
    beside: dict[str, list[KeyCell]] = field(default_factory=dict)  # what runs for tests before a cell, by its grade_id

    @property
    def path(self) -> Path:
        """Return the file that the key was read from."""
        return self.folder / f"{self.name}.ipynb"

    @property
    def whole_name(self) -> str:
        """Return the name for people: the assignment's, and the notebook's where that is another."""
        return self.assignment if self.name == self.assignment else f"{self.assignment}/{self.name}"

    @property
    def siblings(self) -> set[str]:
        """Return the names of the assignment's other notebooks."""
        others = {path.stem for path in self.folder.glob("*.ipynb")} if self.is_nbgraders else set()
        return others - {self.name}

    @property
    def graded(self) -> list[KeyCell]:
        """Return the cells that have points of their own."""
        return [cell for cell in self.cells if cell.is_graded]

    @property
    def questions(self) -> list[str]:
        """Return the names of the questions that tests grade, in order."""
        return [cell.question for cell in self.cells if cell.kind is CellKind.TESTS]

    @property
    def timeout(self) -> float:
        """Seconds that grading one submission never takes: more than its limits ever allow, and half an hour."""
        limits = self.limits
        return backstop(limits.seconds_in_all) + 4 * limits.seconds_per_cell * len(self.cells) + 1800.0

    @property
    def files(self) -> dict[str, bytes]:
        """Return the files that the key was read from as they are now, by their paths in the assignment's folder."""
        kept = [path for path in [self.folder / handed_out.FILE] if path.is_file()]
        paths = [self.path, *_catalogue_files(self.folder), *given_files.within(self.folder), *kept]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def run(self) -> None:
        """Run the reference solution and the catalogue now, and not when they are first asked for; raises `BadKey`."""
        for _ in (self.reference, self.catalogue):
            pass

    @cached_property
    def prose(self) -> set[str]:
        """Return the texts between the questions, those of the cells without a name."""
        cells = [cell for cell in self.notebook["cells"] if "nbgrader" not in cell["metadata"]]
        return {"".join(cell["source"]).strip() for cell in cells}

    @cached_property
    def catalogue(self) -> dict[str, list[Entry]]:
        """The right answers and named mistakes of every question, in the homework's order; raises `BadKey`."""
        found: dict[str, list[Entry]] = {question: [] for question in self.questions}
        names = {re.sub(r"\W", "_", question): question for question in found}
        for path in _catalogue_files(self.folder):
            fitting = [name for name in names if f"{path.stem}_".startswith(f"{name}_")]
            if not fitting:
                raise BadKey(f"{path} is not named after a question. There are: {', '.join(found)}.")
            try:
                found[names[max(fitting, key=len)]] += catalogue.load(path)
            except Exception as error:
                raise BadKey(f"{path} does not run: {reference.in_one_line(error)}") from error
        return found

    @cached_property
    def alternatives(self) -> list[Alternative]:
        return [entry for entries in self.catalogue.values() for entry in entries if isinstance(entry, Alternative)]

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        return [entry for entries in self.catalogue.values() for entry in entries if isinstance(entry, Misconception)]

    @cached_property
    def reference_names(self) -> dict[str, Any]:
        """Return the namespace after the reference solution: what of given cells needs no student, and all answers."""
        if self.is_nbgraders:
            return reference.run_nbgraders(self._code, self.assignment, self.given_files)
        trusted = {cell.grade_id: cell for cell in self.trusted_given}
        code = [trusted.get(cell.grade_id, cell) for cell in self.all_cells if cell.cell_type == "code"]
        cells = [cell for cell in code if cell.grade_id in trusted or cell.is_answer]
        return reference.run(cells, self.assignment)

    @property
    def all_cells(self) -> list[KeyCell]:
        """Return the cells, each after those that run `beside` it."""
        return [each for cell in self.cells for each in (*self.beside.get(cell.grade_id, ()), cell)]

    @property
    def given_files(self) -> Path | None:
        """Return the folder of the files that students get with the notebook; None if there are none."""
        return given_files.of_key(self.path)

    @cached_property
    def leading_given(self) -> list[KeyCell]:
        """Return the given cells that come before all other code and need no student."""
        code = [cell for cell in self.cells if cell.cell_type == "code"]
        return list(itertools.takewhile(lambda cell: cell in self.trusted_given, code))

    @cached_property
    def reference(self) -> SimpleNamespace:
        """Return what hidden tests know as `reference`."""
        return SimpleNamespace(
            **{name: self.reference_names[name] for name in self.interface & set(self.reference_names)}
        )

    @cached_property
    def classes(self) -> set[str]:
        """Return the names that are classes in the reference, so that nobody passes one off as a function's answer."""
        return {name for name, value in vars(self.reference).items() if isinstance(value, type)}

    def own_reference(self) -> SimpleNamespace:
        """Return the reference with copies of its data: student code may change in place what it is given."""
        values = vars(self.reference).items()
        return SimpleNamespace(**{name: value if callable(value) else _copied(value) for name, value in values})

    @property
    def is_nbgraders(self) -> bool:
        """Whether nbgrader said what students get of it; then all cells of its notebook ran together there."""
        return any(cell.released is not None for cell in self.cells)

    @property
    def _code(self) -> list[KeyCell]:
        cells = [cell for cell in self.notebook["cells"] if cell["cell_type"] == "code"]
        return [key_cell(cell) or KeyCell("", CellKind.GIVEN, "code", "".join(cell["source"])) for cell in cells]

    @cached_property
    def answers(self) -> dict[str, str]:
        """Map each test cell to the answer that it tests: the last one before it."""
        about: dict[str, str] = {}
        latest = ""
        for cell in self.cells:
            latest = cell.grade_id if cell.kind is CellKind.SOLUTION else latest
            if cell.kind is CellKind.TESTS:
                about[cell.grade_id] = latest
        return about

    @cached_property
    def functions(self) -> dict[str, dict[str, Any]]:
        """Map each cell that students write to the reference's functions in it, by name."""
        names = self.reference_names
        written = {cell.grade_id: sorted(uses(cell.source)[1]) for cell in self.cells if cell.kind is CellKind.SOLUTION}
        return {answer: {name: names[name] for name in bound if callable(names.get(name))}
                for answer, bound in written.items()}  # fmt: skip

    @cached_property
    def own_names(self) -> dict[str, frozenset[str]]:
        """Map each test cell to the names that the answer it tests defines."""
        bound = {cell.grade_id: cell.bound for cell in self.cells if cell.kind is CellKind.SOLUTION}
        return {test: bound.get(answer, frozenset()) for test, answer in self.answers.items()}

    @cached_property
    def parameters(self) -> dict[str, tuple[str, ...]]:
        """Map each function that students write to the names of its arguments, in order."""
        answers = [cell for cell in self.cells if cell.kind is CellKind.SOLUTION]
        return {name: names for cell in answers for name, names in parameters(cell.source).items()}

    @cached_property
    def in_place(self) -> dict[str, frozenset[str]]:
        """Map each function that students write to the names of the arguments that it may change."""
        return {
            name: frozenset(cell.in_place) & set(self.parameters[name])
            for cell in self.cells
            if cell.kind is CellKind.SOLUTION
            for name in parameters(cell.source)
        }

    @cached_property
    def given_for_tests(self) -> dict[str, KeyCell]:
        """Return what test cells build on of given cells, by grade_id, leaving out what only a picture uses."""
        return reach.given_for_tests(self.all_cells, self.trusted_given)

    @cached_property
    def needs(self) -> dict[str, set[str]]:
        """Map each test cell to the student's names that it can reach, through functions of earlier cells too."""
        return reach.students_names(self.all_cells, self.interface, self.given_for_tests)


def _copied(value: Any) -> Any:
    """Return a copy of the reference's data; an open file, a generator and the like, which have none, as they are."""
    try:
        return copy.deepcopy(value)
    except Exception:  # of what an object of the notebook's own does when it is copied
        return value


def load(path: Path) -> AnswerKey:
    """Read the answer key in a solution notebook; raise `BadKey` if it cannot serve as one."""
    try:
        data = path.read_bytes()
        notebook = json.loads(data)
        cells = [found for cell in notebook["cells"] if (found := key_cell(cell)) is not None]
        settings = notebook["metadata"].get("byhand", {})
        key = AnswerKey(
            assignment=path.parent.name if path.parent.name != "." else path.stem,
            name=path.stem,
            title=settings.get("title", path.stem),
            limits=Limits.of(settings),
            cells=cells,
            notebook=notebook,
            digest=_digest(data, path.parent),
            folder=path.parent,
            follow_through=min(1.0, max(0.0, float(settings.get("follow_through", 1.0)))),
            handed_out=handed_out.read(path.parent),
            is_ours="assignment" in settings,
        )
    except FileNotFoundError:
        raise BadKey(f"{path} does not exist. Run `make assignments` first.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadKey(f"{path} is not a solution notebook ({type(error).__name__}: {error}).") from None
    if not key.is_ours:
        key.beside = nameless_cells.beside(notebook["cells"])
        key.interface |= nameless_cells.computed(notebook["cells"])
    _find_interface(key)
    return key


def _find_interface(key: AnswerKey) -> None:
    """Fill in the names that students define, also through given cells that use them, and the rest of given cells."""
    for cell in key.all_cells:
        if cell.cell_type != "code":
            continue
        if cell.is_answer:
            key.interface |= uses(cell.source)[1]
        elif cell.kind is CellKind.GIVEN:
            part, left = trusted_part(cell.source, key.interface)
            key.interface |= left
            key.trusted_given += [replace(cell, source=part)] if part or not left else []


def _digest(data: bytes, folder: Path) -> str:
    """Return a fingerprint of the rules of grading and, after a dash, of everything that the key is read from."""
    named = [(path.name, path) for path in _catalogue_files(folder)]
    named += [(path.relative_to(folder).as_posix(), path) for path in given_files.within(folder)]
    parts = [part for name, path in named for part in (name.encode(), path.read_bytes())]
    own = hashlib.sha256(b"\0".join([data, *parts])).hexdigest()
    return f"{RULES}-{own}"


def _catalogue_files(folder: Path) -> list[Path]:
    return sorted((folder / "catalogue").glob("*.py"))
