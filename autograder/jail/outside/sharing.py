"""What a test cell sets and student code reads, as in one process: names, parts of modules that it patched, and seeds.

Nothing is sent unless the test changed something; then it goes along with the next call. Only names that the notebook's
own code reads are looked at: a test's other variables are nobody's business.
"""

from __future__ import annotations

import builtins
import ctypes
import importlib
import random
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from autograder.jail import wire
from autograder.jail.wire import streams

_MISSING = object()
_MUTABLE = (np.ndarray, list, dict, set, np.random.Generator)
_BUILTINS = ("input", "print", "open", "sum", "sorted", "max", "min", "abs", "eval")
_STREAMS: dict[str, Any] = {"numpy": np.random.mtrand._rand, "random": random._inst}


def _twister() -> Callable[[], bytes]:
    """Return what reads the state of NumPy's global twister as bytes: it is looked at in every call."""
    state = np.random.mtrand._rand._bit_generator.ctypes.state_address
    words = (ctypes.c_uint32 * (streams.WORDS + 1)).from_address(state)
    return lambda: bytes(words)


class Sharing:
    """What one test cell changed since it began, in all of its parts.

    ``read`` are the names in ``names`` that student code may read; ``patched`` are attributes of modules, as
    `(module, name)`; ``seeds`` says whether the module `random` is looked at too.
    """

    def __init__(
        self, names: Mapping[str, Any], read: Collection[str], patched: Collection[tuple[str, str]], seeds: bool
    ) -> None:
        self._names, self._seeds = names, seeds
        self._before: dict[tuple[str, str], Any] = {("", name): names.get(name, _MISSING) for name in read}
        self._before |= {("builtins", name): getattr(builtins, name) for name in _BUILTINS}
        self._before |= {key: _in_module(*key) for key in patched}
        self._now = dict(self._before)
        self._peek = _twister()
        self._seen = {"numpy": self._peek()}
        if seeds:
            self._seen["random"] = random.getstate()  # type: ignore[assignment]
        self._streams: set[str] = set()  # those that are sent with every call
        self._left: dict[str, streams.State | None] = {}  # their states when the last part of the cell had ended
        self._sent = False

    def resume(self) -> None:
        """Go on where the last part of the same cell ended: its streams, and its names anew."""
        self._now = dict(self._before)
        for name, state in self._left.items():
            if state is not None:
                streams.set_state(_STREAMS[name], state)

    def end(self) -> bool:
        """Keep the streams as they are; return whether there is anything to be undone."""
        sent, self._sent = self._sent, False
        self._left = {name: streams.state_of(_STREAMS[name]) for name in self._streams}
        return sent

    def changes(self, scope: wire.Scope, encode: Callable[[Any], wire.Tree], note: Callable[[str], None]) -> list:
        """Return what the next call has to know, as `inside.shared` reads it; ``note`` each that it may change."""
        shared: list[list[Any]] = []
        for key, known in self._now.items():
            value = self._value(key)
            if value is known and not (isinstance(value, _MUTABLE) and value is not self._before[key]):
                continue
            self._now[key] = value
            if value is _MISSING or value is self._before[key]:
                shared.append([*key, "delete" if value is _MISSING else "restore"])
            else:
                shared.append([*key, "bind", self._encoded(key[1], value, encode)])
                note(key[1])
        for name in self._moved():
            stream = _STREAMS[name]
            number = scope.number(stream)
            number = scope.add(stream) if number is None else number
            note(name)
            shared.append(["stream", name, ["m", number, streams.state_of(stream)]])
        self._sent |= bool(shared)
        return shared

    def _encoded(self, name: str, value: Any, encode: Callable[[Any], wire.Tree]) -> wire.Tree:
        try:
            return encode(value)
        except TypeError as error:
            raise TypeError(f"the test sets {name}, which student code reads, and {error}") from None

    def _value(self, key: tuple[str, str]) -> Any:
        where, name = key
        if not where:
            return self._names.get(name, _MISSING)
        return getattr(builtins, name, _MISSING) if where == "builtins" else _in_module(where, name)

    def _moved(self) -> set[str]:
        if self._peek() != self._seen["numpy"]:
            self._streams.add("numpy")
        if self._seeds and "random" not in self._streams and random.getstate() != self._seen["random"]:
            self._streams.add("random")
        return self._streams


def _in_module(module: str, name: str) -> Any:
    try:
        return getattr(importlib.import_module(module), name, _MISSING)
    except ImportError:
        return _MISSING
