"""What every test may use: one real jail for the whole run, a real browser for each file of tests, the command line.

bubblewrap has to be there; nothing is skipped for want of it.
"""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder import cli
from autograder.course import Course
from autograder.gradebook import records
from autograder.jail.outside.jailer import Jailer
from autograder.workers import progress

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))  # scripts beside each other, no package
pytest_plugins = ["real_jail", "tiny_course", "two_wheels"]  # beside this file
# Few tests that take long: begun last, they would keep one core busy while the other has nothing left to do.
FIRST = ("hostile/test_corpus.py", "nbgrader_course/test_guide.py", "site/test_pages.py", "site/test_no_solutions.py",
         "faults/test_killed_processes.py", "workers/test_ended_coordinator.py", "workers/test_cluster.py",
         "benchmarks/test_loaded.py")  # fmt: skip
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, the others as they are."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, also where the tests run in the background of a script, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def jailer() -> Iterator[Jailer]:
    """One warm process behind its wall."""
    with Jailer() as warm:
        yield warm


@pytest.fixture(scope="module")  # two at a time Playwright does not allow, nor asyncio beside it
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of its own; its address without a database."""
    import postgresql

    if not postgresql.PROGRAMS:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with postgresql.server("fsync=off") as address:
        yield address


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """nbgrader's tables and nothing in them: making them takes a second, copying them does not."""
    folder = tmp_path_factory.mktemp("gradebook")
    with records.opened(Course(folder)):
        pass
    return folder / "course" / "gradebook.db"


@pytest.fixture
def run(
    course: Course, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Run one command in the test's course: exit code, what it printed, what it complained about."""
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", math.inf)  # on a slow machine it is no complaint

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["--course", str(course.root), *words])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run
