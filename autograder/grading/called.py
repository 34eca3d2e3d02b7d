"""Which functions of the reference's were really called where they stood in for a student's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


class Called:
    """The ``names`` of those functions that were called, by a test or by the student's code."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def noting(self, name: str, function: Callable) -> Callable:
        """Return ``function``, which notes under ``name`` that it was called."""

        @functools.wraps(function, updated=())
        def noted(*args: Any, **kwargs: Any) -> Any:
            self.names.add(name)
            return function(*args, **kwargs)

        return noted
