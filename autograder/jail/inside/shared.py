"""What a test set and student code reads: names of the notebook, of modules, and the streams of random numbers.

Each is `[where, name, *done]`. ``where`` is empty for the notebook, a module's name, `STREAM` or `WARNINGS`;
``done`` is "delete",
"restore", "bind" and a tree, or a stream's tree.
"""

from __future__ import annotations

import contextlib
import importlib
import random
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.jail import wire
from autograder.jail.errors import LONGEST
from autograder.jail.wire import streams

STREAM, WARNINGS = "stream", "warnings"
MOST_WARNINGS = 100  # of one call
_MISSING = object()
_STREAMS: dict[str, Any] = {"numpy": np.random.mtrand._rand, "random": random._inst}


class Shared:
    """The names that a test has bound for now, with what they were bound to before."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._before: dict[tuple[str, str], Any] = {}
        self._listens = False

    def take(self, shared: list, decoder: wire.Decoder) -> None:
        """Do what the test did: bind and delete names, bind what they were before, move streams.

        A stream is watched from now on under the number that it was sent with, until the call has ended.
        """
        self._listens = False
        for where, name, *done in shared:
            if where == WARNINGS:
                self._listens = True
                continue
            if where == STREAM:
                _, number, state = done[0]
                streams.set_state(_STREAMS[name], state)
                decoder.scope.add(_STREAMS[name], number)
                continue
            names = self._names_in(where)
            self._before.setdefault((where, name), names.get(name, _MISSING))
            match done:
                case ["restore"]:
                    self._restore(where, name)
                case ["delete"]:
                    names.pop(name, None)
                case ["bind", tree]:
                    names[name] = decoder.decode(tree)

    @contextlib.contextmanager
    def heard(self, outputs: list[dict[str, Any]]) -> Iterator[None]:
        """Add the warnings of one call to its ``outputs``, each time they are given, if the test listens to them."""
        if not self._listens:
            yield
            return
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                yield
            finally:
                outputs += [
                    {"output_type": "warning", "category": each.category.__name__, "text": str(each.message)[:LONGEST]}
                    for each in caught[:MOST_WARNINGS]
                ]

    def undo(self) -> None:
        """Bind all names to what they were before."""
        for where, name in [*self._before]:
            self._restore(where, name)

    def _names_in(self, where: str) -> dict[str, Any]:
        return vars(importlib.import_module(where)) if where else self._names

    def _restore(self, where: str, name: str) -> None:
        before = self._before.pop((where, name))
        if before is _MISSING:
            self._names_in(where).pop(name, None)
        else:
            self._names_in(where)[name] = before
