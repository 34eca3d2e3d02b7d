#!/usr/bin/env python3
"""The site, in `docs/_build/html`: opens from a disk and needs no network.

    .venv/bin/python docs/build.py [--no-solutions] [--out FOLDER]

Lectures come with the outputs of the committed notebooks; nothing is executed. Everything is put together in one
folder first, then Sphinx makes pages of it; its warnings are errors.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from importlib import metadata
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(DOCS))

from book import claims, generated, glossary, links, page, series_map  # noqa: E402

MATHJAX = "static/mathjax/tex-svg.js"


def main() -> int:
    """Build the site; the exit code is Sphinx's."""
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("--no-solutions", action="store_true", help="leave all worked solutions out")
    parser.add_argument("--out", type=Path, default=DOCS / "_build", help="where to (default: docs/_build)")
    options = parser.parse_args()
    source, html = options.out / "source", options.out / "html"
    for folder in (source, html, options.out / "doctrees"):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        gather(source, solutions=not options.no_solutions)
    except (
        links.Missing,
        generated.coverage.CoverageProblem,
        glossary.GlossaryProblem,
        claims.ledger.LedgerProblem,
    ) as problem:
        print(problem, file=sys.stderr)
        return 1
    from sphinx.cmd.build import main as sphinx

    code = sphinx(["-q", "-W", "--keep-going", "-n", "-b", "html", "-c", str(DOCS),
                   "-D", f"html_static_path={source / '_static'}",
                   "-d", str(options.out / "doctrees"), str(source), str(html)])  # fmt: skip
    if code == 0:
        print(f"the site is in {html}; open {html / 'index.html'}")
    return code


def gather(source: Path, solutions: bool) -> None:
    """Everything Sphinx reads, in one folder laid out like the project."""
    for name in ("_static", "images"):
        shutil.copytree(DOCS / name, source / name)
    static_mathjax(source / "_static")
    site = page.Site(ROOT, source, solutions)
    for path in sorted(DOCS.rglob("*.md")):
        if "_build" not in path.parts:
            site.written(path, path.relative_to(DOCS).as_posix())
    site.written(ROOT / "CONTRIBUTING.md", "guide/contributor.md")
    for path in sorted((ROOT / "lectures").glob("[0-9][0-9]_*.ipynb")):
        site.lecture(path)
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb")):
        site.assignment(path)
        if solutions:
            site.solution(ROOT / "solutions" / path.parent.name / path.name, path)
    lectures, homeworks = generated.lists_for_the_menu(ROOT)
    fill(source / "index.md", lectures=lectures, homeworks=homeworks, map=series_map.drawn(ROOT))
    fill(source / "reference" / "coverage.md", tables=generated.coverage_tables(ROOT))
    fill(source / "reference" / "claims.md", claims=claims.tables())
    (source / "glossary.md").write_text(glossary.page(ROOT))
    (source / "byhand").mkdir()
    for name, text in generated.library_pages().items():
        (source / "byhand" / f"{name}.md").write_text(text)


def fill(page: Path, **made: str) -> None:
    """Put what is made where the page has a comment with its name."""
    text = page.read_text()
    for name, what in made.items():
        text = text.replace(f"<!-- {name} -->", what)
    page.write_text(text)


def static_mathjax(folder: Path) -> None:
    """MathJax in one file, as its package has it: it asks for nothing else, so it works from a disk."""
    files = metadata.files("sphinx-mathjax-offline") or []
    (found,) = (file for file in files if file.as_posix().endswith(MATHJAX))
    shutil.copy(found.locate(), folder / "tex-svg.js")


if __name__ == "__main__":
    sys.exit(main())
