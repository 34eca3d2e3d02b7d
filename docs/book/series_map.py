"""The map of the series: lectures, homeworks and what each needs, as one SVG element in which every box is a link."""

from __future__ import annotations

import html
from itertools import pairwise
from pathlib import Path

from book.series import HOMEWORKS, LECTURES, YOU_BRING, Lecture

# All in points. Homeworks stand on the left, lectures in the middle, prerequisites run in lanes on the right.
ROW, BOX = 62, 44
LEFT = (3, 134)
MIDDLE = (160, 236)
LANE = 15
WIDTH = MIDDLE[0] + MIDDLE[1] + 3 * LANE + 4


def drawn(root: Path) -> str:
    """The map as an SVG element, with a description of it in words."""
    lectures = {path.stem[:2]: path.stem for path in sorted((root / "lectures").glob("[0-9][0-9]_*.ipynb"))}
    homeworks = {path.stem.partition("_")[0]: path.stem for path in sorted((root / "assignments").glob("*/*.ipynb"))}
    rows = {"00": 4 + ROW} | {lecture.number: 4 + (i + 2) * ROW for i, lecture in enumerate(LECTURES)}
    parts = [_bring(rows), *_ways(rows)]
    for lecture in LECTURES:
        stem = lectures[lecture.number]
        title = f"{int(lecture.number)}  {lecture.title}"
        parts.append(_box(MIDDLE, rows[lecture.number], title, lecture.what, f"lectures/{stem}.html", "lecture"))
    for homework in HOMEWORKS:
        stem = homeworks[homework.name]
        address = f"assignments/{stem}/{stem}.html"
        name = f"Homework {homework.name[2:]}"
        parts.append(_box(LEFT, rows[homework.after], name, homework.title, address, "homework"))
    return (
        f'<svg class="series-map" viewBox="0 0 {WIDTH} {rows[LECTURES[-1].number] + BOX + 4}" role="group" '
        f'aria-label="{html.escape(in_words())}" xmlns="http://www.w3.org/2000/svg">'
        "<title>Lectures, homeworks, and what each needs</title>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>' + "".join(parts) + "</svg>"
    )


def in_words() -> str:
    """What the picture says, for those who do not see it."""
    needs = [f"Lecture {int(one.number)} needs {_numbers(one)}." for one in LECTURES if one.needs]
    places = [
        f"Homework {one.name[2:]} comes "
        + ("before the first lecture." if one.after == "00" else f"after lecture {int(one.after)}.")
        for one in HOMEWORKS
    ]
    return " ".join([f"Map of the series. You bring {YOU_BRING}.", *needs, *places])


def _numbers(lecture: Lecture) -> str:
    return " and ".join(f"lecture {int(number)}" for number in lecture.needs)


def _ways(rows: dict[str, int]) -> list[str]:
    """Arrows: between homeworks, from lectures to homeworks, and from each lecture to those that need it."""
    x_left, x_middle = LEFT[0] + LEFT[1] / 2, MIDDLE[0] + MIDDLE[1] / 2
    ways = [_arrow(f"M{MIDDLE[0]} {rows[homework.after] + BOX / 2}H{LEFT[0] + LEFT[1]}") for homework in HOMEWORKS[1:]]
    for earlier, later in pairwise(HOMEWORKS):
        ways.append(_arrow(f"M{x_left} {rows[earlier.after] + BOX}V{rows[later.after]}", "order"))
    for earlier, later in pairwise(LECTURES):
        kind = "need" if earlier.number in later.needs else "order"
        ways.append(_arrow(f"M{x_middle} {rows[earlier.number] + BOX}V{rows[later.number]}", kind))
    right, taken = MIDDLE[0] + MIDDLE[1], {}
    far = [(rows[one], rows[later.number]) for later in LECTURES for one in later.needs
           if int(later.number) - int(one) > 1]  # fmt: skip
    for start, end in sorted(far, key=lambda way: way[1] - way[0]):
        lane = next(i for i in (1, 2, 3) if all(end <= a or start >= b for a, b in taken.get(i, [])))
        taken.setdefault(lane, []).append((start, end))
        x = right + lane * LANE
        ways.append(_arrow(f"M{right} {start + 30}H{x - 6}Q{x} {start + 30} {x} {start + 36}"
                           f"V{end + 8}Q{x} {end + 14} {x - 6} {end + 14}H{right}", "need"))  # fmt: skip
    return ways


def _arrow(path: str, kind: str = "need") -> str:
    return f'<path class="way {kind}" d="{path}" marker-end="url(#tip)"/>'


def _bring(rows: dict[str, int]) -> str:
    """What the reader brings, with arrows to homework 0 and to the first lecture."""
    x, width = LEFT[0], MIDDLE[0] + MIDDLE[1] - LEFT[0]
    x_left, x_middle = LEFT[0] + LEFT[1] / 2, MIDDLE[0] + MIDDLE[1] / 2
    return (
        f'<g class="bring"><rect x="{x}" y="4" width="{width}" height="{BOX}" rx="3"/>'
        f'<text class="name" x="{x + 12}" y="23">You bring</text>'
        f'<text class="what" x="{x + 12}" y="39">{html.escape(YOU_BRING)}</text></g>'
        + _arrow(f"M{x_left} {4 + BOX}V{rows['00']}")
        + _arrow(f"M{x_middle} {4 + BOX}V{rows['01']}")
    )


def _box(place: tuple[int, int], y: float, title: str, what: str, address: str, kind: str) -> str:
    """A box with two lines that leads to a page."""
    x, width = place
    shape = f'<rect x="{x}" y="{y}" width="{width}" height="{BOX}" rx="{6 if kind == "lecture" else 20}"/>'
    lines = (
        f'<text class="name" x="{x + 12}" y="{y + 19}">{html.escape(title)}</text>'
        f'<text class="what" x="{x + 12}" y="{y + 35}">{html.escape(what)}</text>'
    )
    return f'<a class="{kind}" href="{address}">{shape}{lines}</a>'
