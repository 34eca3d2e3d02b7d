"""An exception as plain data, and back: its type, its message, and where in the student's cells it was."""

from __future__ import annotations

import builtins
import contextlib
import dataclasses
import linecache
import traceback
from collections.abc import Mapping
from typing import Any

import numpy as np

FRAMES = 6
_OF_LIBRARIES = {error.__name__: error for error in (np.linalg.LinAlgError, dataclasses.FrozenInstanceError)}
LONGEST = 2000
MOST_ARGS = 5


def describe(error: BaseException) -> dict[str, Any]:
    """Return the names of the error's types, from its own up to Exception, its message and the student's own frames.

    The innermost frame comes last.
    """
    types = [cls.__name__ for cls in type(error).__mro__ if cls not in (BaseException, object)]
    try:
        message = str(error.args[0]) if type(error) is KeyError and len(error.args) == 1 else str(error)
    except Exception:
        message = ""
    return {"types": types, "message": message[:LONGEST], "frames": _frames(error), "args": _args(error)}


def _args(error: BaseException) -> list[Any]:
    """Return the arguments of a built-in exception, if they are few, plain and more than a message; none otherwise."""
    args = [*error.args, error.filename] if isinstance(error, OSError) and len(error.args) == 2 else [*error.args]
    more = len(args) > 1 or (args and type(args[0]) is not str)
    return args if more and type(error).__module__ == "builtins" and _are_plain(args) else []


def _are_plain(args: Any) -> bool:
    return isinstance(args, list) and len(args) <= MOST_ARGS and all(
        arg is None or type(arg) in (bool, float) or (type(arg) is int and abs(arg) < 2**63)
        or (type(arg) is str and len(arg) <= LONGEST)
        for arg in args
    )  # fmt: skip


def _frames(error: BaseException) -> list[list[Any]]:
    frames = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith("<ipython-input") or "ipykernel_" in frame.filename:
            line = linecache.getline(frame.filename, frame.lineno or 0).rstrip()
            frames.append([frame.name, frame.lineno or 0, line[:200]])
    return frames[-FRAMES:]


def rebuild(
    types: list[str], message: str, names: Mapping[str, Any] | None = None, args: Any = None
) -> Exception | None:
    """Return an exception of the first of ``types`` that is built in, or a class of given cells among ``names``.

    A built-in one has the ``args`` it had, where these were told. None if no type is either.
    """
    if args and types and _are_plain(args) and (found := _builtin(types[0])) is not None:
        with contextlib.suppress(TypeError, ValueError):
            return found(*args)
    for name in types:
        found = _OF_LIBRARIES.get(name) or getattr(builtins, name, None)
        own = (names or {}).get(name)
        if isinstance(own, type) and own.__module__ == "__main__":
            found = own
        if isinstance(found, type) and issubclass(found, Exception):
            try:
                return found(message)
            except TypeError:  # UnicodeDecodeError and ExceptionGroup take more than a message
                continue
    return None


def _builtin(name: str) -> Any:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, Exception) else None


def category(name: str) -> type[Warning]:
    """Return the built-in category of warnings of that name; UserWarning if there is none."""
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning


def checked(report: Any) -> tuple[list[str], str, list[list[Any]]]:
    """Return the types, message and frames of a description that student code may have made up.

    What is not of the right type is left out, and everything is cut to the length that `describe` allows.
    """
    report = report if isinstance(report, dict) else {}
    types, message, frames = report.get("types"), report.get("message"), report.get("frames")
    return (
        [name[:200] for name in types[:20] if isinstance(name, str)] if isinstance(types, list) else [],
        message[:LONGEST] if isinstance(message, str) else "",
        [[frame[0][:200], frame[1], frame[2][:200]] for frame in frames[-FRAMES:] if _is_frame(frame)]
        if isinstance(frames, list)
        else [],
    )


def _is_frame(frame: Any) -> bool:
    return isinstance(frame, list) and [type(part) for part in frame] == [str, int, str]
