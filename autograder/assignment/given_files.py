"""The files that students get with a notebook of another course: data to read, modules to import.

They lie in a folder beside the answer key, with nothing else: what is mounted into jails is this folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder import scratch

_FOLDER = "given_files"


def folder(beside: Path) -> Path:
    """Return where the files of the answer key in the folder ``beside`` are, if there are any."""
    return beside / _FOLDER


def of_key(solution: Path) -> Path | None:
    """Return the folder of the files that go with the answer key in ``solution``; None if there are none."""
    found = folder(solution.parent)
    return found if found.is_dir() else None


def within(beside: Path) -> list[Path]:
    """Return the files of the answer key in the folder ``beside``, in order."""
    return sorted(path for path in folder(beside).rglob("*") if path.is_file() and path.suffix != ".pyc")


@contextlib.contextmanager
def here(files: Path | None) -> Iterator[None]:
    """Let trusted code read and import ``files`` by their names alone, as in a notebook, in a folder of its own.

    What the code writes is gone afterwards: nothing that one run wrote makes a test of another pass.
    """
    before, writes = _working_folder(), sys.dont_write_bytecode
    with tempfile.TemporaryDirectory(prefix="here-", dir=scratch.folder(), ignore_cleanup_errors=True) as made:
        own = Path(made)
        if files is not None:
            shutil.copytree(files, own, dirs_exist_ok=True)
            _forget_others(files)
        paths = [str(folder) for folder in (files, own) if folder is not None]
        os.chdir(own)
        sys.path[:0] = paths
        sys.dont_write_bytecode = True
        try:
            yield
        finally:
            sys.dont_write_bytecode = writes
            for name in _loaded_from(own):
                del sys.modules[name]
            if files is not None:
                _imported[files] = _loaded_from(files)
            for path in paths:
                with contextlib.suppress(ValueError):
                    sys.path.remove(path)
            os.chdir(before)


def _working_folder() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:  # somebody removed it
        return os.sep


_imported: dict[Path, set[str]] = {}  # the names of the modules that were imported from each folder


def _forget_others(files: Path) -> None:
    """Let modules beside other notebooks, of the same names maybe, be imported anew where they are asked for."""
    for other in _imported.keys() - {files}:
        for name in _imported.pop(other):
            sys.modules.pop(name, None)


def _loaded_from(files: Path) -> set[str]:
    modules = [*sys.modules.items()]
    return {
        name for name, module in modules if str(getattr(module, "__file__", "") or "").startswith(f"{files}{os.sep}")
    }
