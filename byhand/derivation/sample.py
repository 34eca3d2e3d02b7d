"""A problem at random numbers: the value of every variable, and the gradient of the loss by any of them.

Gradients come from the forward equations alone, by complex step where every function allows it and by central
differences otherwise; no derivative of a problem is stored anywhere.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import numpy as np

from byhand import gradients
from byhand.derivation.algebra.evaluate import evaluate
from byhand.derivation.algebra.functions import Array, Function
from byhand.derivation.algebra.scope import Meter, Scope
from byhand.derivation.declare import Declaration
from byhand.derivation.faults import Fault, Span

MOST_DRAWS = 500
CLEAR_OF_KINKS = 0.02  # far more than any step of a numerical gradient
Bend = Callable[[int, Function, Array], Array]


class Sample:
    """Numbers for one declaration; ``sizes`` maps the names of lengths to lengths.

    Raises ValueError if the forward equations cannot be computed, or do not end with one number.
    """

    def __init__(self, declaration: Declaration, sizes: Mapping[str, int], rng: np.random.Generator) -> None:
        self.declaration, self.sizes = declaration, dict(sizes)
        self.analytic = all(function.analytic for function in declaration.functions.values())
        self.tolerance = 1e-7 if self.analytic else 1e-6
        self.calls = 0  # how often the forward equations call a declared function
        self.values = self._drawn(rng)
        self._gradients: dict[tuple[str, Bend | None], Array] = {}

    def scope(
        self,
        values: Mapping[str, Array],
        integers: Mapping[str, int],
        gradient: Callable[[str, Span], Array] | None = None,
        **more: Any,
    ) -> Scope:
        """Return what a formula can refer to at these numbers."""
        return Scope(
            values=values,
            sizes=self.sizes,
            integers={**self.declaration.integers, **integers},
            functions=self.declaration.functions,
            gradient=gradient or _no_gradient,
            aliases=more.pop("aliases", {}),  # forward equations have no gradients, and no short names for them
            loss=self.declaration.loss,
            rows=self.declaration.rows,
            layer_index=self.declaration.index,
            **more,
        )

    def gradient(self, key: str, seeds: Mapping[str, Array] | None = None, bend: Bend | None = None) -> Array:
        """Return ∂ℓ/∂key, shaped like the variable.

        seeds  variable → array to take for its gradient instead of the true one, as if backpropagation had gone
               on from there
        bend   replaces declared functions, see `Scope`
        """
        if seeds:
            return self._differences(key, seeds, bend)
        if (key, bend) not in self._gradients:
            self._gradients[key, bend] = self._differences(key, {}, bend)
        return self._gradients[key, bend]

    def paths(self, key: str) -> dict[str, Array]:
        """Return ∂ℓ/∂key by the equation that uses the variable: each as if all other equations did not see it move."""
        found = {
            equation.key: self._differences(key, {}, None, equation.key) for equation in self.declaration.equations
        }
        return {used_in: path for used_in, path in found.items() if path.any()}

    def _differences(self, key: str, seeds: Mapping[str, Array], bend: Bend | None, only: str = "") -> Array:
        def loss(value: Array) -> Any:
            total = self._loss(key, value, seeds, bend, only)
            return complex(total) if np.iscomplexobj(value) else float(np.real(total))

        with np.errstate(all="ignore"):
            method = gradients.complex_step if self.analytic or bend else gradients.central
            return method(loss, self.values[key].astype(np.float64))

    def _loss(self, key: str, value: Array, seeds: Mapping[str, Array], bend: Bend | None, only: str) -> Array:
        """Return the loss with one variable changed; only what comes after it is computed again.

        only  the one equation that sees the change; empty for all of them
        """
        keys = [equation.key for equation in self.declaration.equations]
        begin = keys.index(key) + 1 if key in keys else 0
        values: MutableMapping[str, Array] = ChainMap({key: value}, self.values)
        meter, extra = Meter(), 0.0
        for equation in self.declaration.equations[begin:]:
            seen = values if only in ("", equation.key) else ChainMap({key: self.values[key]}, values)
            result = evaluate(equation.node, self.scope(seen, equation.integers, bend=bend, meter=meter))
            if equation.key in seeds:
                extra = extra + np.sum(seeds[equation.key] * result)
                result = self.values[equation.key]
            values[equation.key] = result
        return values[self.declaration.loss] + extra

    def _drawn(self, rng: np.random.Generator) -> dict[str, Array]:
        """Draw random inputs, and compute the rest, until they are away from every kink and on both sides of each."""
        for _ in range(MOST_DRAWS):
            values = {key: self._input(key, rng) for key in self.declaration.shapes}
            meter = Meter()
            for equation in self.declaration.equations:
                try:
                    result = evaluate(equation.node, self.scope(values, equation.integers, meter=meter))
                except Fault as fault:
                    words = " ".join(filter(None, (fault.problem, fault.yours, fault.hint)))
                    raise ValueError(f"the forward equation for {equation.key} cannot be computed: {words}") from None
                values[equation.key] = result
            finite = all(np.isfinite(value).all() for value in values.values())
            if finite and meter.nearest_kink > CLEAR_OF_KINKS and meter.both_sides:
                if values[self.declaration.loss].ndim:
                    raise ValueError("the last forward equation has to be the loss, one number")
                self.calls = meter.calls
                return values
        raise ValueError("no random numbers were found at which the forward equations are finite and clear of kinks")

    def _input(self, key: str, rng: np.random.Generator) -> Array:
        """Draw numbers of both signs, none near zero; a positive one for a single number; one-hot where declared."""
        shape = tuple(self.sizes[dim] if isinstance(dim, str) else dim for dim in self.declaration.shapes[key])
        if key in self.declaration.onehot:
            return self._onehot(shape, rng)
        size = rng.uniform(0.3, 1.3, size=shape)
        if not shape:
            return np.asarray(size)
        scale = np.sqrt(min(shape)) if len(shape) == 2 and 1 not in shape else 1.0
        return size * rng.choice((-1.0, 1.0), size=shape) / scale

    def _onehot(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Draw a single 1 in every example, at different places if there are several examples."""
        if len(shape) < 2 or 1 in shape:
            return np.eye(int(np.prod(shape)))[rng.integers(np.prod(shape))].reshape(shape)
        m, classes = shape if self.declaration.rows else shape[::-1]
        rows = np.eye(classes)[rng.permutation(np.arange(m) % classes)]
        return rows if self.declaration.rows else np.ascontiguousarray(rows.T)


def _no_gradient(key: str, span: Span) -> Array:
    raise Fault("name", "a gradient in a forward equation", "", span)
