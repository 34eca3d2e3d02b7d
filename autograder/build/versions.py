"""Sources to notebooks to student versions.

`solutions/hwN_topic/hwN_topic.py` (jupytext `py:percent`) becomes the solution notebook beside it and the student
version in `assignments/`. Authors write short cell headers; this expands them into nbgrader's metadata. Everything
that comes out is determined by the source alone, so building twice gives the same bytes.
"""

from __future__ import annotations

import base64
import copy
import json
import os
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import compute_checksum

from autograder import whole_file
from autograder.assignment import handed_out
from autograder.assignment.cell_metadata import SETTINGS, key_cell
from autograder.assignment.key_cell import SHOULD_SEE
from autograder.build.execution import execute
from autograder.build.notebook_file import write
from autograder.build.source import BUILT, SourceError, solution_notebook


def build_assignment(source: Path, assignments: Path) -> tuple[Path, Path]:
    """Write the solution notebook and the student version, and return their paths. Raises `SourceError`.

    A notebook that was not built here is never overwritten.
    """
    solution_path = source.with_suffix(".ipynb")
    student_path = assignments / source.parent.name / f"{source.stem}.ipynb"
    for path in (solution_path, student_path):
        if why := made_by_hand(path, source):
            raise SourceError(why)
    solution = solution_notebook(source)
    pictures = draw_pictures(solution)
    write(solution, solution_path)
    write(student_version(solution, pictures), student_path)
    remember(solution, source.parent)
    return solution_path, student_path


def copy_built(source: Path, student_version: Path, assignments: Path) -> Path:
    """Write a student version that was built elsewhere into ``assignments``, and return its path.

    A notebook that was not built from ``source`` is never overwritten: raises `SourceError`.
    """
    path = assignments / source.parent.name / f"{source.stem}.ipynb"
    if why := made_by_hand(path, source):
        raise SourceError(why)
    whole_file.write(path, student_version.read_text(encoding="utf-8"))
    return path


def made_by_hand(notebook: Path, source: Path) -> str:
    """Return why a notebook in the place of one to build from ``source`` must stay as it is; empty if it need not."""
    if not os.path.lexists(notebook):
        return ""
    try:
        data = notebook.read_bytes()
        if f"{source.name}; {BUILT}".encode() in data or json.loads(data)["metadata"]["byhand"]["assignment"]:
            return ""
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return (
        f"{notebook} was not built from {source.name}, and building would overwrite it. Move one of the two away:"
        f" without {source.name}, notebooks made by hand are graded as they are."
    )


def remember(solution: Any, folder: Path) -> None:
    """Keep in ``folder`` what locked cells look like in the student version of today."""
    handed_out.remember(folder, [key for cell in solution.cells if (key := key_cell(cell)) is not None])


def student_version(solution: Any, pictures: dict[str, str]) -> Any:
    """Return what students get: stubs for answers, no hidden tests, locked checks, the pictures they should see."""
    notebook = copy.deepcopy(solution)
    cells = []
    for cell in notebook.cells:
        key = key_cell(cell)
        alt = cell.metadata.pop("picture", None)
        cell.metadata.pop(SETTINGS, None)
        cells.append(cell)
        if key is None:
            continue
        cell.source = key.student_source
        if key.is_locked:
            cell.metadata["deletable"] = cell.metadata["editable"] = False
        cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
        if alt:
            cells.append(_picture_cell(key.grade_id, alt, pictures[key.grade_id]))
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


def _picture_cell(grade_id: str, alt: str, png: str) -> Any:
    promise = f"{SHOULD_SEE} (drawn by a finished notebook; your numbers may differ a little):"
    text = f"{promise}\n\n![{alt}](attachment:expected.png)"
    cell = nbformat.v4.new_markdown_cell(text, attachments={"expected.png": {"image/png": png}})
    cell.id = f"picture-{grade_id}"[:64]
    return cell
