"""What an idiom is: a way in which instructors write test cells, with an answer that deserves its point."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Way(StrEnum):
    """Where a test of this kind can be asked."""

    OUTSIDE = "outside"  # its verdict cannot be forged
    INSIDE = "inside"  # refused outside; right beside the student's code


class Idiom(NamedTuple):
    """One test cell of one point; nothing written and the ``wrong`` answer, if there is one, do not earn it."""

    name: str
    answer: str
    test: str
    wrong: str | None = None
    way: Way = Way.OUTSIDE


SETUP = """
import numpy as np
import matplotlib.pyplot as plt
FACTOR = 2
OPTIONS = {"rate": 0.5}
rng = np.random.default_rng(0)

class Place:
    def __init__(self, x): self.x = x
    def double(self): return 2 * self.x
"""
