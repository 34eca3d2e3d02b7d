"""What the grader's side lent to student code: functions and objects of the test's, which stay over there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol

_SPECIAL = ("call", "len", "getitem", "setitem", "delitem", "contains", "iter", "next", "bool", "str", "repr", "eq",
            "lt", "gt", "le", "ge", "add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "neg",
            "matmul", "float", "int", "enter", "exit")  # fmt: skip


class Caller(Protocol):
    """What a lent object needs of its server."""

    def call_back(self, target: int, args: tuple, kwargs: dict) -> Any: ...


class Callback:
    """A function of the test's that student code may call; it runs on the grader's side."""

    def __init__(self, server: Caller, number: int, name: str) -> None:
        self._server, self._number, self.__name__ = server, number, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_back(self._number, args, kwargs)


class Lent:
    """An object of the test's; every operation is done on the grader's side."""

    def __init__(self, server: Caller, number: int) -> None:
        object.__setattr__(self, "_server", server)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._server.call_back(self._number, ("getattr", name), {})

    def __setattr__(self, name: str, value: Any) -> None:
        self._server.call_back(self._number, ("setattr", name, value), {})


def lent(server: Caller, number: int, type_name: str, operations: list[str]) -> Lent:
    """Return an object whose type has the test's type's name and can do those ``operations``."""
    special: dict[str, Any] = {f"__{name}__": _forwarded(name) for name in operations if name in _SPECIAL}
    known = vars(sys.modules["__main__"]).get(type_name)
    if isinstance(known, type):  # the notebook has a class of that name as well
        special["__class__"] = property(lambda self: known)
    if "eq" in operations:
        special["__hash__"] = object.__hash__
    return type(type_name, (Lent,), special)(server, number)


def _forwarded(operation: str) -> Callable[..., Any]:
    def forwarded(self: Lent, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_back(self._number, (operation, *args), kwargs)

    return forwarded
