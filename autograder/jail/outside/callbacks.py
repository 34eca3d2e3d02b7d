"""The test's own functions that student code was handed, and may call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Callbacks:
    """The functions that one process was handed: it may have kept any of them, and can call no others."""

    def __init__(self) -> None:
        self.functions: list[Callable] = []
        self._kept: list[Any] = []
        self._numbers: dict[int, int] = {}

    def number(self, value: Any, wrap: Callable[[Any], Callable] | None = None) -> int:
        """Return the number under which the process knows ``value``, a new one for a new function.

        What is no function is called through what ``wrap`` makes of it.
        """
        number = self._numbers.setdefault(id(value), len(self.functions))
        if number == len(self.functions):
            self._kept.append(value)  # so id() stays unique
            self.functions.append(wrap(value) if wrap else value)
        return number

    def copy(self) -> Callbacks:
        """Return the same functions for a copy of the process; what either is handed later is its own."""
        copied = Callbacks()
        copied.functions, copied._kept = [*self.functions], [*self._kept]
        copied._numbers = dict(self._numbers)
        return copied
