"""A notebook of an nbgrader course, as nbgrader itself reads it: what students get of each cell, and what they do not.

nbgrader's own preprocessors do the reading, in the order and with the settings that the course configures: the same
ones that `nbgrader generate_assignment` runs. So there is one rule of what a solution, a hidden test, a mark scheme
or an AUTOTEST is. Which lines of a cell are taken out is asked of them too, by marking each line.
"""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import preprocessors as nbgraders
from nbgrader.converters import GenerateAssignment
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from autograder.assignment.cell_metadata import SETTINGS, key_cell, own_settings
from autograder.errors import Problem

_MARK = "\x00{}\x00"
_MARKED = re.compile("\x00([0-9]+)\x00")
_PYTHON = ("python", "python3", "")


class NotReadable(Problem):
    """The notebook cannot be read as nbgrader's source; the message says where, why and what to do."""


@dataclass(frozen=True)
class Read:
    """A source notebook as an answer key, and the student version that nbgrader makes of it."""

    key: Any
    released: Any


def read(path: Path, config: Any, root: Path) -> Read:
    """Read one source notebook of the course in ``root``, configured by ``config``; raises `NotReadable`.

    AUTOTESTs are instantiated, in a kernel: the instructor's own code runs.
    """
    try:
        notebook = nbformat.read(str(path), as_version=nbformat.current_nbformat)
    except FileNotFoundError:
        raise NotReadable(f"{path} does not exist.") from None
    except Exception as error:  # whatever nbformat makes of a file
        raise NotReadable(f"{path} is not a notebook ({type(error).__name__}: {_first_line(error)}).") from None
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language not in _PYTHON:
        raise NotReadable(f"{path} is a notebook in {language}; only Python can be graded. Use nbgrader for it.")
    with _at(root), _quiet():
        stages = _stages(notebook, config, path)
    return Read(_as_key(stages, config, path), stages.released)


def released(notebook: Any, config: Any, path: Path, root: Path) -> Any:
    """Return the student version that nbgrader's `generate_assignment` makes of a notebook; raises `NotReadable`."""
    with _at(root), _quiet():
        return _stages(notebook, config, path).released


@dataclass(frozen=True)
class _Stages:
    """A notebook on its way to students."""

    reference: Any  # before its solutions are cleared
    saved: Any  # as nbgrader saves it, to restore what students change
    released: Any
    removed: list[list[int]]  # of each cell, the numbers of the lines that were taken out since it was saved


def _stages(notebook: Any, config: Any, path: Path) -> _Stages:
    before, after = _in_order(config)
    working = copy.deepcopy(notebook)
    reference = None
    for each in before:
        if isinstance(each, nbgraders.ClearSolutions):
            reference = copy.deepcopy(working)
        working = _through(each, working, path)
    saved = copy.deepcopy(working)
    for each in after:
        working = _through(each, working, path)
    return _Stages(reference or saved, saved, working, _removed(working, saved, after, path))


def _in_order(config: Any) -> tuple[list[Any], list[Any]]:
    """Return nbgrader's preprocessors before and after the one that saves cells for grading, which is left out."""
    configured = GenerateAssignment(config=config).preprocessors
    classes = list(configured or GenerateAssignment.class_traits()["preprocessors"].default_args[0])
    made = [each(config=config) for each in classes]
    place = next((n for n, each in enumerate(made) if isinstance(each, nbgraders.SaveCells)), len(made))
    return made[:place], made[place + 1 :]


def _through(preprocessor: Any, notebook: Any, path: Path) -> Any:
    resources = {"metadata": {"path": str(path.parent), "name": path.stem}, "unique_key": path.stem}
    try:
        return preprocessor.preprocess(copy.deepcopy(notebook), resources)[0]
    except Exception as error:
        name = type(preprocessor).__name__
        raise NotReadable(f"{path}: {_REMEDY.get(name, '')}nbgrader's {name} says: {_first_line(error)}") from error


_REMEDY = {
    "InstantiateTests": "its AUTOTESTs cannot be made into tests, so nothing is graded. Put an autotests.yml into the"
    " course's folder or the assignment's, and see that the notebook runs. ",
}


def _removed(final: Any, saved: Any, after: Sequence[Any], path: Path) -> list[list[int]]:
    """Return which lines of the ``saved`` notebook's cells the preprocessors ``after`` take out; all, if in doubt."""
    marked = copy.deepcopy(saved)
    for cell in marked.cells:
        cell.source = "\n".join(line + _MARK.format(n) for n, line in enumerate(cell.source.split("\n")))
    for each in after:
        marked = _through(each, marked, path)
    removed = []
    for cell, was, tagged in zip(final.cells, saved.cells, marked.cells, strict=True):
        kept = {int(number) for number in _MARKED.findall(tagged.source)}
        told_apart = _MARKED.sub("", tagged.source) == cell.source
        lines = range(len(was.source.split("\n")))
        removed.append([n for n in lines if n not in kept] if told_apart else [*lines])
    return removed


def _as_key(stages: _Stages, config: Any, path: Path) -> Any:
    """Return the key: the reference's answers, tests as nbgrader saves them, and what students get beside each."""
    saved = {_name(cell): cell.source for cell in stages.saved.cells}
    released = {_name(cell): (cell.source, removed)
                for cell, removed in zip(stages.released.cells, stages.removed, strict=True)}  # fmt: skip
    key = copy.deepcopy(stages.reference)
    seen: set[str] = set()
    for cell in key.cells:
        name = _name(cell)
        if "outputs" in cell:
            cell.outputs, cell.execution_count = [], None
        if not name:
            cell.metadata.pop("nbgrader", None)
            continue
        if name in seen:
            raise NotReadable(f"{path}: two cells are called {name}. Give one another name in nbgrader's toolbar.")
        seen.add(name)
        answer = is_solution(cell)
        cell.source = cell.source if answer else saved[name]
        text, removed = released[name]
        known = key_cell(cell)
        assert known is not None
        cell.metadata[SETTINGS] = own_settings(replace(known, released=text, removed=() if answer else tuple(removed)))
    own = {name: value for name, value in config.get("Autograder", {}).items() if name != "accept"}
    key.metadata["byhand"] = {"title": path.stem, "follow_through": 0.0} | dict(own)
    return key


def _name(cell: Any) -> str:
    """Return the grade_id of a cell that nbgrader knows; empty for any other."""
    known = is_grade(cell) or is_solution(cell) or is_task(cell) or is_locked(cell)
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", "")) if known else ""


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in f"{error}".splitlines() if line.strip()), type(error).__name__)


@contextlib.contextmanager
def _at(root: Path) -> Iterator[None]:
    """Work in the course's folder, where nbgrader looks for headers, footers and templates of tests."""
    before = os.getcwd()
    os.chdir(root)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep nbgrader from logging: what goes wrong is raised, in one line."""
    log = logging.getLogger("traitlets")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before
