"""Stock nbgrader with its own preprocessors, one submission after another in one process.

Stock runs hidden tests in the student's process, so `reference` has to be there too: a locked cell before the first
test defines it. nbgrader puts the cell's source back from its gradebook before it grades, as for every locked cell.
"""

from __future__ import annotations

import ast
import copy
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answer, as_bytes
from autograder.assignment.key_cell import NO_ANSWER

DEFINITIONS = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Try


class Stock:
    """A temporary nbgrader course: the assignment generated, everything handed in."""

    def __init__(self, root: Path, key: AnswerKey, notebooks: Mapping[str, dict[str, Any]]) -> None:
        self.root, self.assignment = root, key.assignment
        self.failures: list[str] = []
        first_test = next(cell.grade_id for cell in key.cells if cell.kind == "tests")
        self._put(root / "source" / key.assignment, with_cell(key.notebook, first_test, reference_cell(key)))
        for student, notebook in notebooks.items():
            self._put(root / "submitted" / student / key.assignment, with_cell(notebook, first_test, ""))
        bin_folder = str(Path(sys.executable).parent)  # nbgrader calls alembic, Jupyter its kernel
        os.environ["PATH"] = f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        warnings.filterwarnings("ignore", category=SAWarning)
        self._nbgrader = NbGraderAPI(config=_config(root))
        self._nbgrader.log.setLevel(logging.ERROR)
        self._must(self._nbgrader.generate_assignment(key.assignment))

    @property
    def db_url(self) -> str:
        return self._nbgrader.coursedir.db_url

    def autograded(self, student: str) -> Path:
        return self.root / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"

    def grade(self, students: Iterable[str]) -> list[float]:
        """Seconds for each of them, one after another."""
        seconds = []
        for student in students:
            began = time.perf_counter()
            result = self._nbgrader.autograde(self.assignment, student)
            seconds.append(time.perf_counter() - began)
            if not result["success"]:
                self.failures.append(f"{student}: {result.get('error', 'no reason given').strip().splitlines()[-1]}")
        return seconds

    def _put(self, folder: Path, notebook: dict[str, Any]) -> None:
        folder.mkdir(parents=True)
        (folder / f"{self.assignment}.ipynb").write_bytes(as_bytes(notebook))

    def _must(self, result: dict[str, Any]) -> None:
        if not result["success"]:
            raise SystemExit(f"nbgrader failed:\n{result.get('log', '')}\n{result.get('error', '')}")


def reference_cell(key: AnswerKey) -> str:
    """Source that defines `reference` from the solutions, in a namespace of their own."""
    given = [node for cell in key.trusted_given if cell.cell_type == "code" for node in ast.parse(cell.source).body]
    helpers = ast.unparse([node for node in given if isinstance(node, DEFINITIONS)])  # type: ignore[arg-type]
    answers = [answer(cell) for cell in key.cells if cell.kind == "solution"]
    names = sorted(key.interface & set(key.reference_names))
    return (
        "from types import SimpleNamespace\n"
        "_reference = {'__name__': 'reference'}\n"
        f"exec({chr(10).join([helpers, *answers])!r}, _reference)\n"
        f"reference = SimpleNamespace(**{{name: _reference[name] for name in {names!r} if name in _reference}})"
    )


def with_cell(notebook: Mapping[str, Any], before: str, source: str) -> dict[str, Any]:
    """A copy of the notebook with the locked cell `reference` in front of the cell ``before``."""
    made = json.loads(json.dumps(notebook))
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in made["cells"]]
    locked = copy.deepcopy(made["cells"][ids.index(before)])
    locked["metadata"]["nbgrader"].update(grade_id="reference", grade=False, solution=False, locked=True, task=False)
    locked["metadata"]["nbgrader"].pop("points", None)
    locked.update(id="reference", source=source, outputs=[])
    made["cells"].insert(ids.index(before), locked)
    return made


def _config(root: Path) -> Config:
    """nbgrader's defaults but for the places, and what silences a warning of the kernel manager."""
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "benchmark"
    config.Exchange.root = str(root / "exchange")
    config.ClearSolutions.text_stub = NO_ANSWER
    config.KernelManager.transport_encryption = "auto"
    return config
