"""A real scheduler and two real workers, each a process of its own that cannot see the course's folder."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from expectations import NAME, SECONDS

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.course import Course
from autograder.jail.outside import wall

sys.path.append(str(Path(__file__).parents[1] / "faults"))  # runs that something happens to, and what they leave
import holding
from holding import Hold

if TYPE_CHECKING:  # the tests say in their own words that it is absent
    from distributed import Client

GOLDEN = Path(__file__).parents[1] / "build" / "golden"


@pytest.fixture(scope="session")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder that no worker can look into."""
    return tmp_path_factory.mktemp("hidden")


@dataclass
class Cluster:
    """Where the scheduler listens, and what the test does to its workers."""

    address: str
    client: Client
    folder: Path
    hidden: Path
    started: list[subprocess.Popen]

    def start_worker(self, name: str, **environment: str) -> None:
        """Start one more worker, in a folder of its own; return when the scheduler knows it."""
        there = len(self.client.nthreads())
        here = self.folder / name
        here.mkdir()
        environment = {"PYTHONPATH": str(holding.CODE.parent), **holding.environment("any", self.hold), **environment}
        blind = [wall.bwrap(), "--dev-bind", "/", "/", "--tmpfs", str(self.hidden), "--chdir", str(here)]
        command = [*blind, sys.executable, "-m", "dask", "worker", self.address, "--name", name]
        command += ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(here)]
        with (here / "log").open("w") as log:
            self.started.append(subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log))
        self.client.wait_for_workers(there + 1, timeout=SECONDS)

    @property
    def hold(self) -> Path:
        """Where a `Hold` on its workers has to be."""
        return self.folder / "hold"

    def pids(self) -> dict[str, int]:
        """Return address → process number of every worker."""
        return self.client.run(os.getpid)


@pytest.fixture(scope="module")
def one_scheduler(tmp_path_factory: pytest.TempPathFactory, hidden: Path) -> Iterator[Cluster]:
    """Start a scheduler for all tests of a file that leave it alone."""
    with started_scheduler(tmp_path_factory.mktemp("cluster"), hidden) as scheduler:
        yield scheduler


@pytest.fixture
def workers(one_scheduler: Cluster) -> Cluster:
    """Start a scheduler and two workers; those that an earlier test ended have successors."""
    while len(one_scheduler.client.nthreads()) < 2:
        one_scheduler.start_worker(f"worker-{len(one_scheduler.started)}")
    return one_scheduler


@pytest.fixture
def held(workers: Cluster) -> Iterator[Hold]:
    """Hold the first submission that a worker begins, and with it that worker, until the test lets it go."""
    hold = Hold(workers.hold)
    yield hold
    hold.close()


@pytest.fixture
def scheduler(tmp_path: Path, hidden: Path) -> Iterator[Cluster]:
    """Start a scheduler without workers, for one test."""
    with started_scheduler(tmp_path, hidden) as scheduler:
        yield scheduler


@contextmanager
def started_scheduler(folder: Path, hidden: Path) -> Iterator[Cluster]:
    from distributed import Client

    for name in ("asyncio", "distributed"):  # of the tests' own client
        logging.getLogger(name).setLevel(logging.CRITICAL)
    command = [sys.executable, "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    (folder / "autograder").mkdir()
    (folder / "autograder" / "__init__.py").write_text("raise ImportError('a scheduler does without')\n")
    environment = os.environ | {"PYTHONPATH": str(folder)}
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    address = next(line.split()[-1] for line in process.stderr if "Scheduler at:" in line)
    started = [process]
    try:
        with Client(address, set_as_default=False) as client:
            yield Cluster(address, client, folder, hidden, started)
    finally:
        for each in reversed(started):
            each.kill()
            each.wait()
        process.stderr.close()


@pytest.fixture
def course(hidden: Path, empty_gradebook: Path) -> Course:
    """Make the tiny homework, in a folder that workers find empty."""
    root = Path(tempfile.mkdtemp(dir=hidden))
    for part in ("solutions", "assignments"):
        shutil.copytree(GOLDEN / part, root / part)
    (root / "course").mkdir()
    shutil.copy(empty_gradebook, root / "course" / "gradebook.db")
    return Course(root)


@pytest.fixture
def hand_in(course: Course) -> Callable[[str, bytes | None], None]:
    def hand_in(student: str, data: bytes | None) -> None:
        folder = course.submitted(NAME, student)
        folder.mkdir(parents=True)
        if data is not None:
            (folder / f"{NAME}.ipynb").write_bytes(data)

    return hand_in


@pytest.fixture
def handed_in(course: Course, hand_in: Callable[[str, bytes | None], None]) -> list[str]:
    """Hand in for eight students: right, unfinished, untouched, no notebook, no file."""
    key = answer_key.load(course.solution(NAME))
    blank = student_version(course.student_version(NAME))
    notebooks = [as_bytes(answered(blank, key)), as_bytes(answered(blank, key, until="scale")), as_bytes(blank), b"{"]
    for number in range(7):
        hand_in(f"s{number}", notebooks[number % len(notebooks)])
    hand_in("s7", None)
    return course.students(NAME)
