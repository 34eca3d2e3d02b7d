"""The student's names as test cells see them.

A function the student wrote is a `Handle` here: calling it sends the arguments by value, applies what it changed in
place to the caller's own arrays, lists and dicts, prints what it printed, and returns its result by value or raises
what it raised. An object that cannot cross stays in the jail behind a handle. A handle equals nothing but itself,
orders before nothing and has no truth value: otherwise an object that claims to equal everything would pass every test.
Operators are forwarded only for instances that the test itself made by calling a class of the student's: there they
say no more than a method would. What arithmetic gives stays a handle, so that a made-up object cannot turn
`answer - expected` into zeros; `==` is believed only of an object that is told apart from another one.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from autograder.jail.outside.facts import Facts

_NEVER_ANSWERS = (type, types.FunctionType, types.BuiltinFunctionType)  # no test expects these: libraries ask
LONGEST_TEXT = 2**20  # characters that `str` of an object may have


class Caller(Protocol):
    """What a handle needs of its jail: something that does an operation on the object over there."""

    @property
    def is_asked(self) -> bool: ...

    def call(self, operation: str, target: Any, args: tuple, kwargs: dict[str, Any], name: str = "") -> Any: ...

    def facts(self, target: Any) -> Facts: ...

    def derive(self, base: Any, name: str, names: dict[str, Any]) -> Any: ...


class Fact:
    """An attribute that a function or a class has of itself; None where it says nothing."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        kind: Any = owner if instance is None else type(instance)
        target: Any = kind if issubclass(type(kind), StandIn) else instance
        return None if target is None else getattr(target._jail.facts(target), self._name)


class StandIn(type):
    """The type of all stand-ins for the student's classes; see `remote_types`."""


class Handle:
    """Something that lives in the student's process. See the module's docstring for what it can and cannot do."""

    __slots__ = ("__weakref__", "_is_class", "_jail", "_name", "_number", "_operators", "_raises", "_top")
    __array_ufunc__ = None  # NumPy leaves arithmetic to the methods below
    __name__ = property(lambda self: self._name)

    def __repr__(self) -> str:
        return self._text("repr")

    def __str__(self) -> str:
        return self._text("str")

    def __format__(self, form: str) -> str:
        return self._text("format", form) if form else str(self)

    def _text(self, operation: str, *args: Any) -> str:
        if not self._jail.is_asked:  # somebody writes a message about it
            return _shown(self)
        text = self._jail.call(operation, self, args, {})
        if type(text) is not str or len(text) > LONGEST_TEXT:
            raise TypeError(f"{operation} of {_shown(self)} is not a text, or too long")
        return text

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        result = self._jail.call("call", self, args, kwargs, self._top)
        if self._is_class and self._top and isinstance(result, Handle):
            object.__setattr__(result, "_operators", True)
        return result

    def __getattr__(self, name: str) -> Any:
        if name == "__qualname__":
            return self._jail.facts(self).qualname
        if name.startswith("__"):
            raise AttributeError(f"{name} of an object in the student's notebook cannot be looked up")
        return self._jail.call("getattr", self, (name,), {})

    def __setattr__(self, name: str, value: Any) -> None:
        self._jail.call("setattr", self, (name, value), {})

    def __delattr__(self, name: str) -> None:
        self._jail.call("delattr", self, (name,), {})

    def __dir__(self) -> list[str]:
        return texts(self._jail.call("dir", self, (), {}))

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        return self._jail.call("vars", self, (), {})

    def __getitem__(self, key: Any) -> Any:
        return self._jail.call("getitem", self, (key,), {})

    def __setitem__(self, key: Any, value: Any) -> None:
        self._jail.call("setitem", self, (key, value), {})

    def __delitem__(self, key: Any) -> None:
        self._jail.call("delitem", self, (key,), {})

    def __len__(self) -> int:
        return self._jail.call("len", self, (), {})

    def __iter__(self) -> Any:
        return self._jail.call("iter", self, (), {})

    def __next__(self) -> Any:
        return self._jail.call("next", self, (), {})

    def __enter__(self) -> Any:
        return self._jail.call("enter", self, (), {})

    def __exit__(self, *raised: Any) -> None:
        self._jail.call("exit", self, (), {})  # whether it would swallow an error of the test's does not count

    def __copy__(self) -> Any:
        return self._copied("copy")

    def __deepcopy__(self, memo: dict) -> Any:
        return self._copied("deepcopy")

    def _copied(self, operation: str) -> Any:
        result = self._jail.call(operation, self, (), {})
        if isinstance(result, Handle):
            object.__setattr__(result, "_operators", self._operators)
        return result

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"{_shown(self)} cannot be pickled")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Return what np.asarray makes of the object over there; only numbers come back."""
        result = self._jail.call("array", self, (), {})
        if type(result) is not np.ndarray:
            raise TypeError(f"{_shown(self)} is not an array of numbers")
        return result if dtype is None else result.astype(dtype)

    def __float__(self) -> float:
        return float(self._jail.call("float", self, (), {}))

    def __int__(self) -> int:
        return int(self._jail.call("int", self, (), {}))

    def __bool__(self) -> bool:
        if not self._operators:
            raise TypeError(f"{_shown(self)} has no truth value here: compare numbers or arrays it returns instead")
        return self._yes_or_no("bool")

    def __contains__(self, item: Any) -> bool:
        if not self._operators:
            raise _cannot_compare(self)
        return self._yes_or_no("contains", item)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other is None or isinstance(other, _NEVER_ANSWERS) or type(other).__module__ == "numpy._globals":
            return NotImplemented
        _only_operators(self, other)
        equal = self._yes_or_no("eq", other)
        if equal and self._yes_or_no("different"):
            raise TypeError(f"{_shown(self)} equals everything: compare numbers or arrays it returns instead")
        return equal

    def __hash__(self) -> int:
        if not self._operators:
            return object.__hash__(self)
        number = self._jail.call("hash", self, (), {})
        if type(number) is not int:
            raise TypeError(f"{_shown(self)} has no number as its hash")
        return number

    def __ne__(self, other: object) -> bool:
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __lt__(self, other: Any) -> bool:
        _only_operators(self, other)
        return self._yes_or_no("lt", other) and not other._yes_or_no("lt", self)

    def __gt__(self, other: Any) -> bool:
        _only_operators(self, other)
        return self._yes_or_no("gt", other) and not other._yes_or_no("gt", self)

    def __le__(self, other: Any) -> bool:
        raise _cannot_compare(self)

    __ge__ = __le__

    def _yes_or_no(self, operation: str, *args: Any) -> bool:
        answer = self._jail.call(operation, self, args, {})
        if type(answer) is not bool:
            raise TypeError(f"{operation} of {_shown(self)} gave neither True nor False")
        return answer


def texts(names: Any) -> list[str]:
    return [name for name in names if type(name) is str] if isinstance(names, list) else []


def _shown(handle: Handle) -> str:
    return f"<{handle._name} in the student's notebook>"


def _cannot_compare(handle: Handle) -> TypeError:
    return TypeError(f"{_shown(handle)} cannot be compared: compare numbers or arrays it returns instead")


def _only_operators(handle: Handle, other: object) -> None:
    """Raise TypeError unless both are objects that the test made by calling a class of the student's."""
    if not handle._operators or not isinstance(other, Handle) or not other._operators:
        raise _cannot_compare(handle)


def _arithmetic(operation: str) -> Callable[..., Any]:
    def method(self: Handle, *others: Any) -> Any:
        if not self._operators:
            raise TypeError(f"{_shown(self)} is not a number or an array, so it cannot be used in arithmetic")
        result = self._jail.call(operation, self, others, {})
        if isinstance(result, Handle):
            object.__setattr__(result, "_operators", True)
            return result
        raise TypeError(f"{operation} of {_shown(self)} gave something unexpected")

    method.__name__ = f"__{operation}__"
    return method


_ONE = ("neg", "pos", "abs")
_TWO = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor")
for _name in (*_ONE, *_TWO, *(f"{way}{name}" for name in _TWO for way in "ri")):
    setattr(Handle, f"__{_name.rstrip('_')}__", _arithmetic(_name))
for _name in ("doc", "annotations", "defaults", "kwdefaults", "signature", "code"):
    setattr(Handle, f"__{_name}__", Fact(_name))


class FunctionHandle(Handle):
    """A function of the student's, which `inspect` takes for one."""

    __slots__ = ()
    __name__ = property(lambda self: self._jail.facts(self).name or self._name if self._jail.is_asked else self._name)
    __doc__ = Fact("doc")
    __class__ = property(lambda self: types.FunctionType)


class GeneratorHandle(Handle):
    """A generator of the student's, which `inspect` takes for one."""

    __slots__ = ()
    __doc__ = Fact("doc")
    __class__ = property(lambda self: types.GeneratorType)


for _kind, _name in ((FunctionHandle, "function"), (GeneratorHandle, "generator")):
    type.__setattr__(_kind, "__name__", _name)
    _kind.__module__ = "__main__"


def handle(
    jail: Caller, number: int, kind: type[Handle], name: str, top: str = "", is_class: bool = False, raises: Any = None
) -> Handle:
    """Return a new handle of that ``kind``; ``raises`` is what to raise for an exception."""
    made = object.__new__(kind)
    for key, value in (("_jail", jail), ("_number", number), ("_name", name), ("_top", top), ("_is_class", is_class),
                       ("_operators", False), ("_raises", raises)):  # fmt: skip
        object.__setattr__(made, key, value)
    return made
