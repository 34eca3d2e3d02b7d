"""Mistakes that keep the shape of a gradient: one rule each, from the right entries to the wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from byhand.patterns import TOLERANCE, Floats, Reading, factor, fit, is_close, offset, same, size, times

_OF_THE_SQUARE = "the derivative of (λ/2)W² is λW."
_BIAS = "A multiple of the bias itself is added; the L2 term leaves biases out."
_TOO_SMALL = "A multiple of W is missing: is the L2 term left out or halved?"
_TOO_LARGE = "A multiple of W is too much: is the L2 term counted twice?"
_INVERTED = "Exactly the entries that should be zero are not, and the others are."


@dataclass(frozen=True)
class Case:
    """A wrong and a right gradient of one shape, at the entries that are known, and what else is known."""

    wrong: Floats
    right: Floats
    param: Floats | None
    lam: float | None
    m: int | None
    ndim: int


def zero(case: Case) -> Reading | None:
    """Recognise a gradient that is zero everywhere, exactly."""
    # A sum of S - I_y over everything is zero only up to round-off: that is another mistake.
    if case.wrong.any():
        return None
    return Reading("zero", "Every entry is zero: it was never filled, or something in front of it is zero.")


def constant_factor(case: Case) -> Reading | None:
    """Recognise wrong = c·right; for a single entry only a c with a name."""
    single = case.wrong.size == 1
    c = case.wrong[0] / case.right[0] if single and case.right[0] != 0 else factor(case.wrong, case.right)
    if c is None:
        return None
    for name, value, sentence in _factors(case.m):
        if is_close(c, value):
            return Reading(f"factor {name}", sentence)
    if single:
        return None
    ratio = max(abs(c), 1 / abs(c))
    may_be_m = case.m is None and ratio > 1.5 and is_close(ratio, round(ratio))
    guess = f" Is {round(ratio)} the number of examples?" if may_be_m else ""
    return Reading("factor", f"Every entry is {times(c)}.{guess}")


def _factors(m: int | None) -> list[tuple[str, float, str]]:
    """Return the factors with a name as (name, value, sentence); m comes before the 2 it may equal."""
    batch = []
    if m is not None and m > 1:
        too_large = f"Every entry is m = {m} times too large: a sum over the batch instead of the mean."
        too_small = f"Every entry is m = {m} times too small: it was divided by m once too often."
        batch = [("m", m, too_large), ("1/m", 1 / m, too_small)]
    return [
        ("-1", -1, "Every entry has the opposite sign."),
        *batch,
        ("2", 2, "Every entry is twice what it should be. Which 1/2, or which repeated term, is it?"),
        ("1/2", 0.5, "Every entry is half of what it should be. Which factor 2 is missing?"),
    ]


def regulariser(case: Case) -> Reading | None:
    """Recognise wrong = alpha·right + beta·W, where right = D + lam·W and D is the gradient of the data term."""
    fitted = None if case.param is None else fit(case.wrong, case.right, case.param)
    if fitted is None:
        return None
    alpha, beta = fitted
    whole_data = is_close(alpha, 1)
    if case.ndim < 2:
        added = whole_data and beta > 0 and (not case.lam or abs(beta - case.lam) < 1e-2 * case.lam)
        return Reading("bias penalised", _BIAS) if added else None
    if not case.lam:
        return _without_lam(beta) if whole_data else None
    share = alpha + beta / case.lam  # how often lam·W is in the wrong gradient
    if whole_data:
        return _with_lam(share)
    if abs(alpha) < 1e-4 and abs(share - 1) < 1e-2:
        return Reading("data term missing", "Only the L2 term λW is there.")
    part = f"The part from the data is {times(alpha)}"
    if abs(share) < 1e-2:
        return Reading("regulariser missing", f"{part}, and the L2 term λW is missing.")
    if abs(share - 1) < 1e-2:
        return Reading("data term factor", f"{part}; the L2 term λW is right.")
    return None


def _without_lam(beta: float) -> Reading:
    if beta < 0:
        return Reading("regulariser too small", _TOO_SMALL)
    return Reading("regulariser too large", _TOO_LARGE)


def _with_lam(share: float) -> Reading:
    if abs(share) < 1e-2:
        return Reading("regulariser missing", "The L2 term λW is missing.")
    if abs(share - 2) < 2e-2:
        return Reading("regulariser doubled", f"The L2 term is there twice: {_OF_THE_SQUARE}")
    if abs(share - 0.5) < 1e-2:
        return Reading("regulariser factor", f"The L2 term is half of what it should be: {_OF_THE_SQUARE}")
    return Reading("regulariser factor", f"The L2 term has another factor than λ: {_OF_THE_SQUARE}")


def mask(case: Case) -> Reading | None:
    """Recognise zeros that are missing, or that should not be there, where every other entry is right."""
    small = 0.1 * TOLERANCE * size(case.wrong, case.right)
    off_wrong, off_right = np.abs(case.wrong) <= small, np.abs(case.right) <= small
    both = ~off_wrong & ~off_right
    if both.any() and not same(case.wrong[both], case.right[both]):
        return None
    missing, extra = bool((off_right & ~off_wrong).any()), bool((off_wrong & ~off_right).any())
    if missing and extra and not both.any():
        return Reading("mask inverted", _INVERTED)
    if both.sum() < 2 or not (missing or extra):
        return None
    if missing and extra:
        return Reading("mask misplaced", "Other entries are zero than should be; the rest is right.")
    if missing:
        return Reading("mask missing", "Some entries should be zero and are not; the rest is right.")
    return Reading("mask too wide", "Some entries are zero and should not be; the rest is right.")


def some_entries(case: Case) -> Reading | None:
    """Recognise entries of which some are right and the others are off by one factor, as when a slope is left out."""
    off = np.abs(case.wrong - case.right) > TOLERANCE * np.maximum(np.abs(case.wrong), np.abs(case.right))
    c = factor(case.wrong[off], case.right[off]) if 2 < off.sum() < off.size - 1 else None
    if c is None:
        return None
    return Reading("factor at some entries", f"Some entries are right; each of the others is {times(c)}.")


def constant_offset(case: Case) -> Reading | None:
    """Recognise wrong = right + c."""
    if case.wrong.size < 3 or offset(case.wrong, case.right) is None:
        return None
    return Reading("offset", "Every entry is off by the same amount.")


Rule = Callable[[Case], Reading | None]
# A factor for the whole array explains more than one for a few entries, so it is tried first.
WHOLE: tuple[Rule, ...] = (zero, constant_factor)
PARTIAL: tuple[Rule, ...] = (regulariser, mask, some_entries, constant_offset)


def first(rules: tuple[Rule, ...], case: Case) -> Reading | None:
    """Return the reading of the first rule that fits; None if none does."""
    return next((reading for rule in rules if (reading := rule(case))), None)
