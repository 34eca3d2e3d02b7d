"""Draw computation graphs with an automatic layout: boxes for operations, values above edges, gradients below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from matplotlib.text import Text

from byhand.graphs.frames import BACKWARD, FORWARD, KINDS
from byhand.graphs.graph import Edge, Graph, Steps, layers, read
from byhand.graphs.labels import mathematical, vector
from byhand.graphs.layout import HEAD, Drawing, Item, Joint

WIDEST = 9.5  # inches: the width of the page
_ACTIVE = "#FFF3B0"
_AIR = 0.03  # inches between an edge and its label

Key = str | tuple[str, str]


def draw(
    steps: Steps,
    values: Mapping[str, Any] | None = None,
    gradients: Mapping[Key, Any] | None = None,
    *,
    given: Iterable[str] | None = None,
    until: int | None = None,
    largest: int = 6,
    ax: Axes | None = None,
) -> Axes:
    """Draw a computation graph from left to right: values forward above each edge, gradients backward below it.

    Args:
        steps: {result: (operation, *inputs)}, as in ``{"q": ("+", "x", "y"), "f": ("×", "q", "z")}``. An operation
            is any text; names become mathematics (``w0``, ``theta``). Inputs that are not results are given:
            they have grey frames.
        values: {name: value}; a number, an array of up to ``largest`` entries, a larger one (its shape is
            shown), or a text.
        gradients: {name: gradient}, likewise. Where a value is used more than once, the key (name, result) is the
            gradient that comes back from that result, and the name alone is the total, shown under the box.
        given: the names that are given; with it, an input that is neither a result nor listed is refused.
        until: show only the first ``until`` moves, in the layout of the whole graph. With n operations, the first n
            moves go forward, move n + 1 fills in the gradients of the outputs, and n more go backward. The operation
            of the last move is tinted.
        largest: arrays with more entries are shown by their shape.
        ax: where to draw; a new figure of the right size if None.

    Returns:
        the axes. Texts, boxes and edges carry labels, such as ``_value q→f``, ``_gradient q→f`` and ``_box q``.

    Raises:
        ValueError: if a step has no inputs, an input is unknown, results form a circle, or a value or
            gradient has a name that is not in the graph.
    """
    graph = read(steps, given)
    values, gradients = values or {}, gradients or {}
    _check_names(graph, values, gradients)
    moves = 2 * len(graph.order) + 1
    if until is not None and not 0 <= until <= moves:
        raise ValueError(f"until must be from 0 to {moves} for {len(graph.order)} operations, got {until}")
    own_figure = ax is None
    ax = plt.figure(layout="none").add_axes((0, 0, 1, 1)) if ax is None else ax
    ax.axis("off")
    seen = _Seen(graph.order, moves if until is None else until)
    picture = _Picture(ax, graph, largest)
    picture.add_boxes()
    picture.add_ways(values, gradients, seen)
    width, height = picture.drawing.arrange()
    picture.paint(_frame(ax, width, height, own_figure), active=None if until is None else seen.active)
    return ax


@dataclass
class _Seen:
    """What is known after a number of moves: first every operation forward, then the outputs, then backward."""

    order: list[str]
    moves: int

    @property
    def active(self) -> str | None:
        """The operation of the last move; None if that is not one."""
        turns = [None, *self.order, None, *reversed(self.order)]
        return turns[self.moves]

    def known(self, name: str) -> bool:
        """Return True if a value has been computed; given ones are known from the start."""
        return name not in self.order or name in self.order[: self.moves]

    def returned(self, *edges: Edge) -> bool:
        """Return True if the gradient has come back along all these edges."""
        done = self.moves - len(self.order) - 1
        back: list[str | None] = [None, *reversed(self.order)]
        return all(edge.result in back[: done + 1] for edge in edges) if done >= 0 else False


class _Picture:
    """A graph as a drawing: boxes and labels are measured, arranged, and then painted."""

    def __init__(self, ax: Axes, graph: Graph, largest: int):
        self.ax, self.graph, self.largest = ax, graph, largest
        self.column = layers(graph)
        self.drawing = Drawing()
        self.boxes: dict[str | Edge, tuple[Item, str]] = {}  # with its kind; an output's box belongs to its edge
        self.texts: list[tuple[Text, Item, int]] = []  # in the middle of an item (0), above (1), below (-1)
        self.ways: list[tuple[Edge, list[Item], Joint]] = []

    def add_boxes(self) -> None:
        """Add a box for every given name, operation and output."""
        for name in self.graph.names():
            kind = "given" if name in self.graph.given else "operation"
            text = mathematical(name) if kind == "given" else self.graph.steps[name][0]
            self._add_box(name, kind, 2 * self.column[name], text)
        for edge in self.graph.edges:
            if edge.result is None:
                self._add_box(edge, "value", 2 * self.column[edge.name] + 2, mathematical(edge.name))

    def add_ways(self, values: Mapping[str, Any], gradients: Mapping[Key, Any], seen: _Seen) -> None:
        """Add the edges, with the values above them and the gradients below; those not reached yet are hidden."""
        for name in self.graph.names():
            if (uses := self.graph.uses(name))[1:] and name in gradients:
                box, _ = self.boxes[name]
                box.under = _AIR + self._add_label(gradients[name], name, box, -1, seen.returned(*uses))
        for edge in self.graph.edges:
            label = Item(self.boxes[edge.name][0].column + 1, width=0.15)
            if forward := self._forward(edge, values):
                label.above = _AIR + self._add_label(forward, str(edge), label, 1, seen.known(edge.name))
            key = edge.name if len(self.graph.uses(edge.name)) == 1 else None
            backward = gradients.get((edge.name, edge.result or ""), gradients.get(key or ""))
            if backward is not None:
                label.below = _AIR + self._add_label(backward, str(edge), label, -1, seen.returned(edge))
            self._add_way(edge, label)

    def _add_box(self, owner: str | Edge, kind: str, column: int, text: str) -> None:
        shown = self.ax.text(0, 0, text, ha="center", va="center", fontsize=11, zorder=4, label=f"_name {owner}")
        width, height = self._size(shown)
        frame = max(width, 0.12) + 0.16
        item = Item(column, width=frame, frame=frame, tall=max(height, 0.14) + 0.16)
        self.texts.append((shown, item, 0))
        self.boxes[owner] = item, kind
        self.drawing.items.append(item)

    def _add_label(self, value: Any, owner: str, item: Item, side: int, visible: bool) -> float:
        """Add a text above (``side`` 1) or below (-1) an item, and widen the item to fit. Returns the text's height."""
        style = FORWARD if side > 0 else BACKWARD
        label = f"_{'value' if side > 0 else 'gradient'} {owner}"
        text = self.ax.text(0, 0, vector(value, self.largest), label=label, **style)
        width, height = self._size(text)
        text.set_visible(visible)
        item.width = max(item.width, width)
        self.texts.append((text, item, side))
        return height

    def _add_way(self, edge: Edge, label: Item) -> None:
        """Add the way of an edge: from box to label, then through a free place in each column, to the next box."""
        start, end = self.boxes[edge.name][0], self.boxes[edge.end][0]
        places = [Item(column) for column in range(label.column + 1, end.column)]
        way = [start, label, *places, end]
        firm = 1.0 if edge.name in self.graph.given else 8.0
        joints = [Joint(a, b, 8.0 if a.tall == b.tall == 0 else firm) for a, b in pairwise(way)]
        self.drawing.items += [label, *places]
        self.drawing.joints += joints
        self.drawing.ways.append(way[1:-1])
        self.ways.append((edge, way, joints[-1]))

    def _forward(self, edge: Edge, values: Mapping[str, Any]) -> str:
        """Return the text above an edge: its value, after its name unless a frame at one end shows the name."""
        value = vector(values[edge.name], self.largest) if edge.name in values else ""
        name = mathematical(edge.name)
        if edge.name in self.graph.given or edge.result is None or "\n" in value:
            return value
        return f"{name}: {value}" if "×" in value or ",)" in value else f"{name} = {value}" if value else name

    def _size(self, text: Text) -> tuple[float, float]:
        """Measure a text: its width and height in inches."""
        extent = text.get_window_extent()
        return extent.width / self.ax.figure.dpi, extent.height / self.ax.figure.dpi

    def paint(self, scale: float, active: str | None) -> None:
        """Paint texts, boxes and edges where the drawing has them; ``scale`` shrinks texts and arrow heads."""
        for text, item, side in self.texts:
            up = side * (item.tall / 2 + _AIR)
            text.set(position=(item.x, item.y + up), fontsize=float(text.get_fontsize()) * scale)
        for owner, (item, kind) in self.boxes.items():
            shape = "square,pad=0" if kind == "operation" else "round,pad=0,rounding_size=0.12"
            look: dict[str, Any] = {"boxstyle": shape, "edgecolor": "black", "zorder": 3, "label": f"_box {owner}"}
            look |= {"facecolor": KINDS[kind]["facecolor"], "linewidth": 1.0}
            if owner == active:
                look |= {"facecolor": _ACTIVE, "linewidth": 2.0}
            corner = item.x - item.frame / 2, item.y - item.tall / 2
            self.ax.add_patch(FancyBboxPatch(corner, item.frame, item.tall, **look))
        line: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 9 * scale, "color": "black", "linewidth": 1.0}
        for edge, way, last in self.ways:
            self.ax.add_patch(FancyArrowPatch(path=self._line(way, last.port), label=f"_edge {edge}", zorder=2, **line))

    def _line(self, way: list[Item], port: float) -> Path:
        """Return the curve of an edge: level through the columns, an S in every gap, level again at the arrow head."""
        start, *between, end = way
        left, right = self.drawing.left, self.drawing.right
        points = [(start.x + start.frame / 2, start.y), (right[start.column], start.y)]
        codes = [Path.MOVETO, Path.LINETO]
        stops = [(left[item.column], right[item.column], item.y) for item in between]
        head = end.x - end.frame / 2
        stops.append((left[end.column] - HEAD, head, end.y + port))
        for begin, stop, y in stops:
            x, y_before = points[-1]
            points += [((x + begin) / 2, y_before), ((x + begin) / 2, y), (begin, y), (stop, y)]
            codes += [Path.CURVE4] * 3 + [Path.LINETO]
        return Path(points, codes)


def _check_names(graph: Graph, values: Mapping[str, Any], gradients: Mapping[Key, Any]) -> None:
    names = {*graph.given, *graph.order}
    uses = {(edge.name, edge.result) for edge in graph.edges}
    for name in values:
        if name not in names:
            raise ValueError(f"a value for {name!r}, which is not in the graph ({', '.join(sorted(names))})")
    for key in gradients:
        if key not in names and key not in uses:
            way = f"the way {key[0]!r} → {key[1]!r}" if isinstance(key, tuple) else repr(key)
            raise ValueError(f"a gradient for {way}, which is not in the graph")


def _frame(ax: Axes, width: float, height: float, own_figure: bool) -> float:
    """Fit the axes around the drawing, equal scales both ways. Returns the scale, 1 for full size and never more."""
    if own_figure:
        scale = min(1.0, WIDEST / width)
        plt.gcf().set_size_inches(width * scale, height * scale)
        ax.set(xlim=(0, width), ylim=(0, height))
        return scale
    extent = ax.get_window_extent()
    dpi = float(ax.figure.dpi)
    unit = min(extent.width / width, extent.height / height, dpi)  # pixels an inch; never enlarged
    wide, high = extent.width / unit, extent.height / unit
    ax.set(xlim=((width - wide) / 2, (width + wide) / 2), ylim=((height - high) / 2, (height + high) / 2))
    ax.set_aspect("equal")
    return unit / dpi
