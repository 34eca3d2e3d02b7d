"""The cells of a damaged notebook, one by one: as they are, repaired where that is certain, or counted as lost."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST_REPAIR = 5_000  # characters of a cell but for its texts: `json-repair` takes more than proportionally longer
DEEPEST_REPAIR = 50  # brackets that open one after the other
MOST_REPAIRS = 300  # cells of a file
MOST_DAMAGED = 100  # cells of a file before the rest is given up
MOST_TRIED = 200  # places behind a damaged cell where the next may begin
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BLANK = re.compile(r"[\s,]*")
_CELL_BEGINS = re.compile(r'\{\s*"(?:attachments|cell_type|execution_count|id|metadata|outputs|source)"\s*:')
decoder = json.JSONDecoder(strict=False)  # line ends and tabs may stand in a text


class Cells:
    """The certain cells of a text, in order; afterwards ``position`` is behind the last."""

    def __init__(self, text: str, position: int) -> None:
        self._text, self.position = text, position
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
                if end is None or self.damaged >= MOST_DAMAGED:
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
        """Return a damaged cell, repaired; None where the repair is not certain.

        Only what stands between the texts is repaired, with numbers in the place of these, which have to stay.
        """
        if self.repaired >= MOST_REPAIRS or _end_of_value(fragment, 0) is None:  # something was cut out of it
            return None
        texts = _TEXT.findall(fragment)
        numbers = itertools.count()
        between = _TEXT.sub(lambda text: f'"{next(numbers)}"', fragment)
        if len(between) - 8 * len(texts) > LONGEST_REPAIR or re.search(r"[\[{]\s*" * DEEPEST_REPAIR, between):
            return None
        from json_repair import repair_json  # here, because nearly no file needs it

        cell: Any = repair_json(between, return_objects=True)
        if not isinstance(cell, dict) or [*_texts(cell)] != [f"{number}" for number in range(len(texts))]:
            return None
        cell = _with_texts(cell, [decoder.decode(text) for text in texts])
        return cell if "cell_type" in cell else None


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


def _with_texts(value: Any, texts: list[str]) -> Any:
    """Put texts back where their numbers stand."""
    if isinstance(value, str):
        return texts[int(value)]
    if isinstance(value, dict):
        return {texts[int(name)]: _with_texts(inner, texts) for name, inner in value.items()}
    return [_with_texts(inner, texts) for inner in value] if isinstance(value, list) else value
