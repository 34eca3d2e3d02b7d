"""The test's own functions that student code was handed, and may call."""

from __future__ import annotations

from collections.abc import Callable


class Callbacks:
    """The functions that one process was handed: it may have kept any of them, and can call no others."""

    def __init__(self) -> None:
        self.functions: list[Callable] = []
        self._numbers: dict[int, int] = {}

    def number(self, function: Callable) -> int:
        """Return the number under which the process knows ``function``, a new one for a new function."""
        number = self._numbers.setdefault(id(function), len(self.functions))
        if number == len(self.functions):
            self.functions.append(function)  # kept alive, so id() stays unique
        return number

    def copy(self) -> Callbacks:
        """Return the same functions for a copy of the process; what either is handed later is its own."""
        copied = Callbacks()
        for function in self.functions:
            copied.number(function)
        return copied
