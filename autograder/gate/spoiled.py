"""The reference's functions, each made to fail one kind of call and no other."""

from __future__ import annotations

import functools
import inspect
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.assignment import docstring
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.contract import Kind
from autograder.assignment.docstring import Docstring
from autograder.assignment.trials import Earlier, Trial
from byhand import layouts
from byhand.alike import agree

Function = Callable[..., Any]
Arguments = Mapping[str, Any]


_REMEMBERED = 50  # calls


def functions(key: AnswerKey, trial: Trial, kind: Kind) -> dict[str, Function]:
    """Return what replaces the reference so that ``trial`` fails in ``kind``; nothing where that cannot be made."""
    right = key.reference_names[trial.function]
    doc = _doc(key, trial.function)
    if kind is Kind.INTERLEAVED:
        return _mixed_up(key, trial)
    if kind is Kind.TWICE:
        return {trial.function: _forgetful(right)}
    if kind is Kind.HISTORY:
        return {trial.function: _impatient(right, doc)}
    if kind is Kind.PRECISION:
        opaque = next(step.opaque for step in trial.steps if step.function == trial.function)
        return {trial.function: _named(right, lambda given: _halved(right(**given), opaque))}
    refuses: dict[Kind, Callable[[Arguments], bool]] = {
        Kind.LAYOUT: lambda given: any(not array.flags.c_contiguous for array in layouts.arrays_in(dict(given))),
        Kind.READ_ONLY: lambda given: any(not array.flags.writeable for array in layouts.arrays_in(dict(given))),
        Kind.GENERATOR: lambda given: any(isinstance(value, np.random.Generator) for value in given.values()),
        Kind.BATCH: functools.partial(_is_one_row, doc),
        Kind.LABELS: functools.partial(_lacks_top_class, doc),
    }
    return {trial.function: _refusing(right, refuses[kind])}


def changing(key: AnswerKey, name: str) -> dict[str, Function]:
    """Return what changes the first array, or else dict, that ``name`` promises not to change; nothing if none is."""
    right = key.reference_names[name]
    kept = [said.name for said in _doc(key, name).arguments.values() if said.is_kept and not said.is_opaque]
    kept = [argument for argument in kept if argument not in key.in_place.get(name, ())]

    def wrong(given: Arguments) -> Any:
        result = right(**layouts.each_array(dict(given), layouts.copied))
        _change([given[argument] for argument in kept if argument in given])
        return result

    return {name: _named(right, wrong)} if kept else {}


def _change(values: list[Any]) -> None:
    """Change the first array of numbers in ``values``, or the first dict where there is none."""
    arrays = [array for array in layouts.arrays_in(values) if array.size and array.dtype.kind == "f"]
    dicts = [value for value in values if isinstance(value, dict)]
    if arrays:
        arrays[0] += 1.0
    elif dicts:
        dicts[0]["an entry more"] = None


def _doc(key: AnswerKey, name: str) -> Docstring:
    written = {each: value.__doc__ or "" for bound in key.functions.values() for each, value in bound.items()}
    return docstring.read(written)[name]


def _named(right: Function, wrong: Callable[[Arguments], Any]) -> Function:
    """Return a function that takes what ``right`` takes, and gives its arguments by name to ``wrong``."""
    signature = inspect.signature(right)

    @functools.wraps(right)
    def call(*args: Any, **kwargs: Any) -> Any:
        return wrong(signature.bind(*args, **kwargs).arguments)

    return call


def _refusing(right: Function, refuses: Callable[[Arguments], bool]) -> Function:
    def wrong(given: Arguments) -> Any:
        if refuses(given):
            raise ValueError("this function was made to refuse such a call")
        return right(**given)

    return _named(right, wrong)


def _forgetful(right: Function) -> Function:
    """Return a function that answers otherwise each time that it is asked the same again, also after other calls."""
    seen: deque[Arguments] = deque(maxlen=_REMEMBERED)

    def wrong(given: Arguments) -> Any:
        times = sum(agree(dict(given), dict(earlier)) for earlier in seen)
        seen.append(layouts.each_array(dict(given), layouts.copied))
        return _moved(right(**given), times)

    return _named(right, wrong)


def _moved(value: Any, by: int) -> Any:
    """Return something else of the same structure, as far as possible; the value itself for no move."""
    if by and (isinstance(value, bool | str) or value is None):
        return f"{value} {by}"
    if isinstance(value, np.ndarray) and value.dtype.kind == "b":
        return value if by % 2 == 0 else ~value
    if isinstance(value, int | float | np.number | np.ndarray):
        return value + by
    if isinstance(value, dict):
        return {name: _moved(item, by) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_moved(item, by) for item in value[:1]] + [*value[1:]])
    return value


def _halved(value: Any, opaque: frozenset[int]) -> Any:
    """Return the same numbers in float32, but for results that nobody may look at."""
    if opaque and isinstance(value, tuple | list):
        return tuple(item if place in opaque else _halved(item, frozenset()) for place, item in enumerate(value))
    if isinstance(value, float | np.floating):
        return np.float32(value)
    if isinstance(value, dict):
        return {name: _halved(item, opaque) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_halved(item, opaque) for item in value])
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def _mixed_up(key: AnswerKey, trial: Trial) -> dict[str, Function]:
    """Return a forward and a backward that keep the cache of the last call in a place they share."""
    forward, backward = trial.steps[0].function, trial.function
    opaque, item = next((name, value.item) for name, value in trial.steps[1].arguments.items()
                        if isinstance(value, Earlier))  # fmt: skip
    one, other = key.reference_names[forward], key.reference_names[backward]
    last: list[Any] = []

    def wrong_forward(given: Arguments) -> Any:
        result = one(**given)
        last[:] = [result if item is None else result[item]]
        return result

    def wrong_backward(given: Arguments) -> Any:
        return other(**{**given, opaque: last[0] if last else given[opaque]})

    return {forward: _named(one, wrong_forward), backward: _named(other, wrong_backward)}


def _impatient(right: Function, doc: Docstring) -> Function:
    """Return a function whose history ends where it stands still."""
    history = doc.history
    assert history is not None

    def wrong(given: Arguments) -> Any:
        results = [*right(**given)]
        whole = results[history.place]
        still = np.flatnonzero(np.abs(np.diff(whole)) < 1e-9)
        results[history.place] = whole[: still[0] + 2 - history.more] if len(still) else whole
        return tuple(results)

    return _named(right, wrong)


def _is_one_row(doc: Docstring, given: Arguments) -> bool:
    rows = [value for name, value in given.items() if name in doc.arguments and doc.arguments[name].axes[:1] == ("m",)]
    return any(isinstance(value, np.ndarray) and len(value) == 1 for value in rows)


def _lacks_top_class(doc: Docstring, given: Arguments) -> bool:
    """Return whether the labels lack the last class, of as many as an array or the last one of a network has."""
    classes = None
    for name, value in given.items():
        axes = doc.arguments[name].axes if name in doc.arguments else ()
        if "K" in axes and isinstance(value, np.ndarray) and value.ndim == len(axes):
            classes = value.shape[axes.index("K")]
    networks = [layouts.arrays_in(value) for value in given.values() if isinstance(value, dict)]
    if classes is None and networks and networks[-1]:
        classes = networks[-1][-1].shape[-1]  # the biases of the last layer
    labels = [value for name, value in given.items() if name in doc.arguments and doc.arguments[name].is_labels]
    return classes is not None and any(value.size and value.max() < classes - 1 for value in labels)
