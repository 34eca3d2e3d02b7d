"""What is in a submitted archive, read in memory and within bounds: nothing of it is ever written to the disk.

Bytes of strangers: bombs, links, absolute names and archives in archives. Only regular files count, their names are
only shown, and a `Budget` limits what is unpacked of all archives of a submission together.
"""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.grading.handed_in import printable

MOST_MEMBERS = 1000  # of all archives of a submission together
MOST_DEPTH = 3  # archives in archives
MOST_MEMORY = 2**26  # bytes that unpacking xz may take
LEFT_BY_SYSTEMS = frozenset({"timestamp.txt", "thumbs.db", "desktop.ini", "__pycache__", "__macosx"})  # lower case
_ERRORS = (OSError, EOFError, ValueError, LookupError, ArithmeticError, RuntimeError, NotImplementedError, MemoryError,
           zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError)  # fmt: skip
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TAR = b"ustar"  # at byte 257
_STREAMS: dict[bytes, Callable[[], object]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(wbits=31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY),
}
_CLOSED = "which cannot be opened here: ask for the notebook, or for a zip"
_UNKNOWN = {b"Rar!": f"a RAR archive, {_CLOSED}", b"7z\xbc\xaf\x27\x1c": f"a 7z archive, {_CLOSED}", b"%PDF": "a PDF",
            b"\x89PNG": "a picture",
            b"\xff\xd8\xff": "a picture", b"\xd0\xcf\x11\xe0": "an old Office document"}  # fmt: skip
_OFFICE = {"word": "a Word document", "xl": "an Excel workbook", "ppt": "a PowerPoint presentation"}


@dataclass(frozen=True)
class File:
    """A file that was handed in, or was in an archive: how it is called in notes, its bytes, and how old it is."""

    name: str
    data: bytes
    time: float = 0.0


@dataclass
class Budget:
    """How much may still be unpacked."""

    size: int
    members: int = MOST_MEMBERS

    def take(self, size: int) -> bool:
        """Take ``size`` bytes for one more file; return whether there was room for it."""
        self.size -= size
        self.members -= 1
        return self.size >= 0 and self.members >= 0


class Unusable(Exception):
    """An archive cannot be opened, or something is no notebook; the message says what it is, after "is"."""


def what_it_is(data: bytes) -> str:
    """Return what a file is that is neither a notebook nor an archive that can be opened; empty if that is unknown."""
    return next((what for begin, what in _UNKNOWN.items() if data.startswith(begin)), "")


def is_archive(data: bytes) -> bool:
    """Return whether a file is an archive that can be opened, or compressed."""
    return data.startswith((*_ZIP, *_STREAMS)) or data[257:262] == _TAR


def is_left_by_a_system(name: str) -> bool:
    """Return whether a path leads to what systems and editors leave behind, such as checkpoints."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any((part.startswith(".") and part not in (".", "..")) or part.lower() in LEFT_BY_SYSTEMS for part in parts)


def files_in(file: File, budget: Budget, most: int, depth: int = 0) -> Iterator[File]:
    """Give the files in an archive, in archives in it too, and what is no archive itself; none larger than ``most``.

    Raises `Unusable`.
    """
    try:
        members = _members(file, budget, most)
        if members is None:
            yield file
            return
        if depth >= MOST_DEPTH:
            raise Unusable("an archive in an archive in an archive")
        for member in members:
            yield from files_in(member, budget, most, depth + 1)
    except _ERRORS:
        raise Unusable("a damaged archive, or one that cannot be opened here") from None


def _members(file: File, budget: Budget, most: int) -> Iterator[File] | None:
    data = file.data
    if data.startswith(_ZIP):
        return _zipped(file, budget, most)
    for begin, make in _STREAMS.items():
        if data.startswith(begin):
            return iter([_unpacked(file, make(), budget, most)])
    return _archived(file, budget, most) if data[257:262] == _TAR else None


def _zipped(file: File, budget: Budget, most: int) -> Iterator[File]:
    if file.data.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise Unusable("an archive of too many files")
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        names = [info.filename for info in archive.infolist()]
        if "[Content_Types].xml" in names:
            raise Unusable(
                next((what for begin, what in _OFFICE.items() if f"{begin}/" in " ".join(names)), "a document")
            )
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            link = info.external_attr >> 16 & 0o170000 == 0o120000
            if info.is_dir() or link or is_left_by_a_system(info.filename) or info.file_size > most:
                continue
            if info.flag_bits & 1:
                raise Unusable("locked with a password")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unusable("packed in a way that cannot be opened here")
            with archive.open(info) as member:
                yield _taken(File(_inner(file, info.filename), member.read(most + 1), _time(info)), budget, most)


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (OverflowError, ValueError):
        return 0.0


class _CarefulTarInfo(tarfile.TarInfo):
    """Refuses sizes below zero, at which Python's own reading does not end."""

    def _block(self, count: int) -> int:
        if count < 0:
            raise tarfile.ReadError("a negative size")
        return super()._block(count)  # type: ignore[misc]


def _archived(file: File, budget: Budget, most: int) -> Iterator[File]:
    with tarfile.open(fileobj=io.BytesIO(file.data), mode="r:", tarinfo=_CarefulTarInfo) as archive:
        for seen, info in enumerate(archive):
            if seen > MOST_MEMBERS:
                raise Unusable("an archive of too many files")
            if not info.isreg() or is_left_by_a_system(info.name) or info.size > most:
                continue
            if (member := archive.extractfile(info)) is not None:
                yield _taken(File(_inner(file, info.name), member.read(most + 1), float(info.mtime)), budget, most)


def _unpacked(file: File, stream: object, budget: Budget, most: int) -> File:
    """Return the one file in a stream; a whole archive may be in it, so it may be larger than one file."""
    data = stream.decompress(file.data, 4 * most)  # type: ignore[attr-defined]
    return _taken(File(file.name, data, file.time), budget, 4 * most)


def _taken(file: File, budget: Budget, most: int) -> File:
    if len(file.data) > most or not budget.take(len(file.data)):
        raise Unusable("larger, unpacked, than what can be graded")
    return file


def _inner(file: File, name: str) -> str:
    return f"{file.name}/{printable(name)}"
