"""Declaring a problem: what is refused, and that its numbers are good ones."""

from __future__ import annotations

import numpy as np
import pytest

from byhand import derivation

SIMPLE = {"X": ("m", "n"), "w": ("n",)}
SQUARES = [r"z = X w", r"\ell = \frac12 \lVert z \rVert^2"]


@pytest.mark.parametrize(
    ("shapes", "forward", "more", "words"),
    [
        (SIMPLE, [], {}, "forward is empty"),
        (SIMPLE, ["X w"], {}, "not of the form"),
        (SIMPLE, ["z = X (w"], {}, "never closed"),
        (SIMPLE, ["z = w X"], {}, "cannot be computed"),
        (SIMPLE, ["z = X v"], {}, "not one of the names"),
        (SIMPLE, ["z = X w"], {}, "the loss, one number"),
        (SIMPLE, [*SQUARES[:1], "w = z", SQUARES[1]], {}, "leave its shape out"),
        ({"X": ("m", "n", "p")}, SQUARES, {}, "at most two"),
        ({"X": ("m", 3)}, SQUARES, {}, "at most two"),
        (SIMPLE, SQUARES, {"sizes": {"m": 4, "n": 4}}, "distinct"),
        (SIMPLE, SQUARES, {"sizes": {"p": 4}}, "occur in no shape"),
        (SIMPLE, SQUARES, {"functions": {r"\sigma": "swish"}}, "swish"),
        (SIMPLE, SQUARES, {"functions": {r"\sigma": ["tanh", "relu"]}}, "layers"),
        (SIMPLE, SQUARES, {"shorthand": {"G": "Y"}}, "not declared"),
        (SIMPLE, SQUARES, {"examples": "diagonal"}, "rows or columns"),
        (SIMPLE, [r"\ell = \log(0 \lVert X w \rVert)"], {}, "finite"),
    ],
)
def test_what_does_not_hold_together_is_refused(shapes, forward, more, words):
    with pytest.raises(ValueError, match=words):
        derivation.Problem(shapes, forward, **more)


def test_a_function_that_is_no_function_is_refused():
    with pytest.raises(TypeError, match="pair"):
        derivation.Problem(SIMPLE, SQUARES, functions={r"\sigma": 3})


def test_a_slope_that_does_not_belong_to_its_function_is_refused():
    with pytest.raises(ValueError, match="slope"):
        derivation.Problem(SIMPLE, [r"\ell = \lVert \sigma(X w) \rVert^2"], functions={r"\sigma": (np.sin, np.sin)})


def test_functions_of_the_authors_own_are_differentiated_by_differences(accepted):
    softplus = (lambda z: np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z)))
    problem = derivation.Problem(
        SIMPLE, [r"z = X w", r"\ell = \frac{1}{m} \mathbf{1}^\top \phi(z)"], functions={r"\phi": softplus}
    )
    accepted(problem.gradient("w", r"\frac1m X^\top \phi'(z)"))
    accepted(problem.gradient("w", r"\frac1m X^\top \phi'(X w)"))
    accepted(problem.gradient("w", r"\frac1m X^\top \operatorname{sigmoid}(z)"))
    wrong = problem.gradient("w", r"\frac1m X^\top \mathbf{1}")
    assert (wrong.kind, wrong.mistake) == ("value", "slope missing")


def test_squared_loss_in_every_spelling(accepted):
    problem = derivation.Problem(
        {"X": ("m", "n"), "W": ("n", "K"), "Y": ("m", "K")},
        ["R = X W - Y", r"\mathcal{L} = \frac{1}{2m} \lVert R \rVert_F^2"],
    )
    for form in (
        r"\frac{1}{m} X^\top (X W - Y)", r"\frac1m X^T R", r"\frac{X^\top X W - X^\top Y}{m}",
        r"\frac1m (R^\top X)^\top",
        r"\frac{\partial \mathcal{L}}{\partial W} = \frac{1}{m} X^\top R", r"\nabla_W \mathcal{L} = X^\top R / m",
        r"\frac{1}{m} \sum_i X_{i,:}^\top R_{i,:}",
    ):  # fmt: skip
        accepted(problem.gradient("W", form))
    assert problem.gradient("W", r"\frac{2}{m} X^\top R").mistake == "factor 2"


def test_the_hinge_of_a_max_is_differentiated_away_from_its_kink(accepted):
    problem = derivation.Problem(
        {"X": ("m", "n"), "w": ("n",), "t": ("m",)},
        [r"z = X w", r"\ell = \frac1m \sum_i \max(0, 1 - t_i z_i)"],
    )
    accepted(problem.gradient("w", r"-\frac1m X^\top (t \circ [t \circ z < 1])"))
    assert problem.gradient("w", r"-\frac1m X^\top t").kind == "value"


def test_a_scalar_chain_is_a_problem_too(accepted):
    problem = derivation.Problem(
        {"x": (), "w_1": (), "w_2": ()},
        [r"h = \sigma(w_1 x)", r"\ell = w_2 h"],
        functions={r"\sigma": "tanh"},
    )
    for form in (
        r"w_2 \sigma'(w_1 x) x",
        r"x w_2 (1 - h^2)",
        r"w_2 \cdot x \cdot \tanh'(w_1 x)",
        r"\frac{w_2 x}{1} (1 - h h)",
    ):
        accepted(problem.gradient("w_1", form))


def test_the_same_seed_draws_the_same_problem():
    texts = [derivation.Problem(SIMPLE, SQUARES, seed=seed).gradient("w", r"2 X^\top z").as_text() for seed in (3, 3)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("seed", range(5))
def test_no_draw_is_near_a_kink_or_on_one_side_of_it_only(seed):
    problem = derivation.Problem(
        {"x": ("n", 1), "W": ("d", "n")},
        [r"z = W x", r"\ell = \frac12 \lVert \sigma(z) \rVert^2"],
        functions={r"\sigma": "relu"},
        seed=seed,
    )
    for sample in problem._samples:
        z = sample.values["z"]
        assert np.abs(z).min() > 0.02
        assert (z > 0).any()
        assert (z < 0).any()
    assert problem.gradient("W", r"z x^\top").kind == "value"
    assert problem.gradient("W", r"\sigma(z) x^\top").kind == "right"


def test_sizes_can_be_chosen(relu):
    problem = derivation.Problem(
        {"x": ("p",), "W": ("q", "p")}, [r"\ell = \lVert W x \rVert^2"], sizes={"p": 15, "q": 10}
    )
    assert "15" in problem.gradient("x", r"W W^\top").card.yours + problem.gradient("x", r"W W").card.yours
