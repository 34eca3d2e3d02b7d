"""Whether float64 comes back where float64 went in: half of the digits are too few for a numerical gradient."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.assignment.contract import Kind
from autograder.assignment.trials import Precise, Trial, results, visible


def asked(trial: Trial, functions: Mapping[str, Callable[..., Any]]) -> Trial:
    """Return a trial that also asks for float64, where ``functions`` give some; exact values ask for nothing more."""
    if trial.needs_right_values:
        return trial
    place = next(place for place, step in enumerate(trial.steps) if step.function == trial.function)
    with contextlib.suppress(Exception):  # what these functions do not survive is left out later
        given = results(trial.steps[: place + 1], functions)[place]
        if _has_float64(visible(given, trial.steps[place].opaque)):
            return replace(trial, kinds=trial.kinds | {Kind.PRECISION}, checks=(*trial.checks, Precise(place)))
    return trial


def _has_float64(value: Any) -> bool:
    if isinstance(value, dict | list | tuple):
        return any(map(_has_float64, value.values() if isinstance(value, dict) else value))
    return isinstance(value, np.ndarray | float | np.generic) and np.asarray(value).dtype == np.float64
