"""Writes notebooks to files, the same bytes for the same notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write(notebook: Any, path: Path) -> None:
    """Write the notebook's file, whole or not at all."""
    partial = path.with_suffix(".ipynb.part")
    partial.write_text(as_text(notebook), encoding="utf-8")
    partial.replace(path)


def as_text(notebook: Any) -> str:
    """Return the text of a notebook's file, the same for the same notebook."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
