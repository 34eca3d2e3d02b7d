"""Any number of layers: a line with the index is judged for every layer."""

from __future__ import annotations

import pytest

BASE = r"G_{L+1} = \frac1m (S - I_y)"


@pytest.mark.parametrize(
    "line",
    [
        r"G_i = (G_{i+1} \circ \sigma'(Z_i W_i)) W_i^\top",
        r"G_i = \left( W_i (\sigma'(Z_i W_i) \circ G_{i+1})^\top \right)^\top",
        r"G_{i-1} = (G_i \circ \sigma'(Z_{i-1} W_{i-1})) W_{i-1}^\top",
        r"\frac{\partial\ell}{\partial Z_i} = (\frac{\partial\ell}{\partial Z_{i+1}} \circ \sigma'(Z_iW_i)) W_i^T",
        r"\nabla_{Z_i} \ell = (\nabla_{Z_{i+1}} \ell \circ (1 - Z_{i+1}^2)) W_i^\top",
        r"G_i = (G_{i+1} \circ \sigma_i'(Z_i W_i)) W_i^\top",
        r"G_{i} = (G_{1+i} \circ (1 - Z_{i+1} \circ Z_{i+1})) W_{i}^\top",
    ],
)
def test_the_recursion_is_right_in_equivalent_forms(deep, line):
    derived = deep.derive("Z_i", [BASE, line])
    assert derived.ok, derived.as_text()


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top (G_{i+1} \circ \sigma'(Z_i W_i))",
        r"\nabla_{W_i} \ell = Z_i^\top (G_{i+1} \circ (1 - Z_{i+1}^2))",
        r"\nabla_{W_{i-1}} \ell = Z_{i-1}^\top (G_i \circ (1 - Z_i^2))",
        r"\nabla_{W_i} \ell = \sum_j Z_{i,j}^\top (G_{i+1} \circ \sigma'(Z_i W_i))_{j,:}",
        r"\nabla_{W_i} \ell = ((G_{i+1} \circ \sigma'(Z_i W_i))^\top Z_i)^\top",
    ],
)
def test_the_weights_of_every_layer_are_judged(deep, line):
    derived = deep.derive("W_i", [line], given=["Z_i", "Z_{L+1}"])
    assert derived.ok, derived.as_text()


@pytest.mark.parametrize(
    ("line", "kind", "mistake", "words"),
    [
        (r"G_i = (G_{i+1} \circ \sigma'(Z_i)) W_i^\top", "shape", "", "∘"),
        (r"G_i = G_{i+1} W_i^\top", "value", "slope missing", ""),
        (r"G_i = (G_{L+1} \circ \sigma'(Z_i W_i)) W_i^\top", "shape", "", "for i = 2"),
        (r"G_i = (G_{i+1} \circ \sigma(Z_i W_i)) W_i^\top", "value", "value for slope", ""),
        (r"G_i = (G_{i+1} \circ \sigma'(Z_{i+1})) W_i^\top", "value", "slope elsewhere", ""),
        (r"G_i = (G_{i+1} \circ \sigma'(Z_i W_i)) W_i", "shape", "", "product"),
        (r"G_i = (G_{i+1} \circ \sigma'(Z_i W_i)) W_{i+1}^\top", "name", "", "W_4"),
        (r"G_i = W_i (G_{i+1} \circ \sigma'(Z_i W_i))^\top", "shape", "transposed", ""),
        (r"G_i = G_{i+1} \circ \sigma'(Z_i W_i) W_i^\top", "shape", "", "∘"),
        (r"G_i = (G_i \circ \sigma'(Z_i W_i)) W_i^\top", "name", "", "before a line derives it"),
        (r"G_i = m (G_{i+1} \circ \sigma'(Z_i W_i)) W_i^\top", "value", "factor m", ""),
    ],
)
def test_a_wrong_recursion_is_named(deep, line, kind, mistake, words):
    judgement = deep.derive("Z_i", [BASE, line])[1]
    assert (judgement.kind, judgement.mistake) == (kind, mistake), judgement.as_text()
    assert words in judgement.card.problem


def test_the_recursion_needs_its_beginning(deep):
    derived = deep.derive("Z_i", [r"G_i = (G_{i+1} \circ \sigma'(Z_i W_i)) W_i^\top"])
    assert derived[0].kind == "name"
    assert "∂ℓ/∂Z_4" in derived[0].card.problem


def test_a_definition_with_the_index_may_go_ahead_of_the_recursion(deep):
    derived = deep.derive(
        "W_i",
        [BASE, r"D_i = G_{i+1} \circ \sigma'(Z_i W_i)", r"G_i = D_i W_i^\top", r"\nabla_{W_i} \ell = Z_i^\top D_i"],
    )
    assert derived.ok, derived.as_text()
    derived = deep.derive(
        "W_i",
        [
            BASE,
            r"D_{i+1} = G_{i+1} \circ \sigma'(Z_i W_i)",
            r"G_i = D_{i+1} W_i^T",
            r"\nabla_{W_i} \ell = Z_i^T D_{i+1}",
        ],
    )
    assert derived.ok, derived.as_text()


def test_a_recursion_in_a_circle_is_no_derivation(deep):
    derived = deep.derive("Z_i", [BASE, r"D_i = 2 G_i", r"G_i = \frac12 D_i"])
    assert derived[2].kind == "name"
    derived = deep.derive("Z_i", [BASE, r"D_i = G_i", r"G_i = D_i"])
    assert not derived.reached


def test_layers_may_also_be_written_one_by_one(deep):
    lines = [BASE] + [rf"G_{i} = (G_{i + 1} \circ \sigma'(Z_{i} W_{i})) W_{i}^\top" for i in (3, 2, 1)]
    derived = deep.derive("Z_i", lines)
    assert derived.ok, derived.as_text()
    assert derived.parts({"Z_i": 3, "Z_{L+1}": 1}).earned == 4
