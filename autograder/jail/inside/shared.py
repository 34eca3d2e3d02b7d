"""What a test set and student code reads: names of the notebook, of modules, and the streams of random numbers.

Each is `[where, name, *done]`. ``where`` is empty for the notebook, a module's name, or `STREAM`; ``done`` is "delete",
"restore", "bind" and a tree, or a stream's tree.
"""

from __future__ import annotations

import importlib
import random
from typing import Any

import numpy as np

from autograder.jail import wire
from autograder.jail.wire import streams

STREAM = "stream"
_MISSING = object()
_STREAMS: dict[str, Any] = {"numpy": np.random.mtrand._rand, "random": random._inst}


class Shared:
    """The names that a test has bound for now, with what they were bound to before."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._before: dict[tuple[str, str], Any] = {}

    def take(self, shared: list, decoder: wire.Decoder) -> None:
        """Do what the test did: bind and delete names, bind what they were before, move streams.

        A stream is watched from now on under the number that it was sent with, until the call has ended.
        """
        for where, name, *done in shared:
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
