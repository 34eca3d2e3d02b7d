"""An exception of the student's as plain data: its type, its message, and where in the student's cells it was."""

from __future__ import annotations

import linecache
import traceback
from typing import Any

FRAMES = 6


def describe(error: BaseException) -> dict[str, Any]:
    """Type names from the raised one up to Exception, the message, and the student's own frames, innermost last."""
    types = [cls.__name__ for cls in type(error).__mro__ if cls not in (BaseException, object)]
    try:
        message = str(error)[:2000]
    except Exception:
        message = ""
    return {"types": types, "message": message, "frames": _frames(error)}


def _frames(error: BaseException) -> list[list[Any]]:
    frames = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith("<ipython-input") or "ipykernel_" in frame.filename:
            line = linecache.getline(frame.filename, frame.lineno or 0).rstrip()
            frames.append([frame.name, frame.lineno or 0, line[:200]])
    return frames[-FRAMES:]
