"""Lay out columns of items, joined from left to right, so that nothing covers anything else.

Columns take turns: boxes are in the even ones, the labels of edges in the odd ones. An edge that skips columns
keeps a free place in each of them, so it never runs through a box or a label. Edges cross, if they must, in the
gaps between columns, where there is nothing else.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from itertools import combinations, pairwise

GAP = 0.13  # inches between columns, at least
HEAD = 0.09  # inches of level line before a box: room for an arrow head
MARGIN = 0.10  # inches between items of one column
PORT = 0.13  # inches between edges that arrive at one box


@dataclass(eq=False)
class Item:
    """A box, a label or a free place for an edge: its column, its size in inches, and its position."""

    column: int
    width: float = 0.0
    above: float = 0.04
    below: float = 0.04
    frame: float = 0.0  # for a box: the width of its frame,
    tall: float = 0.0  # its height,
    under: float = 0.0  # and the height of the text under it
    x: float = 0.0
    y: float = 0.0


@dataclass
class Joint:
    """Two items of neighbouring columns; the edge between them arrives ``port`` above the middle of the right one."""

    left: Item
    right: Item
    weight: float  # how strongly it pulls its two items level
    port: float = 0.0


@dataclass
class Drawing:
    """Items and joints, and after ``arrange`` the left and right end of every column."""

    items: list[Item] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    ways: list[list[Item]] = field(default_factory=list)  # the items an edge passes between its boxes
    left: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)

    def arrange(self) -> tuple[float, float]:
        """Set the position of every item. Returns the width and height of the whole in inches."""
        count = 1 + max(item.column for item in self.items)
        columns = [[item for item in self.items if item.column == i] for i in range(count)]
        columns = _untangle(columns, self.joints)
        _set_ports(columns, self.joints)
        _set_heights(columns, self.joints)
        for way in self.ways:
            _level(way, columns)
        low = min(item.y - item.below for item in self.items)
        for item in self.items:
            item.y += MARGIN - low
        self._set_widths(columns)
        return self.right[-1] + MARGIN, max(item.y + item.above for item in self.items) + MARGIN

    def _set_widths(self, columns: list[list[Item]]) -> None:
        """Place the columns from left to right, with wider gaps where edges climb steeply."""
        at = MARGIN
        for i, column in enumerate(columns):
            climbs = [abs(joint.left.y - joint.right.y) for joint in self.joints if joint.right.column == i]
            at += GAP + HEAD * (i % 2 == 0) + min(0.22 * max(climbs), 0.5) if i else 0
            width = max(item.width for item in column)
            self.left.append(at)
            self.right.append(at + width)
            for item in column:
                item.x = at + width / 2
            at += width


def _untangle(columns: list[list[Item]], joints: list[Joint]) -> list[list[Item]]:
    """Order each column so that few edges cross; among equals, keep to the order of declaration."""
    declared = {item: i for column in columns for i, item in enumerate(column)}

    def disorder(trial: list[list[Item]]) -> tuple[int, int, int]:
        swapped = [(a, b) for column in trial for a, b in combinations(column, 2) if declared[a] > declared[b]]
        return _crossings(trial, joints), sum(bool(a.tall and b.tall) for a, b in swapped), len(swapped)

    rng = random.Random(0)
    best, least = columns, disorder(columns)
    for start in range(10):
        trial = columns if start == 0 else [rng.sample(column, len(column)) for column in columns]
        for sweep in range(8):
            trial = _sorted_by_neighbours(trial, joints, forward=sweep % 2 == 0)
            for mirrored in (trial, [column[::-1] for column in trial]):
                if (found := disorder(mirrored)) < least:
                    best, least = mirrored, found
            if least == (0, 0, 0):
                return best
    return best


def _sorted_by_neighbours(columns: list[list[Item]], joints: list[Joint], forward: bool) -> list[list[Item]]:
    """Sort each column by the mean place of its items' neighbours, on the left if ``forward``, else on the right."""
    columns = list(columns)
    place: dict[Item, float] = {item: i - len(column) / 2 for column in columns for i, item in enumerate(column)}
    for i in range(len(columns)) if forward else reversed(range(len(columns))):
        pulls: dict[Item, list[float]] = {item: [] for item in columns[i]}
        for joint in joints:
            near, far = (joint.right, joint.left) if forward else (joint.left, joint.right)
            if near.column == i:
                pulls[near].append(place[far])
        means = {item: sum(pull) / len(pull) if pull else place[item] for item, pull in pulls.items()}
        columns[i] = sorted(columns[i], key=means.__getitem__)
        place |= {item: k - len(columns[i]) / 2 for k, item in enumerate(columns[i])}
    return columns


def _crossings(columns: list[list[Item]], joints: list[Joint]) -> int:
    place = {item: i for column in columns for i, item in enumerate(column)}
    ends = [(joint.left.column, place[joint.left], place[joint.right]) for joint in joints]
    return sum(a == c and (b - d) * (e - f) < 0 for i, (a, b, e) in enumerate(ends) for c, d, f in ends[:i])


def _set_ports(columns: list[list[Item]], joints: list[Joint]) -> None:
    """Spread the edges that arrive at a box, in their order. If just one of them pulls strongly, it gets the middle."""
    place = {item: i for column in columns for i, item in enumerate(column)}
    for item in place:
        arriving = sorted((joint for joint in joints if joint.right is item), key=lambda joint: place[joint.left])
        middle = (len(arriving) - 1) / 2
        firm = [i for i, joint in enumerate(arriving) if joint.weight > 1]
        if len(firm) == 1:
            middle = firm[0]
        for i, joint in enumerate(arriving):
            joint.port = PORT * (middle - i)
        if item.tall:
            item.tall = max(item.tall, 2 * PORT * (max(middle, len(arriving) - 1 - middle) + 0.5))
            item.above, item.below = item.tall / 2, item.tall / 2 + item.under


def _set_heights(columns: list[list[Item]], joints: list[Joint]) -> None:
    """Set heights that keep the order and the distances, and make the edges as straight as these allow."""
    for column in columns:
        for upper, lower in pairwise(column):
            lower.y = upper.y - _distance(upper, lower)
        middle = sum(item.y for item in column) / len(column)
        for item in column:
            item.y -= middle
    pulls: dict[Item, list[tuple[Item, float, float]]] = {item: [] for column in columns for item in column}
    for joint in joints:
        pulls[joint.left].append((joint.right, joint.port, joint.weight))
        pulls[joint.right].append((joint.left, -joint.port, joint.weight))
    for sweep in range(200):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            _settle(column, pulls)


def _settle(column: list[Item], pulls: dict[Item, list[tuple[Item, float, float]]]) -> None:
    """Move one column to where its neighbours pull it, by weighted least squares under the distances to keep.

    Without the distances this is isotonic regression: neighbours that would overlap move as one block.
    """
    blocks: list[list[float]] = []  # where to, weight, how many items
    drop, drops = 0.0, []
    for i, item in enumerate(column):
        drop += _distance(column[i - 1], item) if i else 0.0
        drops.append(drop)
        weight = sum(pull for _, _, pull in pulls[item])
        wanted = sum((other.y + port) * pull for other, port, pull in pulls[item]) / weight
        blocks.append([wanted + drop, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (y, heavy, size), (z, more, length) = blocks.pop(), blocks.pop()
            blocks.append([(y * heavy + z * more) / (heavy + more), heavy + more, size + length])
    tops = [y for y, _, size in blocks for _ in range(int(size))]
    for item, top, drop in zip(column, tops, drops, strict=True):
        item.y = top - drop


def _level(way: list[Item], columns: list[list[Item]]) -> None:
    """Put all items of a way on one height if the other items of their columns leave room for it."""
    bottoms, tops = [], []
    for item in way:
        column = columns[item.column]
        i = column.index(item)
        tops.append(column[i - 1].y - _distance(column[i - 1], item) if i else math.inf)
        bottoms.append(column[i + 1].y + _distance(item, column[i + 1]) if i + 1 < len(column) else -math.inf)
    mean = sum(item.y for item in way) / len(way)
    if max(bottoms) <= min(tops):
        for item in way:
            item.y = min(max(mean, max(bottoms)), min(tops))


def _distance(upper: Item, lower: Item) -> float:
    return upper.below + MARGIN + lower.above
