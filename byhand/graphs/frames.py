"""Draw by hand: boxes at given points, joined by arrows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.text import Text

from byhand.graphs.labels import vector

# The four frames of the course: square for operations, round for values, grey for what is given, circles for units.
KINDS: dict[str, dict[str, Any]] = {
    "operation": {"boxstyle": "square,pad=0.35", "facecolor": "white"},
    "value": {"boxstyle": "round,pad=0.35,rounding_size=0.6", "facecolor": "white"},
    "given": {"boxstyle": "round,pad=0.35,rounding_size=0.6", "facecolor": "0.88"},  # inputs and parameters
    "unit": {"boxstyle": "circle,pad=0.3", "facecolor": "white"},
}
FORWARD: dict[str, Any] = {"va": "bottom", "ha": "center", "fontsize": 10, "color": "C0"}
BACKWARD: dict[str, Any] = {"va": "top", "ha": "center", "fontsize": 10, "color": "C3", "style": "italic"}


def canvas(width: float, height: float, figsize: tuple[float, float]) -> Axes:
    """Make an empty drawing area with corners (0, 0) and (width, height) in a new figure of ``figsize`` inches."""
    _, ax = plt.subplots(figsize=figsize, layout="constrained")
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return ax


def box(ax: Axes, x: float, y: float, text: str, kind: str = "operation") -> Text:
    """Write text at (x, y) in the frame of its kind: operation, value, given or unit. Raises ValueError for another."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    frame = KINDS[kind] | {"edgecolor": "black"}
    return ax.text(x, y, text, ha="center", va="center", bbox=frame, fontsize=11, zorder=3)


def arrow(ax: Axes, tail: Text, head: Text, path: str = "arc3") -> None:
    """Join two boxes with an arrow from frame to frame; ``path`` is a connection style of matplotlib."""
    style = {"arrowstyle": "-|>", "color": "black", "shrinkA": 0, "shrinkB": 0, "connectionstyle": path}
    style |= {"patchA": tail.get_bbox_patch(), "patchB": head.get_bbox_patch()}
    ax.annotate("", xy=head.get_position(), xytext=tail.get_position(), arrowprops=style)


def chain(ax: Axes, *boxes: Text) -> None:
    """Join boxes one after another."""
    for tail, head in pairwise(boxes):
        arrow(ax, tail, head)


def wire(
    ax: Axes, tail: Text, head: Text, at: tuple[float, float], value: Any, gradient: Any, path: str = "arc3"
) -> None:
    """Draw an arrow, with its value above the point ``at`` and the gradient of the loss below it (see ``vector``)."""
    arrow(ax, tail, head, path)
    x, y = at
    ax.text(x, y + 0.12, vector(value), **FORWARD)
    ax.text(x, y - 0.12, vector(gradient), **BACKWARD)
