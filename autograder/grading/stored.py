"""Dataclasses from JSON, each field of the type it says: a disk or another machine may have made something of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def build(cls: type[T], fields: Any) -> T:
    """Return an object of the dataclass ``cls``; raises TypeError and ValueError where a field is not of its type."""
    if not isinstance(fields, Mapping):
        raise TypeError(f"{cls.__name__} is not an object")
    types: dict[str, Any] = _types(cls)  # type: ignore[arg-type]
    if unknown := sorted(fields.keys() - types.keys()):
        raise TypeError(f"{cls.__name__} has no {unknown[0]}")
    return cls(**{name: value(types[name], stored, name) for name, stored in fields.items()})


def value(wanted: Any, stored: Any, name: str) -> Any:
    """Return ``stored`` as a ``wanted`` type has it; raises TypeError and ValueError, which name it."""
    if get_origin(wanted) in (Union, UnionType):
        choices = [choice for choice in get_args(wanted) if choice is not NoneType]
        return None if stored is None and len(choices) < len(get_args(wanted)) else value(choices[0], stored, name)
    if get_origin(wanted) is list and isinstance(stored, list):
        return [value(get_args(wanted)[0], each, name) for each in stored]
    if is_dataclass(wanted) and isinstance(wanted, type):
        return build(wanted, stored)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(stored)
    fits = isinstance(stored, (int, float) if wanted is float else get_origin(wanted) or wanted)
    if not fits or (isinstance(stored, bool) and wanted is not bool):
        raise TypeError(f"{name} is {type(stored).__name__}")
    if wanted is float and not math.isfinite(stored):
        raise ValueError(f"{name} is {stored}")
    return stored


@cache
def _types(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)
