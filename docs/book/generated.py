"""Pages and pictures that are made, not written: the map, the coverage table, the pages of `byhand`."""

from __future__ import annotations

import html
import importlib
import re
from pathlib import Path

from book import coverage, page
from book.series import HOMEWORKS, LECTURES

MODULES = ("data", "gradients", "gradient_check", "check", "diagnose", "derivation", "plots", "graphs", "motion")
_ROW, _TOP, _LECTURE, _HOMEWORK = 62, 8, (150, 262), (4, 122)  # the map, in points: heights, and (left, width) of boxes


def map_of_the_series(root: Path) -> str:
    """Lectures from top to bottom, homeworks where they belong; every box is a link. One SVG element."""
    lectures = {path.stem[:2]: path.stem for path in sorted((root / "lectures").glob("[0-9][0-9]_*.ipynb"))}
    homeworks = {path.stem.partition("_")[0]: path.stem for path in sorted((root / "assignments").glob("*/*.ipynb"))}
    rows = {lecture.number: _TOP + (i + 1) * _ROW for i, lecture in enumerate(LECTURES)}
    rows["00"] = _TOP
    height = _TOP + (len(LECTURES) + 1) * _ROW
    left, width = _LECTURE
    parts = []
    for above, below in zip(LECTURES, LECTURES[1:], strict=False):
        parts.append(_arrow(left + width / 2, rows[above.number] + 44, left + width / 2, rows[below.number]))
    for earlier, later in zip(HOMEWORKS, HOMEWORKS[1:], strict=False):
        x = _HOMEWORK[0] + _HOMEWORK[1] / 2
        parts.append(_arrow(x, rows[earlier.after] + 44, x, rows[later.after], dashed=True))
    for homework in HOMEWORKS[1:]:
        y = rows[homework.after] + 22
        parts.append(_arrow(left, y, _HOMEWORK[0] + _HOMEWORK[1], y))
    for lecture in LECTURES:
        stem = lectures.get(lecture.number)
        address = f"lectures/{stem}.html" if stem else ""
        box = (left, rows[lecture.number], width)
        parts.append(_box(*box, f"{int(lecture.number)}  {lecture.title}", lecture.what, address, "lecture"))
    for homework in HOMEWORKS:
        stem = homeworks.get(homework.name)
        address = f"assignments/{stem}/{stem}.html" if stem else ""
        words = {"hw5": "homework 5, bonus"}.get(homework.name, f"homework {homework.name[2:]}")
        parts.append(_box(_HOMEWORK[0], rows[homework.after], _HOMEWORK[1], words, "", address, "homework"))
    said = "Map of the series: nine lectures from top to bottom, each building on those above it. " + " ".join(
        f"Homework {homework.name[2:]} comes "
        + ("before the first lecture." if homework.after == "00" else f"after lecture {int(homework.after)}.")
        for homework in HOMEWORKS
    )
    return (
        f'<svg class="series-map" viewBox="0 0 416 {height}" role="group" aria-label="{html.escape(said)}" '
        'xmlns="http://www.w3.org/2000/svg"><title>Lectures, homeworks, and what comes after what</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>' + "".join(parts) + "</svg>"
    )


def _arrow(x1: float, y1: float, x2: float, y2: float, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<path class="way" d="M{x1:g} {y1:g}L{x2:g} {y2:g}" marker-end="url(#tip)"{dashes}/>'


def _box(x: float, y: float, width: float, title: str, what: str, address: str, kind: str) -> str:
    """A box with one or two lines; a link where there is a page."""
    lines = f'<text class="name" x="{x + 12:g}" y="{y + (19 if what else 27):g}">{html.escape(title)}</text>'
    if what:
        lines += f'<text class="what" x="{x + 12:g}" y="{y + 35:g}">{html.escape(what)}</text>'
    shape = f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="44" rx="{6 if kind == "lecture" else 22}"/>'
    inside = f"{shape}{lines}"
    return f'<a class="{kind}" href="{address}">{inside}</a>' if address else f'<g class="{kind} later">{inside}</g>'


def coverage_page(root: Path) -> str:
    """One table per lecture, and the numbers of the sources computed again."""
    files = {one.lecture: one for one in coverage.load_all(root / "docs" / "coverage")}
    lines = [
        "# What is covered, and where", "",
        "The series follows five courses. For each idea of theirs: which of them have it, where it stands here, and what "
        "you find here that they do not give. *Ours* marks an idea that none of them has.", "",
        "| | course |", "|:--|:--|",
        *(f"| {tag} | {name} |" for tag, name in coverage.SOURCES.items()), "",
    ]  # fmt: skip
    for lecture in LECTURES:
        stem = next((stem for stem in files if stem.startswith(lecture.number)), None)
        if stem is None:
            continue
        lines += [f"## Lecture {int(lecture.number)}. {lecture.title}", "",
                  "| idea | sources | section | what is here |", "|:--|:--|:--|:--|"]  # fmt: skip
        for item in files[stem].items:
            link = f"[{_cell(item.heading)}](../lectures/{stem}.ipynb#{slug(item.heading)})"
            sources = ", ".join(item.sources) or "*ours*"
            lines.append(f"| {_cell(item.idea)} | {sources} | {link} | {_cell(item.here)} |")
        lines.append("")
    again = [(stem, one) for stem, file in sorted(files.items()) for one in file.reproduced]
    if again:
        lines += ["## Numbers of the sources, computed again", "",
                  "Each is printed by a cell of the lecture, and a test holds it within the range.", "",
                  "| what | source | here | range | lecture |", "|:--|:--|:--|:--|:--|"]  # fmt: skip
    for stem, one in again:
        values = one.values(_printed(root, stem))
        shown = f"{min(values):g}" if min(values) == max(values) else f"{min(values):g} to {max(values):g}"
        span = f"{one.low:g}" if one.low == one.high else f"{one.low:g} to {one.high:g}"
        lecture_link = f"[{int(stem[:2])}](../lectures/{stem}.ipynb)"
        lines.append(f"| {_cell(one.what)} | {one.source} | {shown} | {span} | {lecture_link} |")
    return "\n".join([*lines, ""])


def library_pages() -> dict[str, str]:
    """A page for each module of `byhand` that people import, and one that lists them."""
    pages = {}
    rows = []
    for name in MODULES:
        try:
            module = importlib.import_module(f"byhand.{name}")
        except ModuleNotFoundError:
            continue
        first = (module.__doc__ or "").strip().splitlines()[0]
        rows.append(f"| [`byhand.{name}`]({name}.md) | {_cell(first)} |")
        pages[name] = f"# `byhand.{name}`\n\n```{{eval-rst}}\n.. automodule:: byhand.{name}\n   :members:\n```\n"
    head = (
        "# The students' library\n\n`from byhand import check, data, plots` and so on. It needs NumPy and matplotlib.\n"
    )
    listed = "\n".join(rows)
    order = "\n".join(pages)
    pages["index"] = (
        f"{head}\n| module | what it does |\n|:--|:--|\n{listed}\n\n```{{toctree}}\n:hidden:\n\n{order}\n```\n"
    )
    return pages


def slug(heading: str) -> str:
    """The anchor MyST gives a heading."""
    from myst_parser.slugs import github_slugify

    return github_slugify(re.sub(r"\$[^$]*\$|[`*]", "", heading))


def _printed(root: Path, stem: str) -> str:
    import nbformat

    return page.printed(nbformat.read(root / "lectures" / f"{stem}.ipynb", as_version=4))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
