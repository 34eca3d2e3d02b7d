"""Runs the reference solution, the instructor's own code, in this process."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.assignment import given_files
from autograder.assignment.cell_names import plain_python
from autograder.assignment.key_cell import KeyCell
from autograder.errors import Problem


class BadKey(Problem):
    """The solution notebook cannot serve as an answer key; the message says where and why."""


def run(cells: Iterable[KeyCell], assignment: str) -> dict[str, Any]:
    """Run these cells in a fresh namespace and return it; raise `BadKey` if one fails."""
    names = _fresh()
    for cell in cells:
        where = f"{assignment}, cell {cell.grade_id}"
        try:
            _run(cell, where, names)
        except (Exception, SystemExit) as error:
            raise BadKey(f"{where}: the reference solution raised {in_one_line(error)}") from error
    return names


def run_nbgraders(cells: Iterable[KeyCell], assignment: str, files: Path | None) -> dict[str, Any]:
    """Run the cells of another course's notebook beside its ``files``, and return the namespace.

    A cell that fails may need a notebook: whether its tests pass, the proof before grading says.
    """
    names = _fresh()
    with given_files.here(files):
        for cell in cells:
            with contextlib.suppress(Exception, SystemExit):
                _run(cell, f"{assignment}, cell {cell.grade_id}", names)
    return names


def _fresh() -> dict[str, Any]:
    return {"__name__": "reference", "get_ipython": lambda: _NoShell(), "input": _no_typing}


def _run(cell: KeyCell, where: str, names: dict[str, Any]) -> None:
    unseen = io.StringIO()
    with contextlib.redirect_stdout(unseen), contextlib.redirect_stderr(unseen):
        exec(compile(plain_python(cell.source), f"<{where}>", "exec", dont_inherit=True), names)


class _NoShell:
    """Takes the place of IPython where a given cell has magics, which have nothing to do outside a notebook."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


def _no_typing(prompt: object = "") -> str:
    raise EOFError("nobody can type here")


def in_one_line(error: BaseException) -> str:
    """Return the type of an error and what it says, without line breaks."""
    return " ".join(f"{type(error).__name__}: {error}".split())
