"""The tree of a line. Every node has its place in the line and its depth."""

from __future__ import annotations

from dataclasses import dataclass, field

from byhand.derivation.faults import Fault, Span

DEEPEST = 60


@dataclass(frozen=True)
class Node:
    """A part of a line. ``span`` is its place in the line; ``depth`` is the height of its tree.

    Raises Fault if it is too deep.
    """

    span: Span
    depth: int = field(init=False, default=0, compare=False, repr=False)

    def __post_init__(self) -> None:
        below = [child.depth for value in vars(self).values() for child in _nodes(value)]
        object.__setattr__(self, "depth", 1 + max(below, default=0))
        if self.depth > DEEPEST:
            raise Fault("syntax", "too deeply nested", "Split it: give a part of it a name on a line of its own.")


def _nodes(value: object) -> list[Node]:
    if isinstance(value, Node):
        return [value]
    return [node for item in value for node in _nodes(item)] if isinstance(value, tuple) else []


@dataclass(frozen=True)
class Number(Node):
    text: str


@dataclass(frozen=True)
class Colon(Node):
    """``:`` among the subscripts: all entries along that axis."""


@dataclass(frozen=True)
class Name(Node):
    """A letter or word with its subscripts and the superscripts that belong to the name, such as ``(1)``."""

    base: str
    subs: tuple[Node, ...] = ()
    sups: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Ones(Node):
    """A vector of ones; its length is that of ``sub``, or comes from its neighbours."""

    sub: Node | None = None


@dataclass(frozen=True)
class Group(Node):
    """Something in brackets: ``(``, ``[`` or ``{``; ``bracket`` is empty for TeX's own braces."""

    inner: Node
    bracket: str


@dataclass(frozen=True)
class Total(Node):
    """Terms with their signs, each +1 or −1."""

    terms: tuple[Node, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors side by side; ``ops`` holds what is before each but the first: nothing, a dot, × or /."""

    factors: tuple[Node, ...]
    ops: tuple[str, ...]


@dataclass(frozen=True)
class Entrywise(Node):
    """Parts joined by ∘ or ⊙."""

    parts: tuple[Node, ...]
    ops: tuple[str, ...]


@dataclass(frozen=True)
class Fraction(Node):
    top: Node
    bottom: Node


@dataclass(frozen=True)
class Transpose(Node):
    inner: Node
    mark: str


@dataclass(frozen=True)
class Power(Node):
    inner: Node
    exponent: Node
    entrywise: bool = False


@dataclass(frozen=True)
class Call(Node):
    """A function of its arguments; ``name`` may have subscripts, ``primes`` counts derivatives."""

    name: Name
    primes: int
    arguments: tuple[Node, ...]
    bare: bool = False


@dataclass(frozen=True)
class Norm(Node):
    inner: Node
    sub: Node | None = None


@dataclass(frozen=True)
class Entries(Node):
    """Some entries of ``inner``, picked by subscripts."""

    inner: Node
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Truth(Node):
    """1 where a comparison holds and 0 elsewhere, written ``[Z > 0]`` or ``\\mathbf{1}[Z > 0]``."""

    left: Node
    op: str
    right: Node
    bold: bool = False


@dataclass(frozen=True)
class BigSum(Node):
    """A sum over an index; without bounds the index runs over the axis it is used on."""

    index: str
    lower: Node | None
    upper: Node | None
    body: Node


@dataclass(frozen=True)
class Several(Node):
    """Things with commas between them: the arguments of a function such as max."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Bound(Node):
    """``i = 1`` under a sum."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Partial(Node):
    """``\\partial`` of something: half of a gradient."""

    inner: Node


@dataclass(frozen=True)
class Gradient(Node):
    """The derivative of ``of`` by ``by``, written as a fraction of partials or with ∇."""

    of: Node
    by: Node
    nabla: bool = False
