"""Sources to notebooks to student versions.

`solutions/hwN_topic/hwN_topic.py` (jupytext `py:percent`) becomes the solution notebook beside it and the student
version in `assignments/`. Authors write short cell headers; this expands them into nbgrader's metadata. Everything
that comes out is determined by the source alone, so building twice gives the same bytes.
"""

from __future__ import annotations

import ast
import base64
import copy
import json
import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbgrader.utils import compute_checksum

from autograder.answer_key import HIDDEN, SOLUTION, KeyCell, plain_python

KINDS = ("given", "solution", "tests", "written")
SETTINGS = {"points", "picture", "in_jail"}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LAYOUT = ("cell_marker", "lines_to_next_cell", "lines_to_end_of_cell_marker")  # jupytext's notes to itself
_ID = re.compile(r"[A-Za-z0-9_-]{1,48}\Z")
_MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS",
            "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ===")  # fmt: skip


class SourceError(Exception):
    """The source is malformed; the message names file, cell and remedy."""


def build_assignment(source: Path, assignments: Path) -> tuple[Path, Path]:
    """Write the solution notebook and the student version; returns their paths. Raises `SourceError`."""
    solution = solution_notebook(source)
    pictures = draw_pictures(solution)
    solution_path = source.with_suffix(".ipynb")
    student_path = assignments / source.parent.name / f"{source.stem}.ipynb"
    write(solution, solution_path)
    student_path.parent.mkdir(parents=True, exist_ok=True)
    write(student_version(solution, pictures), student_path)
    return solution_path, student_path


def solution_notebook(source: Path) -> Any:
    """The solution notebook of a source file, with nbgrader's metadata."""
    notebook = read_source(source)
    settings = notebook.metadata.get("byhand", {})
    names: dict[str, int] = {}
    for position, cell in enumerate(notebook.cells, start=1):
        _expand(cell, position, source, names)
    _number_cells(notebook)
    _name_the_source(notebook, source)
    notebook.metadata = nbformat.NotebookNode(
        byhand={"assignment": source.stem, **settings}, kernelspec=KERNEL, language_info={"name": "python"}
    )
    return notebook


def read_source(source: Path) -> Any:
    """A py:percent file as a notebook; raises `SourceError`."""
    try:
        return jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
    except (OSError, ValueError, SyntaxError) as error:
        raise SourceError(f"{source}: cannot be read as py:percent ({error}).") from None


def student_version(solution: Any, pictures: dict[str, str]) -> Any:
    """What students get: stubs for answers, no hidden tests, locked checks, the pictures they should see."""
    notebook = copy.deepcopy(solution)
    cells = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        alt = cell.metadata.pop("picture", None)
        if meta:
            kind = _kind(meta)
            key = KeyCell(meta["grade_id"], kind, cell.cell_type, cell.source, meta.get("points", 0))
            cell.source = key.student_source
            if meta["locked"]:
                cell.metadata["deletable"] = cell.metadata["editable"] = False
            if meta["grade"] or meta["solution"] or meta["locked"]:
                meta["checksum"] = compute_checksum(cell)
        cells.append(cell)
        if alt and meta:
            cells.append(_picture_cell(meta["grade_id"], alt, pictures[meta["grade_id"]]))
    notebook.cells = cells
    return notebook


def draw_pictures(solution: Any) -> dict[str, str]:
    """Run the reference solution and keep, for each cell with a `picture`, the PNG it draws (base64)."""
    wanted = [cell for cell in solution.cells if cell.metadata.get("picture")]
    if not wanted:
        return {}
    runnable = copy.deepcopy(solution)
    runnable.cells = [cell for cell in solution.cells if not cell.id.startswith("check-")]  # hidden tests need a grader
    executed = execute(runnable)
    pictures = {}
    for cell in executed.cells:
        if cell.metadata.get("picture"):
            found = [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]
            name = cell.metadata["nbgrader"]["grade_id"]
            if not found:
                raise SourceError(f"cell {name} promises a picture but draws none. Call plt.show() or drop `picture`.")
            pictures[name] = "".join(base64.b64encode(base64.b64decode(found[-1])).decode().split())
    return pictures


def execute(notebook: Any, directory: Path | None = None) -> Any:
    """The notebook run top to bottom in a fresh kernel; an error in any cell is a `SourceError`."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config

    notebook = copy.deepcopy(notebook)
    resources = {"metadata": {"path": str(directory)}} if directory else {}
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    try:
        NotebookClient(
            notebook, timeout=600, kernel_name="python3", resources=resources, config=config, coalesce_streams=True
        ).execute()
    except CellExecutionError as error:
        raise SourceError(f"the notebook does not run: {error}") from None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":  # a display that failed does not stop the run
                raise SourceError(f"cell {cell.id} shows an error: {output.ename}: {output.evalue}")
    return notebook


def write(notebook: Any, path: Path) -> None:
    """Write a notebook the same way every time, whole or not at all."""
    partial = path.with_suffix(".ipynb.part")
    partial.write_text(as_text(notebook), encoding="utf-8")
    partial.replace(path)


def as_text(notebook: Any) -> str:
    """A notebook's file, the same text for the same notebook."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _expand(cell: Any, position: int, source: Path, names: dict[str, int]) -> None:
    where = f"{source}, cell {position}"
    header = {name: value for name, value in cell.metadata.items() if name not in _LAYOUT}
    cell.metadata = nbformat.NotebookNode()
    kinds = [kind for kind in KINDS if kind in header]
    unknown = set(header) - set(KINDS) - SETTINGS
    if unknown:
        raise SourceError(
            f"{where}: `{unknown.pop()}` is no cell setting. Known: {', '.join((*KINDS, *sorted(SETTINGS)))}."
        )
    if len(kinds) > 1:
        raise SourceError(f"{where}: is both `{kinds[0]}` and `{kinds[1]}`. Make two cells of it.")
    if not kinds:
        if header:
            raise SourceError(f"{where}: has {', '.join(header)} but is none of {', '.join(KINDS)}.")
        _refuse_markers(cell, where, allowed=())
        return
    kind = kinds[0]
    grade_id = f"check-{header[kind]}" if kind == "tests" else str(header[kind])
    if not _ID.match(grade_id):
        raise SourceError(f"{where}: `{grade_id}` is no name. Use letters, digits, - and _.")
    if grade_id in names:
        raise SourceError(f"{where}: the name `{grade_id}` is already taken by cell {names[grade_id]}. Choose another.")
    names[grade_id] = position
    _check_cell(kind, cell, header, f"{where} ({grade_id})")
    graded = kind in ("tests", "written")
    cell.metadata = nbformat.NotebookNode(
        nbgrader={
            "cell_type": cell.cell_type, "grade": graded, "grade_id": grade_id, "locked": kind in ("given", "tests"),
            "schema_version": 3, "solution": kind in ("solution", "written"), "task": False,
            **({"points": header["points"]} if graded else {}),
        }
    )  # fmt: skip
    if header.get("in_jail"):
        cell.metadata["tags"] = ["in-jail"]
    if "picture" in header:
        cell.metadata["picture"] = header["picture"]


def _check_cell(kind: str, cell: Any, header: dict[str, Any], where: str) -> None:
    """Refuse what would make a wrong student version."""
    points = header.get("points")
    if kind in ("tests", "written") and (isinstance(points, bool) or not isinstance(points, int | float) or points < 0):
        raise SourceError(f"{where}: needs points, such as points=3.")
    if kind in ("given", "solution") and points is not None:
        raise SourceError(f"{where}: points belong to the cell that is graded, tests or written.")
    if (kind == "written") != (cell.cell_type == "markdown") and kind != "given":
        raise SourceError(f"{where}: a {kind} cell must be a {'markdown' if kind == 'written' else 'code'} cell.")
    allowed = {"solution": _MARKERS[:2], "tests": _MARKERS[2:4], "written": _MARKERS[4:]}.get(kind, ())
    _refuse_markers(cell, where, allowed)
    if kind == "solution" and not SOLUTION.search(cell.source):
        raise SourceError(f"{where}: no answer to hide. Put it between `{_MARKERS[0]}` and `{_MARKERS[1]}`.")
    for begin, end in (_MARKERS[:2], _MARKERS[2:4], _MARKERS[4:]):
        order = re.findall(f"{re.escape(begin)}|{re.escape(end)}", cell.source)
        if order != [begin, end] * (len(order) // 2):
            raise SourceError(f"{where}: `{begin}` and `{end}` do not come in pairs.")
    if cell.cell_type == "code":
        for text in (cell.source, HIDDEN.sub("", cell.source)):
            try:
                ast.parse(plain_python(text))
            except SyntaxError as error:
                raise SourceError(f"{where}: line {error.lineno} does not parse ({error.msg}).") from None


def _refuse_markers(cell: Any, where: str, allowed: tuple[str, ...]) -> None:
    for marker in _MARKERS:
        if marker in cell.source and marker not in allowed:
            raise SourceError(f"{where}: `{marker}` does not belong in this kind of cell; it would reach students.")


def _kind(meta: dict[str, Any]) -> str:
    if meta["solution"]:
        return "written" if meta["grade"] else "solution"
    return "tests" if meta["grade"] else "given"


def _number_cells(notebook: Any) -> None:
    """Cell ids from names or positions, never random."""
    for position, cell in enumerate(notebook.cells):
        meta = cell.metadata.get("nbgrader")
        cell.id = meta["grade_id"] if meta else f"cell-{position:03d}"


def _name_the_source(notebook: Any, source: Path) -> None:
    for cell in notebook.cells[:1]:
        if cell.cell_type == "markdown":
            place = "/".join(source.parts[-3:] if source.parent.name == source.stem else source.parts[-2:])
            cell.source = f"<!-- Built from {place}; edits here are lost. -->\n{cell.source}"


def _picture_cell(grade_id: str, alt: str, png: str) -> Any:
    promise = "**What you should see** (drawn by a finished notebook; your numbers may differ a little):"
    text = f"{promise}\n\n![{alt}](attachment:expected.png)"
    cell = nbformat.v4.new_markdown_cell(text, attachments={"expected.png": {"image/png": png}})
    cell.id = f"picture-{grade_id}"[:64]
    return cell


def lecture(source: Path) -> Any:
    """A lecture's notebook, executed; errors and warnings in it are a `SourceError`."""
    notebook = read_source(source)
    pictures = [cell.metadata.get("picture", "") for cell in notebook.cells]
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode()
    _number_cells(notebook)
    _name_the_source(notebook, source)
    notebook.metadata = nbformat.NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    executed = execute(notebook, source.parent)
    for cell, alt in zip(executed.cells, pictures, strict=True):
        cell.metadata = nbformat.NotebookNode()  # without the time it ran
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise SourceError(f"{source}, cell {cell.id}: prints a warning: {output.text.strip().splitlines()[0]}")
            if "image/png" in output.get("data", {}):
                if not alt:
                    raise SourceError(f'{source}, cell {cell.id}: draws, so it needs picture="what is to be seen".')
                output.metadata["image/png"] = {**output.metadata.get("image/png", {}), "alt": alt}
    return executed
