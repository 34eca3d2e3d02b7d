"""What an installation of this project put onto the machine, which student code does not see either.

Solutions and catalogues are among it, and environments are mounted whole: so all of it is covered, wherever it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from autograder import shipped

DISTRIBUTIONS = {"backpropagation-by-hand": "autograder", "byhand": "byhand"}  # and the package in each
_LIBRARIES = "lib*/python3*/*-packages"  # below a prefix


@cache
def installed(*prefixes: Path) -> tuple[frozenset[Path], frozenset[Path]]:
    """Return the folders that hold only files of these distributions, and their other files.

    Of an editable installation that is also the folder of its source. All copies count, those in the libraries of
    ``prefixes`` too that this Python does not import.
    """
    folders, files = {*_source()}, set()
    libraries = [str(path) for prefix in prefixes for path in prefix.glob(_LIBRARIES)]
    for name, package in DISTRIBUTIONS.items():
        for distribution in (*metadata.distributions(name=name),
                             *metadata.distributions(name=name, path=libraries)):  # fmt: skip
            folders |= _edited(distribution)
            place = Path(str(distribution.locate_file("")))
            folders |= {place / package, *place.glob(f"{name.replace('-', '_')}-*-info")}
            for entry in distribution.files or ():
                if ".." in entry.parts or len(entry.parts) == 1:
                    files.add(place / entry)
                else:
                    folders.add(place / entry.parts[0])
    real = [frozenset(Path(os.path.realpath(path)) for path in paths) for paths in (folders, files)]
    return real[0], real[1]


def _source() -> Iterator[Path]:
    """Give the folder of the source, where this package is run from it."""
    if (shipped.PACKAGE.parent / "pyproject.toml").exists():
        yield shipped.PACKAGE.parent


def _edited(distribution: metadata.Distribution) -> set[Path]:
    """Return the folder that an editable installation was made from."""
    try:
        said = json.loads(distribution.read_text("direct_url.json") or "{}")
        if said.get("dir_info", {}).get("editable"):
            return {Path(url2pathname(urlsplit(said["url"]).path))}
    except (ValueError, KeyError, AttributeError):
        pass
    return set()


def covers(mounts: dict[Path, Path]) -> list[str]:
    """Return bubblewrap's words that cover them, where each folder in ``mounts`` is mounted as what it maps to."""
    folders, files = installed(*mounts)
    words = []
    for prefix, inside in mounts.items():
        real = Path(os.path.realpath(prefix))
        hidden = _outermost(path for path in folders if path.is_relative_to(real) and path != real and path.is_dir())
        for folder in sorted(hidden):
            place = str(inside / folder.relative_to(real))
            words += ["--tmpfs", place, "--remount-ro", place]
        for file in sorted(path for path in files if path.is_relative_to(real) and path.is_file()):
            if hidden.isdisjoint(file.parents):
                words += ["--ro-bind", "/dev/null", str(inside / file.relative_to(real))]
    return words


def _outermost(paths: Iterable[Path]) -> set[Path]:
    """Return those that are in none of the others: in what covers it, nothing can be mounted."""
    found: set[Path] = set()
    for path in sorted(paths):
        if found.isdisjoint(path.parents):
            found.add(path)
    return found
