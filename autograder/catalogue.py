"""Decorators with which an assignment lists other right answers and known wrong ones.

``solutions/hwN_topic/alternatives.py`` and ``misconceptions.py`` are plain Python: each decorated function
replaces the reference function of the same name. The same name may be defined many times; every definition
is kept, in order.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
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
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # inspect finds the source of a class through its module
    spec.loader.exec_module(module)
    return list(getattr(module, _REGISTER, []))


def _source(function: Callable, uses: Iterable[Any]) -> str:
    """The helpers' and the function's source, without the decorator that registered it."""
    helpers = [textwrap.dedent(inspect.getsource(helper)) for helper in uses]
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    return "\n".join([*helpers, "\n".join(lines[definition.lineno - 1 :]) + "\n"])
