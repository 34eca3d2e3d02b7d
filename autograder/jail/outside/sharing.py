"""What a test cell sets and student code reads, as in one process: names, parts of modules that it patched, and seeds.

Nothing is sent unless the test changed something; then it goes along with the next call. Only names that the notebook's
own code reads are looked at: a test's other variables are nobody's business.
"""

from __future__ import annotations

import builtins
import ctypes
import importlib
import random
import sys
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

import numpy as np

from autograder.jail import wire
from autograder.jail.wire import streams

Key: TypeAlias = tuple[str, str]  # a module, or nothing for the notebook, and a name
_MISSING = object()
_MUTABLE = (np.ndarray, list, dict, set, np.random.Generator)
_BUILTINS = ("input", "print", "open", "sum", "sorted", "max", "min", "abs", "eval")
_STREAMS: dict[str, Any] = {"numpy": np.random.mtrand._rand, "random": random._inst}


def _twister() -> Callable[[], bytes]:
    """Return what reads the state of NumPy's global twister as bytes: it is looked at in every call."""
    bits = np.random.mtrand._rand._bit_generator
    if not isinstance(bits, np.random.MT19937):
        return lambda: b""
    words = (ctypes.c_uint32 * (streams.WORDS + 1)).from_address(bits.ctypes.state_address)
    return lambda kept=bits: bytes(words)  # type: ignore[misc]


def _begin_afresh(seeds: bool) -> None:
    """Make the streams' next numbers now, so that a seed is noticed even if it is the one that was set last.

    A twister that was just seeded stands at its end and holds nothing ready; then its state differs from this one,
    which gives the same numbers. Whose tests ran before in this process must not matter.
    """
    bits = np.random.mtrand._rand._bit_generator
    if isinstance(bits, np.random.MT19937) and bits.state["state"]["pos"] == streams.WORDS:
        bits.random_raw()
        bits.state = {**bits.state, "state": {**bits.state["state"], "pos": 0}}
    version, words, gauss = random.getstate()
    if seeds and words[-1] == streams.WORDS:
        random.getrandbits(32)
        random.setstate((version, (*random.getstate()[1][:-1], 0), gauss))


class Sharing:
    """What one test cell changed since it began, in all of its parts.

    ``read`` are the names in ``names`` that student code may read; ``patched`` are attributes of modules, as
    `(module, name)`; ``seeds`` says whether the module `random` is looked at too. The values of ``in_place`` and, if it
    looks at its ``state``, NumPy's stream are shared with every call. A test that ``listens`` hears warnings.
    """

    def __init__(
        self,
        names: Mapping[str, Any],
        read: Collection[str],
        patched: Collection[tuple[str, str]],
        seeds: bool,
        in_place: Collection[str] = (),
        state: bool = False,
        listens: bool = False,
    ) -> None:
        self._seeds, self._listens = seeds, listens
        self._watched: list[tuple[Mapping[str, Any], str, Key]] = [(names, name, ("", name)) for name in read]
        self._watched += [(vars(builtins), name, ("builtins", name)) for name in _BUILTINS]
        self._watched += [(vars(sys), "stdin", ("sys", "stdin"))]
        self._watched += [(_names_of(module), name, (module, name)) for module, name in patched]
        self._before: dict[Key, Any] = {key: where.get(name, _MISSING) for where, name, key in self._watched}
        self._now = dict(self._before)
        self._always = {("", name) for name in in_place if isinstance(names.get(name), _MUTABLE)}
        self._mutable = set(self._always)  # those bound to what a call may change in place
        _begin_afresh(seeds)
        self._peek = _twister()
        self._seen = {"numpy": self._peek()}
        if seeds:
            self._seen["random"] = random.getstate()  # type: ignore[assignment]
        self._streams: set[str] = {"numpy"} if state else set()  # those that are sent with every call
        self._left: dict[str, streams.State | None] = {}  # their states when the last part of the cell had ended
        self._sent = False

    def resume(self) -> None:
        """Go on where the last part of the same cell ended: its streams, and its names anew."""
        self._now = dict(self._before)
        self._mutable = set(self._always)
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
        shared: list[list[Any]] = [["warnings", ""]] if self._listens else []
        now = self._now
        changed = {key: where for where, name, key in self._watched if where.get(name, _MISSING) is not now[key]}
        for key in {*changed} | self._mutable if changed or self._mutable else ():
            now[key] = value = changed[key].get(key[1], _MISSING) if key in changed else now[key]
            self._mutable.discard(key)
            if value is _MISSING or (value is self._before[key] and key not in self._always):
                shared.append([*key, "delete" if value is _MISSING else "restore"])
            else:
                shared.append([*key, "bind", self._encoded(key[1], value, encode)])
                note(key[1])
                self._mutable |= {key} if isinstance(value, _MUTABLE) else set()
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

    def _moved(self) -> set[str]:
        if self._peek() != self._seen["numpy"]:
            self._streams.add("numpy")
        if self._seeds and "random" not in self._streams and random.getstate() != self._seen["random"]:
            self._streams.add("random")
        return self._streams


def _names_of(module: str) -> Mapping[str, Any]:
    try:
        return vars(importlib.import_module(module))
    except ImportError:
        return {}
