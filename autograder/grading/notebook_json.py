"""The bytes of a file to the JSON of a notebook; of a damaged file, the cells that are certain.

A file that is whole is read as it is. Of others every cell is read by itself. One that cannot be is repaired by
`json-repair`, which guesses; the guess counts only where every text in the cell is as it was, in the same order, and
every bracket had its partner, so that nothing but commas, quotes and the like was mended.
"""

from __future__ import annotations

import ast
import base64
import codecs
import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from autograder.grading import version_control
from autograder.grading.damaged_cells import Cells, decoder

MOST_WRAPPED = 4  # wrappings of servers around a notebook
MOST_PYTHON = 1_000_000  # characters of a notebook that is written as Python has it
_ERRORS = (ValueError, RecursionError, TypeError, KeyError, AttributeError, MemoryError)
_KNOWN = {
    b"PK\x03\x04": "the file is a ZIP archive, not a notebook; the notebook in it has to be unpacked",
    b"%PDF": "the file is a PDF, not a notebook",
}
DAMAGED = "the file is not a readable notebook; it may be damaged or cut off"
_REPAIRED = "the file's JSON was damaged and was repaired; no cell was changed by that"
_WEB_PAGE = re.compile(r"<!doctype html|<html|<head|<body", re.IGNORECASE)
_CELLS = re.compile(r'"cells"\s*:\s*\[')
_PYTHON = re.compile(r""""(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\b(?:True|False|None)\b""", re.DOTALL)
_WORDS = {"True": "true", "False": "false", "None": "null"}
_SETTINGS = re.compile(r'"byhand"\s*:\s*(\{[^{}]*\})')
_WINDOWS = "byhand.windows-1252"


@dataclass
class NotebookJson:
    """A notebook's JSON, and what was done to read it.

    ``repairs`` say what was mended and cost nothing; ``lost`` says what could not be, and so is not graded.
    """

    notebook: Any = None
    why: str = ""  # why there is none
    repairs: list[str] = field(default_factory=list)
    lost: str = ""


def parse(data: bytes) -> NotebookJson:
    """Read a notebook file; never raises."""
    try:
        return NotebookJson(_unwrapped(json.loads(data)))
    except RecursionError:
        return NotebookJson(why="the file is nested too deeply to be a notebook")
    except ValueError:
        known = next((what for begin, what in _KNOWN.items() if data.startswith(begin)), "")
    if known:
        return NotebookJson(why=known)
    text, repairs = _text(data)
    try:
        found = _salvaged(text)
    except _ERRORS:
        return NotebookJson(why=DAMAGED)
    found.repairs[:0] = repairs if found.notebook is not None else []
    return found


def _unwrapped(value: Any) -> Any:
    """Return the notebook in what servers give for one: its `content` beside its name, text in a text, base64."""
    for _ in range(MOST_WRAPPED):
        inner = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(inner, dict) and "content" in inner and "cells" not in inner:
            encoded, inner = inner.get("encoding") == "base64", inner["content"]
            inner = base64.b64decode(inner) if encoded and isinstance(inner, str) else inner
        if isinstance(inner, str | bytes) and len(inner) > 1:
            inner = json.loads(inner)
        if inner is value:
            break
        value = inner
    if isinstance(value, list) and value and all(isinstance(each, dict) and "cell_type" in each for each in value):
        return {"cells": value}
    return value


def _text(data: bytes) -> tuple[str, list[str]]:
    """Decode a file that may be in any encoding and damaged, and say how if that was a guess."""
    bare = data.lstrip(b"\0")
    data = bare if bare[1:2] != b"\0" else data  # else they belong to UTF-16 or UTF-32
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding).rstrip("\0"), []
    except UnicodeDecodeError:
        pass
    if encoding.startswith("utf-8"):
        return _mixed(data), ["the file was not saved as UTF-8; the other characters were read as Windows-1252"]
    return data.decode(encoding, "replace").removesuffix("\ufffd"), []


def _mixed(data: bytes) -> str:
    """Decode UTF-8 in which some bytes are another encoding's; half a character at the very end is left out."""
    return data.decode(errors=_WINDOWS).removeprefix("\ufeff").rstrip("\0")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    if error.end == len(error.object) and error.reason == "unexpected end of data":
        return "", error.end
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WINDOWS, _as_windows)


def _salvaged(text: str) -> NotebookJson:
    if not text.strip():
        return NotebookJson(why="the file is empty")
    if (begin := text.lstrip()[:1000]).startswith("<") and _WEB_PAGE.search(begin) and not _CELLS.search(text):
        text = html.unescape(text)
        if not _CELLS.search(text):
            return NotebookJson(why="the file is a web page, not a notebook; the notebook has to be downloaded itself")
    if (sides := version_control.sides(text)) is not None:
        return _without_conflicts(*sides)
    if re.match(r"\s*[{\[]\s*'", text):
        return _whole_or_cells(_from_python(text), ["the file was written as Python has it, not as JSON"])
    return _whole_or_cells(text, [])


def _whole_or_cells(text: str, repairs: list[str]) -> NotebookJson:
    try:
        notebook, end = decoder.raw_decode(text, text.find("{"))
        rest = text[end:].strip()
        if isinstance(notebook, dict) and ("cells" in notebook or "worksheets" in notebook):
            what = "what stood before or after the notebook in the file was left out" if rest else _REPAIRED
            return NotebookJson(notebook, repairs=repairs if _is_json(text) else [*repairs, what])
    except ValueError:
        pass
    start = _CELLS.search(text)
    return NotebookJson(why=DAMAGED) if start is None else _cells(text, start.end(), repairs)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _cells(text: str, position: int, repairs: list[str]) -> NotebookJson:
    """Read the cells that begin at ``position`` one by one."""
    reader = Cells(text, position)
    cells = [*reader]
    if not cells:
        return NotebookJson(why=DAMAGED)
    lost = []
    if reader.cut_off:
        lost.append(
            f"the file is cut off: its first {len(cells)} cells are whole and were graded, what came after is lost"
        )
    if reader.damaged:
        several = reader.damaged > 1
        lost.append(f"{reader.damaged} cell{'s' * several} of the file {'are' if several else 'is'} damaged and "
                    f"{'were' if several else 'was'} left out")  # fmt: skip
    rest = text[reader.position :].rstrip()
    if not reader.cut_off and not rest.endswith("}"):
        lost.append("the file is cut off after its last cell, all cells are there")
    if not lost or reader.repaired:
        repairs = [*repairs, _REPAIRED]
    settings = _SETTINGS.search(rest)
    metadata = {"byhand": decoder.decode(settings[1])} if settings else {}
    return NotebookJson({"cells": cells, "metadata": metadata}, repairs=repairs, lost="; ".join(lost))


def _from_python(text: str) -> str:
    """Return JSON for what Python's `repr` or a hand made of a notebook. Raises ValueError."""

    if len(text) > MOST_PYTHON:
        raise ValueError("too long")

    def as_json(found: re.Match) -> str:
        token = found[0]
        if token in _WORDS:
            return _WORDS[token]
        try:
            return json.dumps(ast.literal_eval(token))
        except SyntaxError:
            raise ValueError("no text of Python's") from None

    return _PYTHON.sub(as_json, text)


def _without_conflicts(ours: str, theirs: str) -> NotebookJson:
    """Read both sides of a file with unsolved conflicts, and keep the cells that are the same in both."""
    found = [_whole_or_cells(side, []) for side in (ours, theirs)]
    if any(side.notebook is None or not isinstance(side.notebook.get("cells"), list) for side in found):
        return NotebookJson(
            why="the file holds unsolved conflicts of version control, and its cells cannot be told apart"
        )
    notebook = found[0].notebook
    notebook["cells"], unsolved = version_control.agreed(notebook["cells"], found[1].notebook["cells"])
    lost = [side.lost for side in found if side.lost][:1]
    if unsolved:
        names = ", ".join(unsolved[:5])
        lost.append(f"the file holds unsolved conflicts of version control, so these cells were left out: {names}")
    repairs = ["marks of version control were taken out of the file; where both sides agree, nothing was changed"]
    return NotebookJson(notebook, repairs=repairs, lost="; ".join(lost))
