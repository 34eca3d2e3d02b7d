"""Keep what a student has so far: which gradients are derived, which of them are off, and since which line.

Everything is kept at several samples of the problem side by side; a statement is true if it is true at all of them.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from byhand.derivation import rules
from byhand.derivation.algebra.evaluate import evaluate
from byhand.derivation.algebra.functions import Array
from byhand.derivation.algebra.scope import MOST_WORK_ALTOGETHER, Meter, Scope
from byhand.derivation.declare import Declaration
from byhand.derivation.faults import Fault, Span
from byhand.derivation.judge import FINITE, Target, agree, computed, shaped
from byhand.derivation.latex.nodes import Node
from byhand.derivation.latex.vocabulary import plain
from byhand.derivation.sample import Sample

MOST_ORIGINS = 4  # how many earlier wrong gradients are tried as the reason for a wrong line, the latest first
LEAST_SHARE = 1e-3  # of the true gradient: a wrong one that is smaller, or 0, leaves no step to do from there


@dataclass
class Page:
    """What is known at one sample.

    true       definitions, computed with the true gradients
    own        definitions, computed with the student's own gradients
    gradients  the student's own gradients where they are not the true ones
    """

    sample: Sample
    true: dict[str, Array] = field(default_factory=dict)
    own: dict[str, Array] = field(default_factory=dict)
    gradients: dict[str, Array] = field(default_factory=dict)


class _Recorded(dict[str, Array]):
    """Definitions that note which gradients were used through them."""

    def __init__(self, values: Mapping[str, Array], uses: Mapping[str, frozenset[str]], used: set[str]) -> None:
        super().__init__(values)
        self._uses, self._used = uses, used

    def __getitem__(self, key: str) -> Array:
        self._used |= self._uses.get(key, frozenset())
        return super().__getitem__(key)


@dataclass(frozen=True)
class Found:
    """A formula's values at each sample: with the true gradients, with the student's own, and as they should be."""

    target: Target
    true: list[Array]
    own: list[Array]
    truth: list[Array]


class Ledger:
    """What one derivation has derived, defined and got wrong so far.

    derived  variables whose gradients lines above have derived, or that were given
    to_come  those that any line derives; a line with the layer index may use them if they are nearer to the loss
    origin   variable → the line in which its gradient first went wrong
    used     the gradients that the last formula used, also through definitions
    """

    def __init__(self, declaration: Declaration, samples: Sequence[Sample], given: frozenset[str]) -> None:
        self.declaration = declaration
        self.pages = [Page(sample) for sample in samples]
        self.derived = set(given)
        self.to_come: frozenset[str] = frozenset()
        self.aliases = dict(declaration.aliases)
        self.origin: dict[str, int] = {}
        self.used: set[str] = set()
        self.uses: dict[str, frozenset[str]] = {}  # definition → the gradients in it
        self.broken: dict[str, int] = {}  # definition → the line that should have defined it
        self.meter = Meter(limit=MOST_WORK_ALTOGETHER)
        self.target: Target | None = None  # what the formula at hand is about
        self._depth = {key: number for number, key in enumerate(declaration.variables)}

    def find(self, node: Node, target: Target, integers: Mapping[str, int]) -> Found:
        """Compute a formula at every sample. Raises Fault."""
        self.used, self.target = set(), target
        samples = [page.sample for page in self.pages]
        true = [computed(node, page.sample, self.scope(page, integers, own=False), target) for page in self.pages]
        try:
            own = [computed(node, page.sample, self.scope(page, integers, own=True), target) for page in self.pages]
        except Fault:  # what is wrong so far may not even be computable; the line itself may still be right
            own = true
        for key in sorted(self.used - self.derived):  # by way of definitions
            if not self._may_come(key):
                raise self._too_early(key, node.span)
        return Found(target, true, own, [target.truth(sample) for sample in samples])

    def define(self, key: str, formulas: Sequence[Node], integers: Mapping[str, int]) -> None:
        """Define a name by formulas that should agree, with true and with own gradients. Raises Fault."""
        self.used, self.target = set(), None
        for page in self.pages:
            values = [evaluate(node, self.scope(page, integers, own=False)) for node in formulas]
            for node, value in zip(formulas, values, strict=True):
                if not np.isfinite(value).all():
                    raise Fault("value", "infinite or undefined numbers", FINITE, node.span)
                fitted = shaped(value, values[0])
                if fitted is None or not agree(fitted, values[0], page.sample.tolerance):
                    raise Fault("value", "the sides of = are not the same", "Which of them is meant?", node.span)
            page.own[key] = evaluate(formulas[0], self.scope(page, integers, own=True))
            page.true[key] = values[0]
        self.uses[key] = frozenset(self.used)
        self.broken.pop(key, None)

    def _may_come(self, key: str) -> bool:
        """Return True if some line derives the gradient, and it is nearer to the loss than what this line is about."""
        if self.target is None or key not in self.to_come:
            return key in self.to_come
        first = len(self.declaration.shapes)  # inputs are as far from the loss as can be
        return self.target.is_gradient and self._depth[key] >= first and self._depth[key] > self._depth[self.target.key]

    def _too_early(self, key: str, span: Span) -> Fault:
        problem = f"∂ℓ/∂{plain(key)} is used before a line derives it"
        return Fault("name", problem, "Which line should stand above this one?", span, reading=rules.ORDER)

    def scope(self, page: Page, integers: Mapping[str, int], own: bool) -> Scope:
        """Return what a formula may refer to, with the true gradients or with the student's own."""

        def gradient(key: str, span: Span) -> Array:
            if key not in self.declaration.variables:
                hint = f"The names here are {', '.join(map(plain, self.declaration.variables[:24]))}."
                raise Fault("name", f"{plain(key)[:40]} is not one of the names of this problem", hint, span)
            if key not in self.derived and not (self.declaration.index in integers and self._may_come(key)):
                raise self._too_early(key, span)
            self.used.add(key)
            return page.gradients[key] if own and key in page.gradients else page.sample.gradient(key)

        defined = _Recorded(page.own if own else page.true, self.uses, self.used)
        values = ChainMap(defined, page.sample.values)
        meter = Meter(whole=self.meter)
        return page.sample.scope(values, integers, gradient, aliases=self.aliases, broken=self.broken, meter=meter)

    def agree(self, values: list[Array], wanted: list[Array]) -> bool:
        """Return True if two lists of values, one for each sample, agree."""
        triples = zip(values, wanted, self.pages, strict=True)
        return all(agree(value, want, page.sample.tolerance) for value, want, page in triples)

    def blamed(self) -> int | None:
        """Return the last line in which a gradient that the last formula used went wrong; None if all are right."""
        return max((self.origin[key] for key in self.used if key in self.origin), default=None)

    def origin_of(self, found: Found) -> int | None:
        """Return the line that explains why a formula is off, if its own step is right; else None."""
        if not found.target.is_gradient:
            return None
        blame = self.blamed()
        if blame is not None and self.agree(found.own, found.truth):
            return blame
        wrong = sorted(((number, key) for key, number in self.origin.items() if self._leads_on(key)), reverse=True)
        for number, key in wrong[:MOST_ORIGINS]:
            carried = [self._carried(page, key, found.target.key) for page in self.pages]
            shows = all(map(_shows, carried, found.truth))
            if shows and (self.agree(found.true, carried) or self.agree(found.own, carried)):
                return number
        return None

    def _leads_on(self, key: str) -> bool:
        """Return whether the student's own gradient is large enough for a step from it to show."""
        return all(_shows(page.gradients[key], page.sample.gradient(key)) for page in self.pages)

    def _carried(self, page: Page, key: str, target: str) -> Array:
        """Return the gradient with respect to ``target`` as it follows from the student's own gradient by ``key``."""
        seed = page.gradients[key]
        return seed if key == target else page.sample.gradient(target, seeds={key: seed})

    def remember(self, found: Found, origin: int) -> None:
        """Keep the student's gradient if it is not the true one, and since which line it is off."""
        key = found.target.key
        if self.agree(found.own, found.truth):
            self.origin.pop(key, None)
            for page in self.pages:
                page.gradients.pop(key, None)
            return
        self.origin[key] = origin
        for page, value in zip(self.pages, found.own, strict=True):
            page.gradients[key] = value


def _shows(own: Array, true: Array) -> bool:
    """Return whether a wrong gradient is large enough, beside the true one, for a step to or from it to show."""
    return bool(np.max(np.abs(own)) >= LEAST_SHARE * np.max(np.abs(true)))
