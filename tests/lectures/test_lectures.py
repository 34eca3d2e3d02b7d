"""The committed lectures: built from their sources, covering what they say, spelled right."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.build.source import name_cells, read_source

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from book import coverage, page  # noqa: E402
from book.series import CAPSTONES, HOMEWORKS, LECTURES  # noqa: E402

SOURCES = sorted((ROOT / "lectures").glob("[0-9][0-9]_*.py"))
COVERAGE = sorted((ROOT / "docs" / "coverage").glob("*.toml"))
SVG = "image/svg+xml"


def committed(source: Path):
    return nbformat.read(source.with_suffix(".ipynb"), as_version=4)


def test_every_lecture_of_the_series_is_there_with_its_coverage():
    numbers = [lecture.number for lecture in LECTURES]
    assert [source.stem[:2] for source in SOURCES] == numbers
    assert [path.stem for path in COVERAGE] == [source.stem for source in SOURCES]


def test_every_homework_of_the_series_is_there():
    found = sorted(path.parent.name for path in (ROOT / "assignments").glob("*/*.ipynb"))
    capstones = [name for name in found if name.startswith("capstone_")]
    assert capstones == sorted(capstone.name for capstone in CAPSTONES)
    assert [name.partition("_")[0] for name in found if name not in capstones] == [one.name for one in HOMEWORKS]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_committed_notebook_has_the_cells_of_its_source(source):
    written = read_source(source)
    name_cells(written, source)
    made = committed(source)
    assert [(cell.id, cell.cell_type, cell.source) for cell in made.cells] == [
        (cell.id, cell.cell_type, cell.source) for cell in written.cells
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_figure_is_drawn_as_svg_with_words(source):
    shown = [output for cell in committed(source).cells for output in cell.get("outputs", []) if "data" in output]
    assert [output for output in shown if "image/png" in output.data] == []
    figures = [output for output in shown if SVG in output.data]
    assert len(figures) >= 5
    for figure in figures:
        alt = figure.metadata[SVG]["alt"]
        assert 15 <= len(alt) <= 160
        assert "<title>" in figure.data[SVG]
        assert len(figure.data[SVG]) < 700_000, alt


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_lecture_has_its_parts_in_order(source):
    headings = page.headings(committed(source))
    assert re.match(rf"Lecture {int(source.stem[:2])}\. ", headings[0])
    parts = ["Names used in this lecture", "Classic mistakes", "What you know now", "Three questions",
             "What comes next", "Sources, and where we differ from them"]  # fmt: skip
    assert [heading for heading in headings if heading in parts] == parts


@pytest.mark.parametrize("path", COVERAGE, ids=lambda path: path.stem)
def test_what_is_covered_stands_under_a_heading_of_the_lecture(path):
    headings = page.headings(committed(ROOT / "lectures" / f"{path.stem}.py"))
    wanted = [item.heading for item in coverage.load(path).items]
    assert [heading for heading in wanted if headings.count(heading) != 1] == []


@pytest.mark.parametrize("path", COVERAGE, ids=lambda path: path.stem)
def test_numbers_of_the_sources_come_out_again(path):
    printed = page.printed(committed(ROOT / "lectures" / f"{path.stem}.py"))
    for one in coverage.load(path).reproduced:
        values = one.values(printed)
        assert values, f"{one.what}: nothing matches {one.pattern}"
        assert all(one.low <= value <= one.high for value in values), (one.what, values)


def test_every_source_is_used():
    used = {source for path in COVERAGE for item in coverage.load(path).items for source in item.sources}
    assert used == set(coverage.SOURCES)


GOOD = '[[item]]\nidea = "a"\nsources = ["CMU"]\nheading = "b"\nhere = "c"\n'
NUMBER = '[[reproduced]]\nwhat = "a"\nsource = "NEU"\npattern = "x ([0-9]+)"\nlow = 1\nhigh = 2\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"no \[\[item\]\]"),
        ("[[item", "no TOML"),
        (f"{GOOD}\n[[extra]]\na = 1\n", "`extra` is unknown"),
        (GOOD.replace("here", "there"), "item 0: `there` is unknown"),
        (GOOD.replace('here = "c"\n', ""), "item 0: `here` is missing"),
        (GOOD.replace('"c"', '" "'), "`here` is empty or of the wrong kind"),
        (GOOD.replace('["CMU"]', '"CMU"'), "`sources` is empty or of the wrong kind"),
        (GOOD.replace("CMU", "MIT"), "'MIT' is none of C182, 231n, UvA, NEU, CMU"),
        (GOOD + GOOD, "the idea 'a' is there twice"),
        (GOOD + NUMBER.replace("([0-9]+)", "[0-9]+"), "exactly one group, and has 0"),
        (GOOD + NUMBER.replace("([0-9]+)", "(["), "no regular expression"),
        (GOOD + NUMBER.replace("low = 1", "low = 3"), "`low` is above `high`"),
        (GOOD + NUMBER.replace("low = 1", "low = true"), "`low` is empty or of the wrong kind"),
    ],
)
def test_a_coverage_file_that_cannot_be_is_refused(tmp_path, text, why):
    path = tmp_path / "01_x.toml"
    path.write_text(text)
    with pytest.raises(coverage.CoverageProblem, match=why):
        coverage.load(path)


def test_a_coverage_file_is_read(tmp_path):
    path = tmp_path / "01_x.toml"
    path.write_text(GOOD + NUMBER)
    read = coverage.load(path)
    assert read.items == (coverage.Item("a", ("CMU",), "b", "c"),)
    assert read.reproduced[0].values("x 12, y 3\nx 4") == [12.0, 4.0]


def test_spelling(tmp_path):
    for path in [*ROOT.glob("lectures/[0-9][0-9]_*.ipynb"), *ROOT.glob("assignments/*/*.ipynb")]:
        cells = nbformat.read(path, as_version=4).cells
        words = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        (tmp_path / f"{path.stem}.md").write_text(words)
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "guide").glob("*.md"), *COVERAGE]
    command = [str(Path(sys.executable).parent / "codespell"), *map(str, documents), str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_time_that_a_lecture_says_its_text_takes_was_counted(source):
    cells = [cell.source for cell in committed(source).cells if cell.cell_type == "markdown"]
    promised = re.search(r"The text takes about (\d+) minutes to read", " ".join(" ".join(cells).split()))
    words = [word for word in re.sub(r"[|*`#]", " ", " ".join(cells)).split() if re.search(r"[A-Za-z]", word)]
    assert promised is None or abs(int(promised[1]) - len(words) / 200) < 5  # 200 words a minute
