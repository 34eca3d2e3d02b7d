"""Numerical gradients: right, and harmless to what they are given."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from byhand import gradients

METHODS = [gradients.central, gradients.one_sided, gradients.complex_step]
DIFFERENCES = METHODS[:2]
TOLERANCE = {gradients.central: 1e-8, gradients.one_sided: 1e-4, gradients.complex_step: 1e-14}
numbers = st.floats(-3, 3)
matrices = hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=numbers)


def smooth(x):
    return (x**3 + 2 * x).sum()


@pytest.mark.parametrize("method", METHODS)
@given(x=matrices)
def test_the_gradient_of_a_polynomial_is_found(method, x):
    exact = 3 * x**2 + 2
    assert gradients.relative_error(method(smooth, x), exact) < TOLERANCE[method]


@pytest.mark.parametrize("method", METHODS)
def test_a_dict_of_parameters_gives_a_dict_of_gradients(method, rng):
    params = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}
    found = method(lambda p: smooth(p["W"]) * p["b"][0] + p["b"][2], params)
    assert np.allclose(found["W"], params["b"][0] * (3 * params["W"] ** 2 + 2), rtol=1e-5)
    assert np.allclose(found["b"], [smooth(params["W"]), 0, 1], rtol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_a_float_gives_a_float(method):
    slope = method(np.sin, 1.0)
    assert type(slope) is float
    assert slope == pytest.approx(np.cos(1.0), abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
@given(x=matrices, fails_at=st.integers(0, 5))
def test_x_keeps_its_bits_even_if_f_raises(method, x, fails_at):
    before, calls = x.tobytes(), iter(range(10_000))

    def f(x):
        if next(calls) == fails_at:
            raise ArithmeticError
        return x.sum()

    with contextlib.suppress(ArithmeticError):
        method(f, x)
    assert x.tobytes() == before


@pytest.mark.parametrize("method", METHODS)
def test_an_f_that_writes_into_its_argument_changes_neither_x_nor_the_result(method, rng):
    x = rng.normal(size=(3, 4))
    before = x.copy()

    def rude(x):
        x *= 2
        return smooth(x / 2)

    assert np.allclose(method(rude, x), 3 * before**2 + 2, rtol=1e-5)
    assert np.array_equal(x, before)


@pytest.mark.parametrize("method", METHODS)
def test_a_read_only_array_is_no_obstacle(method, rng):
    x = rng.normal(size=5)
    x.flags.writeable = False
    assert np.allclose(method(smooth, x), 3 * x**2 + 2, rtol=1e-5)


@pytest.mark.parametrize("method", DIFFERENCES)
def test_f_may_reach_the_array_by_another_name(method, rng):
    class Module:
        W = rng.normal(size=(2, 3))

    found = method(lambda _: smooth(Module.W), Module.W)
    assert np.allclose(found, 3 * Module.W**2 + 2, rtol=1e-5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("x", "reason"),
    [
        (np.arange(3), "int64 is lost"),
        (np.ones(3, np.float32), "too few digits"),
        ([1.0, 2.0], "not list"),
        (3, "not int"),
        ({"W": np.ones(2), "b": np.ones(2, int)}, "b must be float64"),
    ],
)
def test_anything_but_float64_is_refused_with_the_reason(method, x, reason):
    with pytest.raises(TypeError, match=reason):
        method(lambda x: 1.0, x)


@pytest.mark.parametrize("method", DIFFERENCES)
@pytest.mark.parametrize(
    ("value", "error", "reason"),
    [
        (None, TypeError, "return"),
        (np.ones(2), TypeError, r"array of shape \(2,\)"),
        (True, TypeError, "not bool"),
        ("1", TypeError, "not str"),
        (np.float32(1), TypeError, "noise"),
        (np.nan, ValueError, "nan"),
        (np.inf, ValueError, "inf"),
    ],
)
def test_an_f_that_returns_no_usable_number_is_refused(method, value, error, reason):
    with pytest.raises(error, match=reason):
        method(lambda x: value, np.ones(2))


@pytest.mark.parametrize("method", METHODS)
def test_a_step_that_is_not_positive_is_refused(method):
    with pytest.raises(ValueError, match="eps must be positive"):
        method(smooth, np.ones(2), eps=0.0)


@pytest.mark.parametrize("method", DIFFERENCES)
def test_a_step_lost_to_rounding_is_refused(method):
    with pytest.raises(ValueError, match="is lost beside"):
        method(np.sum, np.array([1e300]), eps=1e-8)


def keeps_real_part(x):
    out = np.zeros(1)
    out[0] = (x * x).sum()
    return out[0]


@pytest.mark.parametrize(
    "f",
    [lambda x: np.abs(x).sum(), np.linalg.norm, lambda x: (x.real**2).sum(), keeps_real_part, lambda x: 2.0],
)
def test_a_complex_step_through_what_drops_the_imaginary_part_is_refused(f):
    with pytest.raises(TypeError, match="central differences"):
        gradients.complex_step(f, np.array([0.5, -1.5]))


def test_a_complex_step_through_a_comparison_of_python_numbers_is_refused():
    with pytest.raises(TypeError, match="central differences"):
        gradients.complex_step(lambda x: max(complex(x[0]), 0), np.array([0.5]))


@given(a=matrices, scale=st.floats(1e-6, 1e6))
def test_relative_error_is_symmetric_scale_free_and_at_most_two(a, scale):
    b = np.roll(a, 1) + 0.5
    error = gradients.relative_error(a, b)
    assert 0 <= error <= 2
    assert error == gradients.relative_error(b, a)
    assert gradients.relative_error(scale * a, scale * b) == pytest.approx(error, rel=1e-9)
    assert gradients.relative_error(a, a) == 0


def test_relative_error_names_its_landmarks():
    assert gradients.relative_error([1.0, 2.0], [1.0, 0.0]) == 1
    assert gradients.relative_error(3.0, -3.0) == 2
    assert gradients.relative_error(np.zeros(3), np.zeros(3)) == 0
    assert gradients.relative_error([1.0, 1e-12], [1.0, 3e-12]) < 1e-5
    assert np.isnan(gradients.relative_error([1.0, np.nan], [1.0, 1.0]))


def test_relative_error_of_different_shapes_is_refused():
    with pytest.raises(ValueError, match=r"\(3,\) with shape \(3, 1\)"):
        gradients.relative_error(np.ones(3), np.ones((3, 1)))


def network(p):
    return np.tanh(p["X"] @ p["W"] + p["b"]).sum()


def network_grads(p):
    G = 1 - np.tanh(p["X"] @ p["W"] + p["b"]) ** 2
    return {"X": G @ p["W"].T, "W": p["X"].T @ G, "b": G.sum(axis=0)}


@pytest.fixture
def params(rng):
    return {"X": rng.normal(size=(40, 30)), "W": 0.1 * rng.normal(size=(30, 5)), "b": rng.normal(size=5)}


def test_a_right_gradient_agrees_at_every_sampled_entry(params):
    report = gradients.sampled(network, params, network_grads(params))
    assert report.ok
    assert "25 of 25 entries agree" in repr(report)


def test_every_array_gets_the_same_number_of_looks(params):
    report = gradients.sampled(network, params, network_grads(params), per_array=4)
    names = [row.name for row in report.rows]
    assert [names.count(key) for key in params] == [4, 4, 4]
    assert len({(row.name, row.index) for row in report.rows}) == 12


def test_a_mistake_in_a_bias_beside_large_weights_is_found(params):
    grads = network_grads(params)
    grads["b"][3] *= 1.001
    report = gradients.sampled(network, params, grads)
    assert not report.ok
    assert (report.worst.name, report.worst.index) == ("b", (3,))
    assert "✗ b[3]" in repr(report)


def test_a_report_lists_what_is_off_before_what_agrees(params):
    grads = network_grads(params)
    grads["b"] *= [1, 1.5, 1, 3, 1]
    lines = repr(gradients.sampled(network, params, grads)).splitlines()
    assert ["b[3]" in lines[2], "b[1]" in lines[3]] == [True, True]
    assert not any("✗" in line for line in lines[4:])


def test_nan_in_a_gradient_is_the_worst_of_all(params):
    grads = network_grads(params)
    grads["W"] *= 2
    grads["b"][1] = np.nan
    report = gradients.sampled(network, params, grads)
    assert not report.ok
    assert report.worst.where == "b[1]"


def test_the_round_off_of_a_large_loss_is_not_held_against_a_small_gradient():
    params, slope = {"w": np.ones(3)}, 1e-7
    report = gradients.sampled(lambda p: 1e3 + slope * p["w"].sum(), params, {"w": np.full(3, slope)})
    assert report.ok


def test_sampling_twice_with_one_seed_looks_at_the_same_entries(params):
    looks = [gradients.sampled(network, params, network_grads(params), rng=seed).rows for seed in (1, 1, 2)]
    assert [row.index for row in looks[0]] == [row.index for row in looks[1]]
    assert [row.index for row in looks[0]] != [row.index for row in looks[2]]


def test_gradients_of_other_names_or_shapes_are_refused(params):
    grads = network_grads(params)
    with pytest.raises(ValueError, match=r"W has shape \(30, 5\)"):
        gradients.sampled(network, params, {**grads, "W": grads["W"].T})
    del grads["b"]
    with pytest.raises(ValueError, match="X, W, b; grads has X, W"):
        gradients.sampled(network, params, grads)


def test_a_report_is_escaped_in_html():
    name = "<b>&"
    report = gradients.sampled(lambda p: smooth(p[name]), {name: np.ones(2)}, {name: np.ones(2)})
    html = report._repr_html_()
    assert "&lt;b&gt;&amp;[0]" in html
    assert name not in html
