"""A few calls of functions that students write, as data, and what has to hold of their results.

Nothing is known of a result that only another function is to understand, a cache: it is handed on and never looked at.
"""

from __future__ import annotations

import contextlib
import copy
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from autograder.assignment.contract import Kind
from byhand import layouts
from byhand.alike import agree, alike, imprecise


class Broken(Exception):
    """A result cannot be taken apart as the next call needs it."""


@dataclass(frozen=True)
class Earlier:
    """An argument that an earlier call of the same trial returns, or the ``item`` of what it returns."""

    step: int
    item: int | None = None


@dataclass(frozen=True)
class Step:
    """One call: its arguments by name, and the places among several results that nobody may look at."""

    function: str
    arguments: Mapping[str, Any] = field(repr=False)
    opaque: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Same:
    """Two calls give the same values; what cannot be compared is not."""

    first: int
    second: int


@dataclass(frozen=True)
class Different:
    """Two calls give different values, as their arguments are different: nothing is remembered of the first."""

    first: int
    second: int


@dataclass(frozen=True)
class Equals:
    """A call gives these values."""

    step: int
    expected: Any = field(repr=False)


@dataclass(frozen=True)
class Like:
    """A call gives numbers of the same kinds in the same shapes, whatever they are."""

    step: int
    expected: Any = field(repr=False)


@dataclass(frozen=True)
class Precise:
    """A call gives no numbers with fewer digits than float64."""

    step: int


Check: TypeAlias = Same | Different | Equals | Like | Precise


@dataclass(frozen=True)
class Trial:
    """Calls in order, what has to hold of them, and the kinds of mistake they find in ``function``."""

    function: str
    kinds: frozenset[Kind]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]

    @property
    def needs_right_values(self) -> bool:
        """Whether a function that is wrong anyway would fail it for no reason of its own."""
        return any(isinstance(check, Equals) for check in self.checks)


def results(steps: Sequence[Step], functions: Mapping[str, Callable[..., Any]]) -> list[Any]:
    """Return what the calls give, each with fresh copies; raise what a function raises, KeyError without one."""
    found: list[Any] = []
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for step in steps:
            arguments = {name: _passed(value, found) for name, value in step.arguments.items()}
            found.append(functions[step.function](**arguments))
    return found


def holds(trial: Trial, functions: Mapping[str, Callable[..., Any]]) -> bool:
    """Make the calls of ``trial`` and return whether all checks hold; raise what a function raises."""
    found = results(trial.steps, functions)
    seen = [visible(value, step.opaque) for value, step in zip(found, trial.steps, strict=True)]
    return all(_holds(check, seen) for check in trial.checks)


def visible(value: Any, opaque: frozenset[int]) -> Any:
    """Return what may be looked at of a result."""
    if opaque and isinstance(value, tuple | list):
        return [item for place, item in enumerate(value) if place not in opaque]
    return value


def _holds(check: Check, seen: Sequence[Any]) -> bool:
    match check:
        case Same():
            return agree(seen[check.second], seen[check.first])
        case Different():
            return not agree(seen[check.second], seen[check.first])
        case Equals():
            return agree(seen[check.step], check.expected)
        case Like():
            return alike(seen[check.step], check.expected)
        case Precise():
            return imprecise(seen[check.step]) is None


def _passed(value: Any, found: Sequence[Any]) -> Any:
    """Return an argument for one call: a copy of its own, or what an earlier call returned."""
    if not isinstance(value, Earlier):
        return layouts.each_array(value, layouts.copied) if _has_arrays(value) else copy.deepcopy(value)
    if value.item is None:
        return found[value.step]
    whole = found[value.step]
    if not isinstance(whole, tuple | list) or len(whole) <= value.item:
        raise Broken(f"call {value.step} did not return several values")
    return whole[value.item]


def _has_arrays(value: Any) -> bool:
    return isinstance(value, np.ndarray | dict | list | tuple)
