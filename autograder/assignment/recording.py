"""The calls that an assignment's own test cells make of the reference, with copies of what was passed.

They are the inputs from which further hidden calls are derived: whatever a test passes is something that a right
answer can be asked.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.cell_names import plain_python
from autograder.assignment.key_cell import CellKind

MOST_ENTRIES = 2_000  # of all arrays of a call that is kept: further calls have to be quick
MOST_KEPT = 60  # calls of one function; a gradient check makes hundreds


@dataclass(frozen=True)
class Source:
    """An argument that is what call number ``call`` returned, or its ``item``."""

    call: int
    item: int | None = None


@dataclass
class Recorded:
    """One call of the reference: its arguments by name, as they were, and which of them earlier calls returned."""

    number: int
    function: str
    arguments: dict[str, Any]
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """Return how many numbers the arguments hold."""
        return sum(map(count, self.arguments.values()))

    @property
    def shapes(self) -> list[tuple[int, ...] | None]:
        """Return the shape of each argument that is an array."""
        return [value.shape if isinstance(value, np.ndarray) else None for value in self.arguments.values()]

    @property
    def preference(self) -> tuple[int, int]:
        """Return a key by which the smallest call comes first that is large enough to show something."""
        shapes = [shape for shape in self.shapes if shape is not None]
        tiny = any(min(shape, default=2) < 2 for shape in shapes)
        return 2 * tiny + all(len(shape) < 2 for shape in shapes), self.entries


def count(value: Any) -> int:
    """Return how many numbers a value holds, in lists and dicts too."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, Mapping):
        return sum(map(count, value.values()))
    return sum(map(count, value)) if isinstance(value, list | tuple) else 1


def record(key: AnswerKey) -> list[Recorded]:
    """Run the test cells of ``key`` once with the reference, and return the calls they make, the small ones."""
    recorder = _Recorder()
    names = dict(key.reference_names)
    functions = {name for written in key.functions.values() for name in written}
    wrapped = {name: recorder.wrapped(name, names[name]) for name in functions if not isinstance(names[name], type)}
    names |= {**wrapped, "reference": key.own_reference()}
    for cell in key.cells:
        given = cell.kind is CellKind.GIVEN and cell.cell_type == "code" and cell not in key.trusted_given
        if not given and (cell.kind is not CellKind.TESTS or cell.in_jail):
            continue
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(plain_python(cell.source), f"<{cell.grade_id}>", "exec", dont_inherit=True), names)
        names |= wrapped
    return recorder.calls


class _Recorder:
    """Keeps copies of arguments, and the results themselves, so that their identities stay unique."""

    def __init__(self) -> None:
        self.calls: list[Recorded] = []
        self._results: list[Any] = []
        self._known: dict[int, Source] = {}
        self._kept: dict[str, int] = {}

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            recorded = self._recorded(name, signature, args, kwargs)
            result = function(*args, **kwargs)
            if recorded is not None:
                self.calls.append(recorded)
                self._kept[name] = self._kept.get(name, 0) + 1
                self._note(result, recorded.number)
            return result

        return call

    def _recorded(self, name: str, signature: inspect.Signature, args: Any, kwargs: Any) -> Recorded | None:
        """Return the call with copies of its arguments; None if it is not one to ask again."""
        if self._kept.get(name, 0) >= MOST_KEPT:
            return None
        try:
            arguments = signature.bind(*args, **kwargs).arguments
        except TypeError:
            return None
        if any(map(callable, arguments.values())) or sum(map(count, arguments.values())) > MOST_ENTRIES:
            return None
        sources = {key: self._known[id(value)] for key, value in arguments.items() if id(value) in self._known}
        return Recorded(len(self.calls), name, copy.deepcopy(dict(arguments)), sources)

    def _note(self, result: Any, number: int) -> None:
        """Remember what a call returned, and each value of several."""
        self._results.append(result)
        items = [*enumerate(result)] if isinstance(result, tuple) else []
        for item, value in [(None, result), *items]:
            if isinstance(value, np.ndarray | list | tuple | dict):
                self._known[id(value)] = Source(number, item)
