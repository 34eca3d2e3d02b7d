"""The form of what a function returns, found from its calls: kinds, shapes as expressions, the argument it is like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from autograder.gate.recording import Call

_MOST_NAMES = 30
_NEAR = 0.05  # how far, relatively, a first loss may be from log K


@dataclass(frozen=True)
class Scalar:
    """A number, a truth value, a text or None; ``value`` is the one that came back first."""

    value: Any


@dataclass(frozen=True)
class Array:
    """An array; ``shape``, ``same``, ``closest`` are expressions in the function's arguments, or empty."""

    shape: str
    dtype: str
    same: str = ""  # the argument that it equals, in every call
    closest: str = ""  # the argument of its shape that is most like it
    likeness: float = 0.0  # the correlation with that one
    start: str = ""  # for a falling curve, as a history of losses is: where it starts and ends
    end: float = 0.0


@dataclass(frozen=True)
class Several:
    """A tuple or list of always the same length."""

    parts: tuple[Form, ...]
    kind: type


@dataclass(frozen=True)
class Items:
    """A list of any length; ``part`` is the form of its first item, None if it was always empty."""

    part: Form | None


@dataclass(frozen=True)
class Named:
    """A dict, by the keys that it always has."""

    parts: tuple[tuple[Any, Form], ...]


@dataclass(frozen=True)
class NamedLike:
    """A dict with the keys of a dict argument; ``part`` is the form of a value, given ``_value``, that argument's."""

    argument: str
    part: Form


@dataclass(frozen=True)
class Unknown:
    """Something else; ``closest`` is an argument of its type."""

    closest: str = ""


Form: TypeAlias = Scalar | Array | Several | Items | Named | NamedLike | Unknown


def form_of(calls: Sequence[Call]) -> Form:
    """Return the form of the results of ``calls``, of which there is at least one."""
    tables = [dict(_within(call.arguments)) for call in calls]
    return _form([call.result for call in calls], tables)


def _within(arguments: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every value that can be reached from the arguments, with the expression for it."""
    waiting = [(name, value, 0) for name, value in arguments.items()]
    for expression, value, depth in waiting:
        yield expression, value
        if depth < 3 and isinstance(value, tuple | list) and len(value) <= 8:
            waiting += [(f"{expression}[{index}]", part, depth + 1) for index, part in enumerate(value)]
        elif depth < 3 and isinstance(value, dict):
            waiting += [(f"{expression}[{name!r}]", part, depth + 1) for name, part in value.items()]
            waiting += [(f"[*{expression}.values()][-1]", part, depth + 1) for part in [*value.values()][-1:]]


def _form(values: list[Any], tables: list[dict[str, Any]]) -> Form:
    first = values[0]
    if any(isinstance(value, np.ndarray) for value in values) and all(map(_has_shape, values)):
        return _array([np.asarray(value) for value in values], tables)
    if first is None or isinstance(first, str | bool | int | float | np.generic):
        return Scalar(first.item() if isinstance(first, np.generic) else first)
    if type(first) in (list, tuple) and all(type(value) is type(first) for value in values):
        if len({len(value) for value in values}) == 1:
            parts = [_form([value[place] for value in values], tables) for place in range(len(first))]
            return Several(tuple(parts), type(first))
        full = [place for place, value in enumerate(values) if len(value)]
        part = _form([values[place][0] for place in full], [tables[place] for place in full]) if full else None
        return Items(part) if type(first) is list else Unknown(_argument_like(values, tables))
    if all(type(value) is dict for value in values):
        return _dict(values, tables)
    return Unknown(_argument_like(values, tables))


def _dict(values: list[dict], tables: list[dict[str, Any]]) -> Form:
    def alike(dicts: Sequence[Any]) -> bool:
        return all(
            isinstance(value, dict) and value.keys() == like.keys()
            and all(np.shape(value[name]) == np.shape(like[name]) for name in like)
            for value, like in zip(dicts, values, strict=True)
        )  # fmt: skip

    if found := _argument(tables, alike):
        pairs = [(table[found], value) for table, value in zip(tables, values, strict=True)]
        likeness = [_correlation(a[name], b[name]) for a, b in pairs for name in b]
        likely = float(np.median(likeness)) if likeness else 0.0
        return NamedLike(found, Array("_value.shape", "float64", closest="_value", likeness=likely))
    numbers = [number for value in values for number in value.values() if isinstance(number, float)]
    if len(numbers) == sum(map(len, values)) > 0 and (found := _argument(tables, partial(_same_keys, values))):
        return NamedLike(found, Scalar(numbers[0]))
    if common := [name for name in values[0] if all(name in value for value in values)][:_MOST_NAMES]:
        return Named(tuple((name, _form([value[name] for value in values], tables)) for name in common))
    return Unknown(_argument_like(values, tables))


def _same_keys(values: Sequence[dict], dicts: Sequence[Any]) -> bool:
    pairs = zip(values, dicts, strict=True)
    return all(isinstance(other, dict) and value.keys() == other.keys() for value, other in pairs)


def _argument_like(values: list[Any], tables: list[dict[str, Any]]) -> str:
    return _argument(tables, lambda found: all(type(a) is type(b) for a, b in zip(found, values, strict=True)))


def _argument(tables: list[dict[str, Any]], fits: Callable[[list[Any]], bool]) -> str:
    """Return the first expression whose values, one for each call, fit; empty if none does."""
    for expression in tables[0]:
        if all(expression in table for table in tables) and fits([table[expression] for table in tables]):
            return expression
    return ""


def _array(values: list[np.ndarray], tables: list[dict[str, Any]]) -> Array:
    shapes = [value.shape for value in values]
    alike = {
        e: [table[e] for table in tables]
        for e in tables[0]
        if all(_shaped(t.get(e), s) for t, s in zip(tables, shapes, strict=True))
    }
    same = next((e for e, found in alike.items() if all(map(np.array_equal, found, values))), "")
    likeness = {e: float(np.median([_correlation(a, b) for a, b in zip(found, values, strict=True)]))
                for e, found in alike.items()}  # fmt: skip
    closest = max(likeness, key=lambda e: likeness[e], default="")
    shape = f"{closest}.shape" if closest else _shape(shapes, tables)
    start, end = _curve(values, tables)
    return Array(shape, values[0].dtype.name, same, closest, likeness.get(closest, 0.0), start, end)


def _shaped(value: Any, shape: tuple[int, ...]) -> bool:
    return _has_shape(value) and value.shape == shape


def _has_shape(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic)


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    a, b = np.ravel(a).astype(float), np.ravel(b).astype(float)
    with np.errstate(all="ignore"):
        size = float(np.sqrt(np.sum(a**2) * np.sum(b**2)))
        return float(np.sum(a * b)) / size if size else 0.0


def _shape(shapes: list[tuple[int, ...]], tables: list[dict[str, Any]]) -> str:
    if given := _argument(tables, lambda found: all(map(_is_shape, found)) and [*map(tuple, found)] == shapes):
        return f"tuple({given})"
    if len({len(shape) for shape in shapes}) > 1:
        return repr(shapes[0])
    lengths = [_length([shape[axis] for shape in shapes], tables) for axis in range(len(shapes[0]))]
    return f"({', '.join(lengths)}{',' if lengths else ''})"


def _is_shape(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(length, int) for length in value)


def _length(lengths: list[int], tables: list[dict[str, Any]]) -> str:
    """Return an expression for a length: an axis of an argument, a number among them, one more, the largest label."""
    common = [e for e in tables[0] if all(e in table for table in tables)]
    found: dict[str, list[Any]] = {}
    for e in common:
        values = [table[e] for table in tables]
        if all(isinstance(value, np.ndarray) for value in values):
            axes = min(value.ndim for value in values)
            found |= {f"{e}.shape[{axis}]": [value.shape[axis] for value in values] for axis in range(axes)}
            if all(value.dtype.kind == "i" and value.size for value in values):
                found[f"(int({e}.max()) + 1)"] = [int(value.max()) + 1 for value in values]
        elif all(isinstance(value, int | np.integer) for value in values):
            found[e] = values
        elif all(isinstance(value, list | tuple | dict) for value in values):
            found[f"len({e})"] = [len(value) for value in values]
    for more in (0, 1, -1):
        for e, numbers in found.items():
            if [number + more for number in numbers] == lengths:
                return f"{e} + {more}" if more else e
    return str(lengths[0])


def _curve(values: list[np.ndarray], tables: list[dict[str, Any]]) -> tuple[str, float]:
    """Return where a history of losses starts, log K if that fits, and ends; an empty start for anything else."""
    if any(value.ndim != 1 or value.dtype.kind != "f" for value in values):
        return "", 0.0
    curves = [value for value in values if len(value) > 3]
    falling = [curve for curve in curves if curve[0] > curve[-1] >= 0 and np.mean(np.diff(curve) <= 0) > 0.5]
    if not falling or 2 * len(falling) < len(curves):
        return "", 0.0
    starts = np.array([value[0] if len(value) else 0.0 for value in values])
    classes = np.round(np.exp(np.clip(starts, 0, 5))).astype(int)
    expression = _length(classes.tolist(), tables)
    near = np.all(np.abs(np.log(classes) - starts) <= _NEAR * starts)
    start = f"np.log({expression})" if near else f"{starts[0]:.3g}"
    return start, float(f"{np.median([curve[-1] for curve in falling]):.2g}")
