"""What a process that ended wrote to its log, for a message of one line."""

from __future__ import annotations

from typing import IO


def last_words(log: IO[bytes]) -> str:
    """A sentence with the last line in ``log``, or that there is none."""
    log.seek(0)
    lines = log.read()[-4000:].decode(errors="replace").strip().splitlines()
    return f"Its last words: {lines[-1]}" if lines else "It left no message."
