"""The tiny homework to be spoilt, and a gate that grades in this process: no pool to start, no picture to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import answer_key
from autograder.build import versions
from autograder.gate import empty_handed, entries, proofs
from autograder.gate.verdict import Verdict
from autograder.grading.grade import grade, scores
from autograder.jail.outside.jailer import Jailer
from autograder.workers.pool import Outcome


@pytest.fixture
def one_jail(monkeypatch: pytest.MonkeyPatch, jailer: Jailer) -> None:
    """Grade one after another in the jail that all tests share."""

    @contextmanager
    def grading(jobs: Any, solution: Path, processes: int, walls: bool) -> Iterator[Iterator[Outcome]]:
        key = answer_key.load(solution)
        asks = {False: grade, True: scores}
        yield (Outcome(job.student, asks[job.scores_only](job.data, key, jailer, (), job.tests)) for job in jobs)

    monkeypatch.setattr(entries, "grading", grading)
    monkeypatch.setattr(empty_handed, "grading", grading)


@pytest.fixture
def failures(tiny: Path, tmp_path: Path, one_jail: None) -> Callable[..., list[Verdict]]:
    """`failures()`: what the gate has against the folder as it is now; built afresh unless it is to be `stale`."""

    def run(stale: bool = False) -> list[Verdict]:
        source = tiny / "hw0_tiny.py"
        if not stale:
            versions.build_assignment(source, tmp_path / "assignments")
        return [verdict for verdict in proofs.gate(source, tmp_path / "assignments", processes=1) if not verdict.passed]

    return run
