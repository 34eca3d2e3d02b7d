"""What programs read of a judged line are fields: they stay the same when every word of its card is another."""

from __future__ import annotations

from typing import Any

import pytest
from other_words import reword_cards

from byhand import derivation
from byhand.card import CardKind

Z_2 = r"\frac{\partial \ell}{\partial Z_2} = \frac1m (S - I_y)"
LINES = [
    r"\frac{\partial \ell}{\partial Z_2} = S - I_y",
    r"\frac{\partial \ell}{\partial A_1} = (S - I_y) W_2^\top",
    r"\frac{\partial \ell}{\partial W_1} = X \left( Z_1 + Z_1 \right)",
    r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top (G_1",
    r"\frac{\partial \ell}{\partial W_2} = H^\top G_2",
    r"\frac{\partial \ell}{\partial b_2} =",
]
POINTS = {"Z_2": 1, "A_1": 2, "Z_1": 1, "W_1": 1, "b_1": 1, "W_2": 1, "b_2": 1}


def facts(problem: derivation.Problem, lines: Any) -> dict[str, Any]:
    """Everything a program may read of a derivation, its points and their cards."""
    derived = problem.derive("W_1", lines)
    parts = derived.parts(POINTS)
    return {
        "lines": [(line.kind, line.label, line.mistake, line.origin, line.card and line.card.kind) for line in derived],
        "score": (derived.score, derived.reached, derived.ok, float(parts), parts.mistake),
        "cards": {failure.name: (failure.card.kind, failure.card.line) for failure in parts.failures},
    }


@pytest.mark.parametrize("lines", [LINES, [], [""], None, ["(((", Z_2], ["(S - I_y)", Z_2]])
def test_points_and_facts_do_not_hang_on_words(relu, lines, monkeypatch):
    own, words = facts(relu, lines), relu.derive("W_1", lines).as_text()
    reword_cards(monkeypatch)
    assert facts(relu, lines) == own
    assert lines == [] or relu.derive("W_1", lines).as_text() != words


def test_the_card_of_a_part_says_which_line_says_the_same_and_what_kind_of_thing_is_off(relu):
    assert facts(relu, LINES)["cards"] == {
        "∂ℓ/∂Z_2": (CardKind.OTHER, 1),
        "∂ℓ/∂Z_1": (CardKind.OTHER, None),
        "∂ℓ/∂W_1": (CardKind.SHAPE, 3),
        "∂ℓ/∂b_1": (CardKind.OTHER, 4),
        "∂ℓ/∂W_2": (CardKind.OTHER, 5),
        "∂ℓ/∂b_2": (CardKind.NOT_WRITTEN, 6),
    }


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([], CardKind.NOT_WRITTEN),
        (["", r"\frac{\partial \ell}{\partial A_1} ="], CardKind.NOT_WRITTEN),
        ([r"H = S - I_y"], CardKind.OTHER),
        (["((("], CardKind.OTHER),  # shown at its line, but not about this gradient
    ],
)
def test_the_card_for_a_gradient_without_a_line_names_no_line(relu, lines, kind):
    (failure,) = relu.derive("W_1", lines).parts({"W_1": 1}).failures
    assert (failure.card.kind, failure.card.line) == (kind, None)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (r"", CardKind.NOT_WRITTEN),
        (r"S - I_y", CardKind.OTHER),
        (r"(S", CardKind.OTHER),
        (r"S^\top", CardKind.SHAPE),
        (r"S W_2 W_2", CardKind.SHAPE),
    ],
)
def test_a_line_by_itself_has_no_number(relu, line, kind):
    card = relu.gradient("Z_2", line).card
    assert (card.what, card.kind, card.line) == ("∂ℓ/∂Z_2", kind, None)


def test_in_a_cell_a_part_only_names_the_line_at_which_its_card_is_shown(relu, monkeypatch, capsys):
    relu.derive("W_1", LINES).parts({"W_1": 1, "b_2": 1})
    relu.derive("W_1", []).parts({"b_2": 1})
    assert capsys.readouterr().out == "✗ ∂ℓ/∂W_1  line 3\n✗ ∂ℓ/∂b_2  line 6\n✗ ∂ℓ/∂b_2  not written yet\n"
    reword_cards(monkeypatch)
    relu.derive("W_1", LINES).parts({"W_1": 1, "b_2": 1})
    assert capsys.readouterr().out == "✗ ∂ℓ/∂W_1  line 3\n✗ ∂ℓ/∂b_2  line 6\n"
