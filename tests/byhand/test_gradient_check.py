"""A gradient against the student's own loss."""

from __future__ import annotations

import numpy as np
import pytest

from byhand import check

LAM, M = 0.3, 11


@pytest.fixture
def problem(rng):
    """A small regularised model, its loss and its right gradient."""
    X, T = rng.normal(size=(M, 4)), rng.normal(size=(M, 3))
    params = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}

    def loss(W, b):
        return 0.5 * ((X @ W + b - T) ** 2).sum() / M + 0.5 * LAM * (W**2).sum()

    G = (X @ params["W"] + params["b"] - T) / M
    return loss, params, {"W": X.T @ G + LAM * params["W"], "b": G.sum(axis=0)}


def test_a_right_gradient_passes_in_one_line(problem, capsys):
    check.gradient(*problem)
    assert capsys.readouterr().out == "✓ dW, db  fits your loss at 15 entries\n"


def test_one_array_is_passed_to_the_loss_as_it_is(rng):
    x = rng.normal(size=(2, 3))
    check.gradient(lambda x: (x**2).sum(), x, 2 * x)


@pytest.mark.parametrize(
    ("spoil", "reading"),
    [
        (lambda g, p: g | {"W": M * g["W"]}, "m = 11 times too large"),
        (lambda g, p: g | {"W": -g["W"]}, "opposite sign"),
        (lambda g, p: g | {"W": g["W"] - LAM * p["W"]}, "λW is missing"),
        (lambda g, p: g | {"W": g["W"] + LAM * p["W"]}, "there twice"),
        (lambda g, p: g | {"b": g["b"] + LAM * p["b"]}, "leaves biases out"),
        (lambda g, p: g | {"b": np.full(3, g["b"].sum())}, "One number for all"),
    ],
)
def test_a_failed_check_carries_the_reading_of_the_mistake(card, problem, spoil, reading):
    loss, params, grads = problem
    found = card(check.gradient, loss, params, spoil(grads, params), lam=LAM, m=M)
    assert found.what in ("dW", "db")
    assert "does not fit your loss" in found.problem
    assert reading in found.reading


def test_the_card_shows_the_students_entry_and_not_the_numerical_one(card, problem):
    loss, params, grads = problem
    found = card(check.gradient, loss, params, grads | {"b": grads["b"] * 1.5})
    assert found.yours == f"{1.5 * grads['b'][0]:.6g} at [0], the first that is off"
    assert f"{grads['b'][0]:.4g}"[:5] not in found.as_text().replace(found.yours, "")


def test_a_name_and_a_hint_appear_on_the_card(card, problem):
    loss, params, grads = problem
    found = card(check.gradient, loss, params, grads | {"b": -grads["b"]}, name="linear", hint="Redo line 3.")
    assert (found.what, found.hint) == ("linear db", "Redo line 3.")


def test_a_large_array_is_sampled_and_a_small_bias_beside_it_is_not_forgotten(card, rng):
    X, params = rng.normal(size=(5, 300)), {"W": rng.normal(size=(300, 40)), "b": rng.normal(size=40)}
    calls = []

    def loss(W, b):
        calls.append(1)
        return np.tanh(X @ W + b).sum()

    G = 1 - np.tanh(X @ params["W"] + params["b"]) ** 2
    grads = {"W": X.T @ G, "b": G.sum(axis=0)}
    check.gradient(loss, params, grads)
    assert len(calls) == 2 * (50 + 40)
    wrong = grads | {"b": grads["b"] + np.eye(40)[17]}
    assert card(check.gradient, loss, params, wrong).what == "db"


def test_parameters_and_gradients_are_not_changed(problem):
    loss, params, grads = problem
    before = [array.copy() for array in (*params.values(), *grads.values())]
    check.gradient(loss, params, grads)
    for array, kept in zip((*params.values(), *grads.values()), before, strict=True):
        assert np.array_equal(array, kept)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "no value"),
        (np.ones(3), "an array instead of one number"),
        (True, "not a real number"),
        (np.float32(1), "too few digits"),
        (np.nan, "nan, not a finite number"),
    ],
)
def test_a_loss_that_is_no_number_is_named_as_the_loss(card, value, problem):
    found = card(check.gradient, lambda x: value, np.ones(2), np.ones(2))
    assert (found.what, found.problem) == ("your loss", problem)


@pytest.mark.parametrize(
    ("grads", "problem"),
    [
        (None, "no value"),
        ((1, 2), "not a dict of gradients"),
        ({"W": np.ones((4, 3))}, "other names than the parameters have"),
        ({"W": np.ones((4, 3)), "b": np.array(1.0)}, "no axis instead of 1"),
        ({"W": np.ones((3, 4)), "b": np.ones(3)}, "wrong shape"),
    ],
)
def test_gradients_of_another_structure_are_described(card, grads, problem):
    params = {"W": np.ones((4, 3)), "b": np.ones(3)}
    assert card(check.gradient, lambda W, b: (W**2).sum() + b.sum(), params, grads).problem == problem


def test_an_exception_in_the_loss_reaches_the_student_as_it_is():
    def loss(x):
        raise NotImplementedError("loss")

    with pytest.raises(NotImplementedError):
        check.gradient(loss, np.ones(2), np.ones(2))


def test_a_loss_that_no_parameter_moves_is_refused_whatever_the_gradient(card, problem):
    _, params, grads = problem
    zeros = {key: np.zeros_like(grad) for key, grad in grads.items()}
    found = card(check.gradient, lambda W, b: 0.76, params, zeros)
    assert (found.what, found.problem) == ("your loss", "does not change when W or b changes")
    assert "15 entries" in found.reading


def test_one_dead_array_among_living_ones_is_accepted(problem):
    _, params, _ = problem
    check.gradient(lambda W, b: (W**2).sum(), params, {"W": 2 * params["W"], "b": np.zeros(3)})


def test_a_stationary_point_is_not_taken_for_a_loss_that_does_not_move():
    check.gradient(lambda x: (x**2).sum(), np.zeros(4), np.zeros(4))
