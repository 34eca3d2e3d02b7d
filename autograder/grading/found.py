"""Looks for the notebook of an assignment in what was handed in, whatever it is called and wrapped in.

Links are never followed, and only regular files count: the submission does not choose what is read.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind
from autograder.grading import reading
from autograder.grading.archives import Budget, File, Unusable, files_in, is_left_by_a_system, what_it_is
from autograder.grading.handed_in import printable

CHECKPOINTS = ".ipynb_checkpoints"
MOST_DEPTH = 5  # folders in folders
MOST_FILES = 500  # that are looked at
MOST_TRIED = 25  # that are read as notebooks
MOST_LIMITS = 8  # times what one notebook may have, all that is read and unpacked may have together
_LIKE_A_NOTEBOOK = re.compile(r"cells|worksheets")


@dataclass(frozen=True)
class Notebook:
    """A file that is this assignment's notebook: how many of its cells are there, and how many are answered."""

    file: File
    there: int
    answered: int

    @property
    def rank(self) -> tuple[bool, int, float, int]:
        """Order the newest complete one last; answers come before everything, and nothing else decides a tie."""
        return self.answered > 0, self.there, self.file.time, self.answered


@dataclass
class Search:
    """What was found: notebooks of this assignment, and names of all else with what it is."""

    notebooks: list[Notebook] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    skipped: int = 0  # files beyond what is looked at
    has_checkpoints: bool = False  # what Jupyter saved by itself is there, which may be of any age
    left_by_systems: list[str] = field(default_factory=list)  # names of what nobody wrote


def search(folder: Path, key: AnswerKey) -> Search:
    """Look at everything in a folder that may be the notebook of an assignment. Raises OSError."""
    found = Search()
    limit = int(key.limits.notebook_mb * 2**20)
    budget, files = Budget(MOST_LIMITS * limit), list[File]()
    for number, path in enumerate(_paths(folder, 0, found)):
        name = printable(path.relative_to(folder).as_posix())
        if number >= MOST_FILES:
            found.skipped += 1
        elif (file := _opened(path, name, limit, found)) is not None:
            try:
                inner = [*files_in(file, budget, limit)]
                files += inner
                found.unusable += [] if inner else [f"{name} (nothing is in it that could be graded)"]
            except Unusable as problem:
                found.unusable.append(f"{name} ({problem})")
    own = f"{key.name}.ipynb"
    files.sort(key=lambda file: (not file.name.endswith(own), ".ipynb" not in file.name.lower(), file.name))
    for number, file in enumerate(files):
        notebook, why = judged(file, key) if number < MOST_TRIED else (None, "")
        if notebook is not None:
            found.notebooks.append(notebook)
        else:
            found.unusable.append(f"{file.name} ({why})" if why else file.name)
    return found


def judged(file: File, key: AnswerKey) -> tuple[Notebook | None, str]:
    """Read a file as the assignment's notebook; return why it is none if it is none."""
    if what := what_it_is(file.data):
        return None, what
    head = file.data[:200_000].replace(b"\0", b"")  # UTF-16 too
    named_so = ".ipynb" in file.name.lower()
    if not named_so and not _LIKE_A_NOTEBOOK.search(head.decode("latin-1")):
        return None, "a web page" if head.lstrip()[:200].lower().startswith((b"<!doctype", b"<html")) else ""
    submission = reading.read(file.data, key)
    if not submission.readable:
        return None, submission.unreadable
    cells = [cell for cell in submission.cells if cell.key is not None and not cell.missing]
    answers = [cell for cell in cells if cell.key is not None and cell.key.is_answer and cell.attempted]
    asked = {cell.key.grade_id for cell in cells if cell.key is not None and cell.key.kind is not CellKind.GIVEN}
    return Notebook(file, len(asked), len(answers)), ""


def _paths(folder: Path, depth: int, found: Search) -> Iterator[Path]:
    """Give the regular files below a folder, in the order of their names; note links and the like by name."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    if depth and not entries:
        found.unusable.append(f"{printable(folder.name)} (an empty folder)")
    for entry in entries:
        if entry.name.endswith(".icloud"):
            found.unusable.append(f"{printable(entry.name)} (it is still in the cloud: only its name was copied)")
        elif entry.name == CHECKPOINTS:
            found.has_checkpoints = True
        elif is_left_by_a_system(entry.name):
            found.left_by_systems.append(printable(entry.name))
        elif entry.is_dir(follow_symlinks=False):
            if depth < MOST_DEPTH:
                yield from _paths(Path(entry.path), depth + 1, found)
            else:
                found.unusable.append(f"{printable(entry.name)} (too many folders in folders)")
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
        else:
            found.unusable.append(f"{printable(entry.name)}, which is not a regular file and was not read")


def _opened(path: Path, name: str, limit: int, found: Search) -> File | None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            return None
        data = file.read(limit + 1)
    if len(data) > limit:
        found.unusable.append(f"{name} (larger than {limit / 2**20:g} MB, which is more than can be graded)")
        return None
    return File(name, data, state.st_mtime)
