"""Locked cells that somebody split: both parts keep the name, or the second has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from autograder.grading.known_texts import KnownTexts
from autograder.grading.submission import RawCell

MOST_PARTS = 6


def joined(raw: list[RawCell], texts: KnownTexts) -> Iterator[RawCell]:
    """Give the cells; those that together have the text of a locked one as one cell of its name."""
    place = 0
    while place < len(raw):
        count, text = _parts(raw, place, texts)
        yield replace(raw[place], source=text) if count > 1 else raw[place]
        place += count


def _parts(raw: list[RawCell], place: int, texts: KnownTexts) -> tuple[int, str]:
    """Return how many cells from ``place`` on are parts of one, and its text."""
    first = raw[place]
    known = texts.cells.get(first.grade_id)
    if known is None or not known.is_locked:
        return 1, ""
    wanted = [(_lines(text), text) for text in texts.of(first.grade_id)]
    lines = list[str]()
    for count, cell in enumerate(raw[place : place + MOST_PARTS], start=1):
        if cell.cell_type != first.cell_type or cell.grade_id not in (first.grade_id, ""):
            break
        lines += _lines(cell.source)
        if whole := next((text for wanted_lines, text in wanted if wanted_lines == lines), ""):
            return count, whole
        if not any(wanted_lines[: len(lines)] == lines for wanted_lines, _ in wanted):
            break
    return 1, ""


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in source.splitlines() if line.strip()]
