"""Problems that people can do something about: what happened and what to do, in the message itself."""

from __future__ import annotations

from typing import IO


class Problem(Exception):
    """Something went wrong that its message explains to whoever ran the command. Every expected error is one."""


def last_words(log: IO[bytes]) -> str:
    """Return a sentence with the last line that a process wrote to its ``log``, or that there is none."""
    log.seek(0)
    lines = log.read()[-4000:].decode(errors="replace").strip().splitlines()
    return f"Its last words: {lines[-1]}" if lines else "It left no message."
