"""Draw networks as people do by hand: a circle for every unit, an arrow for every weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch

_RADIUS = 0.2  # inches
_STEP = 0.56  # inches from unit to unit
_GAP = 1.7  # inches from layer to layer


def network(
    widths: Sequence[int],
    names: Sequence[str] | None = None,
    *,
    units: Sequence[str] | None = None,
    most: int = 6,
    ax: Axes | None = None,
) -> Axes:
    """Draw a layered network: circles for units, an arrow for every weight, the layers' names below.

    Args:
        widths: how many units each layer has, from the inputs on, as in ``[2, 4, 3]``.
        names: a name for every layer; ``input``, ``layer 1``, ... with its width if None.
        units: a letter for each layer, as in ``["x", "a", "z"]``; its units are labelled with it and their index.
            Circles are empty if None, or where the letter is empty.
        most: a layer with more units shows the first ones and the last, with dots between them.
        ax: where to draw; a new figure of the right size if None.

    Returns:
        the axes.

    Raises:
        ValueError: if there is no layer, a width is below 1, ``most`` is below 3, or names or units do not fit.
    """
    if not widths or min(widths) < 1 or most < 3:
        raise ValueError(f"expected widths of at least 1 and most of at least 3, got {list(widths)} and {most}")
    if names is None:
        titles = ["input", *(f"layer {i}" for i in range(1, len(widths)))]
        names = [f"{title}\n({width})" for title, width in zip(titles, widths, strict=True)]
    for what, given in [("names", names), ("units", units)]:
        if given is not None and len(given) != len(widths):
            raise ValueError(f"{len(widths)} layers need {len(widths)} {what}, got {len(given)}")
    rows = min(max(widths), most)
    width, height = _GAP * (len(widths) - 1) + 1.3, _STEP * rows + 0.65
    if ax is None:
        ax = plt.figure(figsize=(width, height), layout="none").add_axes((0, 0, 1, 1))
    ax.axis("off")
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    middle = 0.6 + _STEP * rows / 2
    layers = [
        [(0.65 + _GAP * i, middle + y, unit) for unit, y in _places(count, most)] for i, count in enumerate(widths)
    ]
    for i, layer in enumerate(layers):
        ax.text(0.65 + _GAP * i, 0.5, names[i], ha="center", va="top", fontsize=10, linespacing=1.1)
        for x, y, unit in layer:
            _unit(ax, x, y, unit, units[i] if units else "")
        for x, y, unit in layers[i - 1] if i else []:
            for x_to, y_to, unit_to in layer:
                if unit is not None and unit_to is not None:
                    _weight(ax, (x, y), (x_to, y_to))
    return ax


def _places(count: int, most: int) -> list[tuple[int | None, float]]:
    """Return the units to show, each with its height above the middle; None means the dots."""
    shown: list[int | None] = list(range(count))
    if count > most:
        shown = [*range(most - 2), None, count - 1]
    return [(unit, _STEP * ((len(shown) - 1) / 2 - k)) for k, unit in enumerate(shown)]


def _unit(ax: Axes, x: float, y: float, unit: int | None, letter: str) -> None:
    if unit is None:
        for k in (-1, 0, 1):
            ax.add_patch(Circle((x, y + 0.11 * k), 0.025, color="black"))
        return
    ax.add_patch(Circle((x, y), _RADIUS, facecolor="white", edgecolor="black", zorder=3))
    if letter:
        ax.text(x, y, f"${letter}_{{{unit}}}$", ha="center", va="center", fontsize=10, zorder=4)


def _weight(ax: Axes, tail: tuple[float, float], head: tuple[float, float]) -> None:
    """Draw an arrow from circle to circle."""
    (x, y), (u, v) = tail, head
    length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5
    dx, dy = _RADIUS * (u - x) / length, _RADIUS * (v - y) / length
    style: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 8, "color": "0.25", "linewidth": 0.8}
    ax.add_patch(FancyArrowPatch((x + dx, y + dy), (u - dx, v - dy), shrinkA=0, shrinkB=0, zorder=2, **style))
