"""What the grader may ask to be done with an object of the student's."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.jail.inside import about, derived

_BOTH_WAYS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor")
_IN_PLACE = tuple(f"i{name}" for name in _BOTH_WAYS)
_ALONE = ("neg", "pos", "abs")
_COMPARISONS = ("eq", "ne", "lt", "gt", "le", "ge", "contains")


def _reflected(name: str) -> Callable[[Any, Any], Any]:
    return lambda right, left: getattr(operator, name)(left, right)


def _equals_anything(target: Any) -> bool:
    """Return whether an object says that it equals one it cannot know; `==` may raise for that."""
    try:
        return bool(target == object())
    except Exception:
        return False


OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "getattr": getattr,
    "setattr": setattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "len": len,
    "iter": iter,
    "next": next,
    "array": np.asarray,
    "str": str,
    "repr": repr,
    "bool": bool,
    "format": format,
    "dir": dir,
    "vars": lambda target: dict(vars(target)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "about": about.facts,
    "source": about.source,
    "derive": derived.derive,
    "methods": derived.methods,
    "base_call": lambda base, name, target, *args, **kwargs: getattr(base, name)(target, *args, **kwargs),
    "different": _equals_anything,
    "hash": hash,
    "delattr": delattr,
    "delitem": operator.delitem,
    "enter": lambda target: target.__enter__(),
    "exit": lambda target: target.__exit__(None, None, None),
    "send": lambda target, value: target.send(value),
    "float": float,
    "int": int,
    **{name: getattr(operator, name) for name in (*_BOTH_WAYS, *_ALONE, *_COMPARISONS)},
    **{name: getattr(operator, name.rstrip("_")) for name in _IN_PLACE},
    **{f"r{name}": _reflected(name) for name in _BOTH_WAYS},
}
# Whatever the result is.
RETURNS_HANDLE = {"iter", "copy", "deepcopy", "derive", *_BOTH_WAYS, *_ALONE, *_IN_PLACE,
                  *(f"r{name}" for name in _BOTH_WAYS)}  # fmt: skip
