"""Plots: drawn where asked, told apart without colour, refusing what they cannot draw."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from byhand import data, plots


@pytest.fixture
def ax():
    with plt.rc_context():
        plots.use_style()
        figure, ax = plt.subplots()
        yield ax
        figure.canvas.draw()  # what cannot be drawn warns here, and warnings are errors
        plt.close("all")


def quadrant(Q):
    return (Q[:, 0] > 0).astype(int) + 2 * (Q[:, 1] > 0)


def markers(ax):
    return {tuple(map(tuple, collection.get_paths()[0].vertices.round(3))) for collection in ax.collections}


def test_every_class_has_its_own_marker_and_name(ax):
    X, y = data.spiral(20, 8)
    assert plots.points(X, y, ax=ax) is ax
    assert len(markers(ax)) == 8
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [f"class {k}" for k in range(8)]


def test_neighbouring_colours_differ_in_grey():
    greys = [np.dot(to_rgb(colour), [0.299, 0.587, 0.114]) for colour in plots.COLOURS[:3]]
    assert np.abs(np.diff(greys)).min() > 0.1


def test_regions_ask_for_the_whole_grid_once(ax):
    X, y = data.xor()
    asked = []

    def predict(Q):
        asked.append(Q)
        return quadrant(Q)

    assert plots.decision_regions(predict, X, y, ax=ax, resolution=30) is ax
    assert [Q.shape for Q in asked] == [(900, 2)]
    assert asked[0].min(axis=0).tolist() < X.min(axis=0).tolist()
    assert ax.images[0].get_array().max() == 3


def test_one_region_alone_can_be_drawn(ax):
    X, y = data.xor()
    plots.decision_regions(lambda Q: np.zeros(len(Q), int), X, y, ax=ax, resolution=20)
    assert len(ax.images) == 1


@pytest.mark.parametrize("answer", [None, np.zeros((400, 3)), np.zeros(400), np.zeros(7, int), [0] * 400])
def test_a_predict_that_gives_no_classes_is_refused(ax, answer):
    with pytest.raises(ValueError, match="one integer class per row"):
        plots.decision_regions(lambda Q: answer, *data.xor(), ax=ax, resolution=20)


@pytest.mark.parametrize(("X", "y"), [(np.ones((4, 3)), np.zeros(4, int)), (np.ones((4, 2)), np.zeros(3, int))])
def test_points_outside_the_plane_are_refused(ax, X, y):
    with pytest.raises(ValueError, match=r"expected X \(m, 2\) and y \(m,\)"):
        plots.points(X, y, ax=ax)


def test_classes_that_are_no_integers_are_refused(ax):
    with pytest.raises(ValueError, match="float64"):
        plots.points(np.ones((4, 2)), np.zeros(4), ax=ax)


def test_a_loss_curve_starts_at_step_zero_and_names_its_axes(ax):
    plots.loss_curve([1.1, 0.9, 0.8], ax=ax, reference={"log 3": np.log(3)})
    assert list(ax.lines[0].get_xdata()) == [0, 1, 2]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "loss")
    assert [text.get_text() for text in ax.texts] == ["log 3"]
    assert ax.get_legend() is None


def test_several_curves_differ_in_their_dashes(ax):
    plots.loss_curve({"η = 1": [1.0, 0.5], "η = 2": [1.0, 0.7]}, ax=ax, reference=0.6)
    assert len({str(line._dash_pattern) for line in ax.lines[:2]}) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["η = 1", "η = 2"]


def test_losses_that_are_no_list_of_numbers_are_refused(ax):
    with pytest.raises(ValueError, match="one number per step"):
        plots.loss_curve(np.ones((3, 2)), ax=ax)


def test_a_right_gradient_lies_on_the_diagonal(ax, rng):
    grads = {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)}
    plots.gradient_comparison(grads, grads, ax=ax)
    for collection in ax.collections:
        assert np.array_equal(*collection.get_offsets().data.T)
    assert ax.get_xlim() == ax.get_ylim()
    assert len(markers(ax)) == 2


def test_gradients_that_do_not_match_are_refused(ax):
    with pytest.raises(ValueError, match=r"shape \(2,\) against shape \(3,\)"):
        plots.gradient_comparison(np.ones(2), np.ones(3), ax=ax)
    with pytest.raises(ValueError, match="numerical one"):
        plots.gradient_comparison({"W": np.ones(2)}, {"b": np.ones(2)}, ax=ax)


def test_without_axes_a_new_figure_is_made():
    before = set(plt.get_fignums())
    drawn = plots.points(*data.xor())
    assert set(plt.get_fignums()) - before == {drawn.figure.number}
    assert drawn.figure.get_layout_engine() is not None
    plt.close(drawn.figure)
