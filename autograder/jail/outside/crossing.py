"""What does not cross by value: the student's objects over there, and the test's functions and objects here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from autograder.jail import wire
from autograder.jail.outside.callbacks import Callbacks
from autograder.jail.outside.classes import Classes
from autograder.jail.outside.lent import Lent, is_lent, operations_of
from autograder.jail.outside.remote import Caller, Handle
from autograder.jail.outside.remote_types import RemoteType


class Crossing:
    """Numbers for both, of the process that answers now; ``classes`` names what should be a class."""

    def __init__(self, jail: Caller, classes: Collection[str]) -> None:
        self.classes = Classes(jail, classes)
        self.callbacks = Callbacks()

    def switch(self, callbacks: Callbacks) -> None:
        """Let another copy of the process answer, which was handed these ``callbacks``."""
        self.callbacks = callbacks
        self.classes.forget_handles()

    def encode(self, value: Any) -> wire.Tree:
        """Return the number of what stays on its own side: the student's object or the test's function or object."""
        kind = type(value)
        if issubclass(kind, Handle) or kind is RemoteType:
            return ["o", value._number]
        if isinstance(own := getattr(value, "_own", None), Handle) and isinstance(value, Exception):
            return ["o", own._number]
        if is_lent(value):
            return ["T", self.callbacks.number(value, Lent), kind.__name__, operations_of(value)]
        if callable(value):
            return ["k", self.callbacks.number(value), str(getattr(value, "__name__", "function"))]
        raise TypeError(f"a {kind.__name__} cannot be passed to the student's code")

    def resolve(self, tag: str, fields: list, top: str = "") -> Any:
        if tag == "k":
            function = self.callbacks.functions[fields[0]]
            return function.lent if isinstance(function, Lent) else function
        if tag == "u":
            (_, *disguised), plain = fields
            known = len(disguised) == 4 and self.classes.is_allowed(disguised[3])
            return self.classes.handle(disguised, top) if known else plain()
        if tag != "h":
            raise wire.WireError("an unknown kind of value arrived")
        return self.classes.handle(fields, top)
