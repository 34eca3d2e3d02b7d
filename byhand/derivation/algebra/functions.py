"""The functions that lines may use: value, slope, and whether there is a kink. All take complex arrays too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Elementwise = Callable[[Array], Array]


@dataclass(frozen=True)
class Function:
    """A function applied to every entry.

    f, slope  from arrays to arrays of the same shape; without a slope, f′ cannot be written
    kink      True if the slope jumps at 0
    analytic  True if f takes complex arguments, and is right to first order there
    """

    name: str
    f: Elementwise
    slope: Elementwise | None
    kink: bool = False
    analytic: bool = True


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _positive(z: Array) -> Array:
    return (np.real(z) > 0).astype(np.float64)


# Drawn once: a smooth function of which no formula holds but those that hold for every function.
_SIZES, _SPEEDS, _STARTS = np.random.default_rng(1986).uniform([[0.3], [0.6], [0.0]], [[0.7], [1.5], [6.3]], (3, 3))


def _any(z: Array) -> Array:
    waves = zip(_SIZES, _SPEEDS, _STARTS, strict=True)
    return 0.6 * z + sum(size * np.sin(speed * z + start) for size, speed, start in waves)


def _slope_of_any(z: Array) -> Array:
    waves = zip(_SIZES, _SPEEDS, _STARTS, strict=True)
    return 0.6 + sum(size * speed * np.cos(speed * z + start) for size, speed, start in waves)


NAMED = {
    function.name: function
    for function in (
        Function("exp", np.exp, np.exp),
        Function("log", np.log, lambda z: 1 / z),
        Function("sqrt", np.sqrt, lambda z: 0.5 / np.sqrt(z)),
        Function("tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        Function("sigmoid", _sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z))),
        Function("relu", lambda z: z * _positive(z), _positive, kink=True),
        Function("any", _any, _slope_of_any),  # where a problem leaves the function open
        Function("identity", lambda z: z, lambda z: np.ones(np.shape(z))),
    )
}


def declared(what: Any, name: str) -> Function:
    """Return the function that a problem declares: one of the names above, or a pair (f, slope) of NumPy functions.

    Raises ValueError or TypeError, for the author of the problem, if it is neither or the slope is wrong.
    """
    if isinstance(what, str):
        if what not in NAMED:
            raise ValueError(f"{name} is declared as {what!r}; known are {', '.join(NAMED)}, or a pair (f, slope)")
        return NAMED[what]
    if isinstance(what, tuple) and len(what) == 2 and all(map(callable, what)):
        _require_slope(name, *what)
        return Function(name, what[0], what[1], analytic=False)
    raise TypeError(f"{name} must be declared as a name or as a pair (f, slope), not {what!r}")


def _require_slope(name: str, f: Elementwise, slope: Elementwise) -> None:
    """Raise ValueError unless ``slope`` is the derivative of ``f`` where both are finite."""
    z, step = np.array([-2.1, -1.3, -0.6, -0.2, 0.3, 0.7, 1.1, 1.9]), 1e-5
    with np.errstate(all="ignore"):
        rise, given = (f(z + step) - f(z - step)) / (2 * step), slope(z)
    known = np.isfinite(rise) & np.isfinite(given)
    if (
        np.shape(given) != z.shape
        or not known.any()
        or not np.allclose(rise[known], given[known], rtol=1e-5, atol=1e-7)
    ):
        raise ValueError(f"the slope declared for {name} is not the derivative of the function")


def softmax(z: Array, rows: bool) -> Array:
    """Return the softmax of every row, or of every column if examples are columns; of a vector as a whole."""
    axis: int | None = 1 if rows else 0
    if z.ndim < 2 or 1 in z.shape:
        axis = None
    e = np.exp(z - np.max(np.real(z), axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def linearised(function: Function, z: Array, slope: Elementwise) -> Array:
    """Return ``function`` at complex z near the real axis, to first order, with ``slope`` in place of its own."""
    real = np.real(z)
    return function.f(real) + 1j * np.imag(z) * slope(real)
