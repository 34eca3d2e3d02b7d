"""C182's notation: one example as a column, z = W x + b; and a batch of columns. Nothing but the problem changes."""

from __future__ import annotations

import pytest

from byhand import derivation

FORMS = {
    "z": [r"s - e_y", r"\operatorname{softmax}(z) - e_y", r"-(e_y - s)", r"\frac{\exp z}{\sum_k \exp z_k} - e_y",
          r"\operatorname{diag}(s) \nabla_s \ell - s s^\top \nabla_s \ell"],
    "a^{(1)}": [r"W^{(2)\top} \delta", r"W^{(2)\top} \nabla_z \ell", r"{W^{(2)}}^\top (s - e_y)",
                r"(\delta^\top W^{(2)})^\top", r"W^{(2)T} \frac{d \ell}{d z}"],
    "W^{(2)}": [r"\delta a^{(1)\top}", r"(\nabla_z \ell) \, a^{(1)\top}", r"(s - e_y) {a^{(1)}}^T",
                r"(a^{(1)} \delta^\top)^\top", r"\delta \, \sigma(z^{(1)})^\top"],
    "b^{(2)}": [r"\delta", r"\nabla_z \ell", r"s - e_y", r"\mathbf{1}_K \circ \delta", r"(\delta^\top)^\top"],
    "z^{(1)}": [r"\nabla_{a^{(1)}} \ell \circ \sigma'(z^{(1)})", r"\sigma'(z^{(1)}) \odot (W^{(2)\top} \delta)",
                r"\operatorname{diag}(\sigma'(z^{(1)})) W^{(2)\top} \delta",
                r"a^{(1)} \circ (1 - a^{(1)}) \circ W^{(2)\top} \delta",
                r"(\delta^\top W^{(2)} \operatorname{diag}(\sigma'(z^{(1)})))^\top"],
    "W^{(1)}": [r"\nabla_{z^{(1)}} \ell \, x^\top", r"(W^{(2)\top} \delta \circ \sigma'(z^{(1)})) x^\top",
                r"(x \, (\nabla_{z^{(1)}} \ell)^\top)^\top",
                r"\operatorname{diag}(\sigma'(z^{(1)})) W^{(2)\top} \delta x^\top",
                r"\left( \left( W^{(2)\top} (s - e_y) \right) \circ \sigma'(W^{(1)} x + b^{(1)}) \right) x^\top"],
    "x": [r"W^{(1)\top} \nabla_{z^{(1)}} \ell", r"(\nabla_{z^{(1)}} \ell^\top W^{(1)})^\top",
          r"W^{(1)T} (W^{(2)\top} \delta \circ \sigma'(z^{(1)}))",
          r"\sum_j (W^{(1)})_{j,:}^\top (\nabla_{z^{(1)}} \ell)_j",
          r"{W^{(1)}}^{\top} \frac{\partial \ell}{\partial z^{(1)}}"],
}  # fmt: skip


@pytest.mark.parametrize(("variable", "form"), [(key, form) for key, forms in FORMS.items() for form in forms])
def test_every_line_of_the_column_form_is_right(columns, variable, form, accepted):
    accepted(columns.gradient(variable, form, given=["s", "z", "a^{(1)}", "z^{(1)}"]))


@pytest.mark.parametrize(
    ("variable", "line", "kind", "mistake"),
    [
        ("W^{(2)}", r"a^{(1)\top} \delta", "shape", ""),
        ("W^{(2)}", r"a^{(1)} \delta^\top", "shape", "transposed"),
        ("a^{(1)}", r"W^{(2)} \delta", "shape", ""),
        ("a^{(1)}", r"\delta W^{(2)\top}", "shape", ""),
        ("a^{(1)}", r"\delta^\top W^{(2)}", "shape", "transposed"),
        ("z", r"e_y - s", "value", "factor -1"),
        ("z", r"s", "value", "term missing"),
        ("z^{(1)}", r"W^{(2)\top} \delta", "value", "slope missing"),
        ("z^{(1)}", r"W^{(2)\top} \delta \circ \sigma(z^{(1)})", "value", "value for slope"),
        ("z^{(1)}", r"W^{(2)\top} \delta \sigma'(z^{(1)})", "shape", ""),
        ("z^{(1)}", r"W^{(2)\top} \delta \circ \sigma'(a^{(1)})", "value", "slope elsewhere"),
        ("W^{(1)}", r"X^\top \delta", "name", ""),
        ("b^{(1)}", r"\mathbf{1}_d^\top \nabla_{z^{(1)}} \ell", "shape", "number"),
    ],
)
def test_wrong_lines_of_the_column_form_are_named(columns, variable, line, kind, mistake):
    judgement = columns.gradient(variable, line, given=["s", "z", "a^{(1)}", "z^{(1)}"])
    assert (judgement.kind, judgement.mistake) == (kind, mistake), judgement.as_text()


def test_the_layer_index_of_a_superscript_works_too():
    problem = derivation.Problem(
        {"x": ("n_0", 1), "W^{(i)}": ("n_i", "n_{i-1}"), "b^{(i)}": ("n_i", 1), "e_y": ("n_L", 1)},
        [r"a^{(0)} = x", r"z^{(i)} = W^{(i)} a^{(i-1)} + b^{(i)}", r"a^{(i)} = \sigma(z^{(i)})",
         r"\ell = \frac12 \lVert a^{(L)} - e_y \rVert^2"],
        functions={r"\sigma": "tanh"}, shorthand={r"\delta^{(i)}": "z^{(i)}"}, layers=3,
    )  # fmt: skip
    derived = problem.derive(
        "W^{(i)}",
        [
            r"\delta^{(L)} = (a^{(L)} - e_y) \circ \sigma'(z^{(L)})",
            r"\delta^{(i)} = W^{(i+1)\top} \delta^{(i+1)} \circ \sigma'(z^{(i)})",
            r"\nabla_{W^{(i)}} \ell = \delta^{(i)} a^{(i-1)\top}",
            r"\nabla_{b^{(i)}} \ell = \delta^{(i)}",
        ],
    )
    assert derived.ok, derived.as_text()


@pytest.fixture(scope="module")
def batch():
    return derivation.Problem(
        {"X": ("n", "m"), "W": ("K", "n"), "b": ("K",), "I_y": ("K", "m")},
        ["Z = W X + b", r"S = \operatorname{softmax}(Z)", r"\ell = -\frac1m \operatorname{tr}(I_y^\top \log S)"],
        examples="columns",
    )


def test_a_batch_may_stand_in_columns(batch):
    derived = batch.derive(
        "W",
        [
            r"\frac{\partial \ell}{\partial Z} = \frac1m (S - I_y)",
            r"\frac{\partial \ell}{\partial W} = \frac{\partial \ell}{\partial Z} X^\top",
            r"\frac{\partial \ell}{\partial b} = \frac{\partial \ell}{\partial Z} \mathbf{1}",
            r"= \sum_i (\frac{\partial \ell}{\partial Z})_i",
            r"\frac{\partial \ell}{\partial X} = W^\top \frac{\partial \ell}{\partial Z}",
        ],
    )
    assert derived.ok, derived.as_text()


def test_the_row_form_is_off_in_columns_and_the_other_way_round(batch, relu):
    assert batch.gradient("W", r"X^\top \frac{\partial \ell}{\partial Z}", given=["Z"]).kind == "shape"
    assert relu.gradient("W_2", r"\frac{\partial \ell}{\partial Z_2} A_1^\top", given=["Z_2"]).kind == "shape"
