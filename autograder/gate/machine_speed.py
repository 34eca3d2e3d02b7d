"""How fast this machine is: the unit in which the gate measures time, so that its verdict is the same everywhere."""

from __future__ import annotations

from time import thread_time

import numpy as np

# What `_piece` takes on a usual machine, in seconds of processor time: an AMD EPYC of 2.6 GHz (2023), CPython 3.11 and
# NumPy 2 took 3.5 to 3.6 ms, beside ten busy processes on its two cores. Another machine, or another Python,
# that needs n times as long for the piece is n times as slow, and may take n times as long for anything.
USUAL = 0.0035
TIMES = 5


def slowness() -> float:
    """Return how many times as long as a usual machine this one needs: for the quickest of a few pieces of work."""
    return min(seconds_of_a_piece() for _ in range(TIMES)) / USUAL


def seconds_of_a_piece() -> float:
    """Time one piece of work. A thread's clock is exact; a process's has steps of milliseconds after a timer."""
    began = thread_time()
    _piece()
    return thread_time() - began


def _piece() -> None:
    """Do a fixed piece of work, half of it Python's and half NumPy's, on arrays too small for several threads."""
    counts: dict[int, int] = {}
    for number in range(20_000):
        counts[number % 97] = counts.get(number % 97, 0) + number
    X, W = np.linspace(-1, 1, 40 * 30).reshape(40, 30), np.eye(30)
    for _ in range(150):
        X = np.tanh(X @ W)
        np.exp(X - X.max(axis=1, keepdims=True)).sum(axis=1)
