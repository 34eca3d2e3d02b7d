"""Decorators with which an assignment lists other right answers and known wrong ones.

The files in ``solutions/hwN_topic/catalogue/`` are plain Python, one for each question: every decorated function
replaces the reference function of the same name. The same name may be defined many times; every definition
is kept, in order. Where the answer is a variable, `alternative_value` and `misconception_value` give it another
value::

    alternative_value("half as many lines", lines=[r"..."])
    misconception_value("the minus sign lost", says="the sign is the opposite", lines=[r"..."])
"""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Alternative:
    """Another right answer: the source of one function or variable, and what is different about it."""

    function: str
    name: str
    source: str


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer: the mistake's name, the hint a student gets, the source of one function or variable.

    A value cannot be called again to find out which mistake it is. ``says`` is what the test cell itself has to say of
    it, word for word, for the gate to believe that the mistake is named.
    """

    function: str
    name: str
    hint: str
    source: str
    says: str = ""


Entry: TypeAlias = Alternative | Misconception
_being_loaded: ContextVar[list[Entry]] = ContextVar("the entries of the catalogue that `load` is running")


def alternative(name: str, *, uses: Iterable[Any] = ()) -> Callable[[Callable], Callable]:
    """Register the decorated function as a right answer called ``name``; ``uses`` are helpers it needs."""

    def register(function: Callable) -> Callable:
        _being_loaded.get().append(Alternative(function.__name__, name, _source(function, uses)))
        return function

    return register


def misconception(name: str, *, hint: str, uses: Iterable[Any] = ()) -> Callable[[Callable], Callable]:
    """Register the decorated function as the mistake called ``name``, answered with ``hint``."""

    def register(function: Callable) -> Callable:
        source = _source(function, uses)
        _being_loaded.get().append(Misconception(function.__name__, name, " ".join(hint.split()), source))
        return function

    return register


def alternative_value(name: str, **answer: Any) -> None:
    """Register a right answer called ``name`` for a cell that assigns a variable: ``variable=value``, a literal."""
    variable, source = _assignment(answer)
    _being_loaded.get().append(Alternative(variable, name, source))


def misconception_value(name: str, *, says: str, **answer: Any) -> None:
    """Register a wrong value as the mistake called ``name``; the cards of its test cell have to hold ``says``."""
    variable, source = _assignment(answer)
    if not says:
        raise ValueError(f"{name}: what should the test cell say?")
    _being_loaded.get().append(Misconception(variable, name, "", source, says))


def _assignment(answer: dict[str, Any]) -> tuple[str, str]:
    """Return the one variable of an answer and the line that assigns it."""
    if len(answer) != 1:
        raise ValueError(f"an answer is one variable=value, got {', '.join(answer) or 'none'}")
    ((variable, value),) = answer.items()
    if ast.literal_eval(repr(value)) != value:
        raise ValueError(f"the value of {variable} cannot be written down")
    return variable, f"{variable} = {value!r}\n"


def load(path: Path) -> list[Entry]:
    """Run one file of a catalogue and return its entries in order."""
    linecache.checkcache(str(path))
    names: dict[str, Any] = {"__name__": f"{path.parent.parent.name}_{path.stem}", "__file__": str(path)}
    entries: list[Entry] = []
    token = _being_loaded.set(entries)
    try:
        # not imported: bytecode of an older file must not win; nor do this module's own __future__ imports hold there
        exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), names)
    finally:
        _being_loaded.reset(token)
    return entries


def _source(function: Callable, uses: Iterable[Any]) -> str:
    """Return the source of the helpers and of the function, without the decorator that registered it."""
    helpers = [_helper(helper, function) for helper in uses]
    decorated = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(decorated).body[0]
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    return "\n".join([*helpers, *decorated.splitlines()[definition.lineno - 1 :]]) + "\n"


def _helper(helper: Any, user: Callable) -> str:
    """Return a helper's source. A class knows no line of its own: the last of its name above its user is meant."""
    if not inspect.isclass(helper):
        return textwrap.dedent(inspect.getsource(helper))
    lines = linecache.getlines(user.__code__.co_filename)
    above = ast.parse("".join(lines[: user.__code__.co_firstlineno - 1])).body
    node = [found for found in above if isinstance(found, ast.ClassDef) and found.name == helper.__name__][-1]
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return "".join(lines[first - 1 : node.end_lineno])
