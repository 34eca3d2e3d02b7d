"""Whether a backward gives the same from the same cache, whatever its forward was asked since, and of which arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from byhand import layouts
from byhand.alike import agree
from byhand.asked import Asked, Function, fail, kept, precise_result, raised
from byhand.well_behaved import MEMORY

_FROM_CACHE = "Make new arrays of what the cache holds: it may be read-only, and lie in memory in any way."
_CACHE = "Put everything that {backward} needs into the cache that {function} returns, and read it from there only."


def interleaved(call: Asked, backward: Function, upstream: Any) -> Any:
    """Require that a backward gives the same before and after another forward, from the same cache; return it."""
    back = getattr(backward, "__name__", "backward").replace("<lambda>", "backward")
    hint = _CACHE.format(backward=back, function=call.name)
    out = call()
    if not isinstance(out, tuple | list) or len(out) < 2:
        fail(call.name, "no cache comes back", "", "Return the result and the cache, in this order.")
    cache, given = out[-1], layouts.each_array(upstream, layouts.copied)
    before = backward(given, cache)
    precise_result(back, {**call.arguments, "upstream": upstream}, before)
    if not kept(given, upstream):
        fail(back, "the gradient that it was given is another one after the call", "", "Work on a copy of it.")
    with np.errstate(all="ignore"):  # any numbers will do
        call.when("it is called for other inputs in between", hint, **_other(call.arguments))
    for what, way in (("", layouts.copied), (", with the gradient read-only and in Fortran's order", _locked_fortran)):
        kind = f"{call.name} was called for other inputs in between{what}"
        try:
            after = backward(layouts.each_array(upstream, way), cache)
        except Exception as error:
            raised(back, kind, error, hint)
        if not agree(after, before):
            fail(back, f"another answer when {kind}", "The cache was the same both times.", hint)
    return before


def any_cache(call: Asked, backward: Function, upstream: Any, in_place: Collection[str], before: Any) -> None:
    """Require ``before`` again of a backward when its forward was given read-only arrays in Fortran's order."""
    back = getattr(backward, "__name__", "backward").replace("<lambda>", "backward")
    unusual = {name: layouts.each_array(value, layouts.fortran if name in in_place else _locked_fortran)
               for name, value in call.arguments.items()}  # fmt: skip
    kind = f"the arrays that {call.name} was given are read-only and in Fortran's order"
    cache = call.when(kind, MEMORY, **unusual)[-1]
    try:
        after = backward(layouts.each_array(upstream, layouts.copied), cache)
    except Exception as error:
        raised(back, kind, error, _FROM_CACHE)
    if not agree(after, before):
        fail(back, f"another answer when {kind}; the numbers are the same", "", _FROM_CACHE)


def _other(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first array of numbers, each larger and with the other sign."""
    for name, value in arguments.items():
        if type(value) is np.ndarray and value.dtype.kind == "f":
            return {name: -1.5 * value}
    return {}


def _locked_fortran(array: np.ndarray) -> np.ndarray:
    return layouts.read_only(layouts.fortran(array))
