"""A student's cell as lines and statements, found without running it.

IPython's own reading is not for strangers' cells.

A magic is a line that begins with `%`, `!` or `?` where a statement may begin, or assigns what one gives. IPython takes
`pip install x` for one too, which is no Python.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.grading.sources import LONGEST

_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_BARE = r"(?:pip|conda|mamba|load_ext|autoreload|matplotlib)[ \t]+(?!(?:in|is|and|or|if|not|else|for)\b)[A-Za-z0-9]"
_MAGIC = re.compile(rf"(?:\w[\w.,* \t]*=[ \t]*)?(?:%{{1,2}}[A-Za-z_]|!|\?)|{_BARE}")  # of a line without an indent
# What opens and closes something a line may end in the middle of. No part can match what another begins with.
_TOKEN = re.compile(r"""\"{3}|'{3}|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\#[^\n]*|[\[({]|[\])}]|\\$""")
_ENDS = {mark: re.compile(rf"(?:[^\\]|\\.)*?{mark}", re.DOTALL) for mark in ('"""', "'''")}
_SIGNS = ("%", "!", "?", "pip", "conda", "mamba", "load_ext", "autoreload", "matplotlib")
_HAS_MAGIC = re.compile(rf"^[ \t]*+(?:{_MAGIC.pattern})", re.MULTILINE)


@dataclass(frozen=True)
class Magic:
    """A magic in a cell: its lines, from ``first`` to before ``end``, counted from 0, and its text."""

    first: int
    end: int
    text: str

    @property
    def indent(self) -> str:
        """Return the blanks before it."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


@dataclass(frozen=True)
class Statement:
    """A statement at the top level of a cell, from line ``first`` to before ``end``, counted from 0."""

    node: ast.stmt
    first: int
    end: int
    text: str
    meaning: str  # equal where only blanks and comments differ


def normalised(source: str) -> str:
    """Return the text without what editors change: the kind of line ends, blanks at the end of lines, empty ends."""
    return "\n".join(line.rstrip() for line in source.splitlines()).strip("\n")


def same_text(source: str, other: str) -> bool:
    """Return whether two texts are the same but for what editors change."""
    if source == other:
        return True
    return "".join(source.split()) == "".join(other.split()) and normalised(source) == normalised(other)


def magics(source: str) -> list[Magic]:
    """Return the magics of a cell, in order; what stands in a text or between brackets is none."""
    if not any(sign in source for sign in _SIGNS) or not _HAS_MAGIC.search(source):
        return []
    lines, found = source.split("\n"), []
    number, depth, inside, continued = 0, 0, "", False
    while number < len(lines):
        line = lines[number]
        if not depth and not inside and not continued and _MAGIC.match(line.lstrip()):
            end = number + 1
            while end < len(lines) and lines[end - 1].endswith("\\"):
                end += 1
            found.append(Magic(number, end, "\n".join(lines[number:end])))
            number = end
            continue
        depth, inside, continued = _after(line, depth, inside)
        number += 1
    return found


def _after(line: str, depth: int, inside: str) -> tuple[int, str, bool]:
    """Return how many brackets, which long text and whether a statement is open after a line."""
    position = 0
    while position < len(line):
        if inside:
            end = _ENDS[inside].match(line, position)
            if end is None:
                return depth, inside, False
            position, inside = end.end(), ""
            continue
        found = _TOKEN.search(line, position)
        if found is None:
            return depth, "", False
        position, token = found.end(), found[0]
        if token in _ENDS:
            inside = token
        elif token in "[({":
            depth += 1
        elif token in "])}":
            depth = max(0, depth - 1)
        elif token == "\\":
            return depth, "", True
    return depth, inside, False


def without_magics(source: str, there: list[Magic]) -> str:
    """Return the cell as Python of as many lines, with `pass` in place of the magics in it."""
    lines = source.split("\n")
    for magic in there:
        lines[magic.first : magic.end] = [f"{magic.indent}pass", *[""] * (magic.end - magic.first - 1)]
    return "\n".join(lines)


def parsed(python: str) -> list[ast.stmt] | None:
    """Return the statements of a stranger's Python; None if it is none, or too long to be looked at."""
    if len(python) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(python).body
    except _UNREADABLE:
        return None


def statements(source: str) -> list[Statement] | None:
    """Return the statements at the top level of a cell, magics too; None if it cannot be told what they are."""
    there = magics(source)
    body = parsed(without_magics(source, there))
    if body is None:
        return None
    lines, at = source.split("\n"), {magic.first: magic for magic in there}
    try:
        return [*_statements(body, lines, at)]
    except RecursionError:
        return None


def _statements(body: list[ast.stmt], lines: list[str], at: dict[int, Magic]) -> Iterator[Statement]:
    for node in body:
        first = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", []))]) - 1
        magic = at.get(first) if isinstance(node, ast.Pass) else None
        end = magic.end if magic else node.end_lineno or first + 1
        text = "\n".join(lines[first:end])
        yield Statement(node, first, end, text, text.strip() if magic else ast.dump(node))


def defined(statement: Statement) -> set[str]:
    """Return the names that a statement defines, imports or assigns, in its blocks too."""
    node = statement.node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    names = set[str]()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in inner.names}
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            names.add(inner.id)
        elif isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(inner.name)
    return names
