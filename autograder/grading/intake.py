"""The hostile files of a submission: which one is graded, and its bytes. Nothing in them chooses what is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def submitted_file(folder: Path, assignment: str) -> tuple[Path | None, list[str]]:
    """Choose the notebook to grade in a submitted folder; return its path and notes about the choice.

    Links are never followed, and only regular files count: the submission does not choose what is read.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return None, ["the folder is a link and was not read"]
    found = [path for path in sorted(folder.glob("*.ipynb")) if not path.name.startswith(".")]
    notebooks = [path for path in found if stat.S_ISREG(path.lstat().st_mode)]
    others = [path for path in found if path not in notebooks]
    notes = [f"{_safe(path.name)} is not a regular file and was not read" for path in others[:3]]
    right = [path for path in notebooks if path.name == f"{assignment}.ipynb"]
    if right:
        if more := len(notebooks) - 1:
            were = "another notebook handed in with it was" if more == 1 else f"{more} other notebooks were"
            notes.append(f"{were} not graded")
        return right[0], notes
    if len(notebooks) == 1:
        notes.append(f"the notebook was named {_safe(notebooks[0].name)} instead of {assignment}.ipynb")
        return notebooks[0], notes
    if notebooks:
        names = ", ".join(_safe(path.name) for path in notebooks[:5])
        notes.append(f"{len(notebooks)} notebooks were handed in ({names}), none of them named {assignment}.ipynb")
    return None, notes


def read_submitted(folder: Path, assignment: str, limit: float) -> tuple[bytes | None, list[str]]:
    """Return the bytes to grade, at most one more than ``limit`` of them, and notes; None if there is no notebook."""
    path, notes = submitted_file(folder, assignment)
    if path is None:
        return None, notes
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        size = os.fstat(descriptor).st_size
        return (file.read(int(limit)) if size <= limit else b" " * (int(limit) + 1)), notes


def _safe(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)[:60]
