"""A plugin: an environment into which both wheels were installed, with all that is pinned; made once for all tests."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).with_name("uv")


@dataclass(frozen=True)
class Installed:
    """Where the wheels are, and the environment they were installed into."""

    wheels: Path
    venv: Path

    @property
    def python(self) -> str:
        return str(self.venv / "bin" / "python")

    @property
    def packages(self) -> Path:
        (folder,) = self.venv.glob("lib/python3*/site-packages")
        return folder

    def record(self, distribution: str) -> list[str]:
        """What the wheel of this distribution put there, below `packages`."""
        (record,) = self.packages.glob(f"{distribution}-*.dist-info/RECORD")
        return [line.rsplit(",", 2)[0].strip('"') for line in record.read_text().splitlines()]

    def run(self, *words: str, folder: Path) -> tuple[int, str, str]:
        """Run a program of the environment in a folder: exit code, what it printed, what it complained about."""
        command = (
            [self.python, "-P", *words] if words[0].startswith("-") else [self.venv / "bin" / words[0], *words[1:]]
        )
        answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return answer.returncode, answer.stdout, answer.stderr


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The environment of an instructor who has the two wheels, and no clone."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "two-wheels"
    shared.mkdir(exist_ok=True)
    both = Installed(shared / "wheels", shared / "venv")
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first of several processes makes it for all
        if not (shared / "made").exists():
            _make(both)
            (shared / "made").touch()
    return both


def _make(both: Installed) -> None:
    into = ["--quiet", "--python", both.python]
    for place in (ROOT / "byhand", ROOT):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(both.wheels)]
        subprocess.run(command, cwd=place, check=True, capture_output=True)
    for command in (
        [str(UV), "venv", "--quiet", "--python", sys.executable, str(both.venv)],
        [str(UV), "pip", "sync", "--require-hashes", *into, "requirements.txt"],
        [str(UV), "pip", "install", "--no-deps", *into, *map(str, sorted(both.wheels.glob("*.whl")))],
    ):
        subprocess.run(command, cwd=ROOT, check=True)
