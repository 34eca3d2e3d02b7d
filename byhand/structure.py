"""Check the structure of a value before its numbers: None → type → ndim → dtype → shape → finite.

A card names the first thing that is off, and no other. Nothing unknown is ever compared or converted: the exact
type is checked first, so an object that claims to equal everything only has its type named.
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from byhand import advice
from byhand.advice import Shape
from byhand.card import Card, CardKind, CheckFailed

_KINDS: dict[Any, tuple[str, str]] = {
    float: ("f", "floats"),
    int: ("iu", "integers"),
    bool: ("b", "booleans"),
    complex: ("c", "complex numbers"),
}
# Names, not classes: of a function in another process only the name of its type is known.
_UNCALLED = ("function", "builtin_function_or_method", "method", "type", "ufunc", "_ArrayFunctionDispatcher")
_NUMPY_SCALARS: tuple[type, ...] = tuple(set(np.sctypeDict.values()))
_REAL: tuple[type, ...] = (int, float, *(t for t in _NUMPY_SCALARS if np.dtype(t).kind in "iuf"))
_ANY_SCALAR: tuple[type, ...] = (bool, complex, *_REAL, *_NUMPY_SCALARS)


def require(value: Any, name: str, shape: Shape | None, dtype: Any, finite: bool, hint: str = "") -> NDArray[Any]:
    """Return ``value`` itself if it is an array as wanted. Raises CheckFailed with the first fault if it is not."""
    array = _plain_array(value, name, wanted(shape, dtype))
    if shape is not None and array.ndim != len(shape):
        reading, step = advice.axes(array.shape, shape)
        problem = f"{_count(array.ndim)} instead of {len(shape) or 'none'}"
        fail(name, problem, describe(array.shape), describe(shape), reading, hint or step, CardKind.SHAPE)
    if not _is_kind(array.dtype, dtype):
        reading, step = advice.numbers(array.dtype, _kinds(dtype), name)
        wanted_kind = describe_dtype(dtype)
        fail(name, "wrong kind of numbers", str(array.dtype), wanted_kind, reading, hint or step, CardKind.TYPE)
    if shape is not None and not advice.fits(array.shape, shape):
        reading, step = advice.arrangement(array.shape, shape)
        fail(name, "wrong shape", describe(array.shape), describe(shape), reading, hint or step, CardKind.SHAPE)
    if finite and array.dtype.kind in "fc":
        _require_finite(array, name, hint)
    return array


def require_number(value: Any, name: str, finite: bool, hint: str = "") -> float:
    """Return a Python or NumPy number, or an array without axes, as a float.

    Raises CheckFailed for anything else, also for a bool, and if ``finite`` for NaN and infinities.
    """
    if is_exactly(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    require_value(value, name, "one number")
    if is_exactly(value, np.ndarray):
        yours, step = f"array {describe(value.shape)}", hint or advice.ONE_NUMBER
        fail(name, "an array instead of one number", yours, "one number", "", step, CardKind.SHAPE)
    if not is_exactly(value, *_REAL):
        step = f"Find the line that makes {name}; it should end in one real number."
        fail(name, "not a real number", type_name(value), "one number", "", step, CardKind.TYPE)
    if finite and not np.isfinite(value):
        fail(name, f"{value}, not a finite number", "", "", advice.non_finite(value), hint or advice.NON_FINITE)
    return float(value)


def require_value(value: Any, name: str, expected: str) -> None:
    """Raise CheckFailed for what is wrong with any value: None, or a function that was not called."""
    if value is None:
        fail(name, "no value", "None", expected, "", advice.RETURN, CardKind.TYPE)
    if type_name(value) in _UNCALLED:
        problem = "a function or class, not its result"
        fail(name, problem, type_name(value), expected, "", advice.CALL, CardKind.TYPE)


def fail(
    what: str, problem: str, yours: str, expected: str, reading: str, hint: str, kind: CardKind = CardKind.OTHER
) -> NoReturn:
    """Raise CheckFailed with a card of these texts; the card leaves empty ones out."""
    raise CheckFailed(Card(what, problem, yours, expected, reading, hint, kind))


def is_exactly(value: Any, *types: type) -> bool:
    """Return True if the value is of exactly one of the types. Compares identities: the object itself is not asked."""
    return any(type(value) is wanted_type for wanted_type in types)


def describe_dtype(dtype: Any) -> str:
    """Put a dtype into words: ``floats`` for float, the exact name for ``np.float32``."""
    if dtype is None:
        return "numbers"
    return next((text for t, (_, text) in _KINDS.items() if dtype is t), None) or str(np.dtype(dtype))


def describe(shape: Shape) -> str:
    """Return a shape as Python prints it, with ``any`` where any length is allowed."""
    lengths = ["any" if n is None else str(int(n)) for n in shape]
    return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(lengths)})"


def wanted(shape: Shape | None, dtype: Any) -> str:
    """Say what was wanted: ``array (3, 4) of floats``."""
    array = "array" if shape is None else f"array {describe(shape)}"
    return f"{array} of {describe_dtype(dtype)}"


def at(index: tuple[int, ...], array: NDArray[Any]) -> str:
    """Quote one of the student's entries with its place: ``0.31 at [2, 1]``."""
    value = array[index]
    text = f"{value:.6g}" if array.dtype.kind in "fc" else str(value)
    return f"{text} at [{', '.join(map(str, index))}]"


def type_name(value: Any) -> str:
    """Return the name of the exact type, which is all that is safe to say about an unknown object."""
    return type(value).__name__


def _plain_array(value: Any, name: str, expected: str) -> NDArray[Any]:
    """Return the value if it is exactly an ndarray of numbers. Raises CheckFailed if it is not."""
    require_value(value, name, expected)
    if not is_exactly(value, np.ndarray):
        _not_an_array(value, name, expected)
    if value.dtype.kind not in "biufc":
        reading = "Such an array appears when rows have different lengths." if value.dtype.kind == "O" else ""
        step = "Look at the values it was made from: every one has to be a number."
        problem = "an array, but not of numbers"
        fail(name, problem, f"dtype {value.dtype}", expected, reading, step, CardKind.TYPE)
    return value


def _not_an_array(value: Any, name: str, expected: str) -> None:
    problem, yours = "not a NumPy array", type_name(value)
    step = f"Find the line that makes {name}; it should end in a NumPy array."
    argument = name if name.isidentifier() else "…"  # a description is no name for code
    if is_exactly(value, *_ANY_SCALAR):
        problem, step = "one number instead of an array", advice.WHICH_AXIS
    elif is_exactly(value, list):
        step = f"Turn the list into an array with np.array({argument})."
    elif is_exactly(value, tuple):
        yours = f"tuple of {len(value)}"
        step = "Does the function return more than one value? Keep them apart."
    elif issubclass(type(value), np.ndarray):
        step = f"Make it a plain array with np.array({argument}); in a {yours} operators may mean something else."
    fail(name, problem, yours, expected, "", step, CardKind.TYPE)


def _require_finite(array: NDArray[Any], name: str, hint: str) -> None:
    """Raise CheckFailed for NaN or infinity; the card says where such a value usually comes from."""
    finite = np.isfinite(array)
    if finite.all():
        return
    bad = np.argwhere(~finite)
    first = tuple(int(i) for i in bad[0])
    problem = f"{len(bad)} of {array.size} entries {'are' if len(bad) > 1 else 'is'} NaN or infinite"
    where = f"{at(first, array)}, the first of them"
    fail(name, problem, where, "", advice.non_finite(array[first]), hint or advice.NON_FINITE)


def _kinds(dtype: Any) -> str:
    """Return the codes of `numpy.dtype.kind` that are allowed."""
    return next((kinds for t, (kinds, _) in _KINDS.items() if dtype is t), None) or np.dtype(dtype).kind


def _is_kind(dtype: np.dtype[Any], wanted_dtype: Any) -> bool:
    if wanted_dtype is None:
        return True
    if any(wanted_dtype is t for t in _KINDS):
        return dtype.kind in _kinds(wanted_dtype)
    return dtype == np.dtype(wanted_dtype)


def _count(ndim: int) -> str:
    return "no axis" if ndim == 0 else "1 axis" if ndim == 1 else f"{ndim} axes"
