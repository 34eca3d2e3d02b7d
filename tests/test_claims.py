"""Every promise of the page on security has tests that fail if it is not so: docs/claims.toml says which."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CLAIMS = tomllib.loads((ROOT / "docs" / "claims.toml").read_text(encoding="utf-8"))
PROMISING = ("## How", "## `--jail process`")


def one_line(text: str) -> str:
    return " ".join(text.split())


def paragraphs() -> list[str]:
    """The paragraphs below the headings that promise something."""
    sections = re.split(r"^(?=## )", PAGE, flags=re.MULTILINE)
    chosen = [section for section in sections if section.startswith(PROMISING)]
    return [one_line(text) for section in chosen for text in section.split("\n\n")[1:] if text.strip()]


@pytest.mark.parametrize("words", CLAIMS)
def test_the_words_of_a_claim_are_on_the_page(words):
    assert words in one_line(PAGE)


@pytest.mark.parametrize("paragraph", paragraphs(), ids=lambda text: text[:40])
def test_every_paragraph_that_promises_something_has_a_claim_with_tests(paragraph):
    assert any(words in paragraph for words in CLAIMS), paragraph


@pytest.mark.parametrize("test", sorted({test for claim in CLAIMS.values() for test in claim["tests"]}))
def test_the_tests_of_a_claim_are_there(test):
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert name in names if name else any(each.startswith("test_") for each in names)


def test_no_claim_is_without_tests():
    assert CLAIMS
    assert all(claim["tests"] for claim in CLAIMS.values())
