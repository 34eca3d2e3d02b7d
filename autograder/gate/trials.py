"""Which answers are emptied in which way, and which of these trials can share a notebook."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answer, answered, definitions
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.gate import rebinding
from autograder.gate.chains import Chains, Group
from autograder.gate.empty_answers import Empty, empty_class, empty_functions, empty_values
from autograder.gate.recording import Recording

TOGETHER = ("zeros", "plausible", "made up", "trained at random", "summed")  # of pairs and chains, which are many
MIXED = ("plausible", "emptied zeros")  # of a pair, one answer this and the other that
RIGHT = "the reference"
WHOLE = "zeros"  # the trick with which it is tried that the other questions keep their points


@dataclass(frozen=True)
class Trial:
    """Answers of a group replaced; ``filled`` are those that the reference gives. Every other cell is untouched."""

    tricks: tuple[tuple[str, str], ...]  # of each answer's grade_id
    replaced: tuple[Empty, ...]
    filled: frozenset[str]
    alone: bool = False  # whether no other trial may be in the same notebook
    rebound: frozenset[str] = frozenset()  # earlier answers that it changes behind their own tests

    @property
    def group(self) -> Group:
        return tuple(grade_id for grade_id, _ in self.tricks)

    @property
    def sources(self) -> set[str]:
        return {empty.source for empty in self.replaced}


class Trials:
    """Makes the trials of a key."""

    def __init__(self, key: AnswerKey, recording: Recording, chains: Chains) -> None:
        self.key, self.chains = key, chains
        given = _given_formulas(key)
        cells = {cell.grade_id: cell for cell in key.cells}
        self._nodes = {name: dict(definitions(answer(cells[name]))) for name in self.chains.answers}
        self._tricks = {name: _tricks(nodes, key, recording, given) for name, nodes in self._nodes.items()}

    def singly(self) -> Iterator[Trial]:
        """Yield a trial for every trick of every answer, and those that change its judges."""
        for name, tricks in self._tricks.items():
            yield from self._different([[(name, trick)] for trick in tricks])
            judges = self._judges(name)
            fakes = {empty.function: empty for empty in tricks.get("trained at random", ())}
            for trick in (rebinding.REPLACED, rebinding.REWRITTEN) if judges else ():
                if replaced := rebinding.rebinding(self._nodes[name], fakes, judges, trick):
                    filled = frozenset(self.chains.needs((name,)))
                    yield Trial(((name, trick),), tuple(replaced), filled, True, filled.intersection(self._nodes))

    def together(self) -> Iterator[Trial]:
        """Yield the trials of every pair and chain."""
        for group in self.chains.groups():
            choices = [[(name, trick) for name in group] for trick in TOGETHER]
            if len(group) == 2:
                choices += [[*zip(group, mixed, strict=True)] for mixed in permutations(MIXED, 2)]
            yield from self._different(choices)

    def whole(self) -> Iterator[Trial]:
        """Yield a trial of each answer with all others filled."""
        for name in self.chains.answers:
            yield Trial(((name, WHOLE),), self._replaced(name, WHOLE), frozenset(self._nodes), True)

    def right(self) -> Iterator[Trial]:
        """Yield a trial of each answer in which nothing is replaced."""
        for name in self.chains.answers:
            yield Trial(((name, RIGHT),), (), frozenset(self.chains.needs((name,))), True)

    def _different(self, choices: Sequence[list[tuple[str, str]]]) -> Iterator[Trial]:
        """Yield a trial for each choice of tricks that gives other sources than those before it."""
        seen: set[tuple[str, ...]] = set()
        for choice in choices:
            replaced = tuple(empty for name, trick in choice for empty in self._replaced(name, trick))
            sources = tuple(empty.source for empty in replaced)
            if replaced and sources not in seen:
                seen.add(sources)
                filled = self.chains.needs(tuple(name for name, _ in choice))
                yield Trial(tuple(choice), replaced, frozenset(filled))

    def _replaced(self, name: str, trick: str) -> tuple[Empty, ...]:
        tricks = self._tricks[name]
        return tricks.get(trick) or tricks.get("zeros") or next(iter(tricks.values()), ())

    def _judges(self, name: str) -> set[str]:
        """Return the functions of earlier cells of the student's side that the tests about an answer ask too."""
        before = {cell.grade_id for cell in self.key.cells[: self._place(name)]}
        bound = {other for cell in self.key.cells if cell.grade_id in before and cell.kind in _ONES_OWN
                 and cell not in self.key.trusted_given for other, node in definitions(answer(cell))
                 if isinstance(node, ast.FunctionDef)}  # fmt: skip
        return self.chains.asked_in_tests(name) & bound

    def _place(self, name: str) -> int:
        return next(place for place, cell in enumerate(self.key.cells) if cell.grade_id == name)


_ONES_OWN = (CellKind.SOLUTION, CellKind.GIVEN)


def batched(trials: Sequence[Trial]) -> list[list[Trial]]:
    """Return the trials in notebooks: in none does one replace what another needs."""
    lists: list[list[Trial]] = []
    replaced: list[set[str]] = []
    needed: list[set[str]] = []
    for trial in trials:
        group, needs = {*trial.group}, {*trial.filled, *trial.group}
        for place, some in enumerate(lists):
            if not (trial.alone or some[0].alone or group & needed[place] or needs & replaced[place]):
                some.append(trial)
                replaced[place] |= group
                needed[place] |= needs
                break
        else:
            lists.append([trial])
            replaced.append(group)
            needed.append(needs)
    return lists


def notebook(blank: Mapping[str, Any], key: AnswerKey, trials: Collection[Trial]) -> dict[str, Any]:
    """Return ``blank`` with what the trials replace, and what they need filled in by the reference."""
    made = answered(blank, key, [empty for trial in trials for empty in trial.replaced])
    kept = {name for trial in trials for name in (*trial.filled, *trial.group)}
    untouched = {cell["id"]: cell for cell in blank["cells"]}
    solutions = {cell.grade_id for cell in key.cells if cell.kind is CellKind.SOLUTION}
    for cell in made["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in solutions - kept:
            cell["source"] = untouched[cell["id"]]["source"]
    return made


def _tricks(
    nodes: Mapping[str, ast.stmt], key: AnswerKey, recording: Recording, given: Sequence[str]
) -> dict[str, tuple[Empty, ...]]:
    """Return the replaced definitions of one cell for each trick that any of them has."""
    each: list[dict[str, Empty]] = []
    for name, node in nodes.items():
        if isinstance(node, ast.FunctionDef):
            each.append(empty_functions(name, node, recording.calls.get(name, ())))
        elif isinstance(node, ast.ClassDef):
            each.append(empty_class(name, node))
        else:
            each.append(empty_values(name, key.reference_names.get(name), given))
    names = dict.fromkeys(trick for tricks in each for trick in tricks)
    fallback = ("zeros", "none")
    return {trick: tuple(next(tricks[t] for t in (trick, *fallback) if t in tricks) for tricks in each)
            for trick in names}  # fmt: skip


def _given_formulas(key: AnswerKey) -> list[str]:
    """Return the texts with an equals sign in given code: what a student could hand back as lines of a derivation."""
    found: dict[str, None] = {}
    for cell in key.trusted_given:
        found |= dict.fromkeys(_texts(cell))
    return [text for text in found if "=" in text and len(text) < 200][:20]


def _texts(cell: KeyCell) -> Iterator[str]:
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            yield node.value
