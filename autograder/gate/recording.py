"""What the reference returns where the key's own tests call it, so that answers of the same shape can be made up."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind
from autograder.grading.trusted import OutOfTime, run, with_limits

MOST_KEPT = 12  # calls of one function, with copies of what went in and came out
MOST_LOOKED_AT = 300  # calls of one function; a numerical gradient makes thousands, all of the same shapes
_LONGEST = 60.0  # seconds for any one cell


@dataclass(frozen=True)
class Call:
    """One call: copies of its arguments by name, as they went in, and of what came back."""

    arguments: dict[str, Any]
    result: Any


@dataclass
class Recording:
    """The calls of each function, and which function was handed a part of what another returned."""

    calls: dict[str, list[Call]] = field(default_factory=dict)
    handed: set[tuple[str, str]] = field(default_factory=set)


def record(key: AnswerKey) -> Recording:
    """Walk through the key's given cells and tests with the reference's answers, and note every call of them."""
    notes = _Notes()
    names = dict(key.reference_names) | {"reference": key.own_reference()}
    for functions in key.functions.values():
        names |= {name: notes.listening(name, value) for name, value in functions.items()}
    for cell in key.cells:
        own_side = cell.kind is CellKind.GIVEN and cell.cell_type == "code" and cell not in key.trusted_given
        if not own_side and (cell.kind is not CellKind.TESTS or cell.in_jail):
            continue
        before = dict(names)
        with contextlib.suppress(Exception, OutOfTime), with_limits(_LONGEST):  # that it fails is said elsewhere
            run(cell.source, f"<{cell.grade_id}>", names)
        if own_side:
            fresh = {name for name, value in names.items() if value is not before.get(name)}
            names |= {name: notes.listening(name, names[name]) for name in fresh if type(names[name]) is FunctionType}
    return notes.recording


class _Notes:
    """Listens to functions."""

    def __init__(self) -> None:
        self.recording = Recording()
        self._looked_at: dict[str, int] = {}
        self._returned: dict[int, tuple[str, Any]] = {}  # by id; the object is held, so that no other gets its id

    def listening(self, name: str, function: Callable) -> Callable:
        """Return ``function`` with every call of it noted."""
        if not isinstance(function, FunctionType):
            return function
        signature = inspect.signature(function)
        calls = self.recording.calls.setdefault(name, [])

        @functools.wraps(function)
        def noted(*args: Any, **kwargs: Any) -> Any:
            number = self._looked_at[name] = self._looked_at.get(name, 0) + 1
            if number > MOST_LOOKED_AT or (len(calls) >= MOST_KEPT and number > 2 * MOST_KEPT):
                return function(*args, **kwargs)
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            self._note_handed(name, bound.arguments)
            arguments = {parameter: copied(value) for parameter, value in bound.arguments.items()}
            result = function(*args, **kwargs)
            if len(calls) < MOST_KEPT:
                calls.append(Call(arguments, copied(result)))
            for part in _parts(result):
                self._returned[id(part)] = name, part
            return result

        return noted

    def _note_handed(self, name: str, arguments: dict[str, Any]) -> None:
        for value in arguments.values():
            for part in _parts(value):
                giver = self._returned.get(id(part), ("", None))[0]
                if giver and giver != name:
                    self.recording.handed.add((giver, name))


def copied(value: Any) -> Any:
    """Return a value with its arrays and containers copied; whatever else it holds is the same."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return type(value)(copied(part) for part in value)
    if type(value) is dict:
        return {name: copied(part) for name, part in value.items()}
    return value


def _parts(value: Any) -> Iterator[Any]:
    """Yield the arrays and containers that a value is or directly holds."""
    holders = (np.ndarray, list, tuple, dict)
    if isinstance(value, holders):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    yield from (part for part in inner if isinstance(part, holders))
