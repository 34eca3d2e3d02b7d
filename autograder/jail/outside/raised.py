"""What student code raised there, as an exception to raise here."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

from autograder.jail import errors
from autograder.jail.outside.remote import Handle
from autograder.jail.outside.remote_types import RemoteType, raised_as


class StudentError(Exception):
    """Student code raised something that is not an ordinary exception (SystemExit, KeyboardInterrupt, …)."""


def student_exception(
    types: list[str], message: str, frames: list[list[Any]], names: Mapping[str, Any], ends: bool = False,
    own: Any = None, args: Any = None,
) -> Exception:  # fmt: skip
    """Return the exception to raise here for what student code raised there: its message, and its type if known here.

    Known are builtin types, the classes of given cells among ``names``, and those of the student's own that ``own`` is
    an instance of. It is a StopIteration only where an iteration ``ends``: raised by a function, it would end the
    `all(map(…))` of the calling test as if all was well.
    """
    error = _of_own_class(types, message, names, own) or errors.rebuild(types, message, _classes_here(names), args)
    error = error or StudentError(f"{types[0] if types else 'Exception'}: {message}")
    if isinstance(error, StopIteration) and not ends:
        error = RuntimeError(f"StopIteration: {message}".rstrip(": "))
    error.student_type = types[0] if types else "Exception"  # type: ignore[attr-defined]
    error.student_message = message  # type: ignore[attr-defined]
    error.student_frames = frames  # type: ignore[attr-defined]
    return error


def _classes_here(names: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in names.items() if isinstance(value, type) and type(value) is not RemoteType}


def _of_own_class(types: list[str], message: str, names: Mapping[str, Any], own: Any) -> Exception | None:
    """Return an exception of the student's class's stand-in; None without one, or if a given cell has the class."""
    if not isinstance(own, Handle) or not types or type(names.get(types[0])) is type:
        return None
    kind = object.__getattribute__(own, "_raises")
    if kind is None:
        return None
    try:
        return raised_as(kind, message, own)
    except TypeError:  # UnicodeDecodeError and ExceptionGroup take more than a message
        return None


def _attribute(self: Any, name: str) -> Any:
    if name.startswith("_") or name.startswith("student_") or not self._own._jail.is_asked:
        raise AttributeError(name)
    return getattr(self._own, name)


EXCEPTION_MEMBERS = {
    "_own": None,
    "args": property(lambda self: self._own.args if self._own._jail.is_asked else (self.student_message,)),
    "__str__": lambda self: self.student_message,
    "__repr__": lambda self: f"{type(self).__name__}({self.student_message!r})",
    "__getattr__": _attribute,
}


def builtin_exception(name: Any) -> type[Exception] | None:
    """Return the built-in exception that a stand-in may build on; None for those that end an iteration, and others."""
    found = getattr(builtins, name, None) if isinstance(name, str) else None
    if not isinstance(found, type) or not issubclass(found, Exception):
        return None
    return None if issubclass(found, StopIteration | StopAsyncIteration) else found
