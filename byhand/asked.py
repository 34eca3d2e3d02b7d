"""A function of the student's with the arguments to ask it with, and the cards that say how it was asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from byhand import layouts
from byhand.alike import agree, imprecise
from byhand.card import Card, CardKind, CheckFailed

Function = Callable[..., Any]
_PRECISION = "Leave {0} out of astype, dtype=… and np.{0}(…): what NumPy makes of float64 is float64 by itself."


@dataclass
class Asked:
    """A function and its arguments by name, of which the first ``positional`` are passed by position."""

    function: Function
    name: str
    arguments: dict[str, Any]
    positional: int

    def __call__(self, **other: Any) -> Any:
        """Call the function with ``other`` arguments in place of some; each call gets copies of its own."""
        values = layouts.each_array({**self.arguments, **other}, layouts.copied)
        items = [*values.items()]
        return self.function(*[value for _, value in items[: self.positional]], **dict(items[self.positional :]))

    def when(self, kind: str, hint: str, **other: Any) -> Any:
        """Call it as ``kind`` says, which must not make it raise."""
        try:
            return self(**other)
        except Exception as error:
            raised(self.name, kind, error, hint)


def asked(function: Function, args: tuple[Any, ...], kwargs: Mapping[str, Any], options: Mapping[str, Any]) -> Asked:
    """Return a function with its arguments under the names that it gives them, as far as they can be known.

    Raises TypeError where one of the ``options`` that are set may have been meant for an argument of that name.
    """
    names = [f"argument {place + 1}" for place in range(len(args))]
    try:
        parameters = [*inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):
        parameters = []
    named = [parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
    names[: len(named)] = named[: len(names)]
    if doubtful := [name for name in named[len(names) :] if options.get(name)]:
        raise TypeError(f"{doubtful[0]} is an argument of the function and an option of this check: pass the"
                        " function's own by position")  # fmt: skip
    arguments = {**dict(zip(names, args, strict=True)), **kwargs}
    return Asked(function, getattr(function, "__name__", "your function"), arguments, len(args))


def seen(result: Any, opaque: bool) -> Any:
    """Return a result without its last item, if that is a cache."""
    return [*result[:-1]] if opaque and isinstance(result, tuple | list) else result


def kept(value: Any, before: Any) -> bool:
    """Return whether a value is what it was before, to the last digit."""
    if isinstance(value, np.random.Generator):
        return True
    now, then = layouts.arrays_in(value), layouts.arrays_in(before)
    same = len(now) == len(then) and all(map(_identical, now, then))
    return same and agree(value, before)


def precise_result(name: str, arguments: Mapping[str, Any], result: Any) -> None:
    """Require float64 to come back where no argument has fewer digits."""
    short = imprecise(result)
    if short is not None and imprecise(dict(arguments)) is None:
        reading = f"{short} has {np.finfo(short).precision} digits; float64, which went in, has 15."
        fail(name, f"{short} comes back where float64 went in", reading, _PRECISION.format(short))


def fail(name: str, problem: str, reading: str, hint: str, kind: CardKind = CardKind.OTHER) -> NoReturn:
    """Raise CheckFailed with a card about the function ``name``."""
    raise CheckFailed(Card(name, problem, reading=reading, hint=hint, kind=kind))


def raised(name: str, kind: str, error: Exception, hint: str) -> NoReturn:
    """Say that a function raised ``error`` where it should not; what is no answer of the function's goes on."""
    if isinstance(error, NotImplementedError | CheckFailed):
        raise error
    what = getattr(error, "student_type", type(error).__name__)
    message = str(getattr(error, "student_message", error)).strip().partition("\n")[0][:200]
    raise CheckFailed(Card(name, f"raises {what} when {kind}", reading=message, hint=hint)) from error


def _identical(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and one.tobytes() == other.tobytes()
