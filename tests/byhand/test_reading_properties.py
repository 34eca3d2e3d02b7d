"""A reading holds for what it claims, and lost digits are never read as a mistake of another kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from byhand import check, diagnose
from byhand.reading import read

shapes = array_shapes(min_dims=1, max_dims=2, min_side=2, max_side=5)
wide = arrays(float, shapes, elements=st.floats(-1e3, 1e3).map(lambda x: round(x, 3)))
small = arrays(float, shapes, elements=st.integers(-2, 2).map(float))  # many coincidences
CHANGES = {
    "order": [lambda b: b[::-1], lambda b: np.roll(b, 1, axis=0), lambda b: b[..., ::-1], lambda b: np.sort(b, axis=0)],
    "transposed": [lambda b: b.T if b.ndim == 2 and b.shape[0] == b.shape[1] else b],
    "factor": [lambda b: -b, lambda b: b * len(b), lambda b: b / len(b), lambda b: 2 * b, lambda b: b + 1],
}
change = st.sampled_from([each for changes in CHANGES.values() for each in changes])


def close(a, b, tolerance=1e-4):
    return a.shape == b.shape and np.abs(a - b).max() <= tolerance * max(np.abs(a).max(), np.abs(b).max())


def lines(array):
    """The rows in an order of their own."""
    return np.array(sorted(np.round(array, 9).reshape(len(array), -1).tolist()))


@settings(deadline=None)
@given(wide, st.integers(0, 2**32 - 1))
def test_lost_digits_are_read_as_lost_digits(right, seed):
    noise = np.random.default_rng(seed).uniform(-1, 1, right.shape)
    for value in (right.astype(np.float32).astype(float), right + 1e-7 * np.abs(right).max() * noise):
        reading = read(value, right)
        assert reading is None or reading.name in ("close", "zero")
        assert diagnose.gradient(value, right) is None


@pytest.mark.parametrize("decimals", [5, 6, 8])
def test_rounded_probabilities_are_not_called_reordered(decimals):
    scores = np.random.default_rng(3).normal(size=(6, 4))
    S = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    with pytest.raises(check.CheckFailed) as failed:
        check.values(np.around(S, decimals), S, "S", rtol=1e-12, atol=0)
    assert "nearly right" in failed.value.card.reading


@settings(deadline=None)
@given(st.one_of(wide, small), change, st.one_of(wide, small))
def test_a_reading_holds_for_what_it_claims(right, change, other):
    for value in (change(right), other):
        if value.shape != right.shape or not right.any():
            continue
        reading = read(np.ascontiguousarray(value), right)
        name = reading.name if reading else ""
        if name in ("order", "transposed", "negative", "twice", "half", "factor", "offset"):
            assert not close(value, right, 1e-5)
        if name == "order":
            assert close(lines(value), lines(right)) or close(lines(value.T), lines(right.T))
        if name == "transposed":
            assert close(value.T, right)
        if name in ("negative", "twice", "half"):
            assert close(value, {"negative": -1, "twice": 2, "half": 0.5}[name] * right)
        if name == "offset":
            assert np.ptp(value - right) <= 1e-3 * max(np.abs(value).max(), np.abs(right).max())
