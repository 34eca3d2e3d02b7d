"""The tiny homework to be spoilt, and a gate that grades in this process: no pool to start, no picture to draw."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder import answer_key, build
from autograder import gate as gates
from autograder.gate import Verdict
from autograder.grade import grade
from autograder.jail.jailer import Jailer
from autograder.pool import Outcome

TINY = Path(__file__).parents[1] / "build" / "golden" / "solutions" / "hw0_tiny"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny homework's folder."""
    folder = tmp_path / "solutions" / "hw0_tiny"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    source = folder / "hw0_tiny.py"
    source.write_text(source.read_text().replace(' picture="One grey pixel."', ""))
    return folder


@pytest.fixture
def one_jail(monkeypatch: pytest.MonkeyPatch, jailer: Jailer) -> None:
    """Grade one after another in the jail that all tests share."""

    @contextmanager
    def grading(jobs: Any, solution: Path, processes: int, walls: bool) -> Iterator[Iterator[Outcome]]:
        key = answer_key.load(solution)
        yield (Outcome(job.student, grade(job.data, key, jailer)) for job in jobs)

    monkeypatch.setattr(gates, "grading", grading)


@pytest.fixture
def failures(tiny: Path, tmp_path: Path, one_jail: None) -> Callable[..., list[Verdict]]:
    """What the gate has against the folder as it is now; built afresh unless it is to be `stale`."""

    def run(stale: bool = False) -> list[Verdict]:
        source = tiny / "hw0_tiny.py"
        if not stale:
            build.build_assignment(source, tmp_path / "assignments")
        return [verdict for verdict in gates.gate(source, tmp_path / "assignments", processes=1) if not verdict.passed]

    return run
