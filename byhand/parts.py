"""Partial credit: a test cell in parts, each worth some points, each of which may fail by itself."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field, replace
from types import TracebackType

from byhand.card import Card, CardKind, CheckFailed, in_ipython, not_written, passed, quiet, show


@dataclass(frozen=True)
class Failure:
    """A part that failed: its name, its points, and the card that was shown."""

    name: str
    points: float
    card: Card


@dataclass
class Parts:
    """Points earned part by part, for the last expression of a test cell.

    >>> parts = Parts()
    >>> with parts(2, "rows sum to one"):
    ...     assert True
    ✓ rows sum to one
    >>> parts
    1 of 1 parts

    ``float(parts)`` is the fraction of the points earned, 0 to 1. ``earned`` and ``total`` are points, ``least`` those
    of the smallest part, ``failures`` the parts that failed, in order.
    """

    earned: float = field(default=0, init=False)
    total: float = field(default=0, init=False)
    count: int = field(default=0, init=False)
    least: float = field(default=0, init=False)
    failures: list[Failure] = field(default_factory=list, init=False)

    def __call__(self, points: float, name: str) -> _Part:
        """Open a block worth ``points``; an exception in it is shown as a card, and the cell goes on.

        Raises ValueError unless ``points`` is positive.
        """
        if not points > 0:
            raise ValueError(f"a part must be worth more than nothing, got {points} for {name!r}")
        return _Part(self, points, name)

    def show(self, card: Card) -> None:
        """Display the card of a part that failed."""
        show(card)

    def __float__(self) -> float:
        return float(self.earned / self.total) if self.total else 0.0

    def __repr__(self) -> str:
        return f"{self.count - len(self.failures)} of {self.count} parts"

    def _repr_html_(self) -> str:
        return f'<span style="opacity: 0.8">{self!r}</span>'


class _Part:
    """One ``with`` block: counts its points on entry, earns them on a clean exit."""

    def __init__(self, parts: Parts, points: float, name: str) -> None:
        self.parts, self.points, self.name = parts, points, name

    def __enter__(self) -> None:
        self.parts.least = min(self.points, self.parts.least or self.points)
        self.parts.total += self.points
        self.parts.count += 1
        self.token = quiet.set(True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        quiet.reset(self.token)
        if error is None:
            self.parts.earned += self.points
            passed(self.name)
            return False
        card = _card(self.name, error)
        self.parts.failures.append(Failure(self.name, self.points, card))
        if not isinstance(error, Exception):
            return False
        self.parts.show(card)
        return True


def _card(name: str, error: BaseException) -> Card:
    """Return the card for an exception in a part, under the part's name."""
    if isinstance(error, CheckFailed):
        inner = error.card
        problem = inner.problem if inner.what == name else f"{inner.what}: {inner.problem}"
        return replace(inner, what=name, problem=problem)
    if isinstance(error, NotImplementedError):
        return not_written(name)
    if isinstance(error, AssertionError):
        return Card(name, _first_line(error) or "this does not hold yet")
    raised = getattr(error, "student_type", type(error).__name__)
    place = _place(error)
    kind = CardKind.RAISED if place else CardKind.OTHER
    return Card(name, f"{raised}: {_first_line(error)}".rstrip(": "), reading=place, kind=kind)


def _first_line(error: BaseException) -> str:
    """Return the first line that is not empty: np.testing prints the expected values further down."""
    message = getattr(error, "student_message", str(error))
    lines = [line.strip() for line in message.splitlines()]
    return next((line for line in lines if line), "")[:200]


def _place(error: BaseException) -> str:
    """Say where the student's code raised; an error from another process brings the places as ``student_frames``."""
    frames = getattr(error, "student_frames", None) or _notebook_frames(error)
    last = frames[-1] if isinstance(frames, list) and frames else None
    if not isinstance(last, list) or len(last) != 3 or last[0] == "<module>":
        return ""
    name, line, source = last
    return f"Raised in {name}, line {line}: {str(source).strip()}"


def _notebook_frames(error: BaseException) -> list[list[str | int | None]]:
    """Return the frames of notebook cells; none outside a notebook, where a frame could belong to a hidden test."""
    frames = traceback.extract_tb(error.__traceback__) if in_ipython() else []
    cells = [frame for frame in frames if "ipykernel" in frame.filename or "<ipython" in frame.filename]
    return [[frame.name, frame.lineno, frame.line] for frame in cells]
