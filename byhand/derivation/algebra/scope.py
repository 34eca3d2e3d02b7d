"""What the names in a line mean, where the indices of sums are, and how much work has been done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field

import numpy as np

from byhand.derivation.algebra.functions import Array, Function
from byhand.derivation.faults import Fault, Span
from byhand.derivation.latex.nodes import Name
from byhand.derivation.latex.vocabulary import plain

# The most nodes to evaluate for a formula, and for a derivation: only nested sums ever need many.
MOST_WORK = 8_000
MOST_WORK_ALTOGETHER = 150_000


@dataclass
class Meter:
    """Counts evaluated nodes, and watches kinks: how near the nearest one is, and whether both of its sides occur."""

    work: int = 0
    limit: int = MOST_WORK
    whole: Meter | None = None  # of the derivation that this formula is part of
    calls: int = 0
    nearest_kink: float = np.inf
    both_sides: bool = True

    def count(self, span: Span) -> None:
        """Count one evaluated node. Raises Fault if they are too many."""
        self.work += 1
        if self.whole is not None:
            self.whole.count(span)
        if self.work > self.limit:
            raise Fault("syntax", "too much to compute", "Can one of the sums be a matrix product?", span)

    def watch(self, distance: Array) -> None:
        """Note how far the arguments of a function are from its kink."""
        real = np.real(distance)
        self.nearest_kink = min(self.nearest_kink, float(np.min(np.abs(real), initial=np.inf)))
        self.both_sides &= bool(real.size < 2 or (np.any(real > 0) and np.any(real < 0)))


@dataclass(frozen=True)
class Scope:
    """Everything a formula may refer to.

    values     name → array: inputs, results of forward equations, definitions
    sizes      name → length; also numbers in a formula
    integers   index or number of layers → its value at the moment
    functions  declared functions by name, with or without index
    gradient   name, place → ∂ℓ/∂name as far as it may be used; raises Fault
    aliases    short names such as G_2 → the variable whose gradient they mean
    loss       the name of the loss
    rows       True if examples are rows
    bend       replaces a declared function while a mistake is looked for: (number of the call, function, z) → value
    """

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    integers: Mapping[str, int]
    functions: Mapping[str, Function]
    gradient: Callable[[str, Span], Array]
    aliases: Mapping[str, str]
    loss: str = r"\ell"
    rows: bool = True
    layer_index: str = ""
    broken: Mapping[str, int] = field(default_factory=dict)  # name that a line should define → that line
    bend: Callable[[int, Function, Array], Array] | None = None
    meter: Meter = field(default_factory=Meter)
    positions: Mapping[str, int] = field(default_factory=dict)  # index of a sum → which entry it is at
    lengths: dict[str, int] = field(default_factory=dict)  # index of a sum → length of the axis it was used on

    def bound(self, index: str, value: int, position: int, lengths: dict[str, int]) -> Scope:
        """Return a copy of the scope for one term of a sum, with ``index`` at ``position``, counted from 0."""
        inner = copy(self)
        changed = {
            "integers": {**self.integers, index: value},
            "positions": {**self.positions, index: position},
            "lengths": lengths,
        }
        vars(inner).update(changed)  # a third of the time of dataclasses.replace, and sums do little else
        return inner

    @property
    def batch(self) -> int | None:
        """The number of examples: how long a bold 1 is where nothing beside it says so."""
        return self.sizes.get("m")

    def find(self, key: str | None, span: Span) -> Array | None:
        """Return the value of a name, or None if there is no such name. Raises Fault for a gradient not derived yet."""
        if key is None:
            return None
        if key in self.values:
            return self.values[key]
        if key in self.aliases:
            return self.gradient(self.aliases[key], span)
        if key in self.sizes:
            return np.array(float(self.sizes[key]))
        if key in self.integers and key not in self.positions:
            return np.array(float(self.integers[key]))
        if key.startswith("I_") and (length := self.sizes.get(key[2:].strip("{}"))):
            return np.eye(length)
        return None

    def unknown(self, name: Name, key: str | None) -> Fault:
        """Return the fault for a name that is not declared, or that a line with a fault should have defined."""
        if key in self.broken:
            line = self.broken[key or ""]
            return Fault("name", f"{plain(key or '')} has no value yet", f"Put line {line} right first.", name.span)
        shown = plain(key or name.base)
        known = [*self.values, *self.aliases, *self.sizes]
        near = [other for other in known if other.partition("_")[0].lower() == name.base.lower()]
        if len(shown) > 40:
            shown = shown[:40] + "…"
        if near:
            hint = f"Did you mean {' or '.join(plain(other) for other in near[:6])}?"
        else:
            hint = f"The names here are {', '.join(plain(other) for other in known[:24])}."
        return Fault("name", f"{shown} is not one of the names of this problem", hint, name.span)
