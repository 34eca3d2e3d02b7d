"""Whether a function answers the same whenever, in whatever layout and between whatever other calls it is asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from byhand import layouts
from byhand.alike import agree, alike, imprecise
from byhand.card import Card, CardKind, CheckFailed

SEED = 5
STEPS = (1, 4, 30)  # lengths at which a history is asked for
Function = Callable[..., Any]

_STATE = "Is something kept in a global variable, or in an argument's default value, from one call to the next?"
_IN_PLACE = "Write {0} = {0} - … instead of {0} -= …, or work on {0}.copy()."
_MEMORY = "Which line of yours depends on how an array lies in memory? ravel, view and .shape = … can."
_FROM_CACHE = "Make new arrays of what the cache holds: it may be read-only, and lie in memory in any way."
_PRECISION = "Leave {0} out of astype, dtype=… and np.{0}(…): what NumPy makes of float64 is float64 by itself."
_CACHE = "Put everything that {backward} needs into the cache that {function} returns, and read it from there only."


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


def unchanged(call: Asked, in_place: Collection[str]) -> Any:
    """Call the function, and require that it leaves its arguments as they were; return what it gives."""
    given = layouts.each_array(call.arguments, layouts.copied)
    items = [*given.items()]
    result = call.function(*[value for _, value in items[: call.positional]], **dict(items[call.positional :]))
    for name, value in given.items():
        if name not in in_place and not _kept(value, call.arguments[name]):
            reading = "Whoever called the function still needs the array as it was."
            fail(call.name, f"{name} is another one after the call", reading, _IN_PLACE.format(name))
    return result


def same_again(call: Asked, first: Any, opaque: bool) -> None:
    """Require the same answer to the same arguments."""
    if not agree(_seen(call.when("it is called a second time", _STATE), opaque), _seen(first, opaque)):
        fail(
            call.name,
            "another answer to the same arguments, the second time",
            _STATE,
            "Compute all from the arguments.",
        )


def precise(call: Asked, first: Any, opaque: bool) -> None:
    """Require float64 to come back where no argument has fewer digits."""
    _precise(call.name, call.arguments, _seen(first, opaque))


def any_memory(call: Asked, first: Any, in_place: Collection[str], opaque: bool) -> None:
    """Require the same answer for each array in Fortran's order, with gaps in memory, and not to be written to."""
    ways = [("in Fortran's order, as A.T is", layouts.fortran), ("every second column of another", layouts.apart)]
    for name, value in call.arguments.items():
        if not any(array.ndim for array in layouts.arrays_in(value)):
            continue
        for what, way in ways:
            kind = f"{name} is {what}"
            result = call.when(kind, _MEMORY, **{name: layouts.each_array(value, way)})
            if not agree(_seen(result, opaque), _seen(first, opaque)):
                fail(call.name, f"another answer when {kind}; the numbers are the same", "", _MEMORY)
        if name not in in_place:
            locked = layouts.each_array(layouts.each_array(value, layouts.copied), layouts.read_only)
            call.when(f"{name} is read-only", _IN_PLACE.format(name), **{name: locked})


def interleaved(call: Asked, backward: Function, upstream: Any) -> None:
    """Require that a backward gives the same before and after another forward, from the same cache."""
    back = getattr(backward, "__name__", "backward").replace("<lambda>", "backward")
    hint = _CACHE.format(backward=back, function=call.name)
    out = call()
    if not isinstance(out, tuple | list) or len(out) < 2:
        fail(call.name, "no cache comes back", "", "Return the result and the cache, in this order.")
    cache, kept = out[-1], layouts.each_array(upstream, layouts.copied)
    before = backward(kept, cache)
    _precise(back, {**call.arguments, "upstream": upstream}, before)
    if not _kept(kept, upstream):
        fail(back, "the gradient that it was given is another one after the call", "", "Work on a copy of it.")
    with np.errstate(all="ignore"):  # any numbers will do
        call.when("it is called for other inputs in between", hint, **_other(call.arguments))
    for what, way in (("", layouts.copied), (", with the gradient read-only and in Fortran's order", _locked_fortran)):
        kind = f"{call.name} was called for other inputs in between{what}"
        try:
            after = backward(layouts.each_array(upstream, way), cache)
        except Exception as error:
            raised(back, kind, error, hint)
        if not agree(after, before):
            fail(back, f"another answer when {kind}", "The cache was the same both times.", hint)


def any_cache(call: Asked, backward: Function, upstream: Any, in_place: Collection[str]) -> None:
    """Require the same of a backward when its forward was given read-only arrays in Fortran's order."""
    back = getattr(backward, "__name__", "backward").replace("<lambda>", "backward")
    unusual = {name: layouts.each_array(value, layouts.fortran if name in in_place else _locked_fortran)
               for name, value in call.arguments.items()}  # fmt: skip
    found = []
    for other in ({}, unusual):
        kind = f"the arrays that {call.name} was given are read-only and in Fortran's order"
        cache = call.when(kind, _MEMORY, **other)[-1]
        try:
            found.append(backward(layouts.each_array(upstream, layouts.copied), cache))
        except Exception as error:
            raised(back, kind, error, _FROM_CACHE)
    if not agree(*found):
        fail(back, f"another answer when {kind}; the numbers are the same", "", _FROM_CACHE)


def one_row(call: Asked, first: Any, batch: int, opaque: bool) -> None:
    """Require an answer of the right shape for the first row alone of the first ``batch`` arguments."""
    names = [*call.arguments][:batch]
    many = len(call.arguments[names[0]])
    hint = "Which squeeze, index or shape in your code assumes that there are several?"
    one = call.when("the batch is a single row", hint, **{name: call.arguments[name][:1] for name in names})
    if not alike(_seen(one, opaque), _cut(_seen(first, opaque), many)):
        fail(call.name, "for a batch of one row the shape of the answer is another than for many", "", hint)


def top_class_absent(call: Asked, first: Any, opaque: bool) -> None:
    """Require an answer of the same shape when the top class does not occur in the labels."""
    for name, value in call.arguments.items():
        if type(value) is np.ndarray and value.dtype.kind in "iu" and value.ndim == 1 and value.max(initial=0) > 0:
            lower = np.where(value == value.max(), 0, value)
            hint = "Take the number of classes from the scores or the weights, not from the labels."
            other = call.when(f"the top class does not occur in {name}", hint, **{name: lower})
            if not alike(_seen(other, opaque), _seen(first, opaque)):
                fail(call.name, f"another shape when the top class does not occur in {name}", "", hint)


def generator(call: Asked, opaque: bool) -> None:
    """Require that ``rng`` may be a generator as well as a seed, and that a seed decides everything."""
    hint = "rng = np.random.default_rng(rng) takes both, and gives the generator to draw from."
    first, again = (_seen(call.when("rng is a seed", hint, rng=SEED), opaque) for _ in range(2))
    if not agree(again, first):
        fail(call.name, "another answer from the same seed", "", hint)
    drawn = call.when("rng is a np.random.Generator", hint, rng=np.random.default_rng(SEED))
    if not alike(_seen(drawn, opaque), first):
        fail(call.name, "another shape when rng is a np.random.Generator", "", hint)


def whole_history(call: Asked, history: Mapping[str, int]) -> None:
    """Require that the last result has as many entries as an argument says and ``history`` adds."""
    ((name, more),) = history.items()
    still = {"eta": 0.0} if "eta" in call.arguments else {}
    for steps in STEPS:
        for settings in ({}, still) if still else ({},):
            result = call(**{name: steps}, **settings)
            last = result[-1] if isinstance(result, tuple | list) else result
            if np.shape(last) != (steps + more,):
                said = "".join(f", {key}={value}" for key, value in settings.items())
                problem = (
                    f"for {name}={steps}{said} the history has shape {np.shape(last)} instead of ({steps + more},)"
                )
                hint = "Take every step that was asked for, also when the loss hardly moves any more."
                fail(call.name, problem, "", hint)


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


def _seen(result: Any, opaque: bool) -> Any:
    """Return a result without its last item, if that is a cache."""
    return [*result[:-1]] if opaque and isinstance(result, tuple | list) else result


def _precise(name: str, arguments: Mapping[str, Any], result: Any) -> None:
    short = imprecise(result)
    if short is not None and imprecise(dict(arguments)) is None:
        reading = f"{short} has {np.finfo(short).precision} digits; float64, which went in, has 15."
        fail(name, f"{short} comes back where float64 went in", reading, _PRECISION.format(short))


def _cut(value: Any, many: int) -> Any:
    """Return a result for many rows with one row left of every array that has so many."""
    return layouts.each_array(value, lambda array: array[:1] if array.shape[:1] == (many,) else array)


def _other(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first array of numbers, each larger and with the other sign."""
    for name, value in arguments.items():
        if type(value) is np.ndarray and value.dtype.kind == "f":
            return {name: -1.5 * value}
    return {}


def _locked_fortran(array: np.ndarray) -> np.ndarray:
    return layouts.read_only(layouts.fortran(array))


def _kept(value: Any, before: Any) -> bool:
    """Return whether a value is what it was before, to the last digit."""
    if isinstance(value, np.random.Generator):
        return True
    now, then = layouts.arrays_in(value), layouts.arrays_in(before)
    same = len(now) == len(then) and all(map(_identical, now, then))
    return same and agree(value, before)


def _identical(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and one.tobytes() == other.tobytes()
