"""Every promise of README, the guides and the page on security has tests that fail if it is not so.

docs/promises.toml says which.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEDGER = tomllib.loads((ROOT / "docs" / "promises.toml").read_text(encoding="utf-8"))
PROMISES = [(page, words) for page in LEDGER for words in LEDGER[page]]
PROMISING = {  # page → headings, and how the paragraphs, rows and bullets below them begin that promise something
    "docs/security.md": (("How", "`--jail process`"), ""),
    "README.md": (("For instructors",), r"- |\*\*|`nbgrader|Where|More"),
    "docs/guide/instructor.md": (
        (
            "Grade again",
            "Change questions",
            "What students really hand in",
            "What if it is killed",
            "What protects you",
        ),
        r"(?!\| what (happened|came|you did)|```)",
    ),
    "docs/guide/nbgrader.md": (("What stays", "What is proven", "What it refuses"), r"(?!\| a test that|```)"),
    "docs/guide/student.md": (("Do a homework",), "- "),
}


def one_line(text: str) -> str:
    return " ".join(text.split())


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def promises() -> list[tuple[str, str]]:
    """The pages with each paragraph, row and bullet that promises something."""
    found = []
    for page, (headings, beginning) in PROMISING.items():
        for section in re.split(r"^(?=## )", read(page), flags=re.MULTILINE):
            if section.startswith(tuple(f"## {heading}" for heading in headings)):
                texts = re.split(r"\n\n|\n(?=\| |- |\d+\. )", section.partition("\n\n")[2])
                found += [(page, one_line(text)) for text in texts if text.strip() and re.match(beginning, text)]
    return found


@pytest.mark.parametrize(("page", "words"), PROMISES)
def test_the_words_of_a_promise_are_on_its_page(page, words):
    assert words in one_line(read(page))


@pytest.mark.parametrize(("page", "text"), promises(), ids=lambda text: text[:40])
def test_whatever_promises_something_has_an_entry_with_tests(page, text):
    assert any(words in text for words in LEDGER[page]), text


@pytest.mark.parametrize("test", sorted({test for page, words in PROMISES for test in LEDGER[page][words]["tests"]}))
def test_the_tests_of_a_promise_are_there(test):
    path, _, name = test.partition("::")
    tree = ast.parse(read(path))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert name in names if name else any(each.startswith("test_") for each in names)


def test_no_page_and_no_promise_is_without_tests():
    assert LEDGER.keys() == PROMISING.keys()
    assert all(LEDGER[page][words]["tests"] for page, words in PROMISES)
