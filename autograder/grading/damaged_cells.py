"""The cells of a damaged notebook, one by one: as they are, repaired where that is certain, or counted as lost."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST_REPAIR = 100_000  # characters of a cell; `json-repair` takes more than proportionally longer for longer ones
MOST_REPAIRED = 400_000  # characters of all damaged cells together
MOST_TRIED = 200  # places behind a damaged cell where the next may begin
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANK = re.compile(r"[\s,]*")
_CELL_BEGINS = re.compile(r'\{\s*"(?:attachments|cell_type|execution_count|id|metadata|outputs|source)"\s*:')
decoder = json.JSONDecoder(strict=False)  # line ends and tabs may stand in a text


class Cells:
    """The certain cells of a text, in order; afterwards ``position`` is behind the last."""

    def __init__(self, text: str, position: int) -> None:
        self._text, self.position = text, position
        self._room = MOST_REPAIRED
        self.damaged = self.repaired = 0
        self.cut_off = False

    def __iter__(self) -> Iterator[Any]:
        while True:
            blank = _BLANK.match(self._text, self.position)
            self.position = blank.end() if blank is not None else self.position
            if self._text[self.position : self.position + 1] != "{":
                self.cut_off = self._text[self.position : self.position + 1] != "]"
                return
            try:
                cell, self.position = decoder.raw_decode(self._text, self.position)
                yield cell
            except ValueError:
                end = _end_of_value(self._text, self.position) or self._next_cell()
                if end is None:
                    self.cut_off = True
                    return
                fragment, self.position = self._text[self.position : end], end
                cell = self._repaired(fragment)
                if cell is None:
                    self.damaged += 1
                else:
                    self.repaired += 1
                    yield cell

    def _next_cell(self) -> int | None:
        """Return where a whole cell begins behind one whose brackets do not match; None if there is no more."""
        begins = _CELL_BEGINS.finditer(self._text, self.position + 1)
        for found in itertools.islice(begins, MOST_TRIED):
            try:
                cell, _ = decoder.raw_decode(self._text, found.start())
            except ValueError:
                continue
            if isinstance(cell, dict) and "cell_type" in cell and ("source" in cell or "input" in cell):
                return found.start()
        return None

    def _repaired(self, fragment: str) -> dict[str, Any] | None:
        """Return a damaged cell, repaired; None where the repair is not certain."""
        self._room -= len(fragment)
        if len(fragment) > LONGEST_REPAIR or self._room < 0:
            return None
        from json_repair import repair_json  # here, because nearly no file needs it

        cell: Any = repair_json(fragment, return_objects=True)
        texts = [decoder.decode(found[0]) for found in _STRING.finditer(fragment)]
        whole = _end_of_value(fragment, 0) is not None  # nothing was cut out of it
        certain = whole and isinstance(cell, dict) and "cell_type" in cell and [*_texts(cell)] == texts
        return cell if certain else None


def _end_of_value(text: str, position: int) -> int | None:
    """Return where the value that begins with a bracket at ``position`` ends; None if its brackets do not match."""
    open_brackets: list[str] = []
    for found in _TOKEN.finditer(text, position):
        token = found[0]
        if token in "{[":
            open_brackets.append("}" if token == "{" else "]")
        elif token in "}]":
            if open_brackets.pop() != token:
                return None
            if not open_brackets:
                return found.end()
    return None


def _texts(value: Any) -> Iterator[str]:
    """Give all texts of a value, keys too, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
