"""What there is to grade of a submission: a file's bytes, or why nothing can be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Unreadable:
    """Something was handed in, and nothing of it can be graded: why, and a fingerprint of what was there."""

    why: str
    digest: str

    @classmethod
    def because(cls, why: str, *parts: bytes) -> Unreadable:
        """Make one with the fingerprint of the reason and of these parts."""
        return cls(why, hashlib.sha256(b"\0".join([why.encode("utf-8", "replace"), *parts])).hexdigest())


HandedIn: TypeAlias = bytes | Unreadable | None  # None: nothing was handed in
Plain: TypeAlias = bytes | tuple[str, str] | None  # the same without a class of ours


def as_plain(data: HandedIn) -> Plain:
    """Return what processes that do not have this package can pass on, such as a Dask scheduler."""
    return (data.why, data.digest) if isinstance(data, Unreadable) else data


def from_plain(data: Plain) -> HandedIn:
    """Return what `as_plain` was given."""
    return Unreadable(*data) if isinstance(data, tuple) else data


def printable(name: str) -> str:
    """Return a name that a stranger chose so that it can be shown in a line."""
    return "".join(character if character.isprintable() else "?" for character in name)[:60]
