"""Checks for notebooks: what a visible test cell calls.

A check that passes prints one quiet line. One that fails raises `CheckFailed`, an AssertionError whose card
names the variable, the first thing that is off, and one next step. Structure comes before values:
None → type → ndim → dtype → shape → finite → values. A card never shows an expected value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from byhand import compare, gradient_check, with_backward
from byhand import well_behaved as behaviour
from byhand.advice import Shape
from byhand.asked import asked
from byhand.card import Card, CardKind, CheckFailed, passed
from byhand.parts import Failure, Parts
from byhand.structure import describe, fail, is_exactly, require, require_number, require_value, type_name

__all__ = [
    "Card",
    "CheckFailed",
    "Failure",
    "Parts",
    "array",
    "gradient",
    "scalar",
    "that",
    "unchanged",
    "unpack",
    "values",
    "well_behaved",
]


def array(
    value: Any,
    name: str,
    *,
    shape: Shape | None = None,
    dtype: Any = float,
    finite: bool = True,
    hint: str = "",
) -> None:
    """Check that ``value`` is a plain NumPy array with the wanted axes, kind of numbers and shape.

    shape   a tuple of lengths, each a number or None for any length; without it the shape is not checked
    dtype   float, int, bool or complex for that kind in any width; an exact one such as np.float32; None: any
    finite  also refuse NaN and infinities
    Raises CheckFailed. ``value`` is not changed.
    """
    checked = require(value, name, shape, dtype, finite, hint)
    passed(name, f"shape {describe(checked.shape)}")


def values(value: Any, expected: Any, name: str, *, rtol: float = 1e-7, atol: float = 1e-9, hint: str = "") -> None:
    """Check an array against ``expected``, an array or what np.asarray makes one of.

    Structure comes first: ``value`` must have the kind of numbers and the shape of ``expected``, and be finite
    if ``expected`` is. Then every entry must satisfy |value − expected| ≤ atol + rtol · |expected|; integers and
    booleans must be equal. If ``expected`` has no axes, `scalar` does the check.

    The card says how many entries are off, shows the first of them as it is in ``value``, and says how they
    are off when that is simple; it never shows what was expected.
    Raises CheckFailed. Neither array is changed.
    """
    expected = np.asarray(expected)
    if expected.ndim == 0:
        scalar(value, name, expected[()], rtol=rtol, atol=atol, hint=hint)
        return
    finite = bool(np.isfinite(expected).all())
    checked = require(value, name, expected.shape, compare.kind_of(expected), finite, hint)
    compare.entries(checked, expected, name, rtol, atol, hint)
    passed(name, f"{expected.size} {'values agree' if expected.size != 1 else 'value agrees'}")


def scalar(
    value: Any, name: str, expected: Any = None, *, rtol: float = 1e-7, atol: float = 1e-9, hint: str = ""
) -> None:
    """Check one real number: a Python or NumPy number or an array without axes, but not a bool.

    With ``expected``, also check that |value − expected| ≤ atol + rtol · |expected|. NaN and infinities are
    refused unless ``expected`` is one of them.
    Raises CheckFailed.
    """
    number = require_number(value, name, expected is None or bool(np.isfinite(expected)), hint)
    if expected is not None:
        compare.number(number, float(expected), name, rtol, atol, hint)
    passed(name)


def gradient(
    loss: Callable[..., Any],
    params: Any,
    grads: Any,
    *,
    name: str = "",
    hint: str = "",
    samples: int | None = None,
    rng: Any = 0,
    lam: float | None = None,
    m: int | None = None,
) -> None:
    """Check an analytic gradient against central differences of the student's own loss.

    loss     called as loss(**params) for a dict of float64 arrays, as loss(params) for one array
    grads    arrays of the same keys and shapes as ``params``
    samples  the most entries to look at in each array, weights and biases alike; None means 50
    rng      a seed or generator that picks the entries of a larger array
    lam, m   strength of the L2 term and number of examples, so that a mistake can be named with them
    Raises CheckFailed; its card carries the reading of `diagnose.gradient`. Nothing is changed.
    """
    blocks = dict(params) if isinstance(params, Mapping) else {"": params}
    given = gradient_check.structured(grads, blocks, name, hint)
    report = gradient_check.compared(loss, blocks, given, samples, rng)
    for key, param in blocks.items():
        rows = [row for row in report.rows if row.name == key]
        label = gradient_check.label(name, key)
        gradient_check.require_agreement(rows, given[key], param, label, hint, lam, m)
    what = name or ", ".join(gradient_check.label("", key) for key in blocks)
    passed(what, f"fits your loss at {len(report.rows)} entries")


def unchanged(name: str, before: Any, after: Any, hint: str = "") -> None:
    """Check that ``after``, an input of the student's function, still equals ``before``, a copy made earlier.

    Raises CheckFailed.
    """
    before = np.asarray(before)
    checked = require(after, name, before.shape, before.dtype, False, hint)
    kept = (before == checked) | ((before != before) & (checked != checked))
    if not kept.all():
        count = int(np.size(kept) - np.count_nonzero(kept))
        reading = "Whoever called the function still needs the array as it was."
        step = f"Write {name} = {name} - … instead of {name} -= …, or work on {name}.copy()."
        fail(name, f"changed in place at {count} of {before.size} entries", "", "", reading, hint or step)
    passed(name, "unchanged")


def that(condition: Any, what: str, hint: str = "") -> None:
    """Check a plain statement; ``condition`` must be a real True or False, of Python or NumPy.

    Raises CheckFailed, also when ``condition`` is anything other than True or False.
    """
    if not is_exactly(condition, bool, np.bool_):
        problem = "the comparison gave neither True nor False"
        fail(what, problem, type_name(condition), "bool", "", hint, CardKind.TYPE)
    if not condition:
        fail(what, "this does not hold yet", "", "", "", hint)
    passed(what)


def unpack(value: Any, *names: str, hint: str = "") -> tuple[Any, ...]:
    """Check that a function returned one value for each name, and return them as a tuple.

    ``dW, db = check.unpack(gradient(X, y), "dW", "db")`` tells a forgotten ``return`` from a wrong gradient.
    The values themselves are not checked. Raises CheckFailed.
    """
    what, expected = ", ".join(names), f"{len(names)} values: {', '.join(names)}"
    require_value(value, what, expected)
    base = next((t for t in (tuple, list) if issubclass(type(value), t)), None)
    if base is None:
        problem = "one value instead of several"
        fail(what, problem, type_name(value), expected, "", hint or f"return {what}", CardKind.TYPE)
    returned = tuple(base.__iter__(value))
    if len(returned) != len(names):
        count = f"{len(returned)} value{'' if len(returned) == 1 else 's'}"
        fail(what, "another number of values", count, expected, "", hint or f"return {what}", CardKind.TYPE)
    return returned


def well_behaved(
    function: Callable[..., Any],
    *args: Any,
    backward: Callable[..., Any] | None = None,
    upstream: Any = None,
    cache: bool = False,
    in_place: Collection[str] = (),
    batch: int = 0,
    history: Mapping[str, int] | None = None,
    **kwargs: Any,
) -> None:
    """Check that a function of the student's answers the same however often, and in whatever way, it is asked.

    Called as function(*args, **kwargs), always with copies: its arguments stay as they were; the same arguments give
    the same answer again, in float64; arrays may lie in memory in any way, and be read-only; in a one-dimensional
    array of integers, the labels, the top class may be absent. If there is an ``rng=0``, a generator does as well.

    backward  the function that takes the cache, the last thing returned, as backward(upstream, cache): it has to give
              the same after another call of ``function`` in between
    cache     the last thing returned is a cache, which is not looked at; with ``backward`` it is
    in_place  names of arguments that may be changed
    batch     so many of the first arguments have an example in each row: a single row has to do
    history   ``{"steps": 1}``: the last thing returned has steps + 1 entries, for any number of steps
    Raises CheckFailed; its card names the function, the argument and what was unusual about the call. Raises TypeError
    where one of these names is also an argument of the function that was not passed by position.
    """
    options = {"backward": backward, "upstream": upstream is not None, "cache": cache, "in_place": in_place}
    call = asked(function, args, kwargs, options | {"batch": batch, "history": history})
    first, opaque = behaviour.unchanged(call, in_place), cache or backward is not None
    behaviour.precise(call, first, opaque)
    behaviour.same_however(call, first, in_place, opaque)
    behaviour.top_class_absent(call, first, opaque)
    if batch:
        behaviour.one_row(call, first, batch, opaque)
    if backward is not None:
        before = with_backward.interleaved(call, backward, upstream)
        with_backward.any_cache(call, backward, upstream, in_place, before)
    if "rng" in call.arguments:
        behaviour.generator(call, first, opaque)
    if history is not None:
        behaviour.whole_history(call, history)
    passed(call.name, "answers the same, however it is asked")
