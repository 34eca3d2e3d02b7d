"""Classes that a test builds on one of the student's: the methods stay on the grader's side, the object is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def derive(base: type, name: str, members: dict[str, tuple]) -> type:
    """Return a class of that name; each of its ``members`` comes as its kind and what it is made of."""
    made: dict[str, Any] = {"__module__": "__main__"}
    for key, (kind, *parts) in members.items():
        match kind:
            case "method":
                made[key] = _bound(parts[0])
            case "static":
                made[key] = staticmethod(parts[0])
            case "class":
                made[key] = classmethod(_bound(parts[0]))
            case "property":
                read, write = (part and _bound(part) for part in parts)
                made[key] = property(read, write)
            case _:
                made[key] = parts[0]
    return type(base)(name, (base,), made)


def _bound(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function, which becomes a method, unlike an object that can be called."""
    return lambda *args, **kwargs: function(*args, **kwargs)


def methods(kind: type) -> list[str]:
    """Return the names of what can be called on an instance, special names but `__init__` aside."""
    names = [name for name in dir(kind) if not name.startswith("__") and callable(getattr(kind, name, None))]
    return [*names, "__init__"]
