"""A computation graph as data: operations, given values, and one edge for each use of a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Steps = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Edge:
    """One use of a value: an edge from where it is made to the result that uses it (None for an output)."""

    name: str
    result: str | None
    place: int = 0  # which input of the operation this is

    @property
    def end(self) -> str | Edge:
        """The owner of the box at the end of the edge: the result, or the edge itself if it is an output."""
        return self if self.result is None else self.result

    def __str__(self) -> str:
        return f"{self.name}→{self.result or ''}"


@dataclass
class Graph:
    """A valid declaration, with its results in an order in which they can be computed."""

    steps: dict[str, tuple[str, ...]]
    given: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def names(self) -> list[str]:
        """Return given names and results, each before what uses it, inputs of an operation in the order written."""
        return list(dict.fromkeys(name for result in self.order for name in [*self.steps[result][1:], result]))

    def uses(self, name: str) -> list[Edge]:
        """Return the edges that leave a value."""
        return [edge for edge in self.edges if edge.name == name]


def read(steps: Steps, given: Iterable[str] | None = None) -> Graph:
    """Read a declaration {result: (operation, *inputs)}. Raises ValueError with one line if something is off."""
    if not steps:
        raise ValueError("a graph needs at least one operation")
    for result, step in steps.items():
        if isinstance(step, str) or len(step) < 2:
            raise ValueError(f"{result}: expected (operation, input, ...), got {step!r}")
    graph = Graph({result: tuple(step) for result, step in steps.items()})
    wanted = list(dict.fromkeys(name for _, *inputs in graph.steps.values() for name in inputs))
    graph.given = [name for name in wanted if name not in steps]
    if given is not None:
        _check_given(graph, list(given))
    graph.order = _order(graph.steps)
    graph.edges = [
        Edge(name, result, place) for result in graph.order for place, name in enumerate(graph.steps[result][1:])
    ]
    graph.edges += [Edge(result, None) for result in graph.order if result not in wanted]
    return graph


def layers(graph: Graph) -> dict[str, int]:
    """Assign a column to every value: its longest path from a given one; what can wait is just before its first use."""
    column: dict[str, int] = {}
    for result in graph.order:
        column[result] = 1 + max(column.get(name, 0) for name in graph.steps[result][1:])
    for result in reversed(graph.order):  # a result that needs no other may wait until it is used
        later = [column[edge.result] - 1 for edge in graph.uses(result) if edge.result]
        if later and not any(name in column for name in graph.steps[result][1:]):
            column[result] = min(later)
    for name in graph.given:
        column[name] = min(column[edge.result] for edge in graph.uses(name) if edge.result) - 1
    return column


def _check_given(graph: Graph, given: list[str]) -> None:
    for result, (_, *inputs) in graph.steps.items():
        for name in inputs:
            if name in graph.given and name not in given:
                raise ValueError(f"{result}: unknown input {name!r}, neither a result nor given")
    for name in given:
        if name not in graph.given:
            reason = "a result" if name in graph.steps else "used nowhere"
            raise ValueError(f"{name!r} is declared as given, but it is {reason}")
    graph.given = given


def _order(steps: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the results, each after those it needs. Raises ValueError if they form a circle."""
    order: list[str] = []

    def visit(result: str, above: list[str]) -> None:
        if result in above:
            circle = [*above[above.index(result) :], result]
            raise ValueError(f"a result cannot depend on itself: {' needs '.join(circle)}")
        if result not in order:
            for name in steps[result][1:]:
                if name in steps:
                    visit(name, [*above, result])
            order.append(result)

    for result in steps:
        visit(result, [])
    return order
