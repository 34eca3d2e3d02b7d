"""Runs our own notebooks with arithmetic that every machine has; an error in a cell is an error in its source."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.build import kernel
from autograder.build.source import SourceError

# The arithmetic that every x86-64 machine with AVX2 has, so that the last digits of a long training, and with them
# the built notebooks, do not depend on the processor.
ARITHMETIC = {
    "OPENBLAS_CORETYPE": "Haswell",
    "OPENBLAS_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}


def execute(notebook: Any, source: str, directory: Path | None = None, arguments: Sequence[str] = ()) -> Any:
    """Run a copy of the notebook top to bottom in a fresh kernel and return it; raise `SourceError` if a cell does.

    ``arguments`` go to the kernel's command line.
    """
    notebook = copy.deepcopy(notebook)
    try:
        kernel.run(notebook, directory, arguments, ARITHMETIC)
    except kernel.KernelFailed as error:
        raise SourceError(f"{source}: the notebook did not run to its end: {error}") from None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":  # a display that failed counts too, though it does not stop the run
                raise SourceError(f"{source}, cell {cell.id}: raises {output.ename}: {output.evalue}")
    return notebook
