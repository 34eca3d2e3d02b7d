"""`autograder grade` as a command of its own, on a temporary course."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import commands
from autograder.assignment import answer_key
from autograder.assignment.answered import as_bytes, student_version
from autograder.course import Course
from autograder.gradebook import records


@dataclass(frozen=True)
class Timing:
    """One run of the command over the whole class, in seconds."""

    whole: float  # from starting the command to its end
    graded: float  # from the moment a worker began its first submission to the command's end
    each: list[float]  # from handing a worker a submission to its answer
    coordinator: float = 0.0  # its processor time, from the moment the workers had something to do
    coordinator_mb: float = 0.0  # the most it ever held
    worker_mb: float = 0.0  # the same of the largest worker


class Ours:
    """A temporary course with the assignment built from its source, and an empty gradebook that knows it."""

    def __init__(self, root: Path, repository: Path, name: str) -> None:
        self.course = Course(root)
        full = Course(repository).find(name)
        catalogue = shutil.ignore_patterns("*.ipynb", "__pycache__")
        shutil.copytree(repository / "solutions" / full, root / "solutions" / full, ignore=catalogue)
        commands.build_assignments(self.course, [full])
        self.key = answer_key.load(self.course.solution(full))
        self.blank = student_version(self.course.student_version(full))
        self._database = self.course.work / "gradebook.db"
        with records.opened(self.course) as book:
            records.register(book, self.key)
        shutil.copy(self._database, self._database.with_suffix(".empty"))

    @property
    def students(self) -> Iterable[str]:
        return self.course.students(self.key.assignment)

    def hand_in(self, notebooks: Mapping[str, dict[str, Any]]) -> None:
        """These notebooks, and no others."""
        shutil.rmtree(self.course.work / "submitted", ignore_errors=True)
        for student, notebook in notebooks.items():
            folder = self.course.submitted(self.key.assignment, student)
            folder.mkdir(parents=True)
            (folder / f"{self.key.assignment}.ipynb").write_bytes(as_bytes(notebook))

    def grade(self, jobs: int) -> Timing:
        """Grade everybody for the first time: an empty gradebook, no graded notebooks."""
        said, began, ended = self._run_fresh("grade", self.key.assignment, "--jobs", str(jobs))
        graded = ended - said["first_began"]
        own = said["coordinator"], said["coordinator_mb"]
        return Timing(ended - began, graded, said["each"], *own, said["worker_mb"])

    def feedback(self) -> Timing:
        """Write everybody's page; they are graded."""
        said, began, ended = self._run("feedback", self.key.assignment)
        return Timing(ended - began, ended - began, [], coordinator_mb=said["coordinator_mb"])

    def forget(self) -> None:
        """Make it a course in which nobody is graded yet."""
        shutil.rmtree(self.course.work / "autograded", ignore_errors=True)
        shutil.copy(self._database.with_suffix(".empty"), self._database)

    def _run_fresh(self, *words: str) -> tuple[dict[str, Any], float, float]:
        self.forget()
        return self._run(*words)

    def _run(self, *words: str) -> tuple[dict[str, Any], float, float]:
        """What the command's clock said, and when it was started and ended."""
        script = Path(__file__).with_name("timed_command.py")
        command = [sys.executable, str(script), "--course", str(self.course.root), *words]
        began = time.monotonic()
        ran = subprocess.run(command, capture_output=True, text=True)
        ended = time.monotonic()
        if ran.returncode:
            raise SystemExit(f"autograder {' '.join(words)} failed:\n{ran.stderr}")
        return json.loads(ran.stdout), began, ended
