"""Notebooks to files, the same bytes for the same notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder import whole_file


def write(notebook: Any, path: Path) -> None:
    """Write a notebook the same way every time, whole or not at all; raises `NotWritten`."""
    whole_file.write(path, as_text(notebook))


def as_text(notebook: Any) -> str:
    """Return the text of a notebook's file, the same for the same notebook."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
