"""The student's names as test cells see them.

A function the student wrote is a `Handle` here: calling it sends the arguments by value, applies what it changed in
place to the caller's own arrays, lists and dicts, prints what it printed, and returns its result by value or raises
what it raised. An object that cannot cross stays in the jail behind a handle. A handle equals nothing, orders
before nothing and has no truth value: otherwise an object that claims to equal everything would pass every test.
Arithmetic is forwarded only for instances that the test itself made by calling a class of the student's, and its
results stay handles, so that a made-up object cannot turn `answer - expected` into zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from autograder.jail import errors


class StudentError(Exception):
    """Student code raised something that is not an ordinary exception (SystemExit, KeyboardInterrupt, …)."""


def student_exception(
    types: list[str], message: str, frames: list[list[Any]], names: Mapping[str, Any], ends: bool = False
) -> Exception:
    """Return the exception to raise here for what student code raised there: its message, and its type if known here.

    Known are builtin types, and the classes of given cells among ``names``. It is a StopIteration only where an
    iteration ``ends``: raised by a function, it would end the `all(map(…))` of the calling test as if all was well.
    """
    error = errors.rebuild(types, message, names) or StudentError(f"{types[0] if types else 'Exception'}: {message}")
    if isinstance(error, StopIteration) and not ends:
        error = RuntimeError(f"StopIteration: {message}".rstrip(": "))
    error.student_type = types[0] if types else "Exception"  # type: ignore[attr-defined]
    error.student_message = message  # type: ignore[attr-defined]
    error.student_frames = frames  # type: ignore[attr-defined]
    return error


class Caller(Protocol):
    """What a handle needs of its jail: something that does an operation on the object over there."""

    def call(self, operation: str, target: Handle, args: tuple, kwargs: dict[str, Any], name: str = "") -> Any: ...


class Handle:
    """Something that lives in the student's process. See the module's docstring for what it can and cannot do."""

    __array_ufunc__ = None  # NumPy leaves arithmetic to the methods below
    __hash__ = object.__hash__

    def __init__(self, jail: Caller, number: int, name: str, is_class: bool, arithmetic: bool) -> None:
        for key, value in (("_jail", jail), ("_number", number), ("__name__", name or type(self).__name__),
                           ("_top", name), ("_is_class", is_class), ("_arithmetic", arithmetic)):  # fmt: skip
            object.__setattr__(self, key, value)

    def __repr__(self) -> str:
        return f"<{self.__name__} in the student's notebook>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        result = self._jail.call("call", self, args, kwargs, self._top)
        if self._is_class and self._top and isinstance(result, Handle):
            object.__setattr__(result, "_arithmetic", True)
        return result

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"{name} of an object in the student's notebook cannot be looked up")
        return self._jail.call("getattr", self, (name,), {})

    def __setattr__(self, name: str, value: Any) -> None:
        self._jail.call("setattr", self, (name, value), {})

    def __getitem__(self, key: Any) -> Any:
        return self._jail.call("getitem", self, (key,), {})

    def __setitem__(self, key: Any, value: Any) -> None:
        self._jail.call("setitem", self, (key, value), {})

    def __len__(self) -> int:
        return self._jail.call("len", self, (), {})

    def __iter__(self) -> Any:
        return self._jail.call("iter", self, (), {})

    def __next__(self) -> Any:
        return self._jail.call("next", self, (), {})

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Return what np.asarray makes of the object over there; only numbers come back."""
        result = self._jail.call("array", self, (), {})
        if type(result) is not np.ndarray:
            raise TypeError(f"{self!r} is not an array of numbers")
        return result if dtype is None else result.astype(dtype)

    def __float__(self) -> float:
        return float(self._jail.call("float", self, (), {}))

    def __int__(self) -> int:
        return int(self._jail.call("int", self, (), {}))

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} has no truth value here: compare numbers or arrays it returns instead")

    def _no_comparison(self, other: object) -> Any:
        raise TypeError(f"{self!r} cannot be compared: compare numbers or arrays it returns instead")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _no_comparison


def _arithmetic(operation: str) -> Callable[..., Any]:
    def method(self: Handle, *others: Any) -> Any:
        if not self._arithmetic:
            raise TypeError(f"{self!r} is not a number or an array, so it cannot be used in arithmetic")
        result = self._jail.call(operation, self, others, {})
        if isinstance(result, Handle):
            object.__setattr__(result, "_arithmetic", True)
            return result
        raise TypeError(f"{operation} of {self!r} gave something unexpected")

    method.__name__ = f"__{operation}__"
    return method


_ONE = ("neg", "pos", "abs")
_TWO = ("add", "sub", "mul", "truediv", "pow", "matmul")
for _name in (*_ONE, *_TWO, *(f"r{name}" for name in _TWO)):
    setattr(Handle, f"__{_name}__", _arithmetic(_name))


def handle(jail: Caller, number: int, type_name: str, name: str, is_class: bool) -> Handle:
    """Return a handle whose type carries the student's type name, so that messages can say what was returned."""
    return _handle_type(type_name[:40])(jail, number, name, is_class, arithmetic=False)


@lru_cache(maxsize=1000)
def _handle_type(type_name: str) -> type[Handle]:
    shown = "".join(character for character in type_name if character.isalnum() or character == "_")
    return type(shown or "object", (Handle,), {})
