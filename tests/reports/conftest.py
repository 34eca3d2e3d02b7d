"""A graded notebook as a feedback page, and a real browser to open it in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import as_bytes
from autograder.grading.grade import grade
from autograder.jail.outside.jailer import Jailer


@pytest.fixture
def graded(key: AnswerKey, jailer: Jailer) -> Callable[..., bytes]:
    """The graded notebook of a handed-in one."""
    return lambda notebook, notes=(): grade(as_bytes(notebook), key, jailer, notes).notebook


class Opened:
    """A page in the browser, and what it asked the network for besides its own file."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page, self.requests, self.said = page, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(path.as_uri(), wait_until="networkidle")
        self.requests = [url for url in self.requests if url != path.as_uri() and not url.startswith("data:")]

    def text(self) -> str:
        """All text, also of what is folded away."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        return self.page.inner_text("body")


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open HTML from a file, as a student would."""
    context = browser.new_context()
    folder = tmp_path / "pages"
    folder.mkdir()

    def open_page(html: str, width: int = 1000, dark: bool = False) -> Opened:
        path = folder / f"page{len(list(folder.iterdir()))}.html"
        path.write_text(html, encoding="utf-8")
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        return Opened(page, path)

    yield open_page
    context.close()
    shutil.rmtree(folder)
