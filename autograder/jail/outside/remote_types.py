"""The student's classes as test cells see them, where the reference has a class under that name.

A `RemoteType` is a class here, so that it can be asked for in `isinstance`, caught by `except` and built on by a class
of the test's. Handles of its instances are its instances.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from autograder.jail.outside.remote import Caller, Handle, StandIn, texts

_DICT: Any = type.__dict__["__dict__"]  # the descriptor that gives a class's own dict


@dataclass
class Original:
    """The class over there that a `RemoteType` stands for; ``top`` is its name, if a test may call it."""

    jail: Caller
    number: int
    top: str = ""


class RemoteType(StandIn):
    """A stand-in for a class of the student's; what it stands for is in its dict, where instances do not find it."""

    @property
    def _stands_for(cls) -> Original:
        return _DICT.__get__(cls)["__stands_for__"]

    @property
    def _jail(cls) -> Caller:
        return cls._stands_for.jail

    @property
    def _number(cls) -> int:
        return cls._stands_for.number

    @property  # type: ignore[misc]
    def __dict__(cls) -> Any:  # type: ignore[override]
        return cls._jail.call("vars", cls, (), {})

    @property
    def __mro__(cls) -> tuple[type, ...]:
        """Leave out the handle, which has every special method: `isinstance(s, Sized)` looks for them here."""
        return tuple(each for each in type.mro(cls) if each is not Handle)

    def __dir__(cls) -> list[str]:
        return texts(cls._jail.call("dir", cls, (), {}))

    @property
    def _top(cls) -> str:
        return cls._stands_for.top

    def __new__(cls, name: str, bases: tuple[type, ...], names: dict[str, Any], **more: Any) -> Any:
        """Build, in a test, a class on one of the student's; the objects are made over there."""
        if len(bases) != 1 or not isinstance(bases[0], RemoteType) or more:
            raise TypeError(f"{name} can build on one class of the student's notebook, and on nothing else")
        return bases[0]._jail.derive(bases[0], name, names)

    def __init__(cls, *args: Any, **kwargs: Any) -> None: ...

    def __repr__(cls) -> str:
        return f"<class {cls.__name__} in the student's notebook>"

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        top = cls._top
        result = cls._jail.call("call", cls, args, kwargs, top)
        if not isinstance(result, Handle):
            return result
        if issubclass(cls, Exception):  # to be raised, by the test or by what it hands over
            return raised_as(cls, result._text("str"), result)
        object.__setattr__(result, "_operators", bool(top))
        return result

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"{name} of a class in the student's notebook cannot be looked up")
        result = cls._jail.call("getattr", cls, (name,), {})
        return _named(result, f"{cls.__name__}.{name}")

    def __setattr__(cls, name: str, value: Any) -> None:
        if name.startswith("__"):
            raise AttributeError(f"{name} of a class in the student's notebook cannot be set")
        cls._jail.call("setattr", cls, (name, value), {})

    def __delattr__(cls, name: str) -> None:
        cls._jail.call("delattr", cls, (name,), {})

    def __iter__(cls) -> Any:
        return cls._jail.call("iter", cls, (), {})

    def __len__(cls) -> int:
        return cls._jail.call("len", cls, (), {})

    def __bool__(cls) -> bool:
        return True

    def __getitem__(cls, key: Any) -> Any:
        return cls._jail.call("getitem", cls, (key,), {})

    def __instancecheck__(cls, value: Any) -> bool:
        if type.__instancecheck__(cls, value):
            return True
        fields = getattr(type(value), "_fields", None)  # a named tuple crosses by value
        if not isinstance(value, tuple) or fields is None or type(value).__name__ != cls.__name__:
            return False
        return cls._jail.call("getattr", cls, ("_fields",), {}) == fields

    @property
    def __signature__(cls) -> inspect.Signature:
        return cls._jail.facts(cls).signature


def raised_as(kind: type[Exception], message: str, own: Handle) -> Exception:
    """Return an exception of a stand-in ``kind`` for ``own``, the one over there; raises TypeError if it takes more."""
    error: Any = kind.__new__(kind, message)
    error._own, error.student_message = own, message
    return error


def _named(value: Any, name: str) -> Any:
    if isinstance(value, Handle):
        object.__setattr__(value, "_name", name)
    return value
