"""Arithmetic of numbers, vectors and matrices as paper has it: a shape that does not fit is a Fault, never stretched.

A value is a float64 or complex array: no axes for a number, two for a matrix. One axis is a vector that was declared
with one length only, and is a row or a column, whichever fits. `Filled` stands for a plain number in a sum, or a bold
1, before it is known how large it is.
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
    """A bold 1: a column of ones of a length still open, or a row of them."""

    row: bool = False


Value = Array | Filled
_PRODUCT = "Write the shape under every factor. Which one should stand elsewhere, or needs a transpose?"
_ENTRYWISE = "Are brackets missing? Which of the two has the shape you want?"
_SUM = "Write the shape under every term. Which one is off?"


def shown(shape: tuple[int, ...]) -> str:
    """``4×6``; a number has no shape and a vector only a length."""
    if not shape:
        return "a number"
    return "×".join(map(str, shape)) if len(shape) > 1 else f"a vector of {shape[0]}"


def bracketed(shape: tuple[int, ...]) -> str:
    """``(4×6)`` beside a sign; a number needs no brackets."""
    return f"({shown(shape)})" if shape else "a number"


def tidy(value: Array) -> Array:
    """A 1×1 matrix is a number."""
    return value.reshape(()) if value.ndim == 2 and value.size == 1 else value


def product(left: Array, right: Array, span: Span) -> Array:
    """The matrix product; a number scales."""
    if left.ndim == 0 or right.ndim == 0:
        return left * right
    left, right = _turned(left, right)
    if left.shape[1] != right.shape[0]:
        yours = f"{bracketed(left.shape)} times {bracketed(right.shape)}"
        raise Fault("shape", "a product that does not fit", _PRODUCT, span, yours, "", rules.PRODUCT)
    return tidy(left @ right)


def _turned(left: Array, right: Array) -> tuple[Array, Array]:
    """Both as matrices; a vector without a direction becomes the row or the column that fits."""
    if left.ndim == 1 and right.ndim == 1:
        return left[None, :], right[:, None]
    if right.ndim == 1:
        right = right[:, None] if left.shape[1] == len(right) else right[None, :]
    if left.ndim == 1:
        left = left[None, :] if right.shape[0] == len(left) else left[:, None]
    return left, right


def quotient(left: Array, right: Array, span: Span) -> Array:
    """Division by a number, or entry by entry of a number, or of something of the same shape."""
    if left.ndim and right.ndim:
        left, right = _aligned(left, right)
    if left.ndim and right.ndim and left.shape != right.shape:
        hint = "Which number should it be divided by?"
        yours = f"{bracketed(left.shape)} over {bracketed(right.shape)}"
        raise Fault("shape", "a division that does not fit", hint, span, yours, "", rules.SLASH)
    return left / right


def entrywise(left: Array, right: Array, span: Span) -> Array:
    """The product entry by entry; a number scales."""
    if left.ndim and right.ndim:
        left, right = _aligned(left, right)
        if left.shape != right.shape:
            yours = f"{bracketed(left.shape)} ∘ {bracketed(right.shape)}"
            raise Fault("shape", "two shapes on the two sides of ∘", _ENTRYWISE, span, yours, "", rules.ENTRYWISE)
    return left * right


def add(left: Array, right: Array, span: Span, rows: bool, batch: int | None) -> Array:
    """The sum of two of one shape; a vector without a direction is added to every one of ``batch`` examples."""
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
    """A vector without a direction beside a row or a column of its length becomes one."""
    if left.ndim == 1 and right.ndim == 2 and sorted(right.shape) == [1, len(left)]:
        left = left.reshape(right.shape)
    elif right.ndim == 1 and left.ndim == 2 and sorted(left.shape) == [1, len(right)]:
        right = right.reshape(left.shape)
    return left, right


def power(base: Array, exponent: float, everywhere: bool, span: Span) -> Array:
    """A power of a number; of a matrix, entry by entry, if it is said so or the matrix is not square."""
    if not everywhere and base.ndim == 2 and base.shape[0] == base.shape[1]:
        hint = r"Write A A for the matrix product, A \circ A or A^{\circ 2} for the power entry by entry."
        raise Fault("shape", "a power of a square matrix can mean two things", hint, span, shown(base.shape))
    return base**exponent


def diag(value: Array, span: Span) -> Array:
    """A square matrix with the entries of a vector on its diagonal."""
    if value.ndim == 2 and 1 not in value.shape:
        hint = r"\operatorname{diag} takes a vector. For a whole matrix of slopes, what does \circ do?"
        raise Fault("shape", "diag of a matrix", hint, span, shown(value.shape))
    return np.diag(value.ravel()) if value.ndim else value


def trace(value: Array, span: Span) -> Array:
    """The sum of the diagonal."""
    if value.ndim != 2 or value.shape[0] != value.shape[1]:
        raise Fault("shape", "the trace of something not square", "Which factor is missing?", span, shown(value.shape))
    return np.trace(value)


_COMPARED: dict[str, Callable[[Array, Array], Array]] = {
    ">": np.greater, "<": np.less, "≥": np.greater_equal, "≤": np.less_equal,
}  # fmt: skip


def compare(left: Array, right: Array, op: str, span: Span) -> Array:
    """1.0 where the comparison of the real parts holds, 0.0 elsewhere."""
    if left.ndim and right.ndim and left.shape != right.shape:
        yours = f"{bracketed(left.shape)} {op} {bracketed(right.shape)}"
        hint = "Compare with a number, or with something of the same shape."
        raise Fault("shape", "a comparison of two shapes", hint, span, yours)
    return _COMPARED[op](np.real(left), np.real(right)).astype(np.float64)
