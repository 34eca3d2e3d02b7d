"""Which arguments a call changed in place, and who decides whether it may."""

from __future__ import annotations

from typing import Protocol, TypeAlias

from autograder.jail import wire

Place: TypeAlias = int | str  # of an argument: its position, or its keyword


class Guard(Protocol):
    """Decides what a call may change of the arguments that it was given."""

    def __call__(self, function: str, argument: Place) -> Exception | None:
        """Return what to raise if ``function`` changed ``argument``, a position or a keyword; None if it may."""


class Passed:
    """Which argument of a call each mutable value in its ``scope`` came with."""

    def __init__(self, scope: wire.Scope) -> None:
        self._scope = scope
        self._places: list[Place] = []  # by the value's number

    def note(self, place: Place) -> None:
        """Count the values that were registered since the last call as parts of the argument at ``place``."""
        self._places += [place] * (len(self._scope.objects) - len(self._places))

    def of(self, change: wire.Tree) -> Place:
        """Return the argument that a change is in; raises `WireError` for one that was never passed."""
        match change:
            case [_, int(number), *_] if 0 <= number < len(self._places):
                return self._places[number]
        raise wire.WireError("a change to something that was never passed arrived")

    def changed(self, changes: wire.Tree) -> list[Place]:
        """Return the arguments that changed, random generators aside, each once; raises `WireError`."""
        if not isinstance(changes, list):
            raise wire.WireError("a malformed change arrived")
        return [*dict.fromkeys(self.of(change) for change in changes if change[:1] not in (["g"], ["m"]))]
