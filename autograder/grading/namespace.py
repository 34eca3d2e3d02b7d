"""The names that given and test cells share in the trusted process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import ModuleType
from typing import Any

from autograder.grading.notebook_main import NotebookShell
from autograder.jail.outside.sharing import Sharing
from byhand.check import Parts


class Namespace:
    """One module from first cell to last: functions of earlier cells look names up in it, so it changes in place.

    ``shared`` is what each test cell changed that student code reads, by its name: its parts are one cell.
    """

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.module = ModuleType("__main__")
        self.names = vars(self.module)
        self.names.clear()
        self.names.update(names)
        shell = NotebookShell(self.names)
        self.names["get_ipython"] = lambda: shell
        self.shared: dict[str, Sharing] = {}

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
        return [value for value in self.names.values() if issubclass(type(value), Parts)]
