"""The hostile files of a submission: which one is graded, and its bytes. Nothing in them chooses what is read."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

LEFT_BY_SYSTEMS = frozenset({"timestamp.txt", "thumbs.db", "desktop.ini", "__pycache__", "__macosx"})  # lower case


@dataclass(frozen=True)
class Unreadable:
    """Something was handed in, and nothing of it can be graded: why, and a fingerprint of what was there."""

    why: str
    digest: str

    @classmethod
    def because(cls, why: str, *parts: bytes) -> Unreadable:
        """Make one with the fingerprint of the reason and of these parts."""
        return cls(why, hashlib.sha256(b"\0".join([why.encode("utf-8", "replace"), *parts])).hexdigest())


HandedIn: TypeAlias = bytes | Unreadable | None  # None: nothing was handed in


def submitted_file(folder: Path, assignment: str) -> tuple[Path | None, list[str]]:
    """Choose the notebook to grade in a submitted folder; return its path and notes about the choice.

    Links are never followed, and only regular files count: the submission does not choose what is read. Without a
    path the notes say why none of what is there was chosen. Raises OSError.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return None, ["the folder is a link and was not read"]
    names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    found = [folder / name for name in names if name.endswith(".ipynb")]
    notebooks = [path for path in found if stat.S_ISREG(path.lstat().st_mode)]
    notes = [f"{_safe(path.name)} is not a regular file and was not read" for path in found if path not in notebooks]
    notes = notes[:3]
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
        some = ", ".join(_safe(path.name) for path in notebooks[:5])
        notes.append(f"{len(notebooks)} notebooks were handed in ({some}), none of them named {assignment}.ipynb")
    elif not found and (others := [name for name in names if name.lower() not in LEFT_BY_SYSTEMS]):
        notes.append(f"no notebook was handed in, but {', '.join(_safe(name) for name in others[:3])}")
    return None, notes


def read_submitted(folder: Path, assignment: str, limit: float) -> tuple[HandedIn, list[str]]:
    """Return the bytes to grade, at most ``limit`` of them, and notes about which file they are; raises OSError."""
    path, notes = submitted_file(folder, assignment)
    if path is None:
        return (Unreadable.because("; ".join(notes)) if notes else None), []
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        size, data = os.fstat(descriptor).st_size, file.read(int(limit))
        if size <= limit and not file.read(1):  # it may grow meanwhile
            return data, notes
    why = (
        f"the file is larger than {limit / 2**20:g} MB, which is more than can be graded; clear the outputs"
        " (Kernel → Restart & Clear Output) and hand it in again"
    )
    return Unreadable.because(why, str(size).encode(), data), notes


def _safe(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)[:60]
