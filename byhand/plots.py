"""Plots of points, decision regions, losses and gradients: readable in colour, in grey and at a glance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from numpy.typing import NDArray

# M. Okabe and K. Ito's palette for every kind of colour vision; neighbours differ in grey too.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
# How strongly a region is tinted: chosen so that the first classes differ in grey as well.
_TINTS = (0.45, 0.35, 0.40, 0.20, 0.50, 0.15, 0.40, 0.25)
_GREY = "#666666"
_DASHED = (0, (5, 3))


def use_style() -> None:
    """Set matplotlib's defaults for this session: colours, sizes, constrained layout."""
    plt.rcParams.update(
        {
            "axes.prop_cycle": plt.cycler(color=COLOURS),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": False,
            "figure.constrained_layout.use": True,
            "figure.dpi": 100,
            "figure.figsize": (5.0, 4.0),
            "figure.facecolor": "white",
            "font.size": 11,
            "image.cmap": "cividis",
            "legend.frameon": False,
            "lines.linewidth": 1.8,
        }
    )


def panels(count: int = 1, *, width: float = 2.6, height: float = 2.5, legend: bool = False) -> list[Axes]:
    """Make a figure with ``count`` axes in a row, each ``width`` by ``height`` inches, with fixed margins.

    ``legend`` leaves room for one on the right. It draws several times faster than with matplotlib's automatic
    layouts. Returns the axes.
    """
    left, right, bottom, top, gap = 0.75, 1.15 if legend else 0.25, 0.6, 0.35, 0.85
    total = left + count * width + (count - 1) * gap + right
    margins = {"left": left / total, "right": 1 - right / total, "wspace": gap / width}
    upright = {"bottom": bottom / (bottom + height + top), "top": 1 - top / (bottom + height + top)}
    size = (total, bottom + height + top)
    _, axes = plt.subplots(1, count, figsize=size, layout="none", squeeze=False, gridspec_kw=margins | upright)
    for ax in axes[0]:
        ax.locator_params(nbins=4)
    return list(axes[0])


def points(X: NDArray[Any], y: NDArray[Any], ax: Axes | None = None) -> Axes:
    """Scatter the points X (m, 2), with a colour and a marker for each class in y (m,) integers 0..K-1.

    Draws into ``ax`` (a new figure if None) and returns it. Raises ValueError for other shapes.
    """
    X, y = _plane(X, y)
    ax = _axes(ax)
    for k in np.unique(y):
        ax.scatter(
            X[y == k, 0],
            X[y == k, 1],
            s=22,
            color=_colour(k),
            marker=MARKERS[k % len(MARKERS)],
            edgecolors="black",
            linewidths=0.5,
            label=f"class {k}",
        )
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    _legend_outside(ax)
    return ax


def decision_regions(
    predict: Callable[[NDArray[Any]], Any],
    X: NDArray[Any],
    y: NDArray[Any],
    ax: Axes | None = None,
    resolution: int = 120,
) -> Axes:
    """Draw the points X (m, 2), y (m,) over the regions of the plane in which ``predict`` gives each class.

    ``predict`` is called once, with a grid (resolution², 2) float64, and returns (resolution²,) integers.
    Draws into ``ax`` (a new figure if None) and returns it. Raises ValueError if ``predict`` returns anything else.
    """
    X, y = _plane(X, y)
    ax = _axes(ax)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.08 * np.maximum(high - low, 1e-9)
    sides = [np.linspace(a, b, resolution) for a, b in zip(low - margin, high + margin, strict=True)]
    x1, x2 = np.meshgrid(*sides)
    classes = _classes(predict(np.column_stack([x1.ravel(), x2.ravel()])), x1.size).reshape(x1.shape)
    K = int(max(classes.max(), y.max())) + 1
    tints = ListedColormap([(_colour(k), _TINTS[k % len(_TINTS)]) for k in range(K)])
    extent = (sides[0][0], sides[0][-1], sides[1][0], sides[1][-1])
    norm = BoundaryNorm(np.arange(K + 1) - 0.5, K)
    ax.imshow(classes, extent=extent, origin="lower", cmap=tints, norm=norm, interpolation="nearest")
    for k in np.unique(classes)[1:]:
        ax.contour(x1, x2, classes >= k, levels=[0.5], colors=_GREY, linewidths=0.8)
    return points(X, y, ax)


def loss_curve(losses: Any, ax: Axes | None = None, reference: float | Mapping[str, float] | None = None) -> Axes:
    """Plot the loss at every step: ``losses`` is a sequence of numbers, or a mapping from labels to sequences.

    ``reference`` is a number to compare with, drawn dashed, or a mapping from what a number means to the number,
    such as ``{"log 3: every class equally likely": np.log(3)}``.
    Draws into ``ax`` (a new figure if None) and returns it. Raises ValueError for a sequence that is not 1-D.
    """
    ax = _axes(ax)
    curves = losses if isinstance(losses, Mapping) else {"": losses}
    for (label, values), dashes in zip(curves.items(), _dashes(len(curves)), strict=True):
        values = np.asarray(values, dtype=float)
        if values.ndim != 1:
            raise ValueError(f"losses must be one number per step, got shape {values.shape}")
        marker = "o" if len(values) == 1 else ""
        ax.plot(np.arange(len(values)), values, linestyle=dashes, marker=marker, label=label or None)
    if reference is not None:
        named = reference if isinstance(reference, Mapping) else {"reference": reference}
        for name, level in named.items():
            _level(ax, name, level)
    ax.set(xlabel="step", ylabel="loss")
    if any(curves):
        ax.legend()
    return ax


def gradient_comparison(analytic: Any, numeric: Any, ax: Axes | None = None) -> Axes:
    """Plot every entry of an analytic gradient against the numerical one; a right gradient lies on the diagonal.

    Takes two arrays of one shape, or two dicts of arrays with the same keys (one marker each).
    Draws into ``ax`` (a new figure if None) and returns it. Raises ValueError if keys or shapes differ.
    """
    ax = _axes(ax)
    left = analytic if isinstance(analytic, Mapping) else {"": analytic}
    right = numeric if isinstance(numeric, Mapping) else {"": numeric}
    if set(left) != set(right):
        raise ValueError(f"the analytic gradient has {list(left)}, the numerical one {list(right)}")
    for i, key in enumerate(left):
        a, n = np.asarray(left[key], dtype=float), np.asarray(right[key], dtype=float)
        if a.shape != n.shape:
            raise ValueError(f"{key or 'gradient'}: shape {a.shape} against shape {n.shape}")
        ax.scatter(
            n.ravel(),
            a.ravel(),
            s=26,
            color=_colour(i),
            marker=MARKERS[i % len(MARKERS)],
            alpha=0.8,
            edgecolors="black",
            linewidths=0.4,
            label=key or None,
            zorder=3,
        )
    ax.axline((0, 0), slope=1, color=_GREY, linewidth=1, linestyle=_DASHED, label="equal")
    low, high = min(ax.get_xlim()[0], ax.get_ylim()[0]), max(ax.get_xlim()[1], ax.get_ylim()[1])
    ax.set(xlabel="numerical gradient", ylabel="analytic gradient", xlim=(low, high), ylim=(low, high))
    ax.set_aspect("equal")
    ax.legend()
    return ax


def _level(ax: Axes, name: str, level: float) -> None:
    """Draw a dashed horizontal line with its name above the right end."""
    ax.axhline(level, color=_GREY, linestyle=_DASHED, linewidth=1.2)
    ax.annotate(
        name,
        (1, level),
        xycoords=("axes fraction", "data"),
        xytext=(-2, 3),
        textcoords="offset points",
        ha="right",
        color=_GREY,
        fontsize=9,
        zorder=1.5,  # behind the curves: a name may be crossed, a loss may not be hidden
    )


def _plane(X: Any, y: Any) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"expected X (m, 2) and y (m,), got X {X.shape} and y {y.shape}")
    if y.dtype.kind not in "iu":
        raise ValueError(f"y must hold integer classes, got {y.dtype}")
    return X, y


def _classes(answer: Any, size: int) -> NDArray[np.int64]:
    if not isinstance(answer, np.ndarray) or answer.shape != (size,) or answer.dtype.kind not in "iub":
        shape = f"shape {answer.shape}, {answer.dtype}" if isinstance(answer, np.ndarray) else type(answer).__name__
        raise ValueError(f"predict must return one integer class per row, shape ({size},); it returned {shape}")
    return answer.astype(np.int64)


def _axes(ax: Axes | None) -> Axes:
    return plt.subplots(layout="constrained")[1] if ax is None else ax


def _colour(k: int) -> str:
    return COLOURS[int(k) % len(COLOURS)]


def _dashes(count: int) -> list[Any]:
    """Return a line style for each curve, so that they differ in grey as well."""
    styles: list[Any] = ["-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1, 2))]
    return [styles[i % len(styles)] for i in range(count)]


def _legend_outside(ax: Axes) -> None:
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), handletextpad=0.2, borderaxespad=0.2)
