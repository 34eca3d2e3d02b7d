"""Lecture 2: what it claims about features, activations, width and depth."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .result import Result, exact, experiment


@experiment(starts=1)
def pieces_of_a_saw(seeds: range) -> Result:
    """Count the straight pieces of ten tents inside one another, and the parameters deep and wide."""
    t = np.linspace(0, 1, 2**14 + 1)
    for _ in range(10):
        t = 2 * np.maximum(0, t) - 4 * np.maximum(0, t - 0.5)
    pieces = 1 + int(np.sum(np.abs(np.diff(np.diff(t))) > 1e-9))
    deep = sum(a * b + b for a, b in pairwise([1, *[2] * 10, 1]))
    units = pieces - 1  # one kink per unit at most
    figures = {"pieces": exact(pieces), "parameters, deep": exact(deep), "units, wide": exact(units)}
    figures["parameters, wide"] = exact(3 * units + 1)
    return Result(pieces == 2**10, figures, len(seeds))
