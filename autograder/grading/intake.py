"""The hostile files of a submission: which one is graded, and its bytes. Nothing in them chooses what is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from autograder.assignment.answer_key import AnswerKey
from autograder.grading.archives import File, is_archive, is_left_by_a_system
from autograder.grading.found import CHECKPOINTS, Notebook, Search, judged, search
from autograder.grading.handed_in import HandedIn, Unreadable

_MOST_SAID = 5  # names in a note
_MAY_HOLD = (".ipynb", ".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")  # in the name of what is looked into


def read_submitted(folder: Path, key: AnswerKey) -> tuple[HandedIn, list[str]]:
    """Return the bytes to grade, no more than the key's limit, and notes about which file they are; raises OSError.

    The notebook with the assignment's name is graded, unless nothing is answered in it and something in another.
    Without it, the newest complete one that is this assignment's by its content.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return Unreadable.because("the folder is a link and was not read"), []
    own = folder / f"{key.name}.ipynb"
    named, others = _named(own, key), _others(own, key)
    wrapped = isinstance(named, bytes) and is_archive(named)
    if named is not None and not others and not wrapped:
        return named, []
    mine = why = None
    if isinstance(named, bytes):
        mine, why = judged(File(own.name, named), key)
        if mine is not None and (mine.answered or not any(map(_may_hold, others))):
            return named, _not_graded(len([name for name in others if name.lower().endswith(".ipynb")]))
    found = search(folder, key)
    best = max(found.notebooks, key=lambda notebook: notebook.rank, default=None)
    if named is None:
        return _chosen(best, found, key) if best is not None else (_nothing(found), [])
    if best is not None and best.file.name == own.name and wrapped:  # compressed, and nothing else
        return best.file.data, []
    if best is None or best.file.name == own.name:
        return named, _not_graded(len([name for name in others if name.lower().endswith(".ipynb")]))
    data, notes = _chosen(best, found, key)
    why = why or (named.why if isinstance(named, Unreadable) else "nothing is answered in it")
    return data, notes if wrapped else [f"{own.name} was not graded: {why}", *notes]


def openable(folder: Path) -> None:
    """Open every notebook that was handed in, whatever it is called; raises OSError if that is not allowed."""
    for path in (folder / name for name in os.listdir(folder) if name.endswith(".ipynb")):
        if stat.S_ISREG(path.lstat().st_mode):
            os.close(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK))


def _named(path: Path, key: AnswerKey) -> HandedIn:
    """Return what is in the notebook that has the assignment's name; None if there is no such regular file."""
    limit = int(key.limits.notebook_mb * 2**20)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
    except FileNotFoundError:
        return None
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        size, data = os.fstat(descriptor).st_size, file.read(limit)
        if size <= limit and not file.read(1):  # it may grow meanwhile
            return data
    why = (
        f"the file is larger than {limit / 2**20:g} MB, which is more than can be graded; clear the outputs"
        " (Kernel → Restart & Clear Output) and hand it in again"
    )
    return Unreadable.because(why, str(size).encode(), data)


def _others(own: Path, key: AnswerKey) -> list[str]:
    """Return what else is there, but for the other notebooks that belong to the assignment."""
    names = [name for name in os.listdir(own.parent) if name != own.name and not is_left_by_a_system(name)]
    return [name for name in names if Path(name).stem not in key.siblings or not name.endswith(".ipynb")]


def _may_hold(name: str) -> bool:
    return any(part in name.lower() for part in _MAY_HOLD)


def _chosen(best: Notebook, found: Search, key: AnswerKey) -> tuple[HandedIn, list[str]]:
    notes = [f"the notebook was named {best.file.name} instead of {key.name}.ipynb"]
    if others := len(found.notebooks) - 1:
        notes.append(f"of {others + 1} notebooks of this homework that were handed in it is the newest complete one")
    return best.file.data, notes + [f"not read: {name}" for name in found.unusable if "regular file" in name][:3]


def _not_graded(count: int) -> list[str]:
    if not count:
        return []
    return [
        "another notebook handed in with it was not graded"
        if count == 1
        else f"{count} other notebooks were not graded"
    ]


def _nothing(found: Search) -> Unreadable:
    """Say why nothing that was handed in can be graded."""
    if not found.unusable:
        if found.has_checkpoints:
            only = f"but only what Jupyter saved by itself ({CHECKPOINTS})"
        else:
            junk = ", ".join(found.left_by_systems[:_MOST_SAID])
            only = f"but only {junk}" if junk else "the folder is empty"
        return Unreadable.because(f"no notebook of this homework was handed in, {only}")
    some = ", ".join(found.unusable[:_MOST_SAID])
    more = len(found.unusable) - _MOST_SAID + found.skipped
    several = f" and {more} more" if more > 0 else ""
    return Unreadable.because(f"no notebook of this homework was handed in, but {some}{several}")
