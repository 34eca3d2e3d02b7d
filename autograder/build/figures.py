"""A lecture's figures as SVG that is the same on every machine, with a description for those who cannot see it.

Text is drawn as outlines, so that a page looks the same with any fonts. Coordinates are rounded to a hundredth of a
point and ids are counted, because both would otherwise carry the last digits of a floating-point sum.
"""

from __future__ import annotations

import html
import re
from typing import Any

# For the kernel that runs a lecture. The dpi applies to images inside a figure, not to the figure.
KERNEL_ARGUMENTS = [
    "--InlineBackend.figure_formats=svg",
    "--InlineBackend.print_figure_kwargs={'bbox_inches': 'tight', 'dpi': 160}",
]
MIME = "image/svg+xml"

_PROLOGUE = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_OPENING = re.compile(r"<svg\b[^>]*>")
_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'(\b(?:xlink:)?href="#|url\(#)([^")]+)')
_COORDINATES = re.compile(r'\b(d|x|y|x1|y1|x2|y2|cx|cy|r|width|height|points|viewBox|transform)="([^"]*)"')
_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?|-?\d+(?:\.\d+)?e-\d+")
_SCALE = re.compile(r"(?:scale|rotate|matrix)\([^)]*\)")


def tidy(svg: str, alt: str, name: str) -> str:
    """Return the figure with ``alt`` as its title; ``name`` keeps its ids apart from other figures' on the page."""
    svg = _METADATA.sub("", _PROLOGUE.sub("", svg))
    svg = _COORDINATES.sub(lambda found: f'{found[1]}="{_rounded(found[2])}"', svg)
    svg = _counted_ids(svg, name)
    opening = _OPENING.search(svg)
    if opening is None:
        raise ValueError(f"no <svg> in {svg[:80]!r}")
    title = f"<title>{html.escape(alt, quote=False)}</title>"
    return f'{opening[0][:-1].rstrip()} role="img">\n {title}{svg[opening.end() :].rstrip()}\n'


def alternative(data: dict[str, Any]) -> str | None:
    """Return the picture format that an output has, if any."""
    return next((mime for mime in (MIME, "image/png") if mime in data), None)


def _rounded(text: str) -> str:
    """Round numbers to two decimals, except in scales and rotations, where small ones matter."""
    kept = _SCALE.findall(text)
    text = _NUMBER.sub(lambda found: f"{round(float(found[0]), 2) + 0.0:g}" if abs(float(found[0])) < 1e4 else found[0],
                       _SCALE.sub("\0", text))  # fmt: skip
    for one in kept:
        text = text.replace("\0", one, 1)
    return text


def _counted_ids(svg: str, name: str) -> str:
    """Renumber the ids that something refers to, in order of appearance, and leave out the others."""
    used = {found[2] for found in _REFERENCE.finditer(svg)}
    new = {
        old: f"{name}-{number}" for number, old in enumerate(dict.fromkeys(x for x in _ID.findall(svg) if x in used))
    }
    svg = re.sub(r'\s*\bid="([^"]+)"', lambda found: f' id="{new[found[1]]}"' if found[1] in new else "", svg)
    return _REFERENCE.sub(lambda found: found[1] + new.get(found[2], found[2]), svg)
