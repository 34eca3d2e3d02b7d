"""Sources to notebooks to student versions.

`solutions/hwN_topic/hwN_topic.py` (jupytext `py:percent`) becomes the solution notebook beside it and the student
version in `assignments/`. Authors write short cell headers; this expands them into nbgrader's metadata. Everything
that comes out is determined by the source alone, so building twice gives the same bytes.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import compute_checksum

from autograder import figures, kernel
from autograder.key_cell import SHOULD_SEE, KeyCell
from autograder.source import KERNEL, SourceError, name_cells, read_source, solution_notebook

# The arithmetic every x86-64 machine with AVX2 has, so that the last digits of a long training, and with them the
# built notebooks, do not depend on the processor.
ARITHMETIC = {
    "OPENBLAS_CORETYPE": "Haswell",
    "OPENBLAS_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}


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
    source = f"{solution.metadata['byhand']['assignment']}.py"
    runnable = copy.deepcopy(solution)
    runnable.cells = [cell for cell in solution.cells if not cell.id.startswith("check-")]  # hidden tests need a grader
    executed = execute(runnable, source)
    pictures = {}
    for cell in executed.cells:
        if cell.metadata.get("picture"):
            found = [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]
            name = cell.metadata["nbgrader"]["grade_id"]
            if not found:
                raise SourceError(
                    f"{source}, cell {name}: promises a picture but draws none. Call plt.show() or drop `picture`."
                )
            pictures[name] = "".join(base64.b64encode(base64.b64decode(found[-1])).decode().split())
    return pictures


def execute(notebook: Any, source: str, directory: Path | None = None, arguments: Sequence[str] = ()) -> Any:
    """The notebook run top to bottom in a fresh kernel; an error in any cell is a `SourceError`.

    ``arguments`` go to the kernel's command line.
    """
    notebook = copy.deepcopy(notebook)
    try:
        kernel.run(notebook, directory, arguments, ARITHMETIC)
    except kernel.KernelFailed as error:
        raise SourceError(f"{source}: the notebook did not run to its end: {error}") from None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":  # also of a display that failed, which does not stop the run
                raise SourceError(f"{source}, cell {cell.id}: raises {output.ename}: {output.evalue}")
    return notebook


def write(notebook: Any, path: Path) -> None:
    """Write a notebook the same way every time, whole or not at all."""
    partial = path.with_suffix(".ipynb.part")
    partial.write_text(as_text(notebook), encoding="utf-8")
    partial.replace(path)


def as_text(notebook: Any) -> str:
    """A notebook's file, the same text for the same notebook."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _kind(meta: dict[str, Any]) -> str:
    if meta["solution"]:
        return "written" if meta["grade"] else "solution"
    return "tests" if meta["grade"] else "given"


def _picture_cell(grade_id: str, alt: str, png: str) -> Any:
    promise = f"{SHOULD_SEE} (drawn by a finished notebook; your numbers may differ a little):"
    text = f"{promise}\n\n![{alt}](attachment:expected.png)"
    cell = nbformat.v4.new_markdown_cell(text, attachments={"expected.png": {"image/png": png}})
    cell.id = f"picture-{grade_id}"[:64]
    return cell


def lecture(source: Path) -> Any:
    """A lecture's notebook, executed, with figures as SVG; errors and warnings in it are a `SourceError`."""
    notebook = read_source(source)
    pictures = [cell.metadata.get("picture", "") for cell in notebook.cells]
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode()
    name_cells(notebook, source)
    notebook.metadata = nbformat.NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    executed = execute(notebook, str(source), source.parent, figures.KERNEL_ARGUMENTS)
    for cell, alt in zip(executed.cells, pictures, strict=True):
        cell.metadata = nbformat.NotebookNode()  # without the time it ran
        for number, output in enumerate(cell.get("outputs", [])):
            if output.get("name") == "stderr":
                raise SourceError(f"{source}, cell {cell.id}: prints a warning: {output.text.strip().splitlines()[0]}")
            mime = figures.alternative(output.get("data", {}))
            if mime and not alt:
                raise SourceError(f'{source}, cell {cell.id}: draws, so it needs picture="what is to be seen".')
            if mime:
                output.metadata[mime] = {**output.metadata.get(mime, {}), "alt": alt}
            if mime == figures.MIME:
                output.data[mime] = figures.tidy(output.data[mime], alt, f"{cell.id}-{number}")
    return executed
