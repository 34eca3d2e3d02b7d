"""Readings of wrong gradients: a planted mistake is named as that mistake, a right gradient never."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from byhand import diagnose

seeds = st.integers(0, 10_000)
sides = st.integers(3, 7)
batches = st.integers(3, 50)


class Problem:
    """The gradient of a random regularised linear model, and what it was made of."""

    def __init__(self, seed, n, K, m):
        rng = np.random.default_rng(seed)
        # Distinct sizes, so that no axis can stand in for another.
        K, m = K + (n == K), m + 20
        self.X, self.G = rng.normal(size=(m, n)), rng.normal(size=(m, K)) / m
        self.W, self.b = rng.normal(size=(n, K)), rng.normal(size=K)
        self.lam, self.m = float(10 ** rng.uniform(-3, 0)), m
        self.data = self.X.T @ self.G
        self.dW, self.db = self.data + self.lam * self.W, self.G.sum(axis=0)

    def reading(self, wrong):
        return diagnose.gradient(wrong, self.dW, params=self.W, lam=self.lam, m=self.m)


problems = st.builds(Problem, seeds, sides, sides, batches)

MISTAKES = {
    "factor m": lambda p: p.m * p.dW,
    "factor 1/m": lambda p: p.dW / p.m,
    "factor 2": lambda p: 2 * p.dW,
    "factor 1/2": lambda p: p.dW / 2,
    "factor -1": lambda p: -p.dW,
    "factor": lambda p: 2.7 * p.dW,
    "transposed": lambda p: p.dW.T,
    "zero": lambda p: np.zeros_like(p.dW),
    "regulariser missing": lambda p: p.data,
    "regulariser doubled": lambda p: p.data + 2 * p.lam * p.W,
    "regulariser factor": lambda p: p.data + p.lam / 2 * p.W,
    "data term factor": lambda p: p.m * p.data + p.lam * p.W,
    "data term missing": lambda p: p.lam * p.W,
    "offset": lambda p: p.dW + 0.25,
    "axis not summed": lambda p: p.X[:, :, None] * p.G[:, None, :] + p.lam * p.W / p.m,
}


@pytest.mark.parametrize("name", MISTAKES)
@given(problem=problems)
def test_a_planted_mistake_in_the_weights_is_named(name, problem):
    reading = problem.reading(MISTAKES[name](problem))
    assert reading is not None
    assert reading.name == name


BIAS_MISTAKES = {
    "summed to a scalar": lambda p: p.G.sum(),
    "wrong axis": lambda p: p.G.sum(axis=1),
    "axis not summed": lambda p: p.G,
    "extra axis": lambda p: p.G.sum(axis=0, keepdims=True),
    "factor m": lambda p: p.m * p.db,
    "order": lambda p: p.db[::-1],
}


@pytest.mark.parametrize("name", BIAS_MISTAKES)
@given(problem=problems)
def test_a_planted_mistake_in_the_biases_is_named(name, problem):
    reading = diagnose.gradient(BIAS_MISTAKES[name](problem), problem.db, params=problem.b, m=problem.m)
    assert reading is not None
    assert reading.name == name


@given(problem=problems)
def test_a_scalar_that_broadcasts_over_the_biases_is_still_one_number_for_all(problem):
    reading = diagnose.gradient(np.full_like(problem.db, problem.G.sum()), problem.db)
    assert reading.name == "summed to a scalar"


def test_a_bias_term_that_sums_to_zero_is_told_from_zeros():
    G = np.random.default_rng(0).normal(size=(7, 4))
    G -= G.mean(axis=1, keepdims=True)  # as S - I_y: every row sums to zero
    assert diagnose.gradient(np.full(4, G.sum()), G.sum(axis=0)).name == "summed to a scalar"
    assert diagnose.gradient(np.zeros(4), G.sum(axis=0)).name == "zero"
    assert diagnose.gradient(G.sum(axis=1), G.sum(axis=0), m=7).name == "wrong axis"


@given(seed=seeds, n=sides)
def test_a_penalised_bias_is_named(seed, n):
    rng = np.random.default_rng(seed)
    right, b = rng.normal(size=n + 2), rng.normal(size=n + 2)
    assert diagnose.gradient(right + 0.1 * b, right, params=b, lam=0.1).name == "bias penalised"


@given(problem=problems)
def test_without_lam_a_multiple_of_the_weights_is_still_seen(problem):
    missing = diagnose.gradient(problem.data, problem.dW, params=problem.W)
    doubled = diagnose.gradient(problem.dW + problem.lam * problem.W, problem.dW, params=problem.W)
    assert (missing.name, doubled.name) == ("regulariser too small", "regulariser too large")
    added = diagnose.gradient(problem.dW, problem.data, params=problem.W, lam=0.0)
    assert added.name == "regulariser too large"


@given(problem=problems)
def test_a_missing_penalty_beside_a_wrong_factor_is_seen_with_both(problem):
    reading = problem.reading(problem.m * problem.data)
    assert reading.name == "regulariser missing"
    assert f"{problem.m} times too large" in reading.sentence


@given(seed=seeds, n=sides, K=sides)
def test_a_mask_is_named(seed, n, K):
    rng = np.random.default_rng(seed)
    G, positive = rng.normal(size=(n, K)), rng.permutation(np.arange(n * K) % 3 == 0).reshape(n, K)
    assert diagnose.gradient(G, G * positive).name == "mask missing"
    assert diagnose.gradient(G * positive, G).name == "mask too wide"
    assert diagnose.gradient(G * ~positive, G * positive).name == "mask inverted"
    shifted = positive.copy()
    shifted.flat[np.flatnonzero(positive)[0]] = False
    shifted.flat[np.flatnonzero(~positive)[0]] = True
    assert diagnose.gradient(G * shifted, G * positive).name == "mask misplaced"
    assert diagnose.gradient(G, np.where(positive, G, 0.1 * G)).name == "factor at some entries"


@given(seed=seeds, n=sides)
def test_a_square_gradient_that_is_transposed_is_seen_through_its_shape(seed, n):
    right = np.random.default_rng(seed).normal(size=(n, n))
    assert diagnose.gradient(right.T, right).name == "transposed"


@given(problem=problems, noise=st.floats(0, 1e-7), scale=st.floats(1e-6, 1e6), seed=seeds)
def test_a_right_gradient_is_never_read(problem, noise, scale, seed):
    rounding = 1 + noise * np.random.default_rng(seed).uniform(-1, 1, size=problem.dW.shape)
    for m, lam in ((problem.m, problem.lam), (None, None)):
        wrong, right = scale * problem.dW * rounding, scale * problem.dW
        assert diagnose.gradient(wrong, right, params=problem.W, lam=lam, m=m) is None


@given(problem=problems, seed=seeds)
def test_a_gradient_that_is_wrong_in_no_simple_way_is_not_read(problem, seed):
    wrong = np.random.default_rng(seed).normal(size=problem.dW.shape)
    assert problem.reading(wrong) is None


@pytest.mark.parametrize("name", ["factor m", "factor -1", "regulariser missing", "regulariser doubled"])
@given(problem=problems, seed=seeds)
def test_a_few_known_entries_are_enough(name, problem, seed):
    known = np.full(problem.dW.size, np.nan)
    some = np.random.default_rng(seed).choice(known.size, 7, replace=False)
    known[some] = problem.dW.ravel()[some]
    right = known.reshape(problem.dW.shape)
    reading = diagnose.gradient(MISTAKES[name](problem), right, params=problem.W, lam=problem.lam, m=problem.m)
    assert reading.name == name


def test_a_dict_is_read_array_by_array():
    right = {"W": np.ones((2, 3)), "b": np.array([1.0, 2.0, 4.0])}
    wrong = {"W": right["W"], "b": -right["b"]}
    assert diagnose.gradient(right, right) is None
    assert diagnose.gradient(wrong, right).sentence == "b: Every entry has the opposite sign."


def test_one_entry_alone_shows_only_a_factor_with_a_name():
    assert diagnose.gradient(np.array([6.0]), np.array([3.0])).name == "factor 2"
    assert diagnose.gradient(np.array([15.0]), np.array([3.0]), m=5).name == "factor m"
    assert diagnose.gradient(np.array([15.0]), np.array([3.0])) is None


def test_one_entry_that_is_not_zero_shows_no_factor_of_the_whole():
    assert diagnose.gradient(np.array([5.0, 0, 0, 0]), np.array([1.0, 0, 0, 0])) is None


@pytest.mark.parametrize("off", [[0, 1], [0, 1, 2, 3, 4]])
def test_too_few_entries_on_either_side_show_no_pattern(off):
    right = np.array([1.0, -2.0, 3.5, 0.5, 4.0, -1.0])
    wrong = right.copy()
    wrong[off] *= 3
    assert diagnose.gradient(wrong, right) is None


def test_a_whole_factor_asks_whether_it_is_the_number_of_examples():
    right = np.array([1.0, -2.0, 3.5])
    assert "Is 7 the number of examples?" in diagnose.gradient(7 * right, right).sentence
    assert "Is 7 the number of examples?" in diagnose.gradient(right / 7, right).sentence


def test_nan_or_infinity_in_the_gradient_gets_no_reading():
    assert diagnose.gradient(np.array([np.nan, 1.0]), np.ones(2)) is None
    assert diagnose.gradient(np.ones(2), np.array([np.inf, 1.0])) is None


def test_nothing_is_changed():
    problem = Problem(0, 3, 4, 5)
    arrays = [problem.data.copy(), problem.dW.copy(), problem.W.copy()]
    diagnose.gradient(problem.data, problem.dW, params=problem.W, lam=problem.lam)
    for array, before in zip((problem.data, problem.dW, problem.W), arrays, strict=True):
        assert np.array_equal(array, before)
