"""The names that given and test cells share in the trusted process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from byhand.check import Parts


class Namespace:
    """One dict from first cell to last: functions of earlier cells look names up in it, so it changes in place."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = dict(names)

    def saved(self) -> dict[str, Any]:
        """Return the names as they are now, for `restore`."""
        return dict(self.names)

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Bind the ``saved`` names again, in place, and no others."""
        self.names.clear()
        self.names.update(saved)

    def bind(self, wanted: Collection[str], values: Mapping[str, Any]) -> None:
        """Give the ``wanted`` names their new ``values``; those without one are unbound."""
        for name in wanted:
            self.names.pop(name, None)
        self.names.update(values)

    def parts(self) -> list[Parts]:
        """Return the `check.Parts` that some name is bound to."""
        return [value for value in self.names.values() if isinstance(value, Parts)]
