"""Networks of circles, and boxes placed by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from pictures import (
    extents,
    shared,
)

from byhand import graphs

pytestmark = pytest.mark.usefixtures("style")


def test_a_network_has_a_circle_for_every_unit_and_an_arrow_for_every_weight():
    ax = graphs.network([2, 4, 3], ["in", "hidden", "out"], units=["x", "", "z"])
    circles = [patch for patch in ax.patches if not isinstance(patch, FancyArrowPatch | FancyBboxPatch)]
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    assert len(circles) == 9
    assert len(arrows) == 2 * 4 + 4 * 3
    assert {text.get_text() for text in ax.texts} >= {"in", "hidden", "out", "$x_{1}$", "$z_{2}$"}
    assert not any(shared(a, b) for (_, a), (_, b) in combinations(extents(ax), 2))


def test_a_wide_layer_is_shown_with_dots():
    ax = graphs.network([64, 10], units=["x", "z"])
    assert {"$x_{0}$", "$x_{3}$", "$x_{63}$", "$z_{9}$", "input\n(64)", "layer 1\n(10)"} <= {
        t.get_text() for t in ax.texts
    }
    assert "$x_{4}$" not in {text.get_text() for text in ax.texts}
    assert sum(isinstance(patch, FancyArrowPatch) for patch in ax.patches) == 5 * 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([],), "widths of at least 1"),
        (([3, 0],), "widths of at least 1"),
        (([3, 2], ["in"]), "2 layers need 2 names, got 1"),
    ],
)
def test_a_network_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        graphs.network(*arguments)


def test_boxes_placed_by_hand_are_joined_and_labelled():
    ax = graphs.canvas(4, 2, figsize=(4, 2))
    first, second = graphs.box(ax, 1, 1, "$x$", "given"), graphs.box(ax, 3, 1, "exp")
    graphs.chain(ax, first, second)
    graphs.wire(ax, first, second, (2, 1), np.array([0.5, 1.0]), -2)
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["$x$", "exp", "(0.50, 1.00)", "−2"]
    with pytest.raises(ValueError, match="operation, value, given, unit, got 'circle'"):
        graphs.box(ax, 0, 0, "x", "circle")
