"""Arithmetic of numbers, vectors and matrices as on paper: shapes that do not fit raise Fault, nothing is broadcast.

A value is a float64 or complex array: no axes for a number, two for a matrix. One axis is a vector that was declared
with one length only, and is a row or a column, whichever fits. `Filled` is a bold 1 before its length is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from byhand.derivation import rules
from byhand.derivation.algebra.functions import Array
from byhand.derivation.faults import Fault, Span


@dataclass(frozen=True)
class Filled:
    """A bold 1: a column of ones, or a row of them, whose length is not known yet."""

    row: bool = False


Value = Array | Filled
_PRODUCT = "Write the shape under every factor. Which one should stand elsewhere, or needs a transpose?"
_ENTRYWISE = "Are brackets missing? Which of the two has the shape you want?"
_SUM = "Write the shape under every term. Which one is off?"


def shown(shape: tuple[int, ...]) -> str:
    """Put a shape into words: ``4×6``, ``a vector of 6``, ``a number``."""
    if not shape:
        return "a number"
    return "×".join(map(str, shape)) if len(shape) > 1 else f"a vector of {shape[0]}"


def bracketed(shape: tuple[int, ...]) -> str:
    """Put a shape into words for use beside a sign: ``(4×6)``; a number needs no brackets."""
    return f"({shown(shape)})" if shape else "a number"


def tidy(value: Array) -> Array:
    """Return a 1×1 matrix as a number, any other value as it is."""
    return value.reshape(()) if value.ndim == 2 and value.size == 1 else value


def product(left: Array, right: Array, span: Span) -> Array:
    """Return the matrix product; a number scales. Raises Fault."""
    if left.ndim == 0 or right.ndim == 0:
        return left * right
    left, right = _turned(left, right)
    if left.shape[1] != right.shape[0]:
        yours = f"{bracketed(left.shape)} times {bracketed(right.shape)}"
        raise Fault("shape", "a product that does not fit", _PRODUCT, span, yours, "", rules.PRODUCT)
    return tidy(left @ right)


def _turned(left: Array, right: Array) -> tuple[Array, Array]:
    """Return both as matrices; a vector of one axis becomes the row or the column that fits."""
    if left.ndim == 1 and right.ndim == 1:
        return left[None, :], right[:, None]
    if right.ndim == 1:
        right = right[:, None] if left.shape[1] == len(right) else right[None, :]
    if left.ndim == 1:
        left = left[None, :] if right.shape[0] == len(left) else left[:, None]
    return left, right


def quotient(left: Array, right: Array, span: Span) -> Array:
    """Divide by a number; or divide a number, or something of the same shape, entry by entry. Raises Fault."""
    if left.ndim and right.ndim:
        left, right = _aligned(left, right)
    if left.ndim and right.ndim and left.shape != right.shape:
        hint = "Which number should it be divided by?"
        yours = f"{bracketed(left.shape)} over {bracketed(right.shape)}"
        raise Fault("shape", "a division that does not fit", hint, span, yours, "", rules.SLASH)
    return left / right


def entrywise(left: Array, right: Array, span: Span) -> Array:
    """Return the product entry by entry; a number scales. Raises Fault."""
    if left.ndim and right.ndim:
        left, right = _aligned(left, right)
        if left.shape != right.shape:
            yours = f"{bracketed(left.shape)} ∘ {bracketed(right.shape)}"
            raise Fault("shape", "two shapes on the two sides of ∘", _ENTRYWISE, span, yours, "", rules.ENTRYWISE)
    return left * right


def add(left: Array, right: Array, span: Span, rows: bool, batch: int | None) -> Array:
    """Return the sum of two values of one shape; a vector of one axis is added to each of ``batch`` examples.

    Raises Fault for any other pair of shapes.
    """
    left, right = _aligned(left, right)
    if left.shape == right.shape:
        return left + right
    for matrix, vector in ((left, right), (right, left)):
        examples, entries = matrix.shape[:: 1 if rows else -1] if matrix.ndim == 2 else (0, 0)
        if vector.ndim == 1 and entries == len(vector) and examples == (batch or examples):
            return matrix + (vector if rows else vector[:, None])
    yours = f"{bracketed(left.shape)} plus {bracketed(right.shape)}"
    raise Fault("shape", "a sum that does not fit", _SUM, span, yours, "", rules.SUM)


def _aligned(left: Array, right: Array) -> tuple[Array, Array]:
    """Return both, a vector of one axis turned into a row or a column if the other one is."""
    if left.ndim == 1 and right.ndim == 2 and sorted(right.shape) == [1, len(left)]:
        left = left.reshape(right.shape)
    elif right.ndim == 1 and left.ndim == 2 and sorted(left.shape) == [1, len(right)]:
        right = right.reshape(left.shape)
    return left, right


def power(base: Array, exponent: float, everywhere: bool, span: Span) -> Array:
    """Return a power of a number, or entry by entry of a matrix. Raises Fault if it could be a matrix product.

    everywhere  the power is written as one of every entry
    """
    if not everywhere and base.ndim == 2 and base.shape[0] == base.shape[1]:
        hint = r"Write A A for the matrix product, A \circ A or A^{\circ 2} for the power entry by entry."
        raise Fault("shape", "a power of a square matrix can mean two things", hint, span, shown(base.shape))
    return base**exponent


def diag(value: Array, span: Span) -> Array:
    """Return a square matrix with the entries of a vector on its diagonal. Raises Fault for a matrix."""
    if value.ndim == 2 and 1 not in value.shape:
        hint = r"\operatorname{diag} takes a vector. For a whole matrix of slopes, what does \circ do?"
        raise Fault("shape", "diag of a matrix", hint, span, shown(value.shape))
    return np.diag(value.ravel()) if value.ndim else value


def trace(value: Array, span: Span) -> Array:
    """Return the sum of the diagonal. Raises Fault unless the matrix is square."""
    if value.ndim != 2 or value.shape[0] != value.shape[1]:
        raise Fault("shape", "the trace of something not square", "Which factor is missing?", span, shown(value.shape))
    return np.trace(value)


_COMPARED: dict[str, Callable[[Array, Array], Array]] = {
    ">": np.greater, "<": np.less, "≥": np.greater_equal, "≤": np.less_equal,
}  # fmt: skip


def compare(left: Array, right: Array, op: str, span: Span) -> Array:
    """Return 1.0 where the comparison holds for the real parts, 0.0 elsewhere. Raises Fault for two shapes."""
    if left.ndim and right.ndim and left.shape != right.shape:
        yours = f"{bracketed(left.shape)} {op} {bracketed(right.shape)}"
        hint = "Compare with a number, or with something of the same shape."
        raise Fault("shape", "a comparison of two shapes", hint, span, yours)
    return _COMPARED[op](np.real(left), np.real(right)).astype(np.float64)
