"""What a function's docstring says of its arguments and of what it returns, in the notation of our own homeworks.

    Args:
        X: (m, n) float64 array, the inputs. Not changed.
        rng: int (a seed) or np.random.Generator, for the order.

    Returns:
        losses: (steps + 1,) float64 array; losses[t] is the loss after t steps.
        cache: what `backward` needs.

What is not said in this notation is not promised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAMES = re.compile(r"(\w+(?:, \w+)*): +(.*)", re.DOTALL)
_AXES = re.compile(r"\(([^()]*)\)")
_LENGTH = re.compile(r"\((\w+)(?: \+ (\d+))?,\)")
_ELSEWHERE = re.compile(r"Args and Returns: as `(\w+)`")


@dataclass(frozen=True)
class Said:
    """What one line of a docstring says: of an argument, or of something returned (``name`` may be empty)."""

    name: str
    text: str

    @property
    def axes(self) -> tuple[str, ...]:
        """Return the names of an array's axes, ``("m", "n")``; none if it says none."""
        match = _AXES.match(self.text)
        return tuple(axis for axis in re.split(r", *", match[1]) if axis) if match else ()

    @property
    def has_shape(self) -> bool:
        """Whether its shape is said: that of an array can be left to whoever writes the function."""
        return bool(self.axes) or "same shape" in self.text or "array" not in self.text

    @property
    def is_kept(self) -> bool:
        """Whether an argument comes back as it went."""
        return "Not changed" in self.text

    @property
    def takes_generator(self) -> bool:
        """Whether a generator will do as well as a seed."""
        return "np.random.Generator" in self.text

    @property
    def is_labels(self) -> bool:
        """Whether it holds classes or columns from 0 on."""
        return len(self.axes) == 1 and re.search(r"int64 array.*from 0 to", self.text, re.DOTALL) is not None

    @property
    def is_rate(self) -> bool:
        """Whether it is a learning rate."""
        return "learning rate" in self.text

    @property
    def is_opaque(self) -> bool:
        """Whether only the functions that hand it on know what it holds."""
        return self.name == "cache" or self.text.startswith("what `")


@dataclass(frozen=True)
class History:
    """The result at ``place`` has as many entries as the argument ``steps`` says, and ``more``."""

    steps: str
    more: int
    place: int


@dataclass(frozen=True)
class Docstring:
    """The lines about each argument, and about each value returned."""

    arguments: Mapping[str, Said]
    returns: tuple[Said, ...]

    @property
    def history(self) -> History | None:
        """Return which result is as long as an argument says, if one is."""
        for place, said in enumerate(self.returns):
            match = _LENGTH.match(said.text)
            if match and match[1] in self.arguments and "how many" in self.arguments[match[1]].text:
                return History(match[1], int(match[2] or 0), place)
        return None


def read(docs: Mapping[str, str]) -> dict[str, Docstring]:
    """Return what the docstrings of some functions say; one may refer to another's, ``Args and Returns: as `f```."""
    found = {}
    for name, doc in docs.items():
        elsewhere = _ELSEWHERE.search(doc)
        text = docs.get(elsewhere[1], "") if elsewhere else doc
        arguments = {said.name: said for said in _lines(text, "Args")}
        found[name] = Docstring(arguments, tuple(_lines(text, "Returns")))
    return found


def _lines(doc: str, section: str) -> list[Said]:
    """Return the lines of one section, each with those that go on with it, one for each name."""
    match = re.search(rf"^( *){section}:\n((?:(?:\1 +.*)?\n?)*)", doc, re.MULTILINE)
    if match is None:
        return []
    rows = [row for row in match[2].splitlines() if row.strip()]
    indent = len(rows[0]) - len(rows[0].lstrip()) if rows else 0
    entries: list[str] = []
    for row in rows:
        if len(row) - len(row.lstrip()) > indent and entries:
            entries[-1] += f"\n{row.strip()}"
        else:
            entries.append(row.strip())
    return [said for entry in entries for said in _said(entry)]


def _said(entry: str) -> list[Said]:
    match = _NAMES.match(entry)
    return [Said(name, match[2]) for name in match[1].split(", ")] if match else [Said("", entry)]
