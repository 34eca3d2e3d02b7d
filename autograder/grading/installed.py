"""Which modules a submission can import where it is graded: those installed here, and those that come with it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path


class Importable:
    """What can be imported beside the ``files`` of an assignment, by cells that may write modules themselves."""

    def __init__(self, files: Path | None = None, cells: Iterable[str] = ()) -> None:
        self._files, self._cells = files, [*cells]

    def has(self, module: str) -> bool:
        """Return whether a module, by its first name, may be there; nothing of it is run."""
        name = module.partition(".")[0]
        return _is_installed(name) or self._is_beside(name) or any(f"{name}.py" in cell for cell in self._cells)

    def _is_beside(self, name: str) -> bool:
        return self._files is not None and ((self._files / f"{name}.py").exists() or (self._files / name).is_dir())


@lru_cache(maxsize=1000)
def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return True  # something of that name is loaded: let Python say what is wrong with it
