"""Numerical gradients: slow, exact enough to check an analytic gradient, never used for training.

In every function ``x`` is a float64 array, a dict of float64 arrays, or one float; ``f`` takes just such an x
and returns one real number. ``f`` sees the arrays of ``x`` themselves, one entry moved at a time, so that it
also works when it reaches them by another name (a module's own ``W``). After every call they hold the same
bits as before, even if ``f`` raised or wrote to them. A read-only array is copied first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from byhand.probe import Loss, Probe, as_blocks, entries, imaginary, like
from byhand.report import Entry, Report

# Central differences err by about eps² (the terms cut off) plus 1e-16 / eps (round-off). The sum is smallest
# near the cube root of the machine epsilon, 6e-6; 1e-5 is the round number beside it.
CENTRAL_EPS = 1e-5
# One-sided differences err by about eps plus 1e-16 / eps: smallest near the square root, 1.5e-8.
ONE_SIDED_EPS = 1e-8
# A complex step subtracts nothing, so nothing is lost to round-off and the step may be absurdly small.
COMPLEX_EPS = 1e-20
# How many units of round-off a loss may carry before a difference of two losses is believed.
_ROUND_OFF_UNITS = 64


def central(f: Loss, x: Any, eps: float = CENTRAL_EPS) -> Any:
    """Return the gradient of ``f`` at ``x`` by central differences, (f(x + eps) − f(x − eps)) / (2 eps).

    The default step is near the cube root of the machine epsilon, where the error is smallest.
    Returns an array shaped like x (a dict of arrays for a dict, a float for a float).
    Raises TypeError if x is not float64 or f does not return one real number, ValueError if f is not finite.
    """
    return _differences(f, x, eps, lambda probe, key, index: probe.central(key, index, eps))


def one_sided(f: Loss, x: Any, eps: float = ONE_SIDED_EPS) -> Any:
    """Return the gradient of ``f`` at ``x`` by one-sided differences, (f(x + eps) − f(x)) / eps.

    Half the work of `central` and about half its digits. Returns and raises as `central` does.
    """
    return _differences(f, x, eps, lambda probe, key, index: probe.one_sided(key, index, eps))


def complex_step(f: Loss, x: Any, eps: float = COMPLEX_EPS) -> Any:
    """Return the gradient of ``f`` at ``x`` as Im f(x + i·eps) / eps, right to the last digit.

    ``f`` must be built from analytic functions: + − * / @ exp log sin tanh and powers are analytic. It cannot
    use abs, norms, conjugates or real parts: they throw the imaginary part away, and the derivative with it.
    Nor can it use max, min, sort or comparisons, so no ReLU, no hinge and no max-shift: complex numbers have
    no order. Python raises there; NumPy compares real parts first, and is right at best away from a kink.
    ``f`` is called with complex copies of x, never with x itself.

    Returns and raises as `central` does; TypeError also if ``f`` drops the imaginary part.
    Source: W. Squire and G. Trapp, SIAM Review 40 (1998) 110-112.
    """
    _positive(eps)
    blocks, wrap = as_blocks(x)
    shifted = {key: block.astype(np.complex128) for key, block in blocks.items()}
    result = {key: np.empty(block.shape) for key, block in blocks.items()}
    for key, index in entries(blocks):
        shifted[key][index] += 1j * eps
        result[key][index] = imaginary(f, wrap(shifted)) / eps
        shifted[key][...] = blocks[key]
    return like(x, result)


def relative_error(a: Any, b: Any, floor: float | None = None) -> float:
    """Return the largest relative difference of two arrays, the maximum of |a − b| / max(|a|, |b|, floor).

    0 means equal, 1 that an entry of one array is zero where the other is not, 2 (the most) that two entries
    are opposite. Swapping a and b changes nothing; nor does scaling both by one factor, if ``floor`` is None.
    ``floor`` keeps round-off in entries near zero from counting; None takes a millionth of the largest entry.

    a, b: real arrays of one shape, or numbers. Neither is changed. Returns a float; NaN if either holds NaN.
    Raises ValueError if the shapes differ: broadcasting would compare the wrong entries.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"cannot compare shape {a.shape} with shape {b.shape}")
    size = np.maximum(np.abs(a), np.abs(b))
    if size.size == 0 or not size.any():
        return 0.0
    lowest = 1e-6 * float(size.max()) if floor is None else floor
    return float(np.max(np.abs(a - b) / np.maximum(size, max(lowest, np.finfo(float).tiny))))


def sampled(
    f: Loss,
    params: Any,
    grads: Any,
    *,
    per_array: int | None = 10,
    rng: Any = 0,
    eps: float = CENTRAL_EPS,
    tolerance: float = 1e-6,
) -> Report:
    """Compare ``grads`` with central differences of ``f`` at a few random entries of every array.

    Every array has ``per_array`` of its entries compared (all of them if it has fewer, or for None), so that a
    bias of ten numbers is checked as closely as a matrix of ten thousand.

    params  a dict of float64 arrays, or one array; ``f(params)`` is the loss
    grads   arrays of the same keys and shapes
    Nothing is changed. An entry agrees when its relative error is at most ``tolerance``, or when the
    difference is no larger than round-off in the loss explains.
    Returns a `Report`. Raises as `central` does, and ValueError if keys or shapes do not match.
    """
    _positive(eps)
    blocks, wrap = as_blocks(params)
    given, _ = as_blocks(grads)
    _matching(blocks, given)
    probe = Probe(f, blocks, wrap)
    rng = np.random.default_rng(rng)
    rows = [
        Entry(key, index, float(given[key][index]), probe.central(key, index, eps))
        for key in blocks
        for index in _chosen(blocks[key].shape, per_array, rng)
    ]
    floor = _ROUND_OFF_UNITS * np.finfo(float).eps * probe.largest / (eps * tolerance)
    return Report([row.judged(tolerance, floor) for row in rows], tolerance)


def _differences(f: Loss, x: Any, eps: float, quotient: Callable[[Probe, str, Any], float]) -> Any:
    _positive(eps)
    blocks, wrap = as_blocks(x)
    probe = Probe(f, blocks, wrap)
    result = {key: np.empty(block.shape) for key, block in blocks.items()}
    for key, index in entries(blocks):
        result[key][index] = quotient(probe, key, index)
    return like(x, result)


def _chosen(shape: tuple[int, ...], per_array: int | None, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Choose up to ``per_array`` different indices of an array, in order."""
    size = int(np.prod(shape))
    if per_array is None or size <= per_array:
        return list(np.ndindex(shape))
    flat = np.sort(rng.choice(size, per_array, replace=False))
    return [tuple(int(i) for i in np.unravel_index(k, shape)) for k in flat]


def _matching(params: Mapping[str, NDArray[Any]], grads: Mapping[str, NDArray[Any]]) -> None:
    if set(params) != set(grads):
        raise ValueError(f"params has {', '.join(params)}; grads has {', '.join(grads)}")
    for key, block in params.items():
        if block.shape != grads[key].shape:
            raise ValueError(f"{key} has shape {block.shape}, its gradient has shape {grads[key].shape}")


def _positive(eps: float) -> None:
    if not eps > 0:
        raise ValueError(f"eps must be positive, got {eps}")
