"""A later cell that replaces its judges: it gives something made up, and binds the names its tests ask with anew.

Each of these names then answers as if it had been given what the reference returns. Where a test believes such a name,
the made-up answer passes; where every question has the answers that were its own, it gets nothing. A name can be kept
and its function changed from within, so that is tried too: a test must not hang points on an earlier answer.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from autograder.gate.empty_answers import Empty

REPLACED, REWRITTEN = "judges replaced", "judges rewritten"
_SWAPS = """
import copy

import numpy as np

_swaps = []


def _same(a, b):
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.shape(a) == np.shape(b) and bool(np.all(a == b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[name], b[name]) for name in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(_same, a, b))
    return type(a) is type(b) and a == b


def _swapped(value):
    found = [right for fake, right in _swaps if _same(value, fake)]
    return found[-1] if found else value


def _with_swaps(right, fake):
    def answer(*args, **kwargs):
        kept = copy.deepcopy((args, kwargs))
        made_up, real = fake(*args, **kwargs), right(*kept[0], **kept[1])
        _swaps.append((made_up, real))
        if isinstance(made_up, tuple) and isinstance(real, tuple):
            _swaps.extend(pair for pair in zip(made_up, real) if not isinstance(pair[0], (str, bool, int, float)))
        return made_up
    return answer


def _judge(own):
    return lambda *args, **kwargs: own(*map(_swapped, args), **{name: _swapped(a) for name, a in kwargs.items()})


"""


_REWRITE = """
def _through_{0}(*args, **kwargs):
    return _judge(_own_{0})(*args, **kwargs)


_own_{0} = type({0})({0}.__code__, {0}.__globals__, "{0}", {0}.__defaults__)
_own_{0}.__kwdefaults__ = {0}.__kwdefaults__
{0}.__defaults__ = {0}.__kwdefaults__ = None
{0}.__code__ = _through_{0}.__code__
"""


def rebinding(
    nodes: Mapping[str, ast.stmt], fakes: Mapping[str, Empty], judges: Collection[str], trick: str
) -> list[Empty]:
    """Return answers for a cell's functions that give ``fakes``, and change ``judges`` behind the last of them."""
    found: list[Empty] = []
    for name, node in nodes.items():
        if not isinstance(node, ast.FunctionDef):
            return []
        right = ast.parse(ast.unparse(node)).body[0]
        assert isinstance(right, ast.FunctionDef)
        right.name = f"_right_{name}"
        fake = fakes[name].source.replace(f"def {name}(", f"def _fake_{name}(", 1)
        source = f"{ast.unparse(right)}\n\n\n{fake}\n\n{name} = _with_swaps(_right_{name}, _fake_{name})\n"
        found.append(Empty(name, trick, source if found else _SWAPS + source))
    changed = "{0} = _judge({0})\n" if trick == REPLACED else _REWRITE
    rebound = "".join(changed.format(judge) for judge in sorted(judges))
    return [*found[:-1], Empty(found[-1].function, trick, found[-1].source + rebound)] if found else []
