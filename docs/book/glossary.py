"""The glossary: `docs/glossary.toml`, read strictly, as a page."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from book.coverage import SOURCES
from book.series import LECTURES

HEAD = """# Glossary

What a word means, its letter, its name in code, where it is taught, and what each of the five courses calls it. A dash
says that the course does not have the idea. Letters are listed under [Notation](notation.md), the courses under
[What is covered, and where](reference/coverage.md).
"""


class GlossaryProblem(Exception):
    """An entry says something that cannot be; the message names it."""


@dataclass(frozen=True)
class Term:
    """One entry; ``called`` is what the courses call it, by their tags; ``defined`` the lecture that has it in bold."""

    term: str
    what: str
    lectures: list[str]
    letter: str = ""
    defined: str = ""
    code: list[str] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)


def load(path: Path) -> dict[str, list[Term]]:
    """The entries by the title of their group; raises `GlossaryProblem` for anything unknown or missing."""
    groups: dict[str, list[Term]] = {}
    for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]:
        groups[group["title"]] = [_term(entry) for entry in group["term"]]
    return groups


def _term(entry: dict) -> Term:
    name = entry.get("term", "an entry without a term")
    called = {tag: entry.pop(tag) for tag in SOURCES if tag in entry}
    try:
        term = Term(**entry, called=called)
    except TypeError as error:
        raise GlossaryProblem(f"{name}: {error}") from None
    if unknown := set(term.lectures) - {lecture.number for lecture in LECTURES}:
        raise GlossaryProblem(f"{name}: there is no lecture {unknown.pop()}")
    return term


def page(root: Path) -> str:
    """The glossary as Markdown."""
    stems = {path.stem[:2]: path.stem for path in (root / "lectures").glob("[0-9][0-9]_*.ipynb")}
    lines = [HEAD]
    for title, terms in load(root / "docs" / "glossary.toml").items():
        lines += [f"## {title}", ""]
        for term in sorted(terms, key=lambda term: term.term.lower()):
            lines += _entry(term, stems)
    return "\n".join(lines)


def _entry(term: Term, stems: dict[str, str]) -> list[str]:
    facts = [term.letter] if term.letter else []
    if term.code:
        facts.append("in code " + ", ".join(f"`{name}`" for name in term.code))
    links = [f"[{int(number)}](lectures/{stems[number]}.ipynb)" for number in term.lectures]
    facts.append(("lecture " if len(links) == 1 else "lectures ") + ", ".join(links))
    called = "  ".join(f"[[{tag}]{{.tag}} {term.called.get(tag, '–')}]{{.called}}" for tag in SOURCES)
    return [term.term, f": {term.what[0].upper()}{term.what[1:]}.", "", "  {.facts}", f"  {' · '.join(facts)}",
            "", "  {.courses}", f"  {called}", ""]  # fmt: skip
