"""`make site SOLUTIONS=no`: no answer and no hidden test is anywhere in what is handed out."""

from __future__ import annotations

import html
import re
from pathlib import Path

import nbformat
import pytest

from autograder.assignment import answer_key
from autograder.assignment.key_cell import HIDDEN
from autograder.gate.leaks import secrets

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))


@pytest.fixture(scope="session")
def handed_out(without_solutions) -> str:
    """Everything in the folder that is text, without markup, and without white space at line ends."""
    kinds = {".html", ".js", ".ipynb", ".txt", ".json", ".inv", ".md", ".py"}
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in without_solutions.rglob("*")
             if path.is_file() and path.suffix in kinds and "/_static/" not in path.as_posix()]  # fmt: skip
    return "\n".join(plain(text) for text in texts)


def plain(text: str) -> str:
    """Text without tags and escapes, with single spaces: as it would be found whatever the page does to it."""
    return " ".join(html.unescape(re.sub(r"</?(?:span|em|strong|code|pre)\b[^>]*>", "", text)).split())


def public() -> str:
    """What everybody may read: lectures, student versions, the library, the guides."""
    notebooks = [*ROOT.glob("lectures/*.ipynb"), *ROOT.glob("assignments/*/*.ipynb")]
    cells = [cell.source for path in notebooks for cell in nbformat.read(path, as_version=4).cells]
    library = [path.read_text() for path in (ROOT / "byhand").rglob("*.py")]
    pages = [ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("**/*.md"), *(ROOT / "docs").glob("**/*.toml")]
    text = "\n".join([*cells, *library, *(page.read_text() for page in pages if "_build" not in page.parts)])
    return plain(text) + plain(text.replace("`", ""))  # pages have no backticks


def test_no_page_of_solutions_and_no_link_to_one(without_solutions):
    assert not (without_solutions / "solutions").exists()
    assert [path for path in without_solutions.rglob("*") if "solution" in path.name] == []
    for path in without_solutions.rglob("*.html"):
        assert re.findall(r'(?:href|src)="[^"]*solutions/', path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_no_line_of_an_answer_or_of_a_hidden_test(solution, handed_out):
    known = public()
    secret = {" ".join(line.split()) for line in secrets(answer_key.load(solution))}
    secret = {line for line in secret if len(line) > 12 and line not in known}
    assert len(secret) > 5
    assert sorted(line for line in secret if line in handed_out) == []


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_no_other_right_answer_and_no_name_of_a_mistake(solution, handed_out):
    known = public()
    key = answer_key.load(solution)
    names = [entry.name for entry in [*key.alternatives, *key.misconceptions]]
    assert [name for name in names if len(name) > 20 and name not in known and plain(name) in handed_out] == []


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_pages_with_solutions_hold_the_answers_and_still_no_hidden_test(solution, site):
    known = public()
    page = plain((site / "solutions" / solution.parent.name / f"{solution.stem}.html").read_text(encoding="utf-8"))
    key = answer_key.load(solution)
    hidden = {" ".join(line.split()) for cell in key.cells for found in HIDDEN.finditer(cell.source)
              for line in found[1].splitlines()}  # fmt: skip
    shown = {line for line in hidden if len(line) > 25 and line not in known and line in page}
    answers = {" ".join(line.split()) for cell in key.cells if cell.kind == "solution"
               for line in cell.source.splitlines()}  # fmt: skip
    assert sorted(shown - answers) == []
    wanted = [line for line in answers if len(line) > 25 and "###" not in line]
    assert [line for line in wanted if line not in page] == []
    assert "BEGIN SOLUTION" not in page
    assert "MARK SCHEME" not in page
