"""Judge one formula: first whether it can be computed, then its shape, then its value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from byhand.derivation import readings
from byhand.derivation.algebra.entries import assembled
from byhand.derivation.algebra.evaluate import evaluate, factors
from byhand.derivation.algebra.functions import Array
from byhand.derivation.algebra.scope import Scope
from byhand.derivation.algebra.values import shown
from byhand.derivation.faults import Fault
from byhand.derivation.latex.nodes import Group, Node, Product
from byhand.derivation.latex.vocabulary import plain
from byhand.derivation.sample import Sample

_BY_HAND = "Take one example and two units, write out every entry, and compare with the line before."
FINITE = "Is something divided by zero, or the log of a negative number taken?"


@dataclass(frozen=True)
class Target:
    """What a formula should be: the gradient with respect to a variable, or a variable itself."""

    key: str
    is_gradient: bool
    items: tuple[Node, ...] = ()  # the indices, where a line is about entries

    @property
    def label(self) -> str:
        """What messages call it, such as ∂ℓ/∂W_1."""
        return f"∂ℓ/∂{plain(self.key)}" if self.is_gradient else plain(self.key)

    def truth(self, sample: Sample) -> Array:
        """Return what the formula should give at the numbers of a sample."""
        return sample.gradient(self.key) if self.is_gradient else sample.values[self.key]


def computed(node: Node, sample: Sample, scope: Scope, target: Target) -> Array:
    """Return the formula's value in the shape of the target. Raises Fault for another shape or values not finite."""
    truth = target.truth(sample)
    value = assembled(node, target.items, truth.shape, scope) if target.items else evaluate(node, scope)
    fitted = shaped(value, truth)
    if fitted is None:
        raise _wrong_shape(node, value, truth, sample, scope, target)
    if not np.isfinite(fitted).all():
        raise Fault("value", "infinite or undefined numbers", FINITE, node.span)
    return fitted


def shaped(value: Array, truth: Array) -> Array | None:
    """Return ``value`` in the shape of ``truth``, a vector of one axis as row or column; None if it does not fit."""
    if value.shape == truth.shape:
        return value
    undirected = 1 in (value.ndim, truth.ndim) and value.size == truth.size
    return value.reshape(truth.shape) if undirected and _is_vector(value) and _is_vector(truth) else None


def _is_vector(array: Array) -> bool:
    return array.ndim == 1 or (array.ndim == 2 and 1 in array.shape)


def agree(value: Array, truth: Array, tolerance: float) -> bool:
    """Return True if the arrays are equal up to ``tolerance``, relative to the largest entry of the truth."""
    scale = float(np.max(np.abs(truth), initial=0.0))
    return value.shape == truth.shape and bool(np.all(np.abs(value - truth) <= tolerance * scale + 1e-12))


def wrong_value(node: Node, value: Array, sample: Sample, target: Target, used: Collection[str]) -> Fault:
    """Return the fault for a value that is off, with a reading of how it is off."""
    what = "the gradient" if target.is_gradient else target.label
    reading = readings.read(value, sample, target.key, used) if target.is_gradient else None
    if reading is None:
        return Fault("value", f"the shape fits, the value is not that of {what}", _BY_HAND, node.span)
    problem = f"the shape fits, the value is not that of {what}"
    return Fault("value", problem, reading.hint, node.span, reading=reading.sentence, name=reading.name)


def _wrong_shape(node: Node, value: Array, truth: Array, sample: Sample, scope: Scope, target: Target) -> Fault:
    yours = " ".join(filter(None, (_factors(node, scope), with_names(value.shape, sample))))
    expected = f"{with_names(truth.shape, sample)}, the shape of {plain(target.key)}"
    reading = readings.of_shape(value, truth, sample)
    hint = reading.hint if reading else "Write the shape under every factor: where does the wrong length come in?"
    sentence, name = (reading.sentence, reading.name) if reading else ("", "")
    return Fault("shape", "another shape than it must have", hint, node.span, yours, expected, sentence, name)


def _factors(node: Node, scope: Scope) -> str:
    """Return ``(5×3) times (3×6) gives`` for a product of matrices, else nothing."""
    while isinstance(node, Group):
        node = node.inner
    if not isinstance(node, Product):
        return ""
    try:
        shapes = [factor.shape for factor in factors(node, scope)]
    except Fault:
        return ""
    matrices = [f"({shown(shape)})" for shape in shapes if shape]
    return f"{' times '.join(matrices)} gives" if len(matrices) > 1 else ""


def with_names(shape: tuple[int, ...], sample: Sample) -> str:
    """Return a shape with the names of its lengths, if all have one: ``4×6 (n×d)``."""
    known = {length: plain(name) for name, length in sample.sizes.items()}
    names = [known.get(length, "1" if length == 1 else "") for length in shape]
    return f"{shown(shape)} ({'×'.join(names)})" if shape and all(names) else shown(shape)
