"""What functions and classes of the student's say of themselves, as `inspect` and test cells look at it.

All of it comes from the student's process, and none of it is ever run. A source is only given if that very text is a
statement of a cell that the student handed in.
"""

from __future__ import annotations

import ast
import inspect
import re
import warnings
from collections.abc import Callable, Iterable
from functools import cached_property
from types import SimpleNamespace
from typing import Any

MOST_PARAMETERS = 200
LONGEST_SOURCE = 10**6  # characters of a cell that is searched
_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)


class Facts:
    """The facts that student code ``told`` of a function or class, which a cell among ``sources`` defined.

    Its own source is asked for with ``ask`` when somebody wants it.
    """

    def __init__(self, told: Any, sources: Iterable[str], ask: Callable[[], Any]) -> None:
        self._told: dict[str, Any] = told if isinstance(told, dict) else {}
        self._sources, self._ask = sources, ask

    @property
    def doc(self) -> str | None:
        found = self._told.get("__doc__")
        return found if type(found) is str else None

    @property
    def annotations(self) -> dict[str, Any]:
        found = self._told.get("__annotations__")
        return found if isinstance(found, dict) else {}

    @property
    def defaults(self) -> tuple | None:
        found = self._told.get("__defaults__")
        return found if isinstance(found, tuple) else None

    @property
    def kwdefaults(self) -> dict[str, Any] | None:
        found = self._told.get("__kwdefaults__")
        return found if isinstance(found, dict) else None

    @property
    def name(self) -> str:
        found = self._told.get("__name__")
        return found if type(found) is str else ""

    @property
    def qualname(self) -> str:
        found = self._told.get("__qualname__")
        if type(found) is not str:
            raise AttributeError("__qualname__")
        return found

    @property
    def code(self) -> SimpleNamespace:
        """The numbers and names in a function's code object, which itself stays where it can be run."""
        found = self._told.get("code")
        if not isinstance(found, dict):
            raise AttributeError("__code__")
        return SimpleNamespace(**{name: value for name, value in found.items() if type(name) is str})

    @cached_property
    def signature(self) -> inspect.Signature:
        """The parameters; raises AttributeError if there are none to be known."""
        try:
            parameters, result = self._told["parameters"]
            none = inspect.Parameter.empty
            made = [
                inspect.Parameter(name, inspect._ParameterKind(kind), default=default[0] if default else none,
                                  annotation=annotation[0] if annotation else none)
                for name, kind, default, annotation in parameters[:MOST_PARAMETERS]
            ]  # fmt: skip
            return inspect.Signature(made, return_annotation=result[0] if result else inspect.Signature.empty)
        except (KeyError, TypeError, ValueError, IndexError):
            raise AttributeError("__signature__") from None

    @cached_property
    def source(self) -> str:
        """The text that defines it; raises OSError as `inspect.getsource` does if it is not in what was handed in."""
        found = self._ask()
        if type(found) is not str or not any(_holds(source, found) for source in self._sources):
            raise OSError("could not get source code")
        return found


def _holds(source: str, text: str) -> bool:
    """Return whether ``text`` is a statement of the cell, and not only what some text in it says."""
    wanted = text.strip().splitlines()
    if not wanted or len(source) > LONGEST_SOURCE or wanted[0] not in source:
        return False
    lines = _MAGIC.sub(r"\1pass", source).splitlines()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            here = lines[first - 1 : node.end_lineno]
            if len(here) == len(wanted) and "\n".join(here).strip() == "\n".join(wanted):
                return True
    return False
