"""Checks of structure and plain statements: the first fault is named, and nothing unknown is trusted."""

from __future__ import annotations

import numpy as np
import pytest

from byhand import check

RIGHT = np.random.default_rng(0).normal(size=(3, 5))


def spoiled(value):
    array = RIGHT.copy()
    array[1, 2] = value
    return array


FAULTS = [
    (None, "no value", "return"),
    ([[1.0]], "not a NumPy array", "np.array(dW)"),
    ((RIGHT, RIGHT), "not a NumPy array", "more than one value"),
    (2.0, "one number instead of an array", "axis"),
    (np.float64(2.0), "one number instead of an array", "axis"),
    (np.sum, "a function or class, not its result", "parentheses"),
    (np.exp, "a function or class, not its result", "parentheses"),
    (dict, "a function or class, not its result", "parentheses"),
    ("dW", "not a NumPy array", "dW"),
    (RIGHT.view(np.recarray), "not a NumPy array", "np.array(dW)"),
    (np.ma.masked_array(RIGHT), "not a NumPy array", "np.array(dW)"),
    (RIGHT.astype(object), "an array, but not of numbers", "every one has to be a number"),
    (RIGHT.astype(str), "an array, but not of numbers", "every one has to be a number"),
    (np.array(2.0), "no axis instead of 2", "axis"),
    (RIGHT[0], "1 axis instead of 2", "removes axis 0"),
    (RIGHT[None], "3 axes instead of 2", "keepdims"),
    (np.stack([RIGHT, RIGHT]), "3 axes instead of 2", "along axis 0"),
    (RIGHT.astype(int), "wrong kind of numbers", "np.zeros"),
    (RIGHT > 0, "wrong kind of numbers", "dtype"),
    (RIGHT.astype(complex), "wrong kind of numbers", "dtype"),
    (RIGHT.T, "wrong shape", ".T"),
    (RIGHT[:, :4], "wrong shape", "that length"),
    (spoiled(np.nan), "1 of 15 entries is NaN or infinite", "Print the arrays"),
    (spoiled(np.inf), "1 of 15 entries is NaN or infinite", "Print the arrays"),
]


@pytest.mark.parametrize(("value", "problem", "step"), FAULTS)
def test_each_fault_of_structure_has_its_own_message_and_next_step(card, value, problem, step):
    found = card(check.array, value, "dW", shape=(3, 5))
    assert (found.what, found.problem) == ("dW", problem)
    assert step in found.hint


@pytest.mark.parametrize(("value", "problem", "step"), FAULTS)
def test_values_and_gradients_meet_the_same_structure_first(card, value, problem, step):
    by_value = card(check.values, value, RIGHT, "dW")
    by_loss = card(check.gradient, lambda W: (W**2).sum(), {"W": RIGHT}, {"W": value})
    assert (by_value.problem, by_loss.problem) == (problem, problem)


def test_the_order_is_none_type_axes_dtype_shape_finite(card):
    everything_wrong = np.full((2, 7, 1), np.nan)
    steps = [
        (None, "no value"),
        (everything_wrong.tolist(), "not a NumPy array"),
        (np.zeros((2, 7, 1), int), "3 axes instead of 2"),
        (np.zeros((2, 7), int), "wrong kind of numbers"),
        (np.full((2, 7), np.nan), "wrong shape"),
        (np.full((3, 5), np.nan), "15 of 15 entries are NaN or infinite"),
    ]
    assert [card(check.array, value, "A", shape=(3, 5)).problem for value, _ in steps] == [p for _, p in steps]


def test_both_shapes_stand_side_by_side_and_a_transposed_array_is_named(card):
    found = card(check.array, RIGHT.T, "dW", shape=(3, 5))
    assert (found.yours, found.expected) == ("(5, 3)", "(3, 5)")
    assert "transposed" in found.reading
    assert found.as_line() == "dW: wrong shape: (5, 3), expected (3, 5)"


@pytest.mark.parametrize(
    ("value", "shape", "reading"),
    [
        (np.ones((1, 4)), (4,), "axis of length 1 too many"),
        (np.ones((4, 1)), (4,), "axis of length 1 too many"),
        (np.ones(4), (1, 4), "axis of length 1 is missing"),
        (np.ones((6, 4)), (4,), "Axis 0 is still there"),
        (np.ones((6, 4)), (6,), "Axis 1 is still there"),
        (np.ones(6), (6, 4), "Axis 1 is gone"),
        (np.ones((6, 4)), (6, 3), "Axis 1 has length 4 instead of 3"),
        (np.ones((6, 4)), (5, 3), "Axis 0 has length 6 instead of 5 and axis 1 has length 4 instead of 3"),
    ],
)
def test_a_shape_is_read(card, value, shape, reading):
    assert reading in card(check.array, value, "A", shape=shape).reading


def test_any_length_is_welcome_where_the_shape_says_none(card):
    check.array(RIGHT, "X", shape=(None, 5))
    assert card(check.array, RIGHT, "X", shape=(None, 4)).expected == "(any, 4)"


@pytest.mark.parametrize(
    ("value", "reading"),
    [(np.nan, "0/0"), (np.inf, "exp of a number above 709"), (-np.inf, "the log of 0")],
)
def test_a_value_that_is_not_finite_comes_with_its_usual_cause_and_place(card, value, reading):
    found = card(check.array, spoiled(value), "S")
    assert reading in found.reading
    assert found.yours == f"{value} at [1, 2], the first of them"
    assert reading in card(check.scalar, value, "loss").reading


def test_values_that_are_not_finite_pass_where_they_are_welcome():
    check.array(spoiled(np.inf), "S", finite=False)
    check.values(spoiled(-np.inf), spoiled(-np.inf), "log S")
    check.values(spoiled(np.nan), spoiled(np.nan), "S")


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (RIGHT.astype(np.float32), float),
        (np.arange(3, dtype=np.uint8), int),
        (RIGHT > 0, bool),
        (RIGHT.astype(complex), complex),
        (RIGHT.astype(np.float32), np.float32),
        (RIGHT > 0, None),
    ],
)
def test_a_kind_of_numbers_is_welcome_in_any_width(array, dtype):
    check.array(array, "A", dtype=dtype)


@pytest.mark.parametrize(
    ("array", "dtype", "expected"),
    [
        (RIGHT, int, "integers"),
        (RIGHT, bool, "booleans"),
        (np.arange(3), bool, "booleans"),
        (RIGHT > 0, int, "integers"),
        (RIGHT.astype(np.float32), np.float64, "float64"),
    ],
)
def test_another_kind_of_numbers_is_named(card, array, dtype, expected):
    found = card(check.array, array, "A", dtype=dtype)
    assert (found.yours, found.expected) == (str(array.dtype), expected)


class EqualToEverything:
    """Claims to be an array and to equal whatever it meets."""

    __array_priority__ = 1000
    shape, ndim, dtype, size = (3, 5), 2, np.dtype(float), 15

    @property
    def __class__(self):
        return np.ndarray

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __array__(self, *args, **kwargs):
        raise AssertionError("an unknown object must not be converted")

    def __bool__(self):
        raise AssertionError("an unknown object must not be asked for its truth")

    def __float__(self):
        raise AssertionError("an unknown object must not be converted")

    def __call__(self):
        raise AssertionError("an unknown object must not be called")


class AgreeingArray(np.ndarray):
    """An ndarray whose comparisons and arithmetic say that all is well."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.ones((3, 5), bool)

    def __eq__(self, other):
        return np.ones((3, 5), bool)


@pytest.mark.parametrize("value", [EqualToEverything(), np.zeros((3, 5)).view(AgreeingArray)])
def test_an_object_that_agrees_with_everything_is_only_named(card, value):
    name = type(value).__name__
    for found in (
        card(check.array, value, "S", shape=(3, 5)),
        card(check.values, value, RIGHT, "S"),
        card(check.gradient, lambda x: x.sum(), RIGHT, value),
        card(check.unchanged, "S", RIGHT, value),
        card(check.scalar, value, "S", 1.0),
        card(check.that, value, "S"),
        card(check.unpack, value, "S", "T"),
    ):
        assert found.yours == name


class LyingFloat(float):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


@pytest.mark.parametrize("value", [True, np.True_, "1.0", 1 + 0j, LyingFloat(2), np.timedelta64(1), [1.0]])
def test_what_is_no_real_number_is_refused_as_a_scalar(card, value):
    found = card(check.scalar, value, "loss", 1.0)
    assert found.problem == "not a real number"
    assert found.yours == type(value).__name__


@pytest.mark.parametrize("value", [1, 1.0, np.float64(1), np.float32(1), np.int8(1), np.array(1.0), np.array(1)])
def test_every_real_number_is_welcome_as_a_scalar(value):
    check.scalar(value, "loss", 1.0)
    check.values(value, 1.0, "loss")


def test_an_array_of_one_entry_is_no_scalar(card):
    assert card(check.scalar, np.ones(1), "loss").yours == "array (1,)"


def test_an_input_changed_in_place_is_noticed(card):
    before = spoiled(np.nan)
    after = before.copy()
    check.unchanged("Z", before, after)
    after[0] += 1
    found = card(check.unchanged, "Z", before, after)
    assert found.problem == "changed in place at 5 of 15 entries"
    assert "Z = Z - …" in found.hint


def test_an_input_of_another_shape_or_dtype_has_changed(card):
    assert card(check.unchanged, "Z", RIGHT, RIGHT.T).problem == "wrong shape"
    assert card(check.unchanged, "y", np.arange(3), np.arange(3.0)).problem == "wrong kind of numbers"


def test_a_statement_needs_a_real_bool(card):
    check.that(np.bool_(True), "sums to one")
    assert card(check.that, False, "sums to one", "Which axis?").hint == "Which axis?"
    assert card(check.that, np.array([True]), "sums to one").yours == "ndarray"
    assert card(check.that, 1, "sums to one").problem == "the comparison gave neither True nor False"


def test_several_values_are_unpacked():
    assert check.unpack((1, 2), "dW", "db") == (1, 2)
    assert check.unpack([1], "W") == (1,)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "no value"),
        (RIGHT, "one value instead of several"),
        ((RIGHT,), "another number of values"),
        ([1, 2, 3], "another number of values"),
    ],
)
def test_values_that_cannot_be_unpacked_are_described(card, value, problem):
    found = card(check.unpack, value, "dW", "db")
    assert (found.what, found.problem) == ("dW, db", problem)


@pytest.mark.parametrize(
    "run",
    [
        lambda: check.array(RIGHT, "dW"),
        lambda: check.values(RIGHT, RIGHT, "dW"),
        lambda: check.scalar(1.0, "dW"),
        lambda: check.unchanged("dW", RIGHT, RIGHT),
        lambda: check.that(True, "dW"),
        lambda: check.gradient(lambda W: W.sum(), {"W": RIGHT}, {"W": np.ones((3, 5))}),
    ],
)
def test_a_check_that_holds_prints_one_quiet_line(run, capsys):
    run()
    out = capsys.readouterr().out
    assert out.startswith("✓ dW")
    assert out.count("\n") == 1


def test_the_authors_hint_replaces_the_general_one_where_it_fits(card):
    assert card(check.array, RIGHT.T, "dW", shape=(3, 5), hint="Redo line 5.").hint == "Redo line 5."
    assert "return" in card(check.array, None, "dW", shape=(3, 5), hint="Redo line 5.").hint


@pytest.mark.parametrize(
    ("name", "argument"), [("S", "S"), ("softmax of very large and very small scores", "…"), ("params['b1']", "…")]
)
def test_a_description_is_not_taken_for_a_variable(card, name, argument):
    assert f"np.array({argument})." in card(check.array, [1.0, 2.0], name).hint
