"""The calls of the student's functions that a test cell made: which were called, and the last few of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from autograder.jail import wire

MAX_REMEMBERED = 2**26  # bytes of answers that are kept to name mistakes by
MOST_CALLS = 12  # calls of one function that are kept; a gradient check makes hundreds


class Call(NamedTuple):
    """One call of a function the student wrote, as it crossed the wire; ``given`` are functions in its arguments."""

    function: str
    args: list[wire.Tree]
    kwargs: list[wire.Tree]
    changes: list[wire.Tree]
    value: wire.Tree
    raised: tuple[str, ...]
    given: list[Callable]


class Calls:
    """What was called since the last `clear`; ``kept`` are the last few calls of each function, as room allows."""

    def __init__(self) -> None:
        self.kept: list[Call] = []
        self.functions: set[str] = set()
        self._bytes = 0  # of answers kept so far, for a submission as a whole

    def clear(self) -> None:
        """Forget what was called; the room for answers stays used."""
        self.kept.clear()
        self.functions.clear()

    def note(self, function: str) -> None:
        """Note that ``function`` is called; one without a name is not a function of the student's cells."""
        self.functions |= {function} if function else set()

    def keep(self, call: Call, size: int) -> None:
        """Keep ``call``, whose answer had ``size`` bytes, among the last few of its function if there is room."""
        if not call.function or self._bytes + size > MAX_REMEMBERED:
            return
        self._bytes += size
        same = [index for index, known in enumerate(self.kept) if known.function == call.function]
        if len(same) >= MOST_CALLS:
            del self.kept[same[0]]
        self.kept.append(call)
