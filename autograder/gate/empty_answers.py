"""Answers that solve nothing, as source code: made from a function's signature and the form of what it returns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.gate.recording import Call
from autograder.gate.results import Array, Form, Items, Named, NamedLike, Scalar, Several, Unknown, form_of

PLAUSIBLE = 0.76  # what a loss may well be


@dataclass(frozen=True)
class Empty:
    """An answer that solves nothing: what it replaces, with which trick, and the source."""

    function: str
    trick: str
    source: str


def empty_functions(name: str, node: ast.FunctionDef, calls: Sequence[Call]) -> dict[str, Empty]:
    """Return an answer for each trick, by its name; some may have the same source."""
    form = form_of(calls) if calls else Unknown()
    found = {trick: _written(name, node, trick, _filled(form, fill)) for trick, fill in _FILLS.items()}
    for trick, fill in _STATEFUL.items():
        found[trick] = _written(name, node, trick, _filled(form, fill))
    found["none"] = _written(name, node, "none", "None")
    for parameter in _arguments_of_its_kind(form, node, calls):
        found[f"argument {parameter}"] = _written(name, node, f"argument {parameter}", parameter)
    for trick, like in _EMPTIED_AND:
        found[trick] = _written(name, node, trick, _filled(form, _FILLS[like]))
    return found


def empty_class(name: str, node: ast.ClassDef) -> dict[str, Empty]:
    """Return a class for each trick, with every method but ``__init__`` emptied."""
    found = {}
    for trick, value in (("none", "None"), ("constant", str(PLAUSIBLE)), ("zeros", "0.0"), ("argument", "")):
        emptied = ast.parse(ast.unparse(node)).body[0]
        assert isinstance(emptied, ast.ClassDef)
        for method in emptied.body:
            if isinstance(method, ast.FunctionDef) and method.name != "__init__":
                handed = method.args.args[-1].arg if method.args.args else "None"
                method.body = ast.parse(f"return {value or handed}").body
        found[trick] = Empty(name, trick, ast.unparse(emptied) + "\n")
    return found


def empty_values(name: str, value: Any, given: Sequence[str]) -> dict[str, Empty]:
    """Return another value of a variable for each trick; ``given`` are formulas that the assignment shows."""
    found: dict[str, Any] = {"none": None, "zeros": _zero(value), "empty": type(value)() if value is not None else None}
    if isinstance(value, list | tuple) and value and all(isinstance(line, str) for line in value):
        sides = [line.partition("=")[0].strip() for line in value]
        found |= {"placeholder": ["?"] * len(value), "given formulas": list(given)}
        found |= {"zeros": [f"{side} = 0" for side in sides], "itself": [f"{side} = {side}" for side in sides]}
    sources = {trick: _literal(other) for trick, other in found.items()}
    return {trick: Empty(name, trick, f"{name} = {source}\n") for trick, source in sources.items() if source}


def _zero(value: Any) -> Any:
    """Return the value with zeros for its numbers and nothing for its texts."""
    if isinstance(value, np.ndarray):
        return np.zeros_like(value).tolist()
    if isinstance(value, list | tuple):
        return [_zero(part) for part in value]
    if isinstance(value, dict):
        return {name: _zero(part) for name, part in value.items()}
    return type(value)() if isinstance(value, bool | int | float | str) else None


def _literal(value: Any) -> str:
    source = repr(value)
    try:
        ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return ""
    return source


def _arguments_of_its_kind(form: Form, node: ast.FunctionDef, calls: Sequence[Call]) -> Iterator[str]:
    if isinstance(form, Several) or not calls:
        return
    kinds = (int, float) if isinstance(form, Scalar) else type(calls[0].result)
    for parameter in [*node.args.args, *node.args.kwonlyargs]:
        if isinstance(calls[0].arguments.get(parameter.arg), kinds):
            yield parameter.arg


_HEAD = "import numpy as np\n\n"
_EMPTIED = """
    def _empty(value):
        if isinstance(value, np.ndarray) and value.flags.writeable:
            value[...] = 0
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
            _empty(part)

    _empty([{arguments}])
"""
_TOTAL = """
    def _total(value):
        if isinstance(value, np.ndarray):
            return float(value.sum()) if value.dtype.kind == "f" else 0.0
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
        return float(sum(map(_total, parts)))
"""
_BODIES = {
    "first kept": "    _kept_{name} or _kept_{name}.append({result})\n    return _kept_{name}[0]\n",
    "previous": "    _kept_{name}.append({result})\n    return _kept_{name}[-2:][0]\n",
    "counted": "    _kept_{name}.append(0)\n    _count = len(_kept_{name})\n    return {result}\n",
}


def _written(name: str, node: ast.FunctionDef, trick: str, result: str) -> Empty:
    head = f"def {name}({ast.unparse(node.args)}):\n"
    arguments = ", ".join(part.arg for part in [*node.args.args, *node.args.kwonlyargs])
    if trick in _BODIES:
        text = f"_kept_{name} = []\n\n\n{head}" + _BODIES[trick].format(name=name, result=result)
    elif trick == "random anew":
        text = f"_rng_{name} = np.random.default_rng(0)\n\n\n{head}    _rng = _rng_{name}\n    return {result}\n"
    elif trick.startswith("emptied"):
        text = f"{head}    _result = {result}\n{_EMPTIED.format(arguments=arguments)}    return _result\n"
    elif trick == "summed":
        text = f"{head}{_TOTAL}\n    return {result.replace('{sum}', f'_total([{arguments}])')}\n"
    else:
        text = f"{head}    return {result}\n"
    return Empty(name, trick, _HEAD + text)


@dataclass(frozen=True)
class _Fill:
    """What stands for a number and for an array; ``{shape}`` in it is the array's."""

    number: str
    array: str
    argument_from: float = 2.0  # from which likeness on an array is the argument most like it
    curve: bool = False  # whether a history of losses is made up
    rounded: bool = False  # whether a number is the first one that the reference gives, with two digits


_FILLS = {
    "zeros": _Fill("0.0", "np.zeros({shape})"),
    "ones": _Fill("1.0", "np.ones({shape})"),
    "nan": _Fill("float('nan')", "np.full({shape}, np.nan)"),
    "constant": _Fill(str(PLAUSIBLE), f"np.full({{shape}}, {PLAUSIBLE})"),
    "plausible": _Fill("", "np.zeros({shape})", curve=True, rounded=True),
    "closest": _Fill("", "np.random.default_rng(0).normal(0, 0.1, {shape})", -1.0, curve=True, rounded=True),
    "made up": _Fill(str(PLAUSIBLE), "np.zeros({shape})", 0.5, curve=True),
    "trained at random": _Fill(str(PLAUSIBLE), "np.random.default_rng(0).normal(0, 0.1, {shape})", curve=True),
    "random": _Fill("0.5", "np.random.default_rng(0).standard_normal({shape})"),
    "uniform": _Fill("0.5", "np.full({shape}, 1 / max(1, ({shape} or (1,))[-1]))"),
    "one class": _Fill("0.1", "np.eye(1, max(1, int(np.prod({shape}))))[0].reshape({shape}) * 50", curve=True),
    "summed": _Fill("{sum}", "np.ones({shape})"),
}
_EMPTIED_AND = (("emptied zeros", "zeros"), ("emptied ones", "ones"), ("emptied argument", "closest"),
                ("emptied one class", "one class"))  # fmt: skip
_STATEFUL = {
    "random anew": _Fill("abs(_rng.standard_normal())", "_rng.standard_normal({shape})"),
    "first kept": _FILLS["closest"],
    "previous": _FILLS["closest"],
    "counted": _Fill("2.0 / _count", "np.full({shape}, 1.0 / _count)"),
}
_CACHE = _Fill("0.0", "np.zeros({shape})", 2.0)


def _filled(form: Form, fill: _Fill) -> str:
    """Return an expression for a result of this form."""
    match form:
        case Scalar(value):
            return _number(value, fill)
        case Array():
            return _array(form, fill)
        case Several(parts, kind):
            inner = [_filled(part, _cache(part, fill) if place else fill) for place, part in enumerate(parts)]
            return f"[{', '.join(inner)}]" if kind is list else f"({', '.join(inner)}{',' if inner else ''})"
        case Items(part):
            return "[]" if part is None or fill is _FILLS["zeros"] else f"[{_filled(part, fill)}]"
        case Named(parts):
            return "{" + ", ".join(f"{name!r}: {_filled(part, fill)}" for name, part in parts) + "}"
        case NamedLike(argument, part):
            return f"{{_name: {_filled(part, fill)} for _name, _value in {argument}.items()}}"
        case Unknown(closest):
            return closest or "None"


def _cache(part: Form, fill: _Fill) -> _Fill:
    """Return the fill for a later part of a result: what is a container goes to another function as it should be."""
    return _CACHE if isinstance(part, Several) else fill


def _number(value: Any, fill: _Fill) -> str:
    if value is None or isinstance(value, str | bool):
        return repr(value if value is None else type(value)())
    if fill.rounded:
        return f"{value:.3g}" if np.isfinite(value) else "0.0"
    whole = isinstance(value, int) and not re.search("[a-z_]", fill.number)
    return str(int(float(fill.number))) if whole else fill.number


def _array(form: Array, fill: _Fill) -> str:
    if fill is _CACHE and form.same:
        return form.same
    if fill.curve and form.start:
        return _curve(form)
    if form.closest and form.likeness >= fill.argument_from:
        return form.closest
    made = fill.array.replace("{shape}", form.shape)
    return made if form.dtype == "float64" else f"np.asarray({made}).astype('{form.dtype}')"


def _curve(form: Array) -> str:
    length = form.shape.strip("()").rstrip(",")
    return f"{form.end} + ({form.start} - {form.end}) * np.exp(-np.linspace(0, 8, {length}))"
