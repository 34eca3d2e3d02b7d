"""Stand-ins for the student's classes: for each a type here, of which the handles of its instances are instances.

The student's process says which class builds on which; a stand-in builds on other stand-ins and on built-in or given
exceptions, never on another type of ours.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping
from types import FunctionType
from typing import Any

from autograder.jail.outside.raised import EXCEPTION_MEMBERS, builtin_exception
from autograder.jail.outside.remote import Caller, Fact, FunctionHandle, GeneratorHandle, Handle, handle
from autograder.jail.outside.remote_types import Original, RemoteType
from autograder.jail.wire import WireError

LONGEST_NAME = 100
MOST_CLASSES = 1000
MOST_BASES, MOST_DEPTH = 20, 20
_KNOWN = {"function": FunctionHandle, "generator": GeneratorHandle}


class Classes:
    """The stand-ins of one jail; only those named in ``allowed`` are classes to a test."""

    def __init__(self, jail: Caller, allowed: Collection[str]) -> None:
        self._jail, self._allowed = jail, allowed
        self._kinds: dict[tuple[int, str], RemoteType] = {}  # by number and name, for instances
        self._errors: dict[tuple[int, str], RemoteType] = {}
        self._handles: weakref.WeakValueDictionary[int, Handle] = weakref.WeakValueDictionary()
        self._as_given: dict[tuple[int, str], RemoteType] = {}
        self.given: Mapping[str, Any] = {}  # where classes of given cells are
        self.given_names: Collection[str] = ()  # what given cells call them

    def forget_handles(self) -> None:
        """Forget which number is which object: another copy of the process answers now."""
        self._handles.clear()

    def handle(self, fields: list, top: str) -> Any:
        """Return what stands for an object over there: its handle, or the stand-in of a class."""
        number, type_name, is_class, *own = fields
        if type(number) is not int:
            raise WireError("a handle without a number arrived")
        is_class = is_class is True
        if own and is_class and top in self._allowed:
            return self._top_class(own[0], top)
        may_call = is_class and top in self._allowed
        if not top and number in self._handles:
            return self._handles[number]
        kind: Any = (
            self._kind_as_given(own[0])
            if own and not is_class
            else _KNOWN.get(str(type_name), Handle)
            if not own
            else Handle
        )
        raises = self._error(own[0]) if own and not is_class else None
        made = handle(self._jail, number, kind, top or _identifier(type_name), top, may_call, raises)
        if not top:
            self._handles[number] = made
        return made

    def is_allowed(self, tree: Any) -> bool:
        """Return whether an instance of the class that ``tree`` describes is one of a class that a test knows."""
        kind = self._kind(tree)
        return any(isinstance(each, RemoteType) and each.__name__ in self._allowed for each in kind.__mro__)

    def derived(self, made: Handle, base: RemoteType, name: str, names: dict[str, Any]) -> RemoteType:
        """Return the type here for a class that a test built on ``base``; `super` reaches what ``base`` has."""
        reached = {each: _OfBase(base, each) for each in self._jail.call("methods", base, (), {})}
        between = _new_type(base.__name__, (base,), reached, self._jail, base._number, "")
        number = object.__getattribute__(made, "_number")
        kind = _new_type(name, (between,), names, self._jail, number, name)
        self._kinds[number, name] = kind
        return kind

    def _top_class(self, tree: Any, top: str) -> RemoteType:
        kind = self._error(tree) or self._kind(tree)
        kind._stands_for.top = top
        return kind

    def _kind(self, tree: Any, depth: int = 0) -> Any:
        number, name, bases = _checked(tree, depth)
        if (number, name) not in self._kinds:
            own = [self._kind(base, depth + 1) for base in bases if isinstance(base, list)]
            self._kinds[number, name] = self._made(number, name, own, (Handle,), {})
        return self._kinds[number, name]

    def _kind_as_given(self, tree: Any) -> Any:
        """Return the stand-in of a class; if a given cell has that class, one that `isinstance` takes for it.

        It is no subclass, and has nothing of the class that runs here.
        """
        kind, given = self._kind(tree), self._given_class(tree)
        if given is None:
            return kind
        number, name, _ = _checked(tree, 0)
        if (number, name) not in self._as_given:
            pretends = {"__class__": property(lambda instance: given)}
            self._as_given[number, name] = _new_type(name, (kind,), pretends, self._jail, number, "")
        return self._as_given[number, name]

    def _given_class(self, tree: Any, depth: int = 0) -> type | None:
        _, name, bases = _checked(tree, depth)
        found = self.given.get(name) if name in self.given_names else None
        if type(found) is type and found.__module__ == "__main__":
            return found
        known = (self._given_class(base, depth + 1) for base in bases if isinstance(base, list))
        return next((base for base in known if base is not None), None)

    def _error(self, tree: Any, depth: int = 0) -> Any:
        """Return the stand-in of an exception class, which can be raised and caught; None for other classes."""
        number, name, bases = _checked(tree, depth)
        if (number, name) in self._errors:
            return self._errors[number, name]
        own = [self._error_base(base, depth) for base in bases]
        found = list(dict.fromkeys(base for base in own if base is not None))
        if not found:
            return None
        kind = self._made(number, name, found, (Exception,), dict(EXCEPTION_MEMBERS))
        self._errors[number, name] = kind
        return kind

    def _error_base(self, base: Any, depth: int) -> type | None:
        if not isinstance(base, list):
            return builtin_exception(base)
        given = self.given.get(str(base[1])) if len(base) > 1 else None
        if type(given) is type and issubclass(given, Exception) and given.__module__ == "__main__":
            return given
        return self._error(base, depth + 1)

    def _made(self, number: int, name: str, bases: list, otherwise: tuple, members: dict[str, Any]) -> RemoteType:
        if len(self._kinds) + len(self._errors) > MOST_CLASSES:
            raise WireError("an object of one class too many arrived")
        try:
            return _new_type(name, tuple(bases) or otherwise, members, self._jail, number, "")
        except TypeError:  # no order of the bases, or none that fit together
            return _new_type(name, otherwise, members, self._jail, number, "")


class _OfBase:
    """A method of the class that a test's class builds on, called on an object of the test's class."""

    def __init__(self, base: RemoteType, name: str) -> None:
        self._base, self._name = base, name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return getattr(self._base, self._name)
        jail: Any = self._base._jail
        return lambda *args, **kwargs: jail.call("base_call", self._base, (self._name, instance, *args), kwargs)


class _OfClass:
    """What a class of the student's has under a name that every class here has as well."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        target = owner if instance is None else instance
        return target._jail.call("getattr", target, (self._name,), {})


def _new_type(
    name: str, bases: tuple[type, ...], members: dict[str, Any], jail: Caller, number: int, top: str
) -> RemoteType:
    own = {key: value for key, value in members.items() if key not in ("__module__", "__qualname__", "__dict__")}
    settings = {"__slots__": (), "__module__": "__main__", "__stands_for__": Original(jail, number, top)}
    if issubclass(bases[0], BaseException):
        del settings["__slots__"]
    if not issubclass(bases[0], BaseException):
        own.setdefault("__init__", _OfClass("__init__"))
    return type.__new__(RemoteType, name, bases, {"__doc__": Fact("doc"), **own, **settings})


def _checked(tree: Any, depth: int) -> tuple[int, str, list]:
    match tree:
        case [int(number), str(name), list(bases)] if depth < MOST_DEPTH and len(bases) <= MOST_BASES:
            return number, _identifier(name), bases
    raise WireError("a malformed class arrived")


def _identifier(name: Any) -> str:
    return "".join(each for each in str(name)[:LONGEST_NAME] if each.isalnum() or each == "_")[:40] or "object"


def members_of(names: Mapping[str, Any]) -> dict[str, tuple]:
    """Return what the body of a test's class defined as kinds and parts that can cross."""
    members: dict[str, tuple] = {}
    for name, value in names.items():
        if name in ("__module__", "__qualname__", "__classcell__", "__doc__", "__annotations__", "__slots__"):
            continue
        match value:
            case FunctionType():
                members[name] = ("method", value)
            case staticmethod():
                members[name] = ("static", value.__func__)
            case classmethod():
                members[name] = ("class", value.__func__)
            case property():
                members[name] = ("property", value.fget, value.fset)
            case _:
                members[name] = ("value", value)
    return members
