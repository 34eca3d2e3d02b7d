"""A lecture's source → its executed notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from autograder.build import figures
from autograder.build.execution import execute
from autograder.build.source import KERNEL, SourceError, name_cells, read_source


def lecture(source: Path) -> Any:
    """Return a lecture's notebook, executed, with figures as SVG; raise `SourceError` for an error or warning in it."""
    notebook = read_source(source)
    pictures = [cell.metadata.get("picture", "") for cell in notebook.cells]
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode()
    name_cells(notebook, source)
    notebook.metadata = nbformat.NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    executed = execute(notebook, str(source), source.parent, figures.KERNEL_ARGUMENTS)
    for cell, alt in zip(executed.cells, pictures, strict=True):
        cell.metadata = nbformat.NotebookNode()  # without the times at which it ran
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
