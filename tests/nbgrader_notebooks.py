"""Notebooks of another course, as its instructor writes them in nbgrader's toolbar, and what students make of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Cell = dict[str, Any]


def plain(source: str, kind: str = "code") -> Cell:
    """A cell that nbgrader knows nothing of."""
    return _cell(source, kind, {})


def answer(name: str, source: str) -> Cell:
    """An autograded answer."""
    return _cell(source, "code", _flags(name, solution=True))


def checks(name: str, source: str, points: float = 1, **more: Any) -> Cell:
    """An autograder tests cell."""
    return _cell(source, "code", _flags(name, grade=True, locked=True, points=points)) | more


def manual(name: str, source: str, points: float = 1, kind: str = "code") -> Cell:
    """A manually graded answer."""
    return _cell(source, kind, _flags(name, grade=True, solution=True, points=points))


def task(name: str, source: str, points: float = 1) -> Cell:
    """A manually graded task."""
    return _cell(source, "markdown", _flags(name, task=True, locked=True, points=points))


def read_only(name: str, source: str) -> Cell:
    return _cell(source, "code", _flags(name, locked=True))


def notebook(*cells: Cell) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    numbered = [{**cell, "id": f"id-{number}"} for number, cell in enumerate(cells)]
    return {"cells": numbered, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def write(path: Path, *cells: Cell) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(*cells)))
    return path


def filled(released: Any, **answers: str) -> dict[str, Any]:
    """A student version with these answers, by grade_id."""
    made = json.loads(json.dumps(released))
    for cell in made["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    return made


def _cell(source: str, kind: str, metadata: dict[str, Any]) -> Cell:
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {"nbgrader": metadata} if metadata else {}, "source": source, **code}


def _flags(name: str, **flags: Any) -> dict[str, Any]:
    everything = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {**everything, "grade_id": name, **flags}
