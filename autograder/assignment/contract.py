"""What a cell's header says of the functions that students write in it.

A header's ``in_place="params"`` names arguments that may be changed, ``battery="no batch, no layout"`` the kinds of
further calls that its functions are not asked for.
"""

from __future__ import annotations

import ast
import re
from enum import StrEnum

from autograder.assignment.cell_names import plain_python


class Kind(StrEnum):
    """A way of calling a function once more that must not change what it answers."""

    TWICE = "twice"  # the same arguments a second time
    INTERLEAVED = "interleaved"  # two forwards before one backward
    BATCH = "batch"  # one row, and a shorter last batch
    LABELS = "labels"  # the top class absent
    GENERATOR = "generator"  # a generator in place of a seed
    LAYOUT = "layout"  # arrays that are not contiguous, or in Fortran's order
    READ_ONLY = "read-only"  # arrays that cannot be written to
    PRECISION = "precision"  # float64 comes back where float64 went in
    HISTORY = "history"  # as many entries as steps, for several numbers of steps


def parameters(source: str) -> dict[str, tuple[str, ...]]:
    """Return the names of the arguments of every function that a cell defines; none if it is not plain Python."""
    try:
        body = ast.parse(plain_python(source)).body
    except SyntaxError:
        return {}
    return {node.name: _arguments(node.args) for node in body if isinstance(node, ast.FunctionDef)}


def listed(setting: str) -> tuple[str, ...]:
    """Return the names of a header's setting, which commas or blanks keep apart."""
    return tuple(dict.fromkeys(re.findall(r"[^\s,]+", setting)))


def switched_off(setting: str) -> frozenset[Kind]:
    """Return the kinds that ``no batch, no layout`` switches off; raise ValueError with the part not understood."""
    kinds = set()
    for part in filter(None, map(str.strip, setting.split(","))):
        word, _, kind = part.partition(" ")
        if word != "no":
            raise ValueError(part)
        try:
            kinds.add(Kind(kind.strip()))
        except ValueError:
            raise ValueError(part) from None
    return frozenset(kinds)


def _arguments(arguments: ast.arguments) -> tuple[str, ...]:
    return tuple(argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
