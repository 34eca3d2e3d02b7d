"""Points from what the last expression of a test cell is worth."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from autograder.grading.events import Answer
from byhand.check import Parts


def earned(answer: Answer, points: float) -> float:
    """Return the points, out of ``points``, that an answer earns: none where it raised, all where it has no score.

    Parts that students can see earn nothing if there are hidden ones and all of those fail.
    """
    if answer.error is not None or answer.only_in_sight:
        return 0.0
    if isinstance(answer.value, Parts):
        return points * float(answer.value)
    number = score_in(answer.value)
    return points if number is None else min(max(number, 0.0), points)


def earned_inside(shown: str, points: float) -> float:
    """Return the points that the text of a last value earns, as nbgrader reads it: no number earns all."""
    number = score_in(_number(shown.strip()))
    return points if number is None else min(max(number, 0.0), points)


def _number(text: str) -> float | bool | None:
    if text in ("True", "False"):
        return text == "True"
    wrapped = re.fullmatch(r"np\.\w+\((.*)\)", text)  # NumPy 2 shows np.float64(2.5)
    try:
        return float(wrapped[1] if wrapped else text)
    except ValueError:
        return None


def score_in(value: Any) -> float | None:
    """Return the points a last expression stands for; None if it stands for none. True is all, False is nothing."""
    if isinstance(value, bool | np.bool_):
        return math.inf if value else 0.0
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return score_in(value[()])
    if not isinstance(value, int | float | np.integer | np.floating):
        return None
    try:
        number = float(value)
    except OverflowError:  # an integer of hundreds of digits
        return 0.0
    return number if math.isfinite(number) else 0.0
