"""Values against expected ones: what is off is described, what was expected is not told."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from byhand import check
from byhand.reading import read

RIGHT = np.random.default_rng(1).normal(size=(4, 6))
PROBABILITIES = np.abs(RIGHT) / np.abs(RIGHT).sum(axis=1, keepdims=True)
SQUARE = RIGHT[:, :4]


def changed(array, index, by=0.5):
    array = array.copy()
    array[index] += by
    return array


@pytest.mark.parametrize(
    ("wrong", "right", "name"),
    [
        (-RIGHT, RIGHT, "negative"),
        (2 * RIGHT, RIGHT, "twice"),
        (RIGHT / 2, RIGHT, "half"),
        (RIGHT / np.log(10), RIGHT, "base-10 logarithm"),
        (6 * RIGHT, RIGHT, "factor"),
        (RIGHT / 4, RIGHT, "factor"),
        (0 * RIGHT, RIGHT, "zero"),
        (RIGHT + 0.3, RIGHT, "offset"),
        (SQUARE.T, SQUARE, "transposed"),
        (RIGHT[::-1], RIGHT, "order"),
        (RIGHT[:, ::-1], RIGHT, "order"),
        (RIGHT[0, ::-1], RIGHT[0], "order"),
        (np.repeat(RIGHT[:1], 4, axis=0), RIGHT, "repeated"),
        (RIGHT.astype(np.float32), RIGHT, "precision"),
        (PROBABILITIES / PROBABILITIES.sum(axis=0), PROBABILITIES, "wrong axis"),
        (PROBABILITIES * np.arange(2.0, 6)[:, None], PROBABILITIES, "factor by row"),
        (RIGHT + np.arange(1.0, 5)[:, None], RIGHT, "offset by row"),
        (RIGHT * np.arange(2.0, 8), RIGHT, "factor by column"),
        (changed(RIGHT, 3), RIGHT, "one row"),
        (changed(RIGHT, (slice(None), 2), np.arange(4) + 1.0), RIGHT, "one column"),
        (changed(RIGHT, (range(4), [1, 0, 4, 4]), 0.25), RIGHT, "one per row"),
        (np.arange(5) + 1, np.arange(5), "offset"),
        (RIGHT < 0, RIGHT > 0, "negated"),
    ],
)
def test_a_simple_way_of_being_off_is_named(wrong, right, name):
    reading = read(wrong, right)
    assert reading is not None
    assert reading.name == name


@given(seed=st.integers(0, 500))
def test_unrelated_arrays_get_no_reading(seed):
    rng = np.random.default_rng(seed)
    assert read(rng.normal(size=(4, 6)), rng.normal(size=(4, 6))) is None


def test_labels_with_the_same_counts_are_not_called_reordered():
    assert read(np.array([0, 1, 2, 0]), np.array([1, 0, 0, 2])) is None


def test_a_factor_that_is_the_length_of_an_axis_says_so(card):
    assert "6 times too large. That is the length of axis 1" in card(check.values, 6 * RIGHT, RIGHT, "dW").reading


def test_the_card_says_how_many_are_off_and_shows_the_students_own_first(card):
    found = card(check.values, changed(RIGHT, (2, [1, 3])), RIGHT, "S")
    assert found.problem.startswith("2 of 24 entries are off (largest relative error")
    assert found.yours == f"{RIGHT[2, 1] + 0.5:.6g} at [2, 1], the first that is off"


def test_a_single_entry_that_is_off_is_counted_as_one(card):
    assert card(check.values, changed(np.arange(5), 2, 1), np.arange(5), "y").problem == "1 of 5 entries is off"


def test_tolerances_are_those_of_the_call():
    check.values(RIGHT * (1 + 1e-4), RIGHT, "S", rtol=1e-3)
    check.values(RIGHT + 1e-4, RIGHT, "S", atol=1e-3)
    with pytest.raises(check.CheckFailed):
        check.values(RIGHT * (1 + 1e-4), RIGHT, "S")


def test_integers_and_booleans_are_compared_exactly(card):
    assert "entries" in card(check.values, np.array([1, 2]), np.array([1, 3]), "y", rtol=10, atol=10).problem
    assert "entries" in card(check.values, np.array([True, False]), np.array([True, True]), "y", atol=10).problem


def test_an_infinity_is_equal_to_the_same_infinity_only(card):
    right = np.array([np.inf, 1.0])
    check.values(right, right, "A")
    assert "1 of 2" in card(check.values, np.array([-np.inf, 1.0]), right, "A").problem
    assert "1 of 2" in card(check.values, np.array([5.0, 1.0]), right, "A").problem


def test_lists_of_expected_numbers_are_welcome():
    check.values(np.array([1.0, 2.0]), [1.0, 2.0], "b")


def numbers_in(text):
    return [float(found) for found in re.findall(r"(?<![\w.])-?\d+\.?\d*(?:e[+-]?\d+)?", text)]


def told(card):
    return " ".join([card.problem, card.yours, card.expected, card.reading, card.hint])


@given(seed=st.integers(0, 500), kind=st.sampled_from(["noise", "factor", "offset", "one", "reverse"]))
def test_no_expected_value_stands_on_a_card(seed, kind):
    rng = np.random.default_rng(seed)
    right = rng.uniform(10, 20, size=(4, 6))
    wrong = {
        "noise": right + rng.normal(size=(4, 6)),
        "factor": 1.7 * right,
        "offset": right + 3.21,
        "one": changed(right, (1, 2)),
        "reverse": right[::-1],
    }[kind]
    with pytest.raises(check.CheckFailed) as caught:
        check.values(wrong, right, "A")
    own = caught.value.card.yours.split(" at ")[0]
    text = told(caught.value.card).replace(own, "", 1)
    assert all(abs(number - value) > 1e-3 * abs(value) for number in numbers_in(text) for value in right.ravel())


@given(value=st.floats(0.1, 50), ratio=st.floats(0.05, 20))
def test_the_card_of_a_number_holds_no_other_number_than_its_own(value, ratio):
    expected = value / ratio
    assume(abs(value - expected) > 1e-6 * expected)
    with pytest.raises(check.CheckFailed) as caught:
        check.scalar(value, "loss", expected)
    card = caught.value.card
    assert card.yours == f"{value:.6g}"
    classic = {"base 10"} & {word for word in ("base 10",) if word in card.reading}
    assert numbers_in(card.problem + card.reading.replace("base 10", "")) == []
    assert not classic or abs(ratio - 1 / np.log(10)) < 1e-3


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (-3.0, "It has the opposite sign."),
        (6.0, "It is twice what it should be."),
        (1.5, "It is half of what it should be."),
        (3 / np.log(10), "It looks like a logarithm to base 10; log means base e here."),
        (3 / np.log(2), "It looks like a logarithm to base 2; log means base e here."),
        (9.0, ""),
    ],
)
def test_only_classic_factors_of_a_number_are_named(card, value, sentence):
    assert card(check.scalar, value, "loss", 3.0).reading == sentence
    assert card(check.values, np.array([value]), np.array([3.0]), "loss").reading == sentence


def test_a_number_that_is_close_is_called_close(card):
    assert "close" in card(check.scalar, 1.003, "loss", 1.0).reading
