"""A solution notebook as data: trusted cells, points, the names students define, the reference.

Only nbgrader's own cell metadata is read, so any nbgrader source notebook is an answer key.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import io
import itertools
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.assignment import catalogue
from autograder.assignment.cell_metadata import key_cell
from autograder.assignment.cell_names import binds, plain_python, sets_first, uses
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.errors import Problem
from autograder.jail.limits import Limits


class BadKey(Problem):
    """The solution notebook cannot serve as an answer key; the message says where and why."""


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
        return [cell for cell in self.cells if cell.is_graded]

    @property
    def patience(self) -> float:
        """Seconds that grading one submission never takes: more than its limits allow, and half an hour."""
        return self.limits.seconds_in_all + 4 * self.limits.seconds_per_cell * len(self.cells) + 1800.0

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
        return self._run([cell for cell in code if cell in self.trusted_given or cell.kind is CellKind.SOLUTION])

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

    @cached_property
    def classes(self) -> set[str]:
        """The names that are classes in the reference, so that nobody passes one off as a function's answer."""
        return {name for name, value in vars(self.reference).items() if isinstance(value, type)}

    def own_reference(self) -> SimpleNamespace:
        """The reference with data of its own: student code may change in place what it is given."""
        values = vars(self.reference).items()
        return SimpleNamespace(**{name: value if callable(value) else copy.deepcopy(value) for name, value in values})

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
            latest = cell.grade_id if cell.kind is CellKind.SOLUTION else latest
            if cell.kind is CellKind.TESTS:
                about[cell.grade_id] = latest
        return about

    @cached_property
    def functions(self) -> dict[str, dict[str, Any]]:
        """For each cell that students write, the reference's functions in it, by name."""
        names = self.reference_names
        written = {cell.grade_id: sorted(uses(cell.source)[1]) for cell in self.cells if cell.kind is CellKind.SOLUTION}
        return {answer: {name: names[name] for name in bound if callable(names.get(name))}
                for answer, bound in written.items()}  # fmt: skip

    @cached_property
    def given_for_tests(self) -> list[KeyCell]:
        """The given cells that test cells build on, so not those whose names only a picture uses."""
        needed: list[KeyCell] = []
        wanted: set[str] = set()
        for cell in reversed(self.cells):
            bound = binds(cell.source) if cell in self.trusted_given else set()
            if bound & wanted or (cell in self.trusted_given and not bound):  # it may set something: a seed, say
                needed.append(cell)
            if cell.kind is CellKind.TESTS or cell in needed:
                wanted |= uses(cell.source)[0]
        return needed[::-1]

    @cached_property
    def needs(self) -> dict[str, set[str]]:
        """For each test cell, the student's names it can reach, also through functions of earlier test cells."""
        deferred: set[str] = set()
        reach = {}
        for cell in self.cells:
            if cell.kind is CellKind.TESTS:
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
        cells = [found for cell in notebook["cells"] if (found := key_cell(cell)) is not None]
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


def _find_interface(key: AnswerKey) -> None:
    """What students define, directly or through a given cell that uses it; and the given cells that use none of it."""
    for cell in key.cells:
        if cell.cell_type != "code":
            continue
        read, bound = uses(cell.source)
        if cell.is_answer or (cell.kind is CellKind.GIVEN and read & key.interface):
            key.interface |= bound
        elif cell.kind is CellKind.GIVEN:
            key.trusted_given.append(cell)


def _digest(data: bytes, folder: Path) -> str:
    return hashlib.sha256(b"\0".join([data, *(path.read_bytes() for path in _catalogues(folder))])).hexdigest()


def _catalogues(folder: Path) -> list[Path]:
    paths = [folder / name for name in ("alternatives.py", "misconceptions.py")]
    return [path for path in paths if path.exists()]
