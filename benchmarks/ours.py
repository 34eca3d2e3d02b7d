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

from autograder import answer_key, commands, gradebook
from autograder.answered import as_bytes, student_version
from autograder.course import Course


@dataclass(frozen=True)
class Timing:
    """One run of the command over the whole class, in seconds."""

    whole: float  # from starting the command to its end
    graded: float  # from the moment a worker began its first submission to the command's end
    each: list[float]  # inside a worker, per submission


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
        with gradebook.opened(self.course) as book:
            gradebook.register(book, self.key)
        shutil.copy(self._database, self._database.with_suffix(".empty"))

    @property
    def students(self) -> Iterable[str]:
        return self.course.students(self.key.assignment)

    def hand_in(self, notebooks: Mapping[str, dict[str, Any]]) -> None:
        for student, notebook in notebooks.items():
            folder = self.course.submitted(self.key.assignment, student)
            folder.mkdir(parents=True)
            (folder / f"{self.key.assignment}.ipynb").write_bytes(as_bytes(notebook))

    def grade(self, jobs: int) -> Timing:
        """Grade everybody for the first time: an empty gradebook, no graded notebooks."""
        shutil.rmtree(self.course.work / "autograded", ignore_errors=True)
        shutil.copy(self._database.with_suffix(".empty"), self._database)
        script = Path(__file__).with_name("timed_command.py")
        command = [sys.executable, str(script), "--course", str(self.course.root)]
        command += ["grade", self.key.assignment, "--jobs", str(jobs)]
        began = time.monotonic()
        ran = subprocess.run(command, capture_output=True, text=True)
        ended = time.monotonic()
        if ran.returncode:
            raise SystemExit(f"autograder grade failed:\n{ran.stderr}")
        said = json.loads(ran.stdout)
        return Timing(ended - began, ended - said["first_began"], said["each"])
