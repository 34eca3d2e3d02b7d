"""What each lecture covers of the five sources: `docs/coverage/NN_topic.toml`, read strictly, and shown as a page.

[[item]]
idea = "Stacked linear layers collapse"
sources = ["C182", "231n", "CMU"]       # none where the idea is ours
also = ["notes"]                        # which of the best-loved texts teach it, if any
heading = "Two linear layers are one"   # a heading of the lecture, word for word
here = "Shown by algebra and by the rank of the product"

[[reproduced]]
what = "loss of the linear model on the spiral"
source = "NEU"
pattern = 'last loss (\\d\\.\\d+)'      # one group, ^ and $ are line ends; searched in what the cells print
low = 0.74
high = 0.78
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCES = {
    "C182": "Berkeley Data C182, lecture 4",
    "231n": "Stanford CS231n 2022, lecture 4",
    "UvA": "UvA Deep Learning, lecture 2",
    "NEU": "Northeastern, Supervised Machine Learning and Learning Theory, lecture 14",
    "CMU": "CMU Deep Learning Systems, “manual” neural networks",
}
TEXTS = {
    "Nielsen": "Michael Nielsen, *Neural Networks and Deep Learning*, chapter 2",
    "notes": "the course notes of Stanford CS231n",
    "Karpathy": "Andrej Karpathy's lectures on micrograd and *Becoming a Backprop Ninja*",
}


class CoverageProblem(Exception):
    """The file says something that cannot be; the message names file, entry and field."""


@dataclass(frozen=True)
class Item:
    """One idea of the curriculum and where the lecture has it."""

    idea: str
    sources: tuple[str, ...]
    heading: str
    here: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reproduced:
    """A number of a source that the lecture computes again: it lies between ``low`` and ``high``."""

    what: str
    source: str
    pattern: str
    low: float
    high: float

    def values(self, printed: str) -> list[float]:
        """The numbers that the pattern finds in what a lecture printed."""
        return [float(found.replace("−", "-")) for found in re.findall(self.pattern, printed, re.MULTILINE)]


@dataclass(frozen=True)
class Coverage:
    """Everything one file says about one lecture."""

    lecture: str
    items: tuple[Item, ...]
    reproduced: tuple[Reproduced, ...]


_ITEM = {"idea": str, "sources": list, "also": list, "heading": str, "here": str}
_REPRODUCED = {"what": str, "source": str, "pattern": str, "low": (int, float), "high": (int, float)}


def load(path: Path) -> Coverage:
    """Read one file; raises `CoverageProblem` for anything missing, unknown or of the wrong kind."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CoverageProblem(f"{path.name}: no TOML: {error}") from None
    if unknown := sorted(set(data) - {"item", "reproduced"}):
        raise CoverageProblem(f"{path.name}: `{unknown[0]}` is unknown; there are [[item]] and [[reproduced]]")
    if not data.get("item"):
        raise CoverageProblem(f"{path.name}: no [[item]]")
    items = [_item(_fields(entry, _ITEM, f"{path.name}, item {i}"), path.name) for i, entry in enumerate(data["item"])]
    again = [
        _again(_fields(entry, _REPRODUCED, f"{path.name}, reproduced {i}"), f"{path.name}, reproduced {i}")
        for i, entry in enumerate(data.get("reproduced", []))
    ]
    ideas = [item.idea for item in items]
    if doubled := sorted({idea for idea in ideas if ideas.count(idea) > 1}):
        raise CoverageProblem(f"{path.name}: the idea {doubled[0]!r} is there twice")
    return Coverage(path.stem, tuple(items), tuple(again))


def load_all(folder: Path) -> list[Coverage]:
    """All files of a folder, in the order of the lectures."""
    return [load(path) for path in sorted(folder.glob("*.toml"))]


def _fields(entry: Any, kinds: dict[str, Any], where: str) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise CoverageProblem(f"{where}: no table")
    if unknown := sorted(set(entry) - set(kinds)):
        raise CoverageProblem(f"{where}: `{unknown[0]}` is unknown; known are {', '.join(kinds)}")
    for name, kind in kinds.items():
        if name not in entry:
            if name == "also":
                continue
            raise CoverageProblem(f"{where}: `{name}` is missing")
        value = entry[name]
        if not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, str) and not value.strip()):
            raise CoverageProblem(f"{where}: `{name}` is empty or of the wrong kind")
    return entry


def _item(entry: dict[str, Any], where: str) -> Item:
    also = entry.get("also", [])
    _known(entry["sources"], SOURCES, f"{where}, {entry['idea']!r}")
    _known(also, TEXTS, f"{where}, {entry['idea']!r}")
    return Item(entry["idea"], tuple(entry["sources"]), entry["heading"], entry["here"], tuple(also))


def _again(entry: dict[str, Any], where: str) -> Reproduced:
    _known([entry["source"]], SOURCES, where)
    try:
        groups = re.compile(entry["pattern"]).groups
    except re.error as error:
        raise CoverageProblem(f"{where}: the pattern is no regular expression: {error}") from None
    if groups != 1:
        raise CoverageProblem(f"{where}: the pattern needs exactly one group, and has {groups}")
    if not entry["low"] <= entry["high"]:
        raise CoverageProblem(f"{where}: `low` is above `high`")
    return Reproduced(**entry)


def _known(named: list[Any], known: dict[str, str], where: str) -> None:
    for name in named:
        if name not in known:
            raise CoverageProblem(f"{where}: {name!r} is none of {', '.join(known)}")
