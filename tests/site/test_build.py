"""What the build of the site refuses, and how docstrings become pages."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from book import docstrings, generated, glossary, links, page, series, series_map  # noqa: E402


def test_a_link_to_no_file_is_refused(tmp_path):
    lecture = tmp_path / "lectures" / "01_x.ipynb"
    lecture.parent.mkdir()
    cell = nbformat.v4.new_markdown_cell("# Title\n\n[there](../solutions/nowhere.ipynb)", id="a")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), lecture)
    with pytest.raises(links.Missing, match=r"01_x.ipynb: \[there\]\(../solutions/nowhere.ipynb\) leads to no file"):
        page.Site(tmp_path, tmp_path / "out", solutions=True).lecture(lecture)


@pytest.mark.parametrize(("solutions", "kept"), [(True, "[there](../solutions/x.ipynb)"), (False, "there")])
def test_a_link_to_a_solution_stays_only_where_solutions_do(tmp_path, solutions, kept):
    for place in ("lectures/01_x.ipynb", "solutions/x.ipynb"):
        (tmp_path / place).parent.mkdir()
        cell = nbformat.v4.new_markdown_cell("# Title\n\nSee [there](../solutions/x.ipynb), A[i](U).", id="a")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / place)
    page.Site(tmp_path, tmp_path / "out", solutions=solutions).lecture(tmp_path / "lectures/01_x.ipynb")
    made = nbformat.read(tmp_path / "out/lectures/01_x.ipynb", as_version=4)
    assert f"See {kept}, A[i](U)." in made.cells[0].source


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("[a](../../CONTRIBUTING.md#b)", "[a](contributor.md#b)"),
        ("[a](../notation.md)", "[a](../notation.md)"),
        ("[a](../glossary.toml)", "[a](../glossary.md)"),
        ("[a](../../lectures/)", "a"),
        ("[a](../../Makefile), ![b](../images/c.png), <http://d.org/e.md>", None),
    ],
)
def test_links_between_files_become_links_between_pages(link, kept):
    page = links.translated(link, ROOT / "docs" / "guide" / "student.md", Path("guide/student.md"), ROOT, True)
    assert page == (kept or link.replace("[a](../../Makefile)", "a"))


def test_a_notebook_with_several_titles_gets_one(tmp_path):
    source = tmp_path / "lectures" / "01_x.ipynb"
    source.parent.mkdir()
    texts = ["# One\n\n## A", "# Two\n\n## B\n\n```\n# no title\n```"]
    cells = [nbformat.v4.new_markdown_cell(text, id=f"c{i}") for i, text in enumerate(texts)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), source)
    page.Site(tmp_path, tmp_path / "out", solutions=True).lecture(source)
    made = nbformat.read(tmp_path / "out/lectures/01_x.ipynb", as_version=4)
    assert made.cells[1].source == "## Two\n\n### B\n\n```\n# no title\n```"


@pytest.mark.parametrize(
    ("text", "rst"),
    [
        ("With |a − b| ≤ c * d.", r"With \|a − b\| ≤ c \* d."),
        ("Raises `CheckFailed`, ``a | b``.", "Raises ``CheckFailed``, ``a | b``."),
        ("name  what it is\n      and more\nEnd.", "\n``name``\n    what it is\n    and more\n\nEnd."),
        ("So:\n\n    code(*x)", "So:\n\n\n::\n\n    code(*x)\n"),
        ("So::\n\n    x", "So:\n\n\n::\n\n    x\n"),
        ("A.\n\nArgs:\n    x: a `number`", "A.\n\n\nArgs:\n    x: a ``number``\n"),
    ],
)
def test_docstrings_are_taken_as_plain_text(text, rst):
    assert "\n".join(docstrings.as_rst(text.splitlines())) == rst


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("−log 0.9, and more", "log-09-and-more"), ("The `vjp` of $XW$", "the-vjp-of-"), ("Two layers", "two-layers")],
)
def test_anchors_are_those_of_the_pages(heading, anchor):
    assert generated.slug(heading) == anchor


def test_the_map_shows_every_lecture_and_homework_and_says_so_in_words():
    drawing = series_map.drawn(ROOT)
    assert drawing.count("<a class=") == 15
    assert 'role="group"' in drawing
    assert "Homework 4 comes after lecture 8." in drawing
    assert "Lecture 7 needs lecture 4 and lecture 6." in drawing


@pytest.mark.parametrize("lecture", series.LECTURES, ids=lambda lecture: lecture.number)
def test_the_map_shows_what_a_lecture_says_it_needs(lecture):
    (path,) = (ROOT / "lectures").glob(f"{lecture.number}_*.ipynb")
    opening = nbformat.read(path, as_version=4).cells[0].source
    needed = re.search(r"You need (.*?)Reading takes", opening, re.DOTALL)[1]
    named = re.findall(r"lectures?((?:\s|,|and|\d)+)", needed)
    numbers = {f"{int(number):02}" for group in named for number in re.findall(r"\d", group)}
    assert numbers <= series.stands_on(lecture.number)


def test_names_in_the_glossary_are_used():
    notebooks = [*ROOT.glob("lectures/*.ipynb"), *ROOT.glob("assignments/*/*.ipynb")]
    cells = [cell for path in notebooks for cell in nbformat.read(path, as_version=4).cells]
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    terms = [term for group in glossary.load(ROOT / "docs" / "glossary.toml").values() for term in group]
    assert len({term.term for term in terms}) == len(terms) > 60
    assert [(term.term, name) for term in terms for name in term.code if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('term = "a"\nwhat = "b"', "a: .*'lectures'"),
        ('term = "a"\nwhat = "b"\nlectures = ["01"]\nMIT = "c"', "a: .*'MIT'"),
        ('term = "a"\nwhat = "b"\nlectures = ["10"]', "a: there is no lecture 10"),
    ],
)
def test_a_glossary_entry_that_cannot_be_is_refused(tmp_path, entry, why):
    path = tmp_path / "glossary.toml"
    path.write_text(f'[[group]]\ntitle = "G"\n[[group.term]]\n{entry}\n')
    with pytest.raises(glossary.GlossaryProblem, match=why):
        glossary.load(path)


DEFINED = [
    (word, term.defined)
    for group in glossary.load(ROOT / "docs" / "glossary.toml").values()
    for term in group
    if term.defined
    for word in term.term.split(", ")
]


@pytest.mark.parametrize(("word", "number"), DEFINED)
def test_a_word_of_the_glossary_is_bold_in_the_lecture_that_defines_it_and_in_no_other(word, number):
    bold = re.compile(rf"\*\*{re.escape(word)}s?\*\*", re.IGNORECASE)
    lectures = {
        path.stem[:2]: " ".join(path.read_text(encoding="utf-8").split()) for path in ROOT.glob("lectures/0*.py")
    }
    assert {each: len(bold.findall(text)) for each, text in lectures.items() if bold.search(text)} == {number: 1}


def test_the_words_that_students_meet_elsewhere_are_defined():
    assert {"pre-activations", "logits", "likelihood", "negative log-likelihood", "neuron", "unit", "fully connected layer",
            "MLP", "feature map", "hidden layer", "Jacobian", "matrix", "scalar", "with respect to", "path"} <= {
                word for word, _ in DEFINED}  # fmt: skip
