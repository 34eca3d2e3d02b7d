"""What an installation of this package put into the environment, which student code does not see either.

Solutions and catalogues may be among it, and the environment is mounted whole: so all of it is covered.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "backpropagation-by-hand"


@cache
def installed() -> tuple[frozenset[Path], frozenset[Path]]:
    """Return the folders that hold only files of this distribution, and its other files; none if it is not installed.

    Of an editable installation that is its metadata, which name the folder of the source.
    """
    try:
        distribution = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return frozenset(), frozenset()
    folders, files = set(), set()
    for entry in distribution.files or ():
        if ".." in entry.parts or len(entry.parts) == 1:
            files.add(Path(os.path.normpath(str(distribution.locate_file(entry)))))
        else:
            folders.add(Path(os.path.normpath(str(distribution.locate_file(entry.parts[0])))))
    return frozenset(folders), frozenset(files)


def covers(prefix: Path, inside: Path) -> list[str]:
    """Return bubblewrap's words that cover them, where the folder ``prefix`` is mounted as ``inside``."""
    folders, files = installed()
    words = []
    for folder in sorted(path for path in folders if path.is_relative_to(prefix) and path.is_dir()):
        place = str(inside / folder.relative_to(prefix))
        words += ["--tmpfs", place, "--remount-ro", place]
    for file in sorted(path for path in files if path.is_relative_to(prefix) and path.is_file()):
        words += ["--ro-bind", "/dev/null", str(inside / file.relative_to(prefix))]
    return words
