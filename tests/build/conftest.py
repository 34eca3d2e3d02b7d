"""What the tests of the build share: a tiny course that is kept as it should come out.

After a change that is meant, refresh it with

    .venv/bin/autograder --course tests/build/golden build

and read the difference before keeping it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.build import source as sources

GOLDEN = Path(__file__).parent / "golden"
NAME = "hw0_tiny"
HEADER = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

"""


@pytest.fixture
def golden() -> Path:
    """The kept course; not to be written to."""
    return GOLDEN


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """The tiny course's sources alone, in a folder of their own."""
    for path in sorted(GOLDEN.glob("solutions/*/*.py")):
        target = tmp_path / path.relative_to(GOLDEN)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


@pytest.fixture
def read_cells(tmp_path: Path) -> Callable[..., Any]:
    """The solution notebook of a source with these cells; ``header`` is the YAML header."""

    def read(cells: str, header: str = HEADER) -> Any:
        path = tmp_path / "solutions" / "hw7_cells" / "hw7_cells.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + cells, encoding="utf-8")
        return sources.solution_notebook(path)

    return read
