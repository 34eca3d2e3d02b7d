"""Compare a student's gradient with central differences of the student's own loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from byhand import diagnose, gradients
from byhand.card import CardKind
from byhand.report import Entry, Report
from byhand.structure import at, fail, is_exactly, require, require_number, require_value, type_name

# Enough to see any mistake of a whole array, few enough to answer at once.
EVERY_ENTRY_UP_TO = 50

_STEP = "Derive one entry with its indices, and compare it with the code term by term."


def structured(grads: Any, params: Mapping[str, NDArray[Any]], name: str, hint: str) -> dict[str, NDArray[Any]]:
    """Return the gradients by key. Raises CheckFailed unless each is an array like its parameter."""
    if set(params) == {""}:
        grads = {"": grads}
    what, expected = name or "gradients", f"dict with {', '.join(params)}"
    require_value(grads, what, expected)
    if not is_exactly(grads, dict):
        fail(what, "not a dict of gradients", type_name(grads), expected, "", hint, CardKind.TYPE)
    if set(grads) != set(params):
        yours = f"dict with {', '.join(map(str, grads))}"
        fail(what, "other names than the parameters have", yours, expected, "", hint, CardKind.TYPE)
    return {key: require(grads[key], label(name, key), params[key].shape, float, True, hint) for key in params}


def compared(
    loss: Callable[..., Any],
    params: Mapping[str, NDArray[Any]],
    grads: Mapping[str, Any],
    samples: int | None,
    rng: Any,
) -> Report:
    """Compare sampled entries with central differences.

    Raises CheckFailed for a loss that is not a finite float64, and for one that stays the same, to the last bit,
    wherever it was asked: of such a loss zero is the gradient, whatever was to be differentiated.
    """
    seen: set[float] = set()

    def f(arrays: Mapping[str, Any]) -> float:
        value = loss(arrays[""]) if set(arrays) == {""} else loss(**arrays)
        number = require_number(value, "your loss", True)
        if is_exactly(value, np.float32, np.float16):
            reading = "A difference of two losses needs all the digits that float64 has."
            step = "Find the array in the loss that is not float64."
            fail("your loss", "too few digits", type_name(value), "float64", reading, step, CardKind.TYPE)
        seen.add(number)
        return number

    exact = {key: grad.astype(np.float64) for key, grad in grads.items()}
    report = gradients.sampled(f, params, exact, per_array=samples or EVERY_ENTRY_UP_TO, rng=rng)
    if len(seen) == 1:
        f(params)  # at a stationary point a loss can be the same a step above and a step below, but not in between
    if len(seen) == 1:
        _fail_flat(params, len(report.rows))
    return report


def _fail_flat(params: Mapping[str, Any], entries: int) -> NoReturn:
    """Raise CheckFailed for a loss that no parameter moves; one array alone may be dead, all of them are not."""
    *others, last = [key or "its argument" for key in params]
    moved = f"{', '.join(others)} or {last}" if others else last
    reading = f"{entries} entries were moved, one at a time, and the loss stayed the same to the last bit."
    step = f"Follow one entry of {last} through your loss: where does it get lost?"
    fail("your loss", f"does not change when {moved} changes", "", "", reading, step)


def require_agreement(
    rows: list[Entry],
    grad: NDArray[Any],
    param: NDArray[Any],
    name: str,
    hint: str,
    lam: float | None,
    m: int | None,
) -> None:
    """Raise CheckFailed, with a reading of the mistake, if any of one array's ``rows`` disagrees."""
    off = [row for row in rows if not row.ok]
    if not off:
        return
    numeric = np.full(param.shape, np.nan)
    for row in rows:
        numeric[row.index] = row.numeric
    reading = diagnose.gradient(grad, numeric, params=param, lam=lam, m=m)
    problem = f"does not fit your loss at {len(off)} of the {len(rows)} entries looked at"
    yours = f"{at(off[0].index, grad)}, the first that is off"
    fail(name, problem, yours, "", reading.sentence if reading else "", hint or _STEP)


def label(name: str, key: str) -> str:
    """Return what a card calls the gradient with respect to one parameter: ``dW`` for W."""
    return " ".join(text for text in (name, f"d{key}" if key else "") if text) or "gradient"
