"""Objects of the test's that student code may use, and which of their operations.

Lent are instances of classes that a test or given cell defined, text buffers and iterators. Student code reaches
attributes without a leading underscore, so no class, no frame and no globals.
"""

from __future__ import annotations

import collections.abc
import io
import operator
from collections.abc import Callable
from typing import Any

_OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "len": len,
    "iter": iter,
    "next": next,
    "bool": bool,
    "str": str,
    "repr": repr,
    "float": float,
    "int": int,
    "enter": lambda target: target.__enter__(),
    "exit": lambda target, *raised: target.__exit__(None, None, None),
    "radd": lambda target, other: other + target,
    "rsub": lambda target, other: other - target,
    "rmul": lambda target, other: other * target,
    "rtruediv": lambda target, other: other / target,
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "delitem", "contains", "eq", "lt", "gt", "le",
                                                  "ge", "add", "sub", "mul", "truediv", "pow", "neg", "matmul")},
}  # fmt: skip
_BUFFERS = (io.StringIO, io.BytesIO)
_OF_BUFFERS = frozenset({"read", "readline", "readlines", "write", "writelines", "getvalue", "seek", "tell", "close",
                         "flush", "closed"})  # fmt: skip
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))


class Lent:
    """An object that student code was handed; calling this does an operation on it."""

    def __init__(self, lent: Any) -> None:
        self.lent = lent
        self.operations = operations_of(lent)
        self._names = _OF_BUFFERS if type(lent) in _BUFFERS else None if _is_tests_own(type(lent)) else frozenset()

    def __call__(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if operation in ("getattr", "setattr"):
            return self._attribute(operation, *args)
        if operation not in self.operations:
            raise TypeError(f"{operation} cannot be done with this object of the test's")
        return _OPERATIONS[operation](self.lent, *args, **kwargs)

    def _attribute(self, operation: str, name: Any, *value: Any) -> Any:
        if type(name) is not str or name.startswith("_") or (self._names is not None and name not in self._names):
            raise AttributeError(f"'{type(self.lent).__name__}' object has no attribute {name!r}")
        if operation == "setattr":
            return setattr(self.lent, name, *value)
        return getattr(self.lent, name)


def operations_of(value: Any) -> list[str]:
    """Return what can be done with ``value``, attributes aside; nothing if it is not to be lent at all."""
    kind = type(value)
    if kind in _BUFFERS:
        return ["iter", "next", "enter", "exit"]
    if kind in _VIEWS:
        return ["iter", "len", "contains"]
    if isinstance(value, collections.abc.Iterator) and kind.__module__ in ("builtins", "itertools"):
        return ["iter", "next"]
    if not _is_tests_own(kind):
        return []
    defined = {name for each in kind.__mro__[:-1] for name in vars(each)}
    return [name for name in _OPERATIONS if f"__{name}__" in defined]


def is_lent(value: Any) -> bool:
    """Return whether student code is handed ``value`` itself, and not a copy."""
    return _is_tests_own(type(value)) or bool(operations_of(value))


def _is_tests_own(kind: type) -> bool:
    """Return whether a class was defined in a test or given cell, and builds on nothing else."""
    return type(kind) is type and all(each.__module__ == "__main__" for each in kind.__mro__[:-1])
