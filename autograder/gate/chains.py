"""Which answers are emptied together, and what of a notebook a question needs to be asked at all.

A pair is joined by a call, by something that one hands to the other (a cache), or by a test that asks both. A chain is
an answer with all that it is joined to, directly or not, among the answers before it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import asked
from autograder.assignment.cell_names import plain_python, sets_first, uses
from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.gate.apart import asked_apart
from autograder.gate.batches import direct_calls

Group = tuple[str, ...]  # grade_ids of answers, in the notebook's order

_BY_TEXT = {"globals", "eval", "exec", "vars"}


class Chains:
    """The answers of a key that tests are about, and how they are joined."""

    def __init__(self, key: AnswerKey, handed: Iterable[tuple[str, str]]) -> None:
        self._key, self._written_in, self._handed = key, asked(key), set(handed)
        tested = {*key.answers.values()}
        self.answers = [
            cell.grade_id for cell in key.cells if cell.kind is CellKind.SOLUTION and cell.grade_id in tested
        ]

    def tests(self, group: Group) -> list[KeyCell]:
        """Return the test cells about a group's answers."""
        return [cell for cell in self._key.cells if self._key.answers.get(cell.grade_id, "") in group]

    def asked(self, group: Collection[str]) -> frozenset[str]:
        """Return the test cells to ask where only those about a group's answers count."""
        return frozenset().union(*(self._apart[answer] for answer in group))

    def asked_in_tests(self, answer: str) -> set[str]:
        """Return the names that the tests about an answer read."""
        return {name for test in self.tests((answer,)) for name in _reads(test.source)}

    @cached_property
    def joined(self) -> dict[str, set[str]]:
        """Return, for each answer, the others that it calls, is handed something by, or is tested with."""
        names = set(self._written_in)
        found: dict[str, set[str]] = {answer: set() for answer in self.answers}
        pairs = {(name, other) for name, called in direct_calls(self._key, names).items() for other in called}
        pairs |= {(taker, giver) for giver, taker in self._handed}
        for taker, giver in pairs:
            a, b = self._written_in.get(taker, ""), self._written_in.get(giver, "")
            if a in found and b in found:
                found[a].add(b)
        for answer in self.answers:
            for test in self.tests((answer,)):
                found[answer] |= {self._written_in[name] for name in _reads(test.source) & names} & set(found)
            found[answer].discard(answer)
        return found

    def groups(self) -> list[Group]:
        """Return every pair and every chain; an answer alone is not among them."""
        pairs = [self._ordered({answer, other}) for answer in self.answers for other in self.joined[answer]]
        chains = [self._ordered(self._chain(answer)) for answer in self.answers]
        chains.append(self._ordered(set(self.answers)))
        return [group for group in dict.fromkeys([*pairs, *chains]) if len(group) > 1]

    def _chain(self, answer: str) -> set[str]:
        reached, waiting = {answer}, [answer]
        while waiting:
            more = self.joined[waiting.pop()] - reached
            reached |= more
            waiting += more
        return reached

    def _ordered(self, answers: set[str]) -> Group:
        return tuple(answer for answer in self.answers if answer in answers)

    def needs(self, group: Group) -> set[str]:
        """Return the answers that the group's tests need to be asked, found from what tests and answers read.

        These are all before the last of the tests where something looks a name up by its text.
        """
        binders = self._binders
        reached: set[str] = set()
        begin = [cell for cell in self._key.cells if cell.grade_id in {*self.asked(group), *group}]
        waiting = [*begin]
        while waiting:
            cell = waiting.pop()
            if cell.grade_id not in reached:
                reached.add(cell.grade_id)
                names = _reads(cell.source)
                waiting += [binder for name in names for binder in binders.get(name, ())]
                if names & _BY_TEXT:
                    waiting += [cell for cell in self._key.cells[: self._key.cells.index(begin[-1])] if cell.is_answer]
        return {cell.grade_id for cell in self._key.cells if cell.is_answer and cell.grade_id in reached}

    def influenced(self, answers: Collection[str]) -> list[str]:
        """Return the answers whose tests can end otherwise where ``answers`` are replaced."""
        return [answer for answer in self.answers if not self._needed[answer].isdisjoint(answers)]

    @cached_property
    def _apart(self) -> dict[str, frozenset[str]]:
        return asked_apart(self._key)

    @cached_property
    def _needed(self) -> dict[str, set[str]]:
        return {answer: {answer, *self.needs((answer,))} for answer in self.answers}

    @cached_property
    def _binders(self) -> dict[str, list[KeyCell]]:
        """Return the cells that bind each name; of test cells, only their functions count.

        Given ones are among them even where all of it runs here too: a function in it may call what students write.
        """
        found: dict[str, list[KeyCell]] = {}
        for cell in self._key.cells:
            if cell.cell_type != "code":
                continue
            for name in _functions(cell) if cell.kind is CellKind.TESTS else uses(cell.source)[1]:
                found.setdefault(name, []).append(cell)
        return found


@lru_cache(maxsize=1000)
def _reads(source: str) -> frozenset[str]:
    return frozenset(uses(source)[0] - sets_first(source))


def _functions(cell: KeyCell) -> set[str]:
    try:
        body = ast.parse(plain_python(cell.source)).body
    except SyntaxError:
        return set()
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
