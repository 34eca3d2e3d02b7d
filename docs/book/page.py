"""Notebooks as pages: links that work on the site, words for pictures, and answers nobody sees by accident."""

from __future__ import annotations

import ast
import base64
import html
import re
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment import answer_key, catalogue, key_cell
from autograder.assignment.cell_names import plain_python
from autograder.build import figures
from book import links

LONG = 14  # lines of code that only draws are folded from here on
_BUILT_FROM = re.compile(r"\A<!-- Built from .*? -->\n")
_HEADING = re.compile(r"^(#{1,3}) +(.+?) *$", re.MULTILINE)
_FENCED = re.compile(r"^((?:```|~~~).*?^(?:```|~~~))", re.DOTALL | re.MULTILINE)
_MARKER = re.compile(r"^[ \t]*#{3} (?:BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)


class Site:
    """The folder that Sphinx reads, and what of the project goes into it."""

    def __init__(self, root: Path, source: Path, solutions: bool) -> None:
        self.root, self.source, self.solutions = root, source, solutions

    def written(self, path: Path, place: str) -> None:
        """A page in Markdown, at ``place``."""
        target = self.source / place
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(links.translated(text, path, Path(place), self.root, self.solutions), encoding="utf-8")

    def lecture(self, path: Path) -> None:
        """A lecture with its outputs, as they are in the committed notebook."""
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            pictures = [o for o in cell.get("outputs", []) if figures.alternative(o.get("data", {}))]
            cell.metadata = nbformat.NotebookNode()
            for output in pictures:
                mime = figures.alternative(output.data)
                cell.metadata["mystnb"] = {"image": {"alt": output.metadata[mime]["alt"]}}
            if pictures and len(cell.source.splitlines()) >= LONG:
                _fold(cell, "How it is drawn")
        self._write(notebook, path, "Read it here, or {} and change what you like.")

    def assignment(self, path: Path) -> None:
        """The student version, with its checks folded, and a way to hints."""
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            points = cell.metadata.get("nbgrader", {}).get("points")
            is_check = cell.id.startswith("check-")
            cell.metadata = nbformat.NotebookNode()
            if is_check:
                _fold(cell, f"The check ({points} {'point' if points == 1 else 'points'})")
        hints = nbformat.v4.new_markdown_cell(
            "## Stuck?\n\n[Hints for every question](before_you_look.md) come first"
            + (", and the worked solution behind them.\n\n" if self.solutions else ".\n\n")
            + "```{toctree}\n:hidden:\n\nHints <before_you_look>\n```",
            id="before-you-look",
        )
        notebook.cells.append(hints)
        self._write(notebook, path, "Read it here; to work on it, {}.")
        self._hints(path)

    def solution(self, path: Path, student: Path) -> None:
        """The student version with answers in it, without checks; other right answers and named mistakes below."""
        answers = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
        notebook = nbformat.read(student, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("check-")]
        for cell in notebook.cells:
            meta, cell.metadata = cell.metadata.get("nbgrader", {}), nbformat.NotebookNode()
            if meta.get("solution"):
                cell.source = key_cell.RUBRIC.sub("", _MARKER.sub("", answers[cell.id].source)).rstrip()
        first = notebook.cells[0]
        first.source = _BUILT_FROM.sub("", first.source)
        first.source = re.sub(r"\A# (.*)", r"# \1: worked solution", first.source)
        notebook.cells += [nbformat.v4.new_markdown_cell(text, id=f"more-{i}") for i, text in enumerate(_more(path))]
        notebook.metadata["orphan"] = notebook.metadata["nosearch"] = True  # reached from the hints, and only there
        self._write(notebook, path, "")

    def _hints(self, student: Path) -> None:
        """The page before the solution: for every question the hints a wrong answer would get."""
        notebook = nbformat.read(student, as_version=4)
        folder = self.root / "solutions" / student.parent.name
        key = answer_key.load(folder / student.name)
        lines = [
            f"# Hints for homework {student.stem[2:].partition('_')[0]}", "",
            "Each is a question to ask of your own code. Open one list, try again, and run the check before you open "
            "the next. They are the hints a failed check gives when it knows the mistake.", "",
        ]  # fmt: skip
        heading = None
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                found = [text for level, text in _HEADING.findall(_without_code(cell.source)) if level != "#"]
                heading = found[-1] if found else heading
            asked = cell.metadata.get("nbgrader", {})
            if not asked.get("solution"):
                continue
            if heading:
                lines += [f"## {heading}", ""]
                heading = None
            if asked["grade"]:
                lines += [f"*{asked['grade_id']}* is read by a person. Write it, wait a day, read it aloud, and ask of "
                          "each sentence how you know it.", ""]  # fmt: skip
                continue
            source = next(cell.source for cell in key.cells if cell.grade_id == asked["grade_id"])
            names = _defined(source)
            known = [entry.hint for entry in key.misconceptions if entry.function in names]
            hints = list(dict.fromkeys(filter(None, known)))
            lines += _folded_hints(asked["grade_id"], hints)
        if self.solutions:
            lines += ["## Then look", "", "A solution you read before you tried teaches little. If you have tried: "
                      f"[the worked solution](../../solutions/{student.parent.name}/{student.name}).", ""]  # fmt: skip
        target = self.source / "assignments" / student.parent.name / "before_you_look.md"
        target.write_text("\n".join(lines), encoding="utf-8")

    def _write(self, notebook: Any, path: Path, invitation: str) -> None:
        """Put the page where the notebook is in the project, and the notebook itself among the downloads."""
        place = path.relative_to(self.root)
        target = self.source / place
        target.parent.mkdir(parents=True, exist_ok=True)
        _one_title(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = self._links(_BUILT_FROM.sub("", cell.source), path)
                for name, data in (cell.pop("attachments", None) or {}).items():
                    picture = f"{path.stem}-{cell.id}-{name}"
                    (target.parent / picture).write_bytes(base64.b64decode(data["image/png"]))
                    cell.source = cell.source.replace(f"(attachment:{name})", f"({picture})")
        if invitation:
            download = self.source / "_notebooks" / place
            download.parent.mkdir(parents=True, exist_ok=True)
            download.write_bytes(path.read_bytes())
            link = "{download}`get the notebook </_notebooks/" + place.as_posix() + ">`"
            head, _, rest = notebook.cells[0].source.partition("\n")
            notebook.cells[0].source = f"{head}\n\n{{.notebook}}\n{invitation.format(link)}\n{rest}"
        nbformat.write(notebook, target)

    def _links(self, text: str, path: Path) -> str:
        return links.translated(text, path, path.relative_to(self.root), self.root, self.solutions)


def headings(notebook: Any) -> list[str]:
    """All headings of a notebook, in order, without the marks."""
    markdown = [_without_code(cell.source) for cell in notebook.cells if cell.cell_type == "markdown"]
    return [text for source in markdown for _, text in _HEADING.findall(source)]


def printed(notebook: Any) -> str:
    """Everything the cells of an executed notebook printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)


def _one_title(notebook: Any) -> None:
    """Where a notebook has several titles, all but the first move one level down, with everything below them."""
    if sum(level == "#" for cell in notebook.cells for level, _ in _levels(cell)) < 2:
        return
    for cell in notebook.cells[1:]:
        if cell.cell_type == "markdown":
            parts = _FENCED.split(cell.source)
            parts[::2] = [re.sub(r"^(?=#{1,4} )", "#", part, flags=re.MULTILINE) for part in parts[::2]]
            cell.source = "".join(parts)


def _levels(cell: Any) -> list[tuple[str, str]]:
    return _HEADING.findall(_without_code(cell.source)) if cell.cell_type == "markdown" else []


def _fold(cell: Any, prompt: str) -> None:
    cell.metadata["tags"] = ["hide-input"]
    cell.metadata.setdefault("mystnb", {})["code_prompt_show"] = prompt
    cell.metadata["mystnb"]["code_prompt_hide"] = prompt


def _without_code(source: str) -> str:
    return "".join(_FENCED.split(source)[::2])


def _defined(source: str) -> set[str]:
    """The names a cell gives a value to."""
    names = set()
    for node in ast.parse(plain_python(source)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        for target in node.targets if isinstance(node, ast.Assign) else []:
            names |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
    return names


def _folded_hints(name: str, hints: list[str]) -> list[str]:
    if not hints and name.startswith("lines_"):
        return [f"`{name}`: each line is judged by itself, so begin with the first that is marked. Write it for one "
                "entry, with indices and sums; then look which matrix product has those sums.", ""]  # fmt: skip
    if not hints:
        return [f"`{name}`: the check below the question names the first thing that is off. Test one line at a time, "
                "on numbers small enough for pencil and paper.", ""]  # fmt: skip
    rows = "".join(f"<li>{html.escape(hint)}</li>" for hint in hints)
    count = f"{len(hints)} hints" if len(hints) > 1 else "1 hint"
    return [f'<details class="hints"><summary><code>{html.escape(name)}</code>: {count}</summary><ol>{rows}</ol>'
            "</details>", ""]  # fmt: skip


def _more(solution: Path) -> list[str]:
    """Other right answers, and the mistakes that have a name."""
    texts = []
    key = answer_key.load(solution)
    if key.alternatives:
        rows = [_answer(entry) for entry in key.alternatives]
        texts.append("## Other answers that are right\n\nAll of these get full points.\n\n" + "\n\n".join(rows))
    if key.misconceptions:
        names: dict[str, list[str]] = {}
        for entry in key.misconceptions:
            names.setdefault(entry.function, []).append(f"<li>{html.escape(entry.name)}</li>")
        rows = [f"<details><summary><code>{html.escape(function)}</code>: {len(found)}</summary>"
                f"<ul>{''.join(found)}</ul></details>" for function, found in names.items()]  # fmt: skip
        texts.append("## Mistakes that have a name\n\nA wrong answer is compared with these, and feedback says which "
                     "it is.\n\n" + "\n\n".join(rows))  # fmt: skip
    return texts


def _answer(entry: catalogue.Alternative) -> str:
    fence = "````"
    summary = f"<summary><code>{html.escape(entry.function)}</code>: {html.escape(entry.name)}</summary>"
    return f"<details>{summary}\n\n{fence}python\n{entry.source.rstrip()}\n{fence}\n\n</details>"
