"""What classes and functions say of themselves, as trees and plain data."""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable
from typing import Any

MOST_BASES = 20
LONGEST_TEXT = 200_000  # characters of a function's source


def class_tree(kind: type, keep: Callable[[Any], list]) -> list:
    """Return number, name and bases of a class: of the notebook's own as such trees, of others built-in exceptions."""
    bases: list[Any] = []
    for base in type.__dict__["__bases__"].__get__(kind)[:MOST_BASES]:
        if is_own(base):
            bases.append(class_tree(base, keep))
        else:
            mro: Any = type.__dict__["__mro__"].__get__(base)
            known: list[Any] = [each for each in mro if each is getattr(builtins, each.__name__, None)]
            bases += [each.__name__ for each in known[:1] if issubclass(each, Exception)]
    return [keep(kind)[1], type.__dict__["__name__"].__get__(kind), bases]


def is_own(kind: type) -> bool:
    """Return whether a class was defined in the notebook."""
    return type.__dict__["__module__"].__get__(kind) == "__main__"


def facts(target: Any) -> dict[str, Any]:
    """Return what a function or class says of itself: documentation, names, defaults and parameters."""
    code = getattr(target, "__code__", None)
    return {
        "__doc__": inspect.getdoc(target) if isinstance(target, type) and "__doc__" not in vars(target) else (
            getattr(target, "__doc__", None)
        ),
        "__name__": getattr(target, "__name__", None),
        "__qualname__": getattr(target, "__qualname__", None),
        "__annotations__": getattr(target, "__annotations__", None),
        "__defaults__": getattr(target, "__defaults__", None),
        "__kwdefaults__": getattr(target, "__kwdefaults__", None),
        "parameters": _parameters(target),
        "code": {name: getattr(code, name) for name in _OF_CODE} if inspect.iscode(code) else None,
    }  # fmt: skip


_OF_CODE = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_varnames", "co_names", "co_freevars",
            "co_cellvars", "co_nlocals", "co_flags", "co_name")  # fmt: skip


def _parameters(target: Any) -> list | None:
    """Return name, kind, [default] and [annotation] of each parameter, and [annotation] of what comes back."""
    try:
        signature = inspect.signature(target)
    except (ValueError, TypeError):
        return None
    none = inspect.Signature.empty
    return [
        [
            [each.name, int(each.kind), [] if each.default is none else [each.default],
             [] if each.annotation is none else [each.annotation]]
            for each in signature.parameters.values()
        ],
        [] if signature.return_annotation is none else [signature.return_annotation],
    ]  # fmt: skip


def source(target: Any) -> str | None:
    """Return the text that defines a function or class, where Python finds it: for that it reads the whole cell."""
    try:
        text = inspect.getsource(target)
    except (OSError, TypeError):
        return None
    return text if len(text) <= LONGEST_TEXT else None
