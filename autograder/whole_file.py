"""Files that are written whole or not at all: whatever happens meanwhile, the old one stays."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from autograder.errors import Problem


class NotWritten(Problem):
    """A file could not be written; the message says which, why, and what to do."""


def write(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, making its folder if need be; raises `NotWritten`."""
    partial = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise NotWritten(f"{path} could not be written ({error.strerror}). Run the same command again.") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
