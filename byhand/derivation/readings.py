"""Say how a wrong gradient is off: with `byhand.diagnose`, or by making mistakes in the chain rule on purpose.

For the latter the forward equations are differentiated wrongly: what would the gradient be if the slope of σ were left
out, here or there? If that is what the line gives, the mistake has a name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from byhand import diagnose
from byhand.derivation.algebra.functions import Array, Function, linearised
from byhand.derivation.latex.vocabulary import plain
from byhand.derivation.sample import Bend, Sample
from byhand.patterns import Reading, factor, same

Slope = Callable[[Function, Array], Array]
MOST_CALLS = 12


_REGULARISER = "What is the derivative of the penalty, and which terms of the loss contain this variable?"
_STEPS = {
    "factor -1": "Where does a minus sign come from, or go?",
    "factor m": "Where does the mean over the examples enter, and is it still in this line?",
    "factor 1/m": "Where does the mean over the examples enter? It enters once.",
    "factor 2": "Where does a square, or a 1/2, stand in the loss?",
    "factor 1/2": "Where does a square, or a 1/2, stand in the loss?",
    "transposed": "Which factor comes first in the product, and which of them needs a transpose?",
    "regulariser missing": "Which terms of the loss contain this variable? Each gives one term.",
    "data term missing": "Which terms of the loss contain this variable? Each gives one term.",
    "mask missing": "Through which function does the variable act on the loss, and what is its slope?",
    "mask inverted": "For which entries does the function pass its input on?",
    "axis not summed": "The same vector is added for every example: each of them has a share in its gradient.",
    "summed to a scalar": "Over which index does the sum run, and which one has to stay?",
    "zero": "Which factor is zero everywhere?",
    "bias penalised": _REGULARISER,
    "regulariser doubled": _REGULARISER,
    "regulariser factor": _REGULARISER,
    "regulariser too small": _REGULARISER,
    "regulariser too large": _REGULARISER,
}
# A reading of these names says all there is to say; mistakes in the chain rule are not looked for.
_PLAIN = ("zero", "factor", "factor -1", "factor m", "factor 1/m", "factor 2", "factor 1/2")
_OTHERWISE = "Take one example and two units, write out every entry, and compare with the line before."
_SLOPE = "At which point is the slope taken, and of which function?"
_OTHER = "Which step of the chain rule leads on from there?"
_INPUT = "With which array is it multiplied in the forward equation?"
_TERM = "Take one entry, write out everything in the loss that it acts on, and compare."


def read(value: Array, sample: Sample, key: str, used: Collection[str]) -> Reading | None:
    """Say how ``value`` is off as the gradient with respect to ``key``; ``used`` names the gradients that the formula uses."""
    truth = sample.gradient(key)
    known = _diagnosed(value, truth, sample, key)
    if known is not None and known.name in _PLAIN:
        return known
    for slope, name, sentence in _SLOPES:
        for bend in _bends(sample, slope):
            if _is(value, sample, sample.gradient(key, bend=bend)):
                hint = _STEPS["mask missing"] if name == "slope missing" else _SLOPE
                return Reading(_mask(name, sample), sentence, hint)
    for other in sample.declaration.variables:
        alike = other != key and other not in used and sample.values[other].shape == truth.shape
        if alike and _is(value, sample, sample.gradient(other)):
            return Reading("another gradient", f"It is the gradient by {plain(other)}.", _OTHER)
    return known or _other_input(value, sample, key) or _term_missing(value, truth, sample)


def _other_input(value: Array, sample: Sample, key: str) -> Reading | None:
    """Recognise a gradient times the wrong array, such as a layer's result instead of its input."""
    if value.ndim != 2:
        return None
    for name, array in sample.values.items():
        if array.ndim != 2 or not array.size:
            continue
        for other in sample.declaration.variables:
            if sample.values[other].ndim != 2:
                continue
            gradient = sample.gradient(other)
            left, right = (array.T, gradient) if sample.declaration.rows else (gradient, array.T)
            if left.shape[1] == right.shape[0] and _is(value, sample, left @ right):
                sentence = f"It is made with {plain(name)}, which is not what {plain(key)} meets on the way forward."
                return Reading("another input", sentence, _INPUT)
    return None


def _term_missing(value: Array, truth: Array, sample: Sample) -> Reading | None:
    """Recognise a gradient that is right up to a multiple of one of the given arrays."""
    for name in sample.declaration.shapes:
        array, missing = sample.values[name], truth - value
        if array.shape == truth.shape and (factor(missing, array) or same(missing, array) or same(missing, -array)):
            return Reading("term missing", "One term is missing.", _TERM)
    return None


def of_shape(value: Array, truth: Array, sample: Sample) -> Reading | None:
    """Say how an array of another shape is off; None if it is not simple."""
    if not np.isfinite(value).all() or not value.any():
        return None
    if value.ndim == 0 and truth.ndim:
        return Reading("number", "One number instead of one for every entry.", _STEPS["summed to a scalar"])
    if truth.ndim == 2 and value.ndim == 2 and value.shape == truth.shape[::-1]:
        sentence = "It is the transpose." if same(value.T, truth) else "The lengths stand in the other order."
        return Reading("transposed", sentence, _STEPS["transposed"])
    if 1 in truth.shape:
        truth = truth.ravel()
    if truth.ndim == 1 and 1 in value.shape:
        value = value.ravel()
    found = diagnose.gradient(value, truth, m=sample.sizes.get("m"))
    return _with_step(found) if found else None


def _diagnosed(value: Array, truth: Array, sample: Sample, key: str) -> Reading | None:
    penalty, param = sample.values.get(r"\lambda"), sample.values[key]
    if 1 in truth.shape:  # a bias in a column is a bias
        value, truth, param = value.ravel(), truth.ravel(), param.ravel()
    found = diagnose.gradient(
        value,
        truth,
        params=param if penalty is not None else None,
        lam=None if penalty is None else float(penalty),
        m=sample.sizes.get("m"),
    )
    return _with_step(found) if found else None


def _with_step(found: Reading) -> Reading:
    return replace(found, hint=_STEPS.get(found.name, _OTHERWISE))


def _is(value: Array, sample: Sample, other: Array) -> bool:
    return value.shape == other.shape and same(value, other, 10 * sample.tolerance)


def _mask(name: str, sample: Sample) -> str:
    """Return the name of a mistake in slopes; with ReLU only, slopes are called masks."""
    kinks = all(function.kink for function in sample.declaration.functions.values())
    return name.replace("slope", "mask") if kinks else name


def _one(function: Function, z: Array) -> Array:
    return np.ones(np.shape(z))


def _itself(function: Function, z: Array) -> Array:
    return function.f(z)


def _of_output(function: Function, z: Array) -> Array:
    assert function.slope is not None
    return function.slope(function.f(z))


def _of_tanh(function: Function, z: Array) -> Array:
    return 1 - function.f(z) ** 2


def _of_sigmoid(function: Function, z: Array) -> Array:
    return function.f(z) * (1 - function.f(z))


_SLOPES: tuple[tuple[Slope, str, str], ...] = (
    (_one, "slope missing", "The slope of the activation is left out: the gradient passes it unchanged."),
    (_itself, "value for slope", "The activation itself stands where its slope belongs."),
    (_of_output, "slope elsewhere", "The slope of the activation is taken at its output instead of its input."),
    (_of_tanh, "slope of tanh", "That is the slope of tanh, and the function here is another, or any."),
    (_of_sigmoid, "slope of a sigmoid", "That is the slope of a sigmoid, and the function here is another, or any."),
)


def _bends(sample: Sample, wrong: Slope) -> Iterator[Bend]:
    """Yield the mistake made at every call of a declared function at once, then at one call at a time."""
    functions = sample.declaration.functions
    if functions and all(function.slope is not None for function in functions.values()):
        calls = min(MOST_CALLS, sample.calls) if sample.calls > 1 else 0
        yield from (_Bend(wrong, chosen) for chosen in (None, *range(calls)))


@dataclass(frozen=True)
class _Bend:
    """A wrong slope for the chosen call of a function, or for all calls if ``chosen`` is None."""

    wrong: Slope
    chosen: int | None

    def __call__(self, number: int, function: Function, z: Array) -> Array:
        assert function.slope is not None
        if self.chosen is None or number == self.chosen:
            return linearised(function, z, lambda real: self.wrong(function, real))
        return linearised(function, z, function.slope)
