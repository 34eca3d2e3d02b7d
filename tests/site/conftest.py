"""The site, built once for all tests: with solutions, and without."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TIMEOUT = 600_000  # milliseconds until a test gives up; nothing is asserted about time


def built(folder: Path, *options: str) -> None:
    """Build the site as `make site` does."""
    command = [sys.executable, str(ROOT / "docs" / "build.py"), "--out", str(folder), *options]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Build into a folder that all processes of this test run share; the first one builds, the others wait."""
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent

    def build(name: str, *options: str) -> Path:
        done = common / f"{name}.done"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                built(common / name, *options)
                done.touch()
        return common / name / "html"

    return build


@pytest.fixture(scope="session")
def site(shared: Callable[..., Path]) -> Path:
    """The pages, solutions included."""
    return shared("site")


@pytest.fixture(scope="session")
def without_solutions(shared: Callable[..., Path]) -> Path:
    """The pages of `make site SOLUTIONS=no`, and nothing else."""
    return shared("bare", "--no-solutions")


class Opened:
    """A page from disk, and everything that went wrong in it."""

    def __init__(self, page: Any, path: Path, anchor: str = "") -> None:
        self.page, self.wrong = page, []
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url}"))
        page.on("console", lambda said: said.type == "error" and self.wrong.append(f"said: {said.text}"))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or self.wrong.append(request.url))
        page.goto(path.as_uri() + anchor, wait_until="commit")

    def whole(self) -> Opened:
        """Wait until everything is loaded and all formulas are drawn."""
        self.page.wait_for_load_state("load")
        self.page.evaluate("window.MathJax && MathJax.startup ? MathJax.startup.promise.then(() => 0) : 0")
        return self


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Callable[..., Any]]:
    """A tab of this width, without a network; one for each width."""
    tabs: dict[int, Any] = {}

    def tab(width: int) -> Any:
        if width not in tabs:
            context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
            context.set_default_timeout(TIMEOUT)
            tabs[width] = context
        return tabs[width].new_page()

    yield tab
    for context in tabs.values():
        context.close()


@pytest.fixture
def begun(window: Callable[..., Any]) -> Iterator[Callable[..., Opened]]:
    """Open a page of the site, without waiting for it."""
    pages = []

    def open_page(path: Path, width: int = 1280, anchor: str = "") -> Opened:
        pages.append(window(width))
        return Opened(pages[-1], path, anchor)

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture
def opened(begun: Callable[..., Opened]) -> Callable[..., Opened]:
    """Open a page of the site and wait for it."""
    return lambda *page, **how: begun(*page, **how).whole()
