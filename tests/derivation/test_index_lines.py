"""Lines about entries, (∂ℓ/∂W)_{ij} = …: judged for every i and j, as the same line about the whole array is."""

from __future__ import annotations

import pytest
from test_right_lines import BEFORE, FORMS  # type: ignore[import-not-found]

INDICES = {"W_1": "qp", "W_2": "pk", "Z_1": "rp", "Z_2": "rk", "A_1": "rp", "b_1": "p", "b_2": "k"}
WAYS = {
    "a fraction with the indices below": r"\frac{\partial \ell}{\partial (%s)_{%s}}",
    "a gradient in brackets": r"\left(\frac{\partial \ell}{\partial %s}\right)_{%s}",
    "nabla without a loss": r"(\nabla_{%s})_{%s}",
}


@pytest.mark.parametrize("variable", FORMS)
def test_a_right_formula_is_right_entry_by_entry(left_open, accepted, variable):
    indices = INDICES[variable]
    for form in (FORMS[variable][0], FORMS[variable][-1]):
        formula = form.removesuffix(r"\quad \text{softmax and cross entropy together}")
        for way in WAYS.values():
            line = f"{way % (variable, indices)} = ({formula})_{{{indices}}}"
            accepted(left_open.derive(variable, [line], given=BEFORE[variable])[0])


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial \ell}{\partial W_{1,qp}} = \sum_i X_{iq} G_{1,ip}",
        r"\frac{\partial \ell}{\partial W_{1qp}} = \sum_{i=1}^m X_{iq} (G_1)_{ip}",
        r"(\nabla_{W_1} \ell)_{qp} = \sum_i x_{iq} G_{1ip}",
        r"(\nabla_{W_1})_{qp} = \sum_i X_{iq} \sigma'(Z_{1,ip}) \sum_k G_{2,ik} W_{2,pk} = (X^\top G_1)_{qp}",
        r"(\nabla_{W_1})_{q,:} = \sum_i X_{iq} G_{1,i}",
    ],
)
def test_sums_over_indices_are_computed(left_open, accepted, line):
    accepted(left_open.derive("W_1", [line], given=["Z_1", "Z_2"])[0])


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        (r"(\nabla_{W_1})_{qp} = \sum_i X_{ip} G_{1,iq}", "shape", "runs to"),
        (r"(\nabla_{W_1})_{qp} = 2 \sum_i X_{iq} G_{1,ip}", "value", "value"),
        (r"(\nabla_{W_1})_{qp} = X^\top G_1", "shape", "an entry that is not a number"),
        (r"(\nabla_{W_1})_{qp} = X_{iq} G_{1,ip}", "name", "the index i belongs to nothing"),
        (r"\nabla_{W_1} = \sum_i X_{iq} G_{1,ip}", "name", "the index q belongs to nothing"),
        (r"(\nabla_{W_1})_{qq} = \sum_i X_{iq} G_{1,iq}", "name", "one index twice"),
        (r"(\nabla_{W_1})_{qpr} = \sum_i X_{iq} G_{1,ip}", "shape", "3 indices"),
    ],
)
def test_what_is_off_with_an_index_is_said(left_open, line, kind, words):
    judged = left_open.derive("W_1", [line], given=["Z_1"])[0]
    assert judged.kind == kind
    assert words in judged.card.problem


def test_a_wrong_entry_is_read_as_the_whole_would_be(left_open):
    line = r"(\nabla_{W_1})_{qp} = \sum_i X_{iq} \sum_k G_{2,ik} W_{2,pk}"
    assert left_open.derive("W_1", [line], given=["Z_2"])[0].mistake == "slope missing"


def test_a_name_may_be_defined_entry_by_entry(left_open):
    lines = [
        r"D_{ip} = \sum_k G_{2,ik} W_{2,pk}",
        r"g_{ip} = \frac{\partial \ell}{\partial Z_{1,ip}} = D_{ip} \sigma'(Z_{1,ip})",
        r"\nabla_{W_1} = X^\top g",
    ]
    assert [line.kind for line in left_open.derive("W_1", lines, given=["Z_2"])] == ["definition", "right", "right"]


def test_a_line_about_entries_follows_from_a_wrong_one(left_open):
    lines = [r"\nabla_{Z_1} = G_2 W_2^\top", r"(\nabla_{W_1})_{qp} = \sum_i X_{iq} \sum_k G_{2,ik} W_{2,pk}"]
    assert [line.kind for line in left_open.derive("W_1", lines, given=["Z_2"])] == ["value", "follows"]


def test_the_index_of_the_layers_picks_no_entries(deep):
    line = r"(\frac{\partial \ell}{\partial W_1})_{ij} = \sum_r Z_{1,ri} G_{2,rj}"
    assert "counts the layers" in deep.derive("W_i", [line], given=["Z_i"])[0].card.problem
