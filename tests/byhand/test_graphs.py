"""Graphs: every number stands on its edge, and nonsense is refused in one line."""

from __future__ import annotations

from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from pictures import (
    LOGISTIC,
    PRODUCT,
    PRODUCT_GRADIENTS,
    PRODUCT_VALUES,
    SKIPPING,
    SQUARE,
    TWO_LAYERS,
    course,
    extents,
    full,
    pieces,
    shared,
)

from byhand import graphs

pytestmark = pytest.mark.usefixtures("style")


def test_values_stand_above_and_gradients_below_their_edges():
    ax = graphs.draw(PRODUCT, PRODUCT_VALUES, PRODUCT_GRADIENTS)
    edges = dict(pieces(ax, "edge"))
    assert {name: text.get_text() for name, text in pieces(ax, "value")} == {
        "x→q": "−2",
        "y→q": "5",
        "q→f": "$q$ = 3",
        "z→f": "−4",
        "f→": "−12",
    }
    assert {name: text.get_text() for name, text in pieces(ax, "gradient")} == {
        "x→q": "−4",
        "y→q": "−4",
        "q→f": "−4",
        "z→f": "3",
        "f→": "1",
    }
    for kind, side in [("value", 1), ("gradient", -1)]:
        for name, text in pieces(ax, kind):
            extent, along = text.get_window_extent(), course(ax, edges[name])
            level = along[(extent.x0 < along[:, 0]) & (along[:, 0] < extent.x1)][:, 1]
            away = side * ((extent.y0 + extent.y1) / 2 - level)
            assert away.min() > 0
            assert away.max() < 25


def test_values_are_upright_and_gradients_italic():
    ax = graphs.draw(PRODUCT, PRODUCT_VALUES, PRODUCT_GRADIENTS)
    assert {text.get_style() for _, text in pieces(ax, "value")} == {"normal"}
    assert {text.get_style() for _, text in pieces(ax, "gradient")} == {"italic"}


def test_each_way_of_a_value_used_twice_brings_its_own_gradient_and_the_total_stands_under_its_box():
    ways = {("s", "p"): 2, ("s", "q"): 6, "s": 8}
    ax = graphs.draw(SKIPPING, {}, ways)
    shown = {name: text for name, text in pieces(ax, "gradient")}
    assert {name: text.get_text() for name, text in shown.items()} == {"s→p": "2", "s→q": "6", "s": "8"}
    box, total = dict(pieces(ax, "box"))["s"].get_window_extent(), shown["s"].get_window_extent()
    assert box.x0 < total.x0
    assert total.x1 < box.x1
    assert 0 < box.y0 - total.y1 < 10


def test_a_value_that_goes_twice_into_one_operation_has_two_edges():
    ax = graphs.draw(SQUARE, {"x": 3, "f": 9}, {("x", "f"): 3, "x": 6})
    assert [name for name, _ in pieces(ax, "edge")] == ["x→f", "x→f", "f→"]
    assert sorted(text.get_text() for _, text in pieces(ax, "gradient")) == ["3", "3", "6"]


def test_edges_go_from_left_to_right_and_end_at_their_boxes():
    ax = full(SKIPPING)
    boxes = {name: box.get_window_extent() for name, box in pieces(ax, "box")}
    for name, edge in pieces(ax, "edge"):
        tail, head = name.split("→")
        along = course(ax, edge)
        assert (np.diff(along[:, 0]) > -1e-6).all()
        assert along[0, 0] == pytest.approx(boxes[tail].x1, abs=2)
        assert along[-1, 0] == pytest.approx(boxes[head or name].x0, abs=2)


def test_given_values_are_grey_and_operations_square():
    ax = graphs.draw(PRODUCT)
    look = {name: (box.get_facecolor()[:3], type(box.get_boxstyle()).__name__) for name, box in pieces(ax, "box")}
    assert look["x"] == (pytest.approx((0.88, 0.88, 0.88)), "Round")
    assert look["q"] == ((1, 1, 1), "Square")
    assert look["f→"] == ((1, 1, 1), "Round")
    assert {text.get_text() for _, text in pieces(ax, "name")} == {"$x$", "$y$", "$z$", "+", "×", "$f$"}


def test_a_picture_stopped_early_shows_what_is_known_so_far_in_the_places_of_the_whole():
    whole = graphs.draw(PRODUCT, PRODUCT_VALUES, PRODUCT_GRADIENTS)
    places = {text.get_label(): text.get_position() for text in whole.texts}
    seen = []
    for until in range(6):
        ax = graphs.draw(PRODUCT, PRODUCT_VALUES, PRODUCT_GRADIENTS, until=until)
        assert {text.get_label(): text.get_position() for text in ax.texts} == places
        seen.append({text.get_label() for text in ax.texts if text.get_visible()} - {"_name"})
    added = [{label for label in b - a} for a, b in pairwise(seen)]
    assert {"_value x→q", "_value y→q", "_value z→f"} <= seen[0]
    assert added == [
        {"_value q→f"},
        {"_value f→"},
        {"_gradient f→"},
        {"_gradient q→f", "_gradient z→f"},
        {"_gradient x→q", "_gradient y→q"},
    ]
    with pytest.raises(ValueError, match="from 0 to 5 for 2 operations, got 6"):
        graphs.draw(PRODUCT, until=6)


def test_a_graph_shrinks_to_the_axes_it_is_given():
    figure, axes = plt.subplots(1, 3, figsize=(9.5, 2))
    assert graphs.draw(LOGISTIC, ax=axes[1]) is axes[1]
    figure.canvas.draw()
    for _, extent in extents(axes[1]):
        assert axes[1].bbox.x0 - 1 <= extent.x0
        assert extent.x1 <= axes[1].bbox.x1 + 1
    for (one, a), (other, b) in combinations(extents(axes[1]), 2):
        assert not shared(a, b, slack=1), f"{one} and {other}"


@pytest.mark.parametrize(
    ("steps", "arguments", "message"),
    [
        ({}, {}, "at least one operation"),
        ({"q": ("+",)}, {}, r"q: expected \(operation, input, ...\), got \('\+',\)"),
        ({"q": "+"}, {}, "q: expected"),
        (PRODUCT, {"given": ["x", "y"]}, "f: unknown input 'z', neither a result nor given"),
        (PRODUCT, {"given": ["x", "y", "z", "t"]}, "'t' is declared as given, but it is used nowhere"),
        (PRODUCT, {"given": ["x", "y", "z", "q"]}, "'q' is declared as given, but it is a result"),
        ({"a": ("+", "b", "x"), "b": ("exp", "a")}, {}, "cannot depend on itself: a needs b needs a"),
        ({"a": ("+", "a", "x")}, {}, "a needs a"),
        (PRODUCT, {"values": {"Q": 3}}, r"a value for 'Q', which is not in the graph \(f, q, x, y, z\)"),
        (PRODUCT, {"gradients": {"Q": 3}}, "a gradient for 'Q', which is not in the graph"),
        (PRODUCT, {"gradients": {("x", "f"): 3}}, "a gradient for the way 'x' → 'f', which is not in the graph"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused_in_one_line(steps, arguments, message):
    with pytest.raises(ValueError, match=message) as refused:
        graphs.draw(steps, **arguments)
    assert "\n" not in str(refused.value)
    assert not plt.get_fignums()


def test_a_small_graph_is_not_blown_up_by_large_axes():
    ax = graphs.draw(PRODUCT, ax=plt.subplots(figsize=(9, 6))[1])
    box = dict(pieces(ax, "box"))["q"].get_window_extent()
    assert box.width < 0.5 * ax.figure.dpi


def test_inputs_stand_in_the_order_in_which_they_are_written():
    for steps in (PRODUCT, SKIPPING):
        heights = {name: box.get_window_extent().y0 for name, box in pieces(graphs.draw(steps), "box")}
        assert heights["x"] > heights["y"]
    heights = {name: box.get_window_extent().y0 for name, box in pieces(graphs.draw(LOGISTIC), "box")}
    assert heights["w0"] > heights["x0"] > heights["w1"] > heights["x1"]


def test_the_same_graph_is_drawn_the_same_way_twice():
    first, second = full(TWO_LAYERS), full(TWO_LAYERS)
    assert [text.get_position() for text in first.texts] == [text.get_position() for text in second.texts]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("x", "$x$"), ("w0", "$w_{0}$"), ("w_10", "$w_{10}$"), ("theta", r"$\theta$"), ("loss", r"$\mathrm{loss}$")],
)
def test_names_become_mathematics(name, shown):
    assert graphs.mathematical(name) == shown
    assert graphs.mathematical(r"$\hat y$") == r"$\hat y$"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-12, "−12"),
        (0.731, "0.73"),
        (-0.0, "0"),
        (-0.00312, "−0.003"),
        (0.00001, "1e−5"),
        (np.inf, "inf"),
        (np.array([1.0, -2.5]), "(1.00, −2.50)"),
        (np.eye(2), "(1, 0)\n(0, 1)"),
        (np.ones((5, 3)), "5 × 3"),
        (np.ones(7), "(7,)"),
        ("m × n", "m × n"),
    ],
)
def test_values_are_short(value, shown):
    assert graphs.vector(value) == shown
