"""Graphs: nothing in a picture covers anything else."""

from __future__ import annotations

from itertools import combinations

import matplotlib.pyplot as plt
import pytest
from pictures import (
    EVERY,
    course,
    extents,
    full,
    pieces,
    shared,
)

from byhand import plots

pytestmark = pytest.mark.usefixtures("style")


@pytest.fixture(scope="module", params=EVERY.values(), ids=EVERY)
def every_graph(request):
    with plt.rc_context():
        plots.use_style()
        yield full(request.param)


def test_no_two_texts_overlap(every_graph):
    ax = every_graph
    for (one, a), (other, b) in combinations(extents(ax), 2):
        assert not shared(a, b), f"{one} and {other}"


def test_a_text_lies_in_its_own_box_or_in_none(every_graph):
    ax = every_graph
    for owner, box in pieces(ax, "box"):
        frame = box.get_window_extent()
        for label, text in extents(ax):
            if label == f"_name {owner}":
                assert frame.x0 < text.x0
                assert frame.x1 > text.x1
                assert frame.y0 < text.y0
                assert frame.y1 > text.y1
            else:
                assert not shared(frame, text), f"{label} lies on the box of {owner}"


def test_no_edge_runs_through_a_text_or_a_box(every_graph):
    ax = every_graph
    obstacles = extents(ax) + [(f"box {owner}", box.get_window_extent()) for owner, box in pieces(ax, "box")]
    for name, edge in pieces(ax, "edge"):
        along = course(ax, edge)
        for label, extent in obstacles:
            inside = (extent.x0 + 1 < along[:, 0]) & (along[:, 0] < extent.x1 - 1)
            inside &= (extent.y0 + 1 < along[:, 1]) & (along[:, 1] < extent.y1 - 1)
            assert not inside.any(), f"{name} runs through {label}"


def test_boxes_stand_apart_and_everything_is_on_the_page(every_graph):
    ax = every_graph
    figure = ax.figure.bbox
    frames = [box.get_window_extent() for _, box in pieces(ax, "box")]
    assert not any(shared(a, b) for a, b in combinations(frames, 2))
    for _, extent in extents(ax):
        assert figure.x0 <= extent.x0
        assert extent.x1 <= figure.x1
        assert figure.y0 <= extent.y0
        assert extent.y1 <= figure.y1
    assert ax.figure.get_figwidth() <= 9.5
