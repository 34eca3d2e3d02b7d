"""Read what the author of a problem declares: names, shapes, functions and forward equations.

Whatever is wrong with a declaration raises ValueError, for its author; students never see one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from byhand.derivation.algebra.functions import Function, declared
from byhand.derivation.faults import Fault
from byhand.derivation.latex.build import Line
from byhand.derivation.latex.grammar import parse
from byhand.derivation.latex.names import mentions, spelled
from byhand.derivation.latex.nodes import Name, Node

Dims = tuple[str | int, ...]
# No length is 1 or 2, and no two are equal: a transpose, or a 2 where a length belongs, cannot hide.
LENGTHS = (7, 4, 6, 5, 3, *range(8, 30))


@dataclass(frozen=True)
class Equation:
    """One forward equation: ``key`` is computed as ``node``, with the layer index as ``integers`` says."""

    key: str
    node: Node
    integers: Mapping[str, int]
    repeated: bool  # one of several, written as one equation with an index


@dataclass(frozen=True)
class Declaration:
    """A problem without numbers.

    shapes          name → the names of its lengths, for everything that is not computed
    lines           the forward equations as they were written
    equations       one for each layer where there is an index, in the order of computation; the last is the loss
    functions       name → function, one for each layer if it has the index
    function_names  the names that take an argument, as the tokenizer needs them
    aliases         short names such as G_2 → the variable whose gradient they mean
    onehot          inputs with a single 1 in every example
    integers        the number of layers by its name L; empty without layers
    index           the layer index; empty without layers
    rows            True if examples are rows, False if they are columns
    """

    shapes: Mapping[str, Dims]
    lines: tuple[tuple[str, Line], ...]
    equations: tuple[Equation, ...]
    functions: Mapping[str, Function]
    function_names: frozenset[str]
    aliases: Mapping[str, str]
    onehot: frozenset[str]
    integers: Mapping[str, int]
    index: str
    rows: bool

    @property
    def loss(self) -> str:
        """The name of the loss."""
        return self.equations[-1].key

    @property
    def variables(self) -> list[str]:
        """Everything by which a gradient can be taken: inputs, then results without the loss."""
        return [*self.shapes, *(equation.key for equation in self.equations[:-1])]


def declare(
    shapes: Mapping[str, Sequence[str | int]],
    forward: Sequence[str],
    functions: Mapping[str, Any],
    shorthand: Mapping[str, str],
    onehot: Sequence[str],
    layers: int | None,
    index: str,
    rows: bool,
) -> Declaration:
    """Read a declaration; the arguments are those of `Problem`. Raises ValueError if it does not make sense."""
    made = {name: _function(what, name, layers) for name, what in functions.items()}
    function_names = frozenset(_name(name, frozenset()).base for name in functions)
    steps = _Steps(function_names, index, layers)
    computed = list(steps.equations(forward))
    results = {equation.key for equation in computed}
    sides = {key: dims for name, dims in shapes.items() for key, dims in steps.shapes(name, dims)}
    if results & set(sides):
        raise ValueError(f"{', '.join(results & set(sides))} is computed: leave its shape out")
    aliases = dict(_aliases(steps, shorthand, {*sides, *results}))
    return Declaration(
        shapes=sides,
        lines=tuple((text, parse(text, function_names)) for text in forward),
        equations=tuple(computed),
        functions={key: f for name, fs in made.items() for key, f in steps.each(name, fs)},
        function_names=function_names,
        aliases=aliases,
        onehot=frozenset(key for name in onehot for key, _ in steps.pairs(name, name)),
        integers={} if layers is None else {"L": layers},
        index=index if layers is not None else "",
        rows=rows,
    )


def _aliases(steps: _Steps, shorthand: Mapping[str, str], known: set[str]) -> Iterator[tuple[str, str]]:
    for name, of in shorthand.items():
        pairs = [(key, variable) for key, variable in steps.pairs(name, of) if variable in known]
        if not pairs:
            raise ValueError(
                f"{name} is declared as short for the gradient with respect to {of}, which is not declared"
            )
        yield from pairs


@dataclass(frozen=True)
class _Steps:
    """Writes out whatever has the layer index, once for each layer."""

    function_names: frozenset[str]
    index: str
    layers: int | None

    def equations(self, forward: Sequence[str]) -> Iterator[Equation]:
        """Yield the forward equations, neighbouring ones with the index layer by layer. Raises ValueError."""
        if not forward:
            raise ValueError("forward is empty: the last forward equation has to be the loss")
        for repeated, block in groupby(map(self._equation, forward), key=lambda pair: self._repeats(pair[0])):
            pairs = list(block)
            if not repeated:
                yield from (Equation(_key(name, self.constants), node, self.constants, False) for name, node in pairs)
                continue
            for integers in self.layer_numbers(*(name for name, _ in pairs)):  # all of them, one layer after the other
                yield from (Equation(_key(name, integers), node, integers, True) for name, node in pairs)

    def _equation(self, text: str) -> tuple[Name, Node]:
        try:
            line = parse(text, self.function_names)
        except Fault as fault:
            raise ValueError(f"forward equation {text!r}: {fault.problem}. {fault.hint}") from None
        if len(line.sides) != 2 or line.goes_on or not isinstance(line.sides[0], Name):
            raise ValueError(f"forward equation {text!r} is not of the form name = formula")
        return line.sides[0], line.sides[1]

    def _repeats(self, name: Name) -> bool:
        return self.layers is not None and mentions(name, self.index)

    @property
    def constants(self) -> dict[str, int]:
        """The number of layers by its name L; empty without layers."""
        return {} if self.layers is None else {"L": self.layers}

    def layer_numbers(self, *names: Node) -> list[dict[str, int]]:
        """Return the values of the layer index and L: one dict for each layer if a name has the index, else one."""
        if not any(isinstance(name, Name) and self._repeats(name) for name in names):
            return [self.constants]
        return [{self.index: i, **self.constants} for i in range(1, (self.layers or 0) + 1)]

    def shapes(self, name: str, dims: Sequence[str | int]) -> Iterator[tuple[str, Dims]]:
        """Yield an input and the names of its lengths, for each layer if it has the index. Raises ValueError."""
        read = _name(name, self.function_names)
        lengths = [_name(dim, self.function_names) if isinstance(dim, str) else dim for dim in dims]
        if any(isinstance(length, int) and length != 1 for length in lengths) or len(lengths) > 2:
            raise ValueError(f"the shape of {name} must hold at most two names of lengths, or 1")
        for integers in self.layer_numbers(read):
            sides = tuple(_key(side, integers) if isinstance(side, Name) else side for side in lengths)
            yield _key(read, integers), sides

    def pairs(self, name: str, of: str) -> Iterator[tuple[str, str]]:
        """Yield a short name and what it is short for; with the index also for layer L + 1, which Z_i has too."""
        read, meant = _name(name, self.function_names), _name(of, self.function_names)
        numbers = self.layer_numbers(read)
        if self.index in numbers[0]:
            numbers.append({self.index: len(numbers) + 1, "L": len(numbers)})
        yield from ((_key(read, integers), _key(meant, integers)) for integers in numbers)

    def each(self, name: str, functions: list[Function]) -> Iterator[tuple[str, Function]]:
        """Yield a function by its name, for each layer if the name has the index."""
        read = _name(name, frozenset())
        numbers = self.layer_numbers(read)
        for integers, function in zip(numbers, functions * (len(numbers) // len(functions)), strict=True):
            yield _key(read, integers), function


def _function(what: Any, name: str, layers: int | None) -> list[Function]:
    """Return the declared function, or with a list one for each layer. Raises ValueError or TypeError."""
    if not isinstance(what, list):
        return [declared(what, name)]
    if len(what) != layers:
        raise ValueError(f"{name} is declared for {len(what)} layers of {layers}")
    return [declared(one, name) for one in what]


def _name(text: str, function_names: frozenset[str]) -> Name:
    """Read the single name by which a shape or a shorthand is declared. Raises ValueError."""
    try:
        line = parse(text, function_names)
    except Fault as fault:
        raise ValueError(f"{text!r} is not a name: {fault.problem}. {fault.hint}") from None
    if len(line.sides) != 1 or not isinstance(line.sides[0], Name):
        raise ValueError(f"{text!r} is not a name")
    return line.sides[0]


def _key(name: Name, integers: Mapping[str, int]) -> str:
    key = spelled(name, integers)
    if key is None:
        raise ValueError(f"{name.base} has a subscript that is not part of a name")
    return key
