"""The whole two-layer derivation: every line in many equivalent forms, all of them right."""

from __future__ import annotations

import pytest

BEFORE = {"Z_2": (), "A_1": ("Z_2",), "Z_1": ("A_1", "Z_2"), "W_2": ("Z_2",), "b_2": ("Z_2",)}
BEFORE |= {"W_1": ("Z_1", "Z_2"), "b_1": ("Z_1", "Z_2")}

FORMS = {
    "Z_2": [
        r"\frac1m (S - I_y)",
        r"\frac{1}{m}\left(S - I_y\right)",
        r"(S - I_y) / m",
        r"\frac{S - I_y}{m}",
        r"m^{-1} \bigl[ S - I_y \bigr]",
        r"-\tfrac1m (I_y - S)",
        r"\frac{S}{m} - \frac{I_y}{m}",
        r"\dfrac{1}{m} \cdot (\operatorname{softmax}(A_1 W_2 + b_2) - I_y)",
        r"\frac{1}{m}\left(\mathrm{softmax}(Z_2) - I_y\right)",
        r"&= \frac{1}{m} \{ S - I_y \} \\",
        r"= \frac1m \, (\mathbf{S} - I_{y})",
        r"\frac1m \left( \frac{\exp(Z_2)}{\exp(Z_2) \mathbf{1} \mathbf{1}_K^\top} - I_y \right)",
        r"\frac1m (S - I_y) \quad \text{softmax and cross entropy together}",
    ],
    "A_1": [
        r"\frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial\ell}{\partial Z_2}W_2^T",
        r"G_2 W_2^{\top}",
        r"\nabla_{Z_2} \ell \, W_2^{T}",
        r"\frac{1}{m}(S - I_y) W_2^\top",
        r"(W_2 G_2^\top)^\top",
        r"\partial \ell / \partial Z_2 \cdot W^\top_2",
        r"\frac{\mathrm{d} \ell}{\mathrm{d} Z_2} W_2^\mathsf{T}",
        r"\left( W_2 \left(\frac{\partial \ell}{\partial Z_2}\right)^\top \right)^{T}",
    ],
    "Z_1": [
        r"\frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\sigma'(Z_1) \odot \frac{\partial \ell}{\partial A_1}",
        r"G_2 W_2^\top \circ \sigma'(Z_1)",
        r"(G_2 W_2^\top) \circ \sigma'(X W_1 + b_1)",
        r"(G_2 W_2^\top) \circ \sigma'\left(X W_1 + \mathbf{1} b_1\right)",
        r"\frac1m \bigl((S - I_y) W_2^\top\bigr) \circ \sigma'(Z_1)",
        r"\frac1m \left( \sigma'(Z_1) \circ ((S - I_y) W_2^\top) \right)",
        r"\frac{\partial \ell}{\partial A_1} \circ \sigma^{\prime}(Z_1)",
    ],
    "W_2": [
        r"A_1^\top G_2",
        r"A_1^T \frac{\partial \ell}{\partial Z_2}",
        r"\sigma(Z_1)^\top G_2",
        r"\sigma(X W_1 + b_1)^\top \cdot G_2",
        r"(G_2^\top A_1)^\top",
        r"\frac{1}{m} A_1^\top (S - I_y)",
        r"\sum_i A_{1,i}^\top G_{2,i}",
        r"\sum_{i=1}^{m} (A_1)_{i,:}^\top (G_2)_{i,:}",
        r"\frac{1}{m} \left(A_1^\top S - A_1^\top I_y\right)",
    ],
    "b_2": [
        r"\mathbf{1}^\top G_2",
        r"\mathbf{1}_m^\top \frac{\partial \ell}{\partial Z_2}",
        r"\sum_i (G_2)_{i,:}",
        r"\sum_{i=1}^m G_{2,i}",
        r"\sum_{i=0}^{m-1} (G_2)_i",
        r"G_2^\top \mathbf{1}",
        r"(G_2^\top \mathbf{1})^\top",
        r"\frac1m \mathbf 1^\top (S - I_y)",
        r"\frac1m \mathbf{1}^{T} S - \frac1m \mathbf{1}^{T} I_y",
        r"\sum_j (\nabla_{Z_2} \ell)_j",
    ],
    "W_1": [
        r"X^\top \frac{\partial \ell}{\partial Z_1}",
        r"X^T G_1",
        r"X^\top (G_2 W_2^\top \circ \sigma'(Z_1))",
        r"\frac{1}{m} X^\top \left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right)",
        r"X^\top \left( \frac1m (S - I_y) W_2^\top \circ \sigma'(X W_1 + b_1) \right)",
        r"\Bigl( \bigl(W_2 G_2^\top \circ \sigma'(Z_1)^\top\bigr) X \Bigr)^\top",
        r"\sum_i X_i^\top G_{1,i}",
        r"\frac{X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))}{m}",
    ],
    "b_1": [
        r"\mathbf{1}^\top G_1",
        r"\sum_i (G_1)_i",
        r"G_1^\top \mathbf{1}",
        r"\mathbb{1}^\top \frac{\partial \ell}{\partial Z_1}",
        r"\mathbf{1}^\top (G_2 W_2^\top \circ \sigma'(Z_1))",
        r"\frac{\mathbf{1}^\top}{m} \left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right)",
    ],
}


@pytest.mark.parametrize(("variable", "form"), [(key, form) for key, forms in FORMS.items() for form in forms])
@pytest.mark.parametrize("problem", ["relu", "tanh"])
def test_every_equivalent_form_is_right(problem, variable, form, request, accepted):
    accepted(request.getfixturevalue(problem).gradient(variable, form, given=BEFORE[variable]))


@pytest.mark.parametrize(
    "slope",
    [
        r"[Z_1 > 0]",
        r"\mathbf{1}[Z_1 > 0]",
        r"\mathbb{1}_{Z_1 > 0}",
        r"\mathbf{1}\{A_1 > 0\}",
        r"[0 < X W_1 + \mathbf{1} b_1]",
        r"\operatorname{relu}'(Z_1)",
        r"\sigma'(A_1)",
    ],
)
def test_the_mask_of_a_relu_may_be_written_out(relu, slope, accepted):
    accepted(relu.gradient("Z_1", rf"\frac{{\partial \ell}}{{\partial A_1}} \circ {slope}", given=["A_1"]))


@pytest.mark.parametrize(
    "slope",
    [
        r"(1 - A_1 \circ A_1)",
        r"(1 - A_1^2)",
        r"(1 - A_1^{\circ 2})",
        r"(1 - \tanh^2(Z_1))",
        r"(1 - \tanh(Z_1)^2)",
        r"(\mathbf{1} - A_1 \odot A_1)",
        r"(1 - A_1) \circ (1 + A_1)",
        r"\tanh'(Z_1)",
        r"\frac{4}{(\exp(Z_1) + \exp(-Z_1))^2}",
        r"\frac{4}{(e^{Z_1} + e^{-Z_1})^{\circ 2}}",
    ],
)
def test_the_slope_of_tanh_may_be_written_out(tanh, slope, accepted):
    accepted(tanh.gradient("Z_1", rf"\frac{{\partial \ell}}{{\partial A_1}} \circ {slope}", given=["A_1"]))


@pytest.mark.parametrize(
    "slope",
    [
        r"A_1 \circ (1 - A_1)",
        r"\sigma(Z_1) \circ (1 - \sigma(Z_1))",
        r"(A_1 - A_1 \circ A_1)",
        r"\frac{e^{-Z_1}}{(1 + e^{-Z_1})^2}",
        r"\operatorname{sigmoid}'(Z_1)",
    ],
)
def test_the_slope_of_the_sigmoid_may_be_written_out(summed, slope, accepted):
    accepted(summed.gradient("Z_1", rf"(S - I_y) W_2^\top \circ {slope}"))


@pytest.mark.parametrize(
    ("variable", "form"),
    [
        ("W_2", r"A_1^\top G_2 + \lambda W_2"),
        ("W_2", r"\lambda W_2 + \frac{1}{m} A_1^\top (S - I_y)"),
        ("W_2", r"\frac1m \left( A_1^\top (S - I_y) + m \lambda W_2 \right)"),
        ("W_2", r"A_1^\top G_2 + W_2 \lambda"),
        ("W_2", r"A_1^\top G_2 + \frac{\lambda}{2} \cdot 2 W_2"),
        ("W_1", r"X^\top G_1 + \lambda W_1"),
        ("W_1", r"X^\top (G_2 W_2^\top \circ \sigma'(Z_1)) + \lambda W_1"),
        ("b_1", r"\mathbf{1}^\top G_1"),
        ("b_2", r"\mathbf{1}^\top G_2"),
    ],
)
def test_a_penalty_adds_its_own_term_to_the_weights_only(penalised, variable, form, accepted):
    accepted(penalised.gradient(variable, form, given=["Z_1", "Z_2"]))


@pytest.mark.parametrize(
    ("variable", "form"),
    [
        ("Z_2", r"S - I_y"),
        ("W_2", r"A_1^\top (S - I_y)"),
        ("b_2", r"\mathbf{1}^\top (S - I_y)"),
        ("W_1", r"X^\top \left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right)"),
        ("S", r"- I_y / S"),
        ("X", r"\left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right) W_1^\top"),
    ],
)
def test_the_sum_of_the_losses_has_no_1_over_m(summed, variable, form, accepted):
    accepted(summed.gradient(variable, form))


def test_a_whole_derivation_with_names_of_its_own_is_right(penalised):
    derived = penalised.derive(
        "W_1",
        [
            r"G = \frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
            r"\frac{\partial \ell}{\partial W_2} = A_1^\top G + \lambda W_2",
            r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top G",
            r"M = \sigma'(Z_1)",
            r"\frac{\partial \ell}{\partial Z_1} = G W_2^\top \circ M = H",
            r"\frac{\partial \ell}{\partial W_1} &= X^\top H + \lambda W_1 \\",
            r"&= \frac1m X^\top \left( (S - I_y) W_2^\top \circ M \right) + \lambda W_1",
            r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top H",
        ],
    )
    assert [line.kind for line in derived] == ["right"] * 3 + ["definition"] + ["right"] * 4, derived.as_text()
    assert derived.ok
    assert derived.score == 1.0


def test_forward_equations_may_be_restated_and_are_judged(relu):
    derived = relu.derive("Z_2", [r"Z_1 = X W_1 + b_1", r"A_1 = \max(0, Z_1)", r"Z_2 = Z_1 W_2 + b_2"])
    assert [line.kind for line in derived] == ["right", "right", "value"]
