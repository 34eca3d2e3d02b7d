"""Graphs to draw in tests, and what stands where in a picture of one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.transforms import Bbox

from byhand import graphs

PRODUCT = {"q": ("+", "x", "y"), "f": ("×", "q", "z")}
PRODUCT_VALUES = {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12}
PRODUCT_GRADIENTS = {"x": -4, "y": -4, "z": 3, "q": -4, "f": 1}
SIGMOID = {"a": ("×−1", "z"), "e": ("exp", "a"), "u": ("+1", "e"), "s": ("1/x", "u")}
LOGISTIC = {"p0": ("×", "w0", "x0"), "p1": ("×", "w1", "x1"), "t": ("+", "p0", "p1"), "z": ("+", "t", "w2")} | SIGMOID
TWO_LAYERS = {
    "P1": ("×", "X", "W1"),
    "A1": ("+", "P1", "b1"),
    "H": ("σ", "A1"),
    "P2": ("×", "H", "W2"),
    "Z": ("+", "P2", "b2"),
    "L": ("log Σ exp", "Z"),
    "c": ("pick", "Z", "y"),
    "d": ("−", "L", "c"),
    "loss": ("mean", "d"),
}
DEEP = {f"Z{i + 1}": (f"layer {i}", f"Z{i}", f"W{i}", f"b{i}") for i in (1, 2, 3)} | {"loss": ("ℓ", "Z4", "y")}
DEEP_IN_PIECES = {"loss": ("ℓ", "Z4", "y")}
for i in (1, 2, 3):
    DEEP_IN_PIECES |= {
        f"P{i}": ("×", f"Z{i}", f"W{i}"),
        f"A{i}": ("+", f"P{i}", f"b{i}"),
        f"Z{i + 1}": ("σ", f"A{i}"),
    }
SKIPPING = {
    "s": ("+", "x", "y"),
    "p": ("×", "x", "s"),
    "q": ("x²", "s"),
    "f": ("+", "p", "q"),
    "h": ("max", "f", "x"),
}
SQUARE = {"f": ("×", "x", "x")}
EVERY = {
    "product": PRODUCT,
    "sigmoid": SIGMOID,
    "logistic": LOGISTIC,
    "two layers": TWO_LAYERS,
    "deep": DEEP,
    "deep in pieces": DEEP_IN_PIECES,
    "skipping": SKIPPING,
    "square": SQUARE,
}


def full(steps):
    """A graph with wide and narrow values and gradients on every edge."""
    names = list(dict.fromkeys(name for result, (_, *inputs) in steps.items() for name in [*inputs, result]))
    shown = [-12, 0.25, np.ones((128, 64)), np.array([0.5, -1.0]), "$m × n$"]
    values = {name: shown[i % len(shown)] for i, name in enumerate(names)}
    ways = {(name, result): -0.125 for result, (_, *inputs) in steps.items() for name in inputs}
    return graphs.draw(steps, values, ways | dict.fromkeys(names, np.array([[1.0, 2], [3, 4]])))


def pieces(ax, kind):
    """Texts or patches whose label begins with _kind, by the rest of it."""
    found = [artist for artist in [*ax.texts, *ax.patches] if artist.get_label().startswith(f"_{kind} ")]
    return [(artist.get_label().removeprefix(f"_{kind} "), artist) for artist in found]


def extents(ax):
    """The extents of all texts in pixels."""
    return [(text.get_label(), text.get_window_extent()) for text in ax.texts]


def shared(a: Bbox, b: Bbox, slack: float = 0.5) -> bool:
    """Whether two extents have more in common than the edges."""
    return min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack


def course(ax, edge):
    """Points along an edge in pixels."""
    (line,) = edge._path_original.interpolated(1).to_polygons(closed_only=False)
    return ax.transData.transform(np.concatenate([np.linspace(a, b, 20) for a, b in pairwise(line)]))
