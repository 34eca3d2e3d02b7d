"""Finds the experiments of a topic."""

from __future__ import annotations

import importlib

from .result import Experiment


def experiments(module: str) -> dict[str, Experiment]:
    """Return the experiments of `benchmarks/claims/<module>.py` by the names of their functions."""
    found = importlib.import_module(f"{__package__}.{module}")
    return {name: value for name, value in vars(found).items() if isinstance(value, Experiment)}
