"""Lecture 4: what it claims about the cost of Jacobians."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Callable

import numpy as np

from .ledger import ROOT
from .result import Result, exact, experiment, of_runs, over_starts


@experiment(starts=1)
def counts_at_4096(seeds: range) -> Result:
    """Multiplications of both orders for three Jacobians of 4096 units, and memory of the Jacobians."""
    n = 4096
    from_input, from_loss = 2 * n**3 + n**2, 3 * n**2
    figures = {
        "one product, in billions": exact(n**3 / 1e9),
        "entries of a Jacobian, in millions": exact(n**2 / 1e6),
        "a Jacobian, in MiB": exact(8 * n**2 / 2**20),
        "that for the weights, in GiB": exact(8 * n**3 / 2**30),
        "from the input end in orders from the loss": exact(from_input / from_loss),
    }
    return Result(from_input == 2731 * from_loss, figures, len(seeds))


@experiment(starts=5)
def memory_without_jacobians(seeds: range) -> Result:
    """The most bytes that a linear, an elementwise and a linear step back take at n = 1024, by method."""
    n = 1024

    def most(method: Callable[[], object]) -> int:
        tracemalloc.start()
        method()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    with_diagonal, without = [], []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        V1, V2, slope, g = rng.random((n, n)), rng.random((n, n)), rng.random(n), rng.random((1, n))
        with_diagonal.append(most(lambda g=g, V1=V1, V2=V2, slope=slope: g @ V2.T @ np.diag(slope) @ V1.T))
        without.append(most(lambda g=g, V1=V1, V2=V2, slope=slope: (g @ V2.T * slope) @ V1.T))
    figures = {
        "with a diagonal matrix, in MiB": of_runs(np.array(with_diagonal) / 2**20),
        "a row, in KiB": exact(8 * n / 2**10),
        "without, in rows": of_runs(np.array(without) / (8 * n)),
    }
    return Result(min(with_diagonal) > 200 * max(without), figures, len(seeds))


@experiment(starts=1)
def by_the_clock(seeds: range) -> Result:
    """The stored timings: how much longer matrices take than rows at 4096, and rows than no Jacobian."""
    lines = (ROOT / "lectures/measured/04_jacobian_chain.csv").read_text(encoding="utf-8").splitlines()
    seconds = {(row["way"], int(row["n"])): float(row["seconds"]) for row in csv.DictReader(lines[1:])}
    matrices, rows = seconds["Jacobian times Jacobian", 4096], seconds["row times Jacobian", 4096]
    figures = {
        "matrices over rows": exact(matrices / rows),
        "rows over no Jacobian": exact(rows / seconds["no Jacobian", 4096]),
        "rows over no Jacobian, in multiplications": exact(3 * 4096**2 / (2 * 4096**2 + 4096)),
    }
    return Result(100 < matrices / rows < 1000, figures, len(seeds))


@experiment(starts=1)
def ends_of_a_chain(seeds: range) -> Result:
    """The robot arm of question 3, and one output with 100 inputs: multiplications from either end."""
    inputs_first, outputs_first = 64 * 64 * 2 + 1000 * 64 * 2, 1000 * 64 * 64 + 1000 * 64 * 2
    reverse, forward = 64 * 64 + 64 * 100, 100 * (64 * 64 + 64)
    figures = {
        "inputs first": exact(inputs_first),
        "outputs first": exact(outputs_first),
        "their ratio": exact(outputs_first / inputs_first),
        "training, forward over reverse": exact(forward / reverse),
    }
    return Result(inputs_first < outputs_first, figures, len(seeds))


@experiment(starts=20)
def diagonal_of_a_softmax(seeds: range) -> Result:
    """How far a softmax VJP is off that takes each probability by its own score only, by the number of classes."""
    figures, off = {}, {}
    for classes in (3, 100_000):
        off[classes] = []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            z, g = rng.standard_normal((2, classes))
            s = np.exp(z) / np.exp(z).sum()
            right, diagonal = g * s - (g @ s) * s, g * s * (1 - s)
            off[classes].append(np.linalg.norm(diagonal - right) / np.linalg.norm(right))
        figures[f"relative error, {classes} classes"] = over_starts(off[classes])
    return Result(bool(np.quantile(off[100_000], 0.9) < 0.01 and np.median(off[3]) > 0.3), figures, len(seeds))
