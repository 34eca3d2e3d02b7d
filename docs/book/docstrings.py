"""Docstrings are plain text, written for `help()`. Here they become what Sphinx reads, and look the same.

Lists of names ("name   what it is"), indented blocks and `code` are recognised; nothing else is special.
"""

from __future__ import annotations

import re

_SECTIONS = ("Args:", "Returns:", "Raises:", "Yields:", "Attributes:")
_NAMED = re.compile(r"(\S+(?:,? \S+)*) {2,}(\S.*)")
_LITERAL = re.compile(r"(``.+?``|`[^`]+`)", re.DOTALL)


def as_rst(lines: list[str]) -> list[str]:
    """The lines of a docstring as reStructuredText."""
    made: list[str] = []
    rest = list(lines)
    while rest:
        line = rest[0]
        if not line.strip():
            made.append("")
            rest.pop(0)
        elif line in _SECTIONS:
            block = _take(rest, lambda other: not other.strip() or other.startswith(" "))
            made += ["", *_escaped(block), ""]
        elif line.startswith(">>> "):
            made += ["", *_take(rest, lambda other: bool(other.strip())), ""]
        elif line.startswith(" "):
            made += ["", "::", "", *_take(rest, lambda other: not other.strip() or other.startswith(" ")), ""]
        elif _NAMED.fullmatch(line):
            made += ["", *_named(_take(rest, lambda other: other.startswith(" ") or bool(_NAMED.fullmatch(other)))), ""]
        else:
            made += _escaped(_take(rest, lambda other: bool(other.strip()) and not _begins_something(other)))
    return made


def _take(rest: list[str], wanted) -> list[str]:
    """The first line and those after it that are wanted, removed from ``rest``."""
    taken = [rest.pop(0)]
    while rest and wanted(rest[0]):
        taken.append(rest.pop(0))
    return taken


def _begins_something(line: str) -> bool:
    return line in _SECTIONS or line.startswith((" ", ">>> ")) or bool(_NAMED.fullmatch(line))


def _named(block: list[str]) -> list[str]:
    """A list of names as a definition list."""
    made: list[str] = []
    for line in block:
        found = _NAMED.fullmatch(line) if not line.startswith(" ") else None
        if found:
            made += [f"``{found[1]}``", f"    {found[2]}"]
        else:
            made.append(f"    {line.strip()}")
    return _escaped(made)


def _escaped(block: list[str]) -> list[str]:
    """Text with its marks taken literally; `code` in single quotes is code too."""
    block = [*block[:-1], re.sub("::$", ":", block[-1])]  # an indented block is recognised as it is
    pieces = _LITERAL.split("\n".join(block))
    for i, piece in enumerate(pieces):
        if i % 2:
            pieces[i] = f"``{piece.strip('`')}``"
        else:
            pieces[i] = re.sub(r"(?<=\w)_(?!\w)", r"\\_", re.sub(r"([|*])", r"\\\1", piece))
    return "".join(pieces).split("\n")
