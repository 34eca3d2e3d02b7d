"""The release gate passes a proven assignment and fails one that has a hole, saying which."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import build
from autograder.gate import Verdict, gate

TINY = Path(__file__).parents[1] / "build" / "golden" / "solutions" / "hw0_tiny"
RIGHT = "@alternative({name!r})\ndef {function}(X):\n    {body}\n"
WRONG = "@misconception({name!r}, hint='Look again.')\ndef {function}(X, eps=1e-9):\n    {body}\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny homework's folder, to be spoilt."""
    folder = tmp_path / "solutions" / "hw0_tiny"
    shutil.copytree(TINY, folder)
    return folder


@pytest.fixture
def failures(tiny: Path, tmp_path: Path) -> Callable[..., list[Verdict]]:
    """What the gate has against the folder as it is now; built afresh unless it is to be `stale`."""

    def run(stale: bool = False) -> list[Verdict]:
        source = tiny / "hw0_tiny.py"
        if not stale:
            build.build_assignment(source, tmp_path / "assignments")
        return [verdict for verdict in gate(source, tmp_path / "assignments", processes=1) if not verdict.passed]

    return run


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def add(path: Path, entry: str) -> None:
    path.write_text(path.read_text() + "\n\n" + entry)


def test_a_proven_assignment_passes(failures):
    assert failures() == []


def test_a_mistake_that_no_test_catches_is_reported(tiny, failures):
    add(
        tiny / "misconceptions.py",
        WRONG.format(name="Loose", function="scale", body="return X / (X.std(axis=0) + 1e-12)"),
    )
    (found,) = failures()
    assert "Loose" in found.what
    assert "not rejected" in found.why


def test_two_mistakes_that_look_the_same_are_reported(tiny, failures):
    body = "return X / (X.var(axis=0) + eps)"
    add(tiny / "misconceptions.py", WRONG.format(name="The same again", function="scale", body=body))
    (found,) = failures()
    assert "The same again" in found.what
    assert "named 'The variance instead of the standard deviation'" in found.why


def test_a_right_answer_that_is_rejected_is_reported(tiny, failures):
    add(tiny / "alternatives.py", RIGHT.format(name="not so right", function="centre", body="return X - X.mean()"))
    (found,) = failures()
    assert "not so right gets full marks" in found.what
    assert found.why.startswith("centre")


def test_a_reference_that_fails_its_own_tests_is_reported(tiny, failures):
    change(tiny / "hw0_tiny.py", "[[-1.0, 0.0, 3.0], [1.0, 0.0, -3.0]]", "[[-1.0, 0.0, 3.0], [1.0, 0.0, 3.0]]")
    assert any("the reference gets full marks" in found.what for found in failures())


def test_points_for_an_untouched_notebook_are_reported(tiny, failures):
    add(tiny / "hw0_tiny.py", '# %% tests="gift" points=1\nassert True\n')
    assert any("points for gift" in found.why for found in failures())


def test_a_solution_line_that_is_also_given_openly_is_no_secret(tiny, failures):
    shown = "column_means = X.mean(axis=0)\n    return X - column_means"
    change(tiny / "hw0_tiny.py", '# %% given="setup"\n', f'# %% given="setup"\n\n\ndef peek(X):\n    {shown}\n\n\n')
    assert failures() == []


def test_notebooks_that_were_not_built_again_are_reported(tiny, failures):
    failures()
    change(tiny / "hw0_tiny.py", "Question 1 · Centre", "Question 1 · Center")
    (found,) = failures(stale=True)
    assert "up to date" in found.what
    assert "make assignments" in found.why
