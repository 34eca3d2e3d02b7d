"""What every test may use: one real jail for the whole run, and a real browser for each file of tests.

bubblewrap has to be there; nothing is skipped for want of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.jail.jailer import Jailer

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


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
