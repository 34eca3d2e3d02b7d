"""Pages that are made, not written: lists of lectures and homeworks, the coverage tables, the pages of `byhand`."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from book import coverage, page
from book.series import CAPSTONES, HOMEWORKS, LECTURES

MODULES = ("data", "gradients", "gradient_check", "check", "diagnose", "derivation", "plots", "graphs", "motion")


def lists_for_the_menu(root: Path) -> tuple[str, str, str]:
    """Lectures, homeworks and capstones in reading order, with short names, as lines of a `toctree`."""
    lectures = {path.stem[:2]: path.stem for path in (root / "lectures").glob("[0-9][0-9]_*.ipynb")}
    homeworks = {path.stem.partition("_")[0]: path.stem for path in (root / "assignments").glob("*/*.ipynb")}
    one = [f"{int(lecture.number)} {lecture.title} <lectures/{lectures[lecture.number]}>" for lecture in LECTURES]
    two = [
        f"{homework.name[2:]} {homework.title} <assignments/{homeworks[homework.name]}/{homeworks[homework.name]}>"
        for homework in HOMEWORKS
    ]
    three = [f"{capstone.title} <assignments/{capstone.name}/{capstone.name}>" for capstone in CAPSTONES]
    return "\n".join(one), "\n".join(two), "\n".join(three)


def coverage_tables(root: Path) -> str:
    """One table per lecture, and the numbers of the sources computed again."""
    files = {one.lecture: one for one in coverage.load_all(root / "docs" / "coverage")}
    lines: list[str] = []
    for lecture in LECTURES:
        stem = next((stem for stem in files if stem.startswith(lecture.number)), None)
        if stem is None:
            continue
        lines += [f"## Lecture {int(lecture.number)}. {lecture.title}", "", "{.coverage}",
                  "| idea, and where it stands | taught also in | what you find here |", "|:--|:--|:--|"]  # fmt: skip
        for item in files[stem].items:
            link = f"[{_cell(item.heading)}](../lectures/{stem}.ipynb#{slug(item.heading)})"
            elsewhere = ", ".join([*item.sources, *(f"*{text}*" for text in item.also)]) or "–"
            lines.append(f"| {_cell(item.idea)}<br>§ {link} | {elsewhere} | {_cell(item.here)} |")
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
