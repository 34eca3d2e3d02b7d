"""Which known mistake a wrong answer equals.

When a test cell fails, the calls it made are repeated with the assignment's known wrong functions, here, on the same
arguments. A mistake is named if it gives what the student's function gave in every one of these calls, and differs
from the reference in at least one.

A student's process that has seen a hidden input may choose which mistake it makes. So the calls of hidden tests choose
among `MOST_NAMES` names of a question: the first in the catalogue that agree with its visible calls. The name is said
in place of the kind of the failure, not beside it.
"""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import CodeType
from typing import Any

import numpy as np

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.catalogue import Misconception
from autograder.grading import redaction
from autograder.grading.events import Answer, Event, is_hidden
from autograder.grading.findings import Finding, Status
from autograder.grading.purity import may_be_stateful, modules_in
from autograder.grading.trusted import with_limits
from autograder.jail import wire
from autograder.jail.outside.calls import MOST_CALLS, Call
from autograder.jail.outside.client import Asleep
from byhand.card import Card

MOST_NAMES = 16  # of a question that its hidden calls can choose from


class _Handle(Exception):
    """A call whose arguments or result stayed in the jail, or that needs the jail, cannot be repeated here."""


def attach_misconceptions(
    findings: Mapping[str, Finding], events: Iterable[Event], key: AnswerKey
) -> dict[str, Finding]:
    """Return ``findings`` with the names of the mistakes that are known, where a question lost points through one.

    What one test of an answer has shown is tried first for the next. No points hang on a name, so none is given where
    looking for it takes too long or breaks.
    """
    calls: dict[str, list[Call]] = {}
    visible: dict[str, list[Call]] = {}
    hidden = False
    for event in events:
        hidden |= is_hidden(event)
        if isinstance(event, Answer):
            calls.setdefault(event.ask.test, []).extend(event.calls)
            if not hidden:
                visible.setdefault(event.ask.test, []).extend(event.calls)
    named = dict(findings)
    known: dict[str, list[Misconception]] = {}
    followed: set[str] = set()  # what these answers ask for is right, and only builds on something wrong
    for test in (test for test in findings if test in calls):
        answer, finding = key.answers[test], findings[test]
        if finding.status is Status.FOLLOWED:
            followed.add(answer)
        if finding.status not in (Status.FAILED, Status.PARTIAL) or answer in followed:
            continue
        mistake = _name_in_time(test, calls[test], visible.get(test, []), key, known.get(answer, ()))
        if mistake is not None:
            known.setdefault(answer, []).append(mistake)
            card = Card(mistake.function, mistake.name, hint=mistake.hint)
            cards = [card, *redaction.without_kind(finding)]
            named[test] = replace(finding, mistake=mistake.name, cards=cards, hidden=None)
    return named


def names_for(test: str, key: AnswerKey) -> list[Misconception]:
    """Return the mistakes that calls of ``test`` can lead to: those of its own answer first, as in the catalogue."""
    own = key.functions.get(key.answers[test], {})
    about = [entry for entry in key.misconceptions if entry.function in key.needs[test]]
    return sorted(about, key=lambda entry: entry.function not in own)


def _may_be_said(mistake: Misconception, test: str, visible: Sequence[Call], key: AnswerKey) -> bool:
    """Return whether ``mistake`` is among the `MOST_NAMES` first that agree with the ``visible`` calls."""
    names = names_for(test, key)
    if mistake not in names:
        return False
    before = names[: names.index(mistake)]
    return len(before) < MOST_NAMES or sum(_agrees(entry, visible, key) for entry in before) < MOST_NAMES


def _agrees(entry: Misconception, calls: Iterable[Call], key: AnswerKey) -> bool:
    """Return whether ``entry`` gives what the student's function gave in ``calls``, as far as they can be repeated."""
    with contextlib.suppress(_Handle, wire.WireError):
        function = compile_entry(entry, key)
        mine = [call for call in calls if call.function == entry.function]
        return all(same(_repeat(function, call), _outcome_of(call)) for call in mine)
    return True


def _name_in_time(
    test: str, calls: list[Call], visible: Sequence[Call], key: AnswerKey, likely: Sequence[Misconception]
) -> Misconception | None:
    try:
        with with_limits(key.limits.seconds_per_cell):
            mistake = name_mistake(calls, key, likely)
            return mistake if mistake is not None and _may_be_said(mistake, test, visible, key) else None
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None


def name_mistake(calls: list[Call], key: AnswerKey, likely: Sequence[Misconception] = ()) -> Misconception | None:
    """Return the first known mistake that explains every call of one of the functions called, or None.

    ``likely`` ones are tried before the others.
    """
    modules = modules_in(key.reference_names)
    for function in dict.fromkeys(call.function for call in reversed(calls)):
        every = [call for call in calls if call.function == function]
        mine = every[-MOST_CALLS:]
        candidates = [entry for entry in [*likely, *key.misconceptions] if entry.function == function]
        if not candidates:
            continue
        try:
            given = [_outcome_of(call) for call in mine]
            right, seconds = zip(*(_timed(key.reference_names[function], call) for call in mine), strict=True)
        except (_Handle, wire.WireError, KeyError):
            continue
        agrees = [same(outcome, answer) for outcome, answer in zip(right, given, strict=True)]
        if all(agrees):
            continue
        # a quick call that the reference answers otherwise rules out most mistakes at once
        quickest = sorted(range(len(mine)), key=lambda index: (agrees[index], seconds[index]))
        for entry in candidates:
            with contextlib.suppress(_Handle, wire.WireError):
                wrong_function = compile_entry(entry, key)
                if may_be_stateful(entry.source, modules):  # it may be about what a call leaves for the next one
                    tried = ((call, _outcome_of(call)) for call in every)
                else:
                    tried = ((mine[index], given[index]) for index in quickest)
                if all(same(_repeat(wrong_function, call), outcome) for call, outcome in tried):
                    return entry
    return None


def compile_entry(entry: Any, key: AnswerKey) -> Callable[..., Any]:
    """Build the function of a catalogue entry, which finds the reference's answers for all other names."""
    names = dict(key.reference_names)
    exec(_compiled(entry.source, entry.name), names)
    return names[entry.function]


@cache
def _compiled(source: str, name: str) -> CodeType:
    return compile(source, f"<{name}>", "exec")


def same(a: Any, b: Any) -> bool:
    """Equal outcomes: the same exception, or values and changed arguments equal up to rounding."""
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return type(a) is type(b) and len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if callable(a) or callable(b):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, np.random.Generator) and isinstance(b, np.random.Generator):
        return str(a.bit_generator.state) == str(b.bit_generator.state)
    if isinstance(a, str | bytes | set | range | slice | type | None) or isinstance(
        b, str | bytes | set | range | slice | type | None
    ):
        return type(a) is type(b) and a == b
    try:
        x, y = np.asarray(a), np.asarray(b)
        if x.dtype.kind in "OSU":  # text, or integers too long for NumPy
            return x.dtype.kind == y.dtype.kind and bool(np.array_equal(x, y))
        return x.shape == y.shape and bool(np.allclose(x, y, rtol=1e-6, atol=1e-9, equal_nan=True))
    except (TypeError, ValueError, MemoryError, OverflowError):
        return False


def _outcome_of(call: Call) -> Any:
    """Return what the student's function did: value and arguments afterwards, or the exception's type."""
    if call.raised:
        return ["raised", call.raised[0]]
    args, kwargs, scope = _arguments(call)
    decoder = wire.Decoder(scope, _no_handles)
    wire.apply_changes(scope, call.changes, decoder)
    return ["returned", decoder.decode(call.value), args, kwargs]


def _repeat(function: Callable[..., Any], call: Call) -> Any:
    args, kwargs, _ = _arguments(call)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            value = function(*args, **kwargs)
    except Asleep:
        raise _Handle from None
    except Exception as error:
        return ["raised", type(error).__name__]
    return ["returned", value, args, kwargs]


def _timed(function: Callable[..., Any], call: Call) -> tuple[Any, float]:
    began = time.perf_counter()
    return _repeat(function, call), time.perf_counter() - began


def _arguments(call: Call) -> tuple[list, dict, wire.Scope]:
    def functions(tag: str, fields: list) -> Callable[..., Any]:
        return call.given[fields[0]] if tag == "k" else _no_handles(tag, fields)

    scope = wire.Scope()
    decoder = wire.Decoder(scope, functions)
    args = [decoder.decode(tree) for tree in call.args]
    return args, {key: decoder.decode(tree) for key, tree in call.kwargs}, scope


def _no_handles(tag: str, fields: list) -> Any:
    raise _Handle
