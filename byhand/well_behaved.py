"""Whether a function answers the same whenever, in whatever layout and between whatever other calls it is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from byhand import layouts
from byhand.alike import agree, alike
from byhand.asked import Asked, fail, kept, precise_result, seen

SEED = 5
STEPS, LONG = (1, 4), 30  # lengths at which a history is asked for; the long one stands still if it can
MEMORY = "Which line of yours depends on how an array lies in memory? ravel, view and .shape = … can."

_STATE = "Is something kept in a global variable, or in an argument's default value, from one call to the next?"
_IN_PLACE = "Write {0} = {0} - … instead of {0} -= …, or work on {0}.copy()."


def unchanged(call: Asked, in_place: Collection[str]) -> Any:
    """Call the function, and require that it leaves its arguments as they were; return what it gives."""
    given = layouts.each_array(call.arguments, layouts.copied)
    items = [*given.items()]
    result = call.function(*[value for _, value in items[: call.positional]], **dict(items[call.positional :]))
    for name, value in given.items():
        if name not in in_place and not kept(value, call.arguments[name]):
            reading = "Whoever called the function still needs the array as it was."
            fail(call.name, f"{name} is another one after the call", reading, _IN_PLACE.format(name))
    return result


def same_however(call: Asked, first: Any, in_place: Collection[str], opaque: bool) -> None:
    """Require the same answer a second time, and however each array lies in memory, which may be read-only.

    All arrays at once, and one after the other only where that goes wrong: the card names the array.
    """
    if not _is_same_for_all(call, first, in_place, opaque):
        _same_again(call, first, opaque)
        _any_memory(call, first, in_place, opaque)
        fail(call.name, "another answer when its arrays are not in rows one after the other", "", MEMORY)


def _is_same_for_all(call: Asked, first: Any, in_place: Collection[str], opaque: bool) -> bool:
    ways = [layouts.fortran, layouts.apart] if _with_axes(call.arguments) else [layouts.copied]
    for way in ways:
        locked = {name: layouts.each_array(layouts.each_array(value, way), layouts.read_only)
                  for name, value in call.arguments.items() if name not in in_place}  # fmt: skip
        try:
            result = call(**locked)
        except Exception:
            return False
        if not agree(seen(result, opaque), seen(first, opaque)):
            return False
    return True


def _same_again(call: Asked, first: Any, opaque: bool) -> None:
    if not agree(seen(call.when("it is called a second time", _STATE), opaque), seen(first, opaque)):
        fail(
            call.name,
            "another answer to the same arguments, the second time",
            _STATE,
            "Compute all from the arguments.",
        )


def _any_memory(call: Asked, first: Any, in_place: Collection[str], opaque: bool) -> None:
    ways = [("in Fortran's order, as A.T is", layouts.fortran), ("every second column of another", layouts.apart)]
    for name, value in call.arguments.items():
        if not _with_axes(value):
            continue
        for what, way in ways:
            kind = f"{name} is {what}"
            result = call.when(kind, MEMORY, **{name: layouts.each_array(value, way)})
            if not agree(seen(result, opaque), seen(first, opaque)):
                fail(call.name, f"another answer when {kind}; the numbers are the same", "", MEMORY)
        if name not in in_place:
            locked = layouts.each_array(layouts.each_array(value, layouts.copied), layouts.read_only)
            call.when(f"{name} is read-only", _IN_PLACE.format(name), **{name: locked})


def precise(call: Asked, first: Any, opaque: bool) -> None:
    """Require float64 to come back where no argument has fewer digits."""
    precise_result(call.name, call.arguments, seen(first, opaque))


def one_row(call: Asked, first: Any, batch: int, opaque: bool) -> None:
    """Require an answer of the right shape for the first row alone of the first ``batch`` arguments."""
    names = [*call.arguments][:batch]
    many = len(call.arguments[names[0]])
    hint = "Which squeeze, index or shape in your code assumes that there are several?"
    one = call.when("the batch is a single row", hint, **{name: call.arguments[name][:1] for name in names})
    if not alike(seen(one, opaque), _cut(seen(first, opaque), many)):
        fail(call.name, "for a batch of one row the shape of the answer is another than for many", "", hint)


def top_class_absent(call: Asked, first: Any, opaque: bool) -> None:
    """Require an answer of the same shape when the top class does not occur in the labels."""
    for name, value in call.arguments.items():
        if type(value) is np.ndarray and value.dtype.kind in "iu" and value.ndim == 1 and value.max(initial=0) > 0:
            lower = np.where(value == value.max(), 0, value)
            hint = "Take the number of classes from the scores or the weights, not from the labels."
            other = call.when(f"the top class does not occur in {name}", hint, **{name: lower})
            if not alike(seen(other, opaque), seen(first, opaque)):
                fail(call.name, f"another shape when the top class does not occur in {name}", "", hint)


def generator(call: Asked, first: Any, opaque: bool) -> None:
    """Require that ``rng`` may be a generator as well as a seed."""
    hint = "rng = np.random.default_rng(rng) takes both, and gives the generator to draw from."
    drawn = call.when("rng is a np.random.Generator", hint, rng=np.random.default_rng(SEED))
    if not alike(seen(drawn, opaque), seen(first, opaque)):
        fail(call.name, "another shape when rng is a np.random.Generator", "", hint)


def whole_history(call: Asked, history: Mapping[str, int]) -> None:
    """Require that the last result has as many entries as an argument says and ``history`` adds."""
    ((name, more),) = history.items()
    still: dict[str, Any] = {"eta": 0.0} if "eta" in call.arguments else {}
    for settings in [*({name: steps} for steps in STEPS), {name: LONG} | still]:
        result = call(**settings)
        last = result[-1] if isinstance(result, tuple | list) else result
        whole = (settings[name] + more,)
        if np.shape(last) != whole:
            said = ", ".join(f"{key}={value}" for key, value in settings.items())
            problem = f"for {said} the history has shape {np.shape(last)} instead of {whole}"
            hint = "Take every step that was asked for, also when the loss hardly moves any more."
            fail(call.name, problem, "", hint)


def _with_axes(value: Any) -> bool:
    return any(array.ndim for array in layouts.arrays_in(value))


def _cut(value: Any, many: int) -> Any:
    """Return a result for many rows with one row left of every array that has so many."""
    return layouts.each_array(value, lambda array: array[:1] if array.shape[:1] == (many,) else array)
