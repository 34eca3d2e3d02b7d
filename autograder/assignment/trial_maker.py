"""Makes the trials of one function: which further calls follow from a call that was recorded, and what has to hold."""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

import numpy as np

from autograder.assignment import docstring, other_numbers, precision
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.contract import Kind
from autograder.assignment.docstring import Docstring, History
from autograder.assignment.key_cell import KeyCell
from autograder.assignment.recording import Recorded
from autograder.assignment.trials import (
    Check,
    Different,
    Earlier,
    Equals,
    Like,
    Precise,
    Same,
    Step,
    Trial,
    holds,
    results,
    visible,
)
from byhand import layouts
from byhand.alike import agree

SEED = 5
SHORT, LONG = 3, 30  # steps of a history: one that is quick, and one in which impatience shows
MOST_TRIED = 10  # other calls that are looked at
_IN_TURN = (layouts.fortran, layouts.apart)
_STATE = frozenset({Kind.TWICE, Kind.INTERLEAVED})


class TrialMaker:
    """Makes the trials of one function after the other."""

    def __init__(self, key: AnswerKey, functions: Mapping[str, Any], calls: Sequence[Recorded]) -> None:
        self._key, self._functions, self._calls = key, functions, calls
        self._docs = docstring.read({name: value.__doc__ or "" for name, value in functions.items()})

    def all_trials(self, names: Iterable[str], cell: KeyCell) -> list[Trial]:
        """Return the trials of several functions of one cell."""
        return [trial for name in names for trial in self.trials(name, cell)]

    def trials(self, name: str, cell: KeyCell) -> list[Trial]:
        """Return the trials of one function, without those that the reference does not pass."""
        calls = [call for call in self._calls if call.function == name]
        if not calls or not _has_required(self._functions[name]):
            return []
        made = [self._limited(precision.asked(trial, self._functions), cell) for trial in self._made(name, calls, cell)]
        return [trial for trial in made if trial.kinds and self._is_passed(trial)]

    def _made(self, name: str, calls: Sequence[Recorded], cell: KeyCell) -> Iterator[Trial]:
        doc = self._docs[name]
        opaque = [argument for argument, said in doc.arguments.items() if said.is_opaque]
        generator = next((argument for argument, said in doc.arguments.items() if said.takes_generator), "")
        if opaque:
            yield from self._chained(name, calls, opaque[0], cell)
            return
        best = min(calls, key=attrgetter("preference"))
        if generator:
            yield self._random(best, doc, generator, cell)
            return
        yield self._twice(best, cell)
        yield from self._other_rows(best, doc)

    def _twice(self, call: Recorded, cell: KeyCell) -> Trial:
        """Return the same call twice, with other numbers of the same shapes between if the reference tells them apart.

        A function that remembers what it gave for these shapes, or anything else of its first call, shows here.
        """
        first, again = self._step(call, cell, 0), self._step(call, cell, 1)
        kinds = frozenset({Kind.TWICE, *_memory([first, again])})
        for change in other_numbers.WAYS if Kind.TWICE not in cell.not_asked else ():
            other = {name: layouts.each_array(value, change) for name, value in call.arguments.items()}
            between = self._step(replace(call, arguments=other), cell, 0)
            trial = Trial(call.function, kinds, (first, between, again), (Same(0, 2), Different(0, 1)))
            if self._is_passed(trial):
                return trial
        return Trial(call.function, kinds, (first, again), (Same(0, 1),))

    def _limited(self, trial: Trial, cell: KeyCell) -> Trial:
        """Return a trial without the kinds that its cell's header switches off."""
        kinds = trial.kinds - cell.not_asked
        unasked: list[type[Check]] = [] if kinds & _STATE else [Same, Different]
        unasked += [] if Kind.PRECISION in kinds else [Precise]
        checks = tuple(check for check in trial.checks if not isinstance(check, tuple(unasked)))
        return replace(trial, kinds=kinds, checks=checks)

    def _is_passed(self, trial: Trial) -> bool:
        try:
            return holds(trial, self._functions)
        except Exception:
            return False

    def _step(self, call: Recorded, cell: KeyCell, turn: int) -> Step:
        """Return a recorded call with its arrays laid out anew, the first in one way and the next in another."""
        arguments = {}
        for place, (name, value) in enumerate(call.arguments.items()):
            if Kind.LAYOUT not in cell.not_asked:
                value = layouts.each_array(value, _IN_TURN[(place + turn) % 2])
            said = self._docs[call.function].arguments.get(name)
            if said is not None and said.is_kept and Kind.READ_ONLY not in cell.not_asked:
                value = value if name in cell.in_place else layouts.each_array(value, layouts.read_only)
            arguments[name] = value
        return Step(call.function, arguments, self._opaque(call.function))

    def _opaque(self, function: str) -> frozenset[int]:
        return frozenset(place for place, said in enumerate(self._docs[function].returns) if said.is_opaque)

    def _other_rows(self, call: Recorded, doc: Docstring) -> Iterator[Trial]:
        """Yield one example alone, and a shorter batch in which the top class does not occur."""
        rows = [name for name in call.arguments if doc.arguments.get(name) and doc.arguments[name].axes[:1] == ("m",)]
        rows = [name for name in rows if isinstance(call.arguments[name], np.ndarray)]
        lengths = {len(call.arguments[name]) for name in rows}
        if len(lengths) != 1:
            return
        (length,) = lengths
        one = {name: call.arguments[name][:1] for name in rows}
        alone = [*self._exact(call, Kind.BATCH, one)] if length > 1 else []
        yield from alone
        labels = [name for name in rows if doc.arguments[name].is_labels and call.arguments[name].max() > 0]
        if labels and length > 1:
            shorter = length - 1 if length > 2 and alone else length  # unless something else counts the rows
            other = {name: call.arguments[name][:shorter] for name in rows}
            other |= {name: np.where(other[name] == call.arguments[name].max(), 0, other[name]) for name in labels}
            yield from self._exact(call, Kind.LABELS, other)

    def _exact(self, call: Recorded, kind: Kind, other: Mapping[str, Any]) -> Iterator[Trial]:
        """Yield a call with ``other`` arguments, if every right answer gives the reference's values."""
        step = Step(call.function, call.arguments | dict(other), self._opaque(call.function))
        with contextlib.suppress(Exception):
            (value,) = results([step], self._functions)
            expected = visible(value, step.opaque)
            if _is_numeric(expected) and self._is_only_answer(step, expected):
                yield Trial(call.function, frozenset({kind}), (step,), (Equals(0, expected),))

    def _is_only_answer(self, step: Step, expected: Any) -> bool:
        """Return whether the key's tests want the reference's values, and no alternative gives others."""
        if not any(re.search(rf"\breference\.{step.function}\b", cell.source) for cell in self._key.cells):
            return False
        for entry in self._key.alternatives:
            if entry.function == step.function:
                names = dict(self._key.reference_names)
                with contextlib.suppress(Exception):
                    exec(compile(entry.source, f"<{entry.name}>", "exec", dont_inherit=True), names)
                    (value,) = results([step], names)
                    if not agree(visible(value, step.opaque), expected):
                        return False
        return True

    def _random(self, call: Recorded, doc: Docstring, rng: str, cell: KeyCell) -> Trial:
        """Return a trial of a function that draws: the same seed twice, a generator, a long history."""
        history = doc.history
        quick = {rng: SEED} | ({history.steps: SHORT} if history else {})
        first = _with(self._step(call, cell, 0), quick)
        again = _with(self._step(call, cell, 1), quick)
        kinds = {Kind.TWICE, Kind.GENERATOR, *_memory([first])} | ({Kind.HISTORY} if history else set())
        other: dict[str, Any] = {}
        if Kind.GENERATOR not in cell.not_asked:
            other[rng] = np.random.default_rng(SEED)
        if history and Kind.HISTORY not in cell.not_asked:
            other |= _long(history, doc)
        last = _with(first, other)
        steps = (first, again, last) if other else (first, again)
        found = results(steps, self._functions)
        likes = [Like(place, visible(found[place], steps[place].opaque)) for place in (0, 2) if place < len(steps)]
        return Trial(call.function, frozenset(kinds), steps, (Same(0, 1), *likes))

    def _chained(self, name: str, calls: Sequence[Recorded], opaque: str, cell: KeyCell) -> Iterator[Trial]:
        """Yield two forwards before one backward, between two backwards from the first forward's cache."""
        by_number = {call.number: call for call in self._calls}
        chains = [(call, by_number[call.sources[opaque].call]) for call in calls if opaque in call.sources]
        chains = [(call, forward) for call, forward in chains if self._is_first(forward)]
        if not chains:
            return
        call, forward = min(chains, key=lambda chain: (chain[1].preference, chain[0].preference))
        cache = Earlier(0, call.sources[opaque].item)
        before, after = (_with(self._step(call, cell, turn), {opaque: cache}) for turn in (0, 1))
        steps = [self._step(forward, cell, 0), before]
        if Kind.INTERLEAVED not in cell.not_asked:
            steps.append(self._step(self._another(forward, call, cache), cell, 1))
        kinds = frozenset({Kind.TWICE, Kind.INTERLEAVED, *_memory(steps)})
        yield Trial(name, kinds, (*steps, after), (Same(1, len(steps)),))

    def _is_first(self, forward: Recorded) -> bool:
        """Return whether a call takes no cache itself, and gives results for which anybody's gradient has the shape."""
        shaped = all(said.has_shape for said in self._docs[forward.function].returns if not said.is_opaque)
        return shaped and not forward.sources.keys() & self._opaque_of(forward)

    def _opaque_of(self, call: Recorded) -> set[str]:
        return {name for name, said in self._docs[call.function].arguments.items() if said.is_opaque}

    def _another(self, forward: Recorded, call: Recorded, cache: Earlier) -> Recorded:
        """Return a call of the same forward after which a mix-up of the two caches would show."""
        others = [other for other in self._calls if other.function == forward.function and other is not forward]
        others.sort(key=lambda other: (other.shapes != forward.shapes, other.preference))
        for other in others[:MOST_TRIED]:
            if self._shows(forward, other, call, cache):
                return other
        turned = {name: layouts.each_array(value, other_numbers.turned) for name, value in forward.arguments.items()}
        return replace(forward, arguments=turned)

    def _shows(self, forward: Recorded, other: Recorded, call: Recorded, cache: Earlier) -> bool:
        name = next(name for name in call.arguments if name in self._opaque_of(call))
        steps = [Step(made.function, made.arguments) for made in (forward, other)]
        backs = [Step(call.function, {**call.arguments, name: replace(cache, step=step)}) for step in (0, 1)]
        try:
            *_, right, mixed_up = results([*steps, *backs], self._functions)
        except Exception:
            return True
        return not agree(right, mixed_up)


def _memory(steps: Sequence[Step]) -> set[Kind]:
    """Return what is unusual about how the arrays of some calls lie in memory."""
    arrays = [array for step in steps for array in layouts.arrays_in(dict(step.arguments))]
    unusual = {Kind.LAYOUT for array in arrays if not array.flags.c_contiguous}
    return unusual | {Kind.READ_ONLY for array in arrays if not array.flags.writeable}


def _has_required(function: Any) -> bool:
    """Return whether a function takes anything that a call has to say."""
    return any(parameter.default is parameter.empty for parameter in inspect.signature(function).parameters.values())


def _with(step: Step, other: Mapping[str, Any]) -> Step:
    return replace(step, arguments={**step.arguments, **other})


def _long(history: History, doc: Docstring) -> dict[str, Any]:
    """Return arguments for a long history that stands still: whoever stops early for that stops at once."""
    return {history.steps: LONG} | {name: 0.0 for name, said in doc.arguments.items() if said.is_rate}


def _is_numeric(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_numeric, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_numeric, value))
    return isinstance(value, int | float | np.generic | np.ndarray) and np.asarray(value).dtype.kind in "biuf"
