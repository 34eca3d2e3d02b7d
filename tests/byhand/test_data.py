"""The data sets: their shapes, their geometry, and where the digits come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import byhand
from byhand import data

CLOUDS = [data.spiral, data.moons, data.circles, data.xor]


@pytest.mark.parametrize("make", CLOUDS)
def test_a_cloud_has_float_points_in_the_plane_and_integer_classes(make):
    X, y = make()
    assert X.dtype == np.float64
    assert y.dtype == np.int64
    assert X.shape == (len(y), 2)
    assert list(np.unique(y)) == list(range(y.max() + 1))


@pytest.mark.parametrize("make", CLOUDS)
def test_the_same_seed_gives_the_same_points_and_another_seed_others(make):
    first, again, other = make(rng=3)[0], make(rng=3)[0], make(rng=4)[0]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(make()[0], make(rng=0)[0])


@pytest.mark.parametrize("make", CLOUDS)
def test_a_generator_goes_on_where_it_stands(make):
    rng = np.random.default_rng(3)
    first, second = make(rng=rng)[0], make(rng=rng)[0]
    assert np.array_equal(first, make(rng=3)[0])
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("make", CLOUDS)
def test_a_negative_noise_is_refused(make):
    with pytest.raises(ValueError, match="noise"):
        make(noise=-0.1)


def test_the_arms_of_a_spiral_turn_by_four_radians_each():
    X, y = data.spiral(5, 3, noise=0.0)
    radius, angle = np.linspace(0, 1, 5), np.linspace(4, 8, 5)
    assert np.allclose(X[y == 1], np.c_[radius * np.sin(angle), radius * np.cos(angle)])
    assert np.array_equal(y, np.repeat([0, 1, 2], 5))


def test_a_linear_model_stops_near_three_quarters_on_the_spiral():
    X, y = data.spiral()
    W, b, I_y = 0.01 * np.random.default_rng(0).standard_normal((2, 3)), np.zeros(3), np.eye(3)[y]
    for _ in range(200):
        Z = X @ W + b
        S = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
        G = (S - I_y) / len(X)
        W, b = W - (X.T @ G + 1e-3 * W), b - G.sum(axis=0)
    loss = -np.log(S[np.arange(300), y]).mean() + 0.5e-3 * (W**2).sum()
    assert 0.74 < loss < 0.78


def test_circles_are_separated_by_their_radius():
    X, y = data.circles(noise=0.03)
    assert np.array_equal(y, (np.hypot(*X.T) < 0.75).astype(int))


def test_xor_of_four_points_without_noise_is_the_truth_table():
    X, y = data.xor(4, 0.0)
    assert np.array_equal(y, (X[:, 0] * X[:, 1] < 0).astype(int))
    assert np.array_equal(X, [[-1, -1], [-1, 1], [1, -1], [1, 1]])


def test_the_odd_point_of_two_classes_goes_to_class_zero():
    for make in (data.moons, data.circles):
        assert list(np.bincount(make(7)[1])) == [4, 3]


def test_the_digits_are_the_published_test_set():
    X, y = data.digits()
    assert X.shape == (1797, 64)
    assert X.dtype == np.float64
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert y.dtype == np.int64
    # Counts as in the source's own description.
    assert list(np.bincount(y)) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_changing_the_digits_does_not_change_them_for_the_next_caller():
    X, y = data.digits()
    X[:], y[:] = 7, 7
    assert data.digits()[0].max() == 1.0
    assert data.digits()[1].max() == 9


def test_the_digits_carry_their_licence_beside_them():
    folder = Path(byhand.__file__).parent
    text = (folder / "digits_LICENSE.txt").read_text()
    for fact in ("E. Alpaydin", "C. Kaynak", "CC BY 4.0", "10.24432/C50P49", "Changed"):
        assert fact in text
    assert (folder / "digits.npz").stat().st_size < 120_000


@given(m=st.integers(0, 60), seed=st.integers(0, 9), cut=st.floats(0, 1))
def test_a_split_puts_every_example_into_exactly_one_part(m, seed, cut):
    X, y = np.arange(2.0 * m).reshape(m, 2), np.arange(m)
    parts = data.split(X, y, (cut, 1 - cut), rng=seed)
    assert sorted(np.concatenate([part for _, part in parts])) == list(range(m))
    for X_part, y_part in parts:
        assert np.array_equal(X_part, X[y_part])


def test_a_split_shuffles_and_has_the_wanted_sizes():
    X, y = data.spiral()
    (_, y_train), (_, y_valid), (_, y_test) = data.split(X, y)
    assert (len(y_train), len(y_valid), len(y_test)) == (180, 60, 60)
    assert len(np.unique(y_valid)) == 3


@pytest.mark.parametrize("fractions", [(0.5, 0.4), (1.2, -0.2)])
def test_fractions_that_are_no_partition_are_refused(fractions):
    with pytest.raises(ValueError, match="fractions"):
        data.split(np.zeros((4, 2)), np.zeros(4), fractions)


def test_a_split_of_arrays_with_different_lengths_is_refused():
    with pytest.raises(ValueError, match="4 rows and y has 5"):
        data.split(np.zeros((4, 2)), np.zeros(5))
