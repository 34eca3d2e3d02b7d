"""Decorators with which an assignment lists other right answers and known wrong ones.

``solutions/hwN_topic/alternatives.py`` and ``misconceptions.py`` are plain Python: each decorated function
replaces the reference function of the same name. The same name may be defined many times; every definition
is kept, in order.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_REGISTER = "__catalogue__"


@dataclass(frozen=True)
class Alternative:
    """Another right answer: the source of one function, and what is different about it."""

    function: str
    name: str
    source: str


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer: the mistake's name, the hint a student gets, the source of one function."""

    function: str
    name: str
    hint: str
    source: str


def alternative(name: str, *, uses: Iterable[Any] = ()) -> Callable[[Callable], Callable]:
    """Register the decorated function as a right answer called ``name``; ``uses`` are helpers it needs."""

    def register(function: Callable) -> Callable:
        entry = Alternative(function.__name__, name, _source(function, uses))
        function.__globals__.setdefault(_REGISTER, []).append(entry)
        return function

    return register


def misconception(name: str, *, hint: str, uses: Iterable[Any] = ()) -> Callable[[Callable], Callable]:
    """Register the decorated function as the mistake called ``name``, answered with ``hint``."""

    def register(function: Callable) -> Callable:
        entry = Misconception(function.__name__, name, " ".join(hint.split()), _source(function, uses))
        function.__globals__.setdefault(_REGISTER, []).append(entry)
        return function

    return register


def load(path: Path) -> list[Any]:
    """Run a catalogue file and return its entries in order; an absent file is an empty catalogue."""
    if not path.exists():
        return []
    linecache.checkcache(str(path))
    names: dict[str, Any] = {"__name__": f"{path.parent.name}_{path.stem}", "__file__": str(path)}
    # not imported: bytecode of an older file must not win; nor do this module's own __future__ imports hold there
    exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), names)
    return list(names.get(_REGISTER, []))


def _source(function: Callable, uses: Iterable[Any]) -> str:
    """The helpers' and the function's source, without the decorator that registered it."""
    helpers = [_helper(helper, function) for helper in uses]
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    return "\n".join([*helpers, "\n".join(lines[definition.lineno - 1 :]) + "\n"])


def _helper(helper: Any, user: Callable) -> str:
    """The source of a helper. A class knows no line of its own: the last of its name above its user is meant."""
    if not inspect.isclass(helper):
        return textwrap.dedent(inspect.getsource(helper))
    lines = linecache.getlines(user.__code__.co_filename)
    above = ast.parse("".join(lines[: user.__code__.co_firstlineno - 1])).body
    node = [found for found in above if isinstance(found, ast.ClassDef) and found.name == helper.__name__][-1]
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return "".join(lines[first - 1 : node.end_lineno])
