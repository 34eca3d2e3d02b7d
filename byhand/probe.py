"""A loss as a function of arrays: what may go in, what may come out, and one entry moved at a time."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Loss = Callable[[Any], Any]


class Probe:
    """Evaluates f with one entry moved, and restores every array each time."""

    def __init__(self, f: Loss, blocks: dict[str, NDArray[Any]], wrap: Callable[[Any], Any]) -> None:
        self.f, self.wrap = f, wrap
        self.saved = {key: block.copy() for key, block in blocks.items()}
        self.blocks = {key: block if block.flags.writeable else block.copy() for key, block in blocks.items()}
        self.largest = 0.0
        self.here: float | None = None

    def central(self, key: str, index: tuple[int, ...], eps: float) -> float:
        """Return the central difference quotient at one entry."""
        above, x_above = self.value(key, index, +eps)
        below, x_below = self.value(key, index, -eps)
        return _quotient(above - below, x_above - x_below, eps)

    def one_sided(self, key: str, index: tuple[int, ...], eps: float) -> float:
        """Return the one-sided difference quotient at one entry."""
        if self.here is None:
            self.here, _ = self.value(key, index, 0.0)
        above, x_above = self.value(key, index, +eps)
        return _quotient(above - self.here, x_above - float(self.saved[key][index]), eps)

    def value(self, key: str, index: tuple[int, ...], step: float) -> tuple[float, float]:
        """Return f with one entry moved by about ``step``, and the entry as it then was: x + step is rounded."""
        try:
            self.blocks[key][index] += step
            moved = float(self.blocks[key][index])
            value = number(self.f(self.wrap(self.blocks)))
        finally:
            for name, block in self.blocks.items():
                np.copyto(block, self.saved[name])
        self.largest = max(self.largest, abs(value))
        return value, moved


def _quotient(rise: float, run: float, eps: float) -> float:
    if run == 0:
        raise ValueError(f"eps = {eps} is lost beside an entry this large; scale x first")
    return rise / run


def as_blocks(x: Any) -> tuple[dict[str, NDArray[Any]], Callable[[Any], Any]]:
    """Return x as named arrays, and a function that turns them into f's argument again.

    Raises TypeError unless x is float64 throughout.
    """
    if isinstance(x, Mapping):
        return {key: _float64(block, key or "x") for key, block in x.items()}, dict
    if type(x) is float:
        return {"x": np.array(x)}, lambda blocks: blocks["x"][()]
    return {"x": _float64(x, "x")}, lambda blocks: blocks["x"]


def _float64(block: Any, name: str) -> NDArray[Any]:
    if not isinstance(block, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array of float64, not {type(block).__name__}")
    if block.dtype == np.float64:
        return block
    if block.dtype.kind == "f":
        reason = f"{block.dtype} keeps too few digits for a difference of two losses"
    else:
        reason = f"a small step added to {block.dtype} is lost"
    raise TypeError(f"{name} must be float64: {reason}. Pass {name}.astype(np.float64)")


def number(value: Any) -> float:
    """Return the value of f as a float. Raises TypeError if it is not one real number, ValueError if not finite."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.floating) and value.dtype.itemsize < 8:
        raise TypeError(f"f returned {value.dtype}: a difference of two such numbers is noise. Compute in float64")
    if isinstance(value, bool | np.bool_) or not isinstance(value, float | int | np.floating | np.integer):
        raise TypeError(f"f must return one real number, not {_described(value)}")
    if not np.isfinite(value):
        raise ValueError(f"f returned {float(value)}: there is no difference to take")
    return float(value)


def _described(value: Any) -> str:
    if value is None:
        return "None (is its `return` missing?)"
    return f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__


def imaginary(f: Loss, argument: Any) -> float:
    """Return the imaginary part of f. Raises TypeError, which says why, if f has lost it or cannot be computed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            value = f(argument)
    except (TypeError, np.exceptions.ComplexWarning) as error:
        raise TypeError(f"f cannot be computed with complex numbers ({error}); use central differences") from error
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if not isinstance(value, complex | np.complexfloating):
        raise TypeError(
            f"f returned {_described(value)} for a complex argument: something in it (abs, a norm, .real) "
            "drops the imaginary part; use central differences"
        )
    return float(value.imag)


def entries(blocks: Mapping[str, NDArray[Any]]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield every entry of every array, as its key and index."""
    return ((key, index) for key, block in blocks.items() for index in np.ndindex(block.shape))


def like(x: Any, result: dict[str, NDArray[Any]]) -> Any:
    """Return the result in the form in which x came: a dict, an array or a float."""
    if isinstance(x, Mapping):
        return result
    return float(result["x"]) if type(x) is float else result["x"]
