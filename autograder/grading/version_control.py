"""A notebook file in which version control left both sides of a conflict."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from autograder.grading.handed_in import printable

_BEGIN = re.compile(r"^<{7}(?:[ \r].*)?$", re.MULTILINE)


def sides(text: str) -> tuple[str, str] | None:
    """Return the text as each of the two sides has it; None if there are no conflicts in it."""
    if not _BEGIN.search(text):
        return None
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    for line in text.splitlines(keepends=True):
        mark = line[:7]
        if mark in ("<<<<<<<", "|||||||", ">>>>>>>") or line.rstrip() == "=======":
            into = {"<": (ours,), "|": (), "=": (theirs,), ">": (ours, theirs)}[mark[0]]
            continue
        for side in into:
            side.append(line)
    return "".join(ours), "".join(theirs)


def agreed(ours: list[Any], theirs: list[Any]) -> tuple[list[Any], list[str]]:
    """Return the cells that both sides have with the same type and text, as ours, and names of all others."""
    there = Counter(_content(cell) for cell in theirs)
    kept, names = [], []
    for cell in ours:
        content = _content(cell)
        if there[content]:
            there[content] -= 1
            kept.append(cell)
        else:
            names.append(_name(*content))
    return kept, [*dict.fromkeys([*names, *(_name(*content) for content in there.elements())])]


def _content(cell: Any) -> tuple[str, str, str]:
    if not isinstance(cell, dict):
        return "", "", f"{cell}"
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id", "") if isinstance(nbgrader, dict) else ""
    return f"{grade_id}", f"{cell.get('cell_type')}", "".join(map(str, lines))


def _name(grade_id: str, cell_type: str, source: str) -> str:
    return printable(grade_id or f"`{source.strip().partition(chr(10))[0][:40]}`")
