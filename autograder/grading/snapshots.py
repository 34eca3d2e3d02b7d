"""Copies of the student's process, left behind for the hidden tests; as few as will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.grading.purity import drawing_in, may_remember, modules_in, only_defines, only_shows
from autograder.jail import wire
from autograder.jail.outside.client import Jail, JailStopped

if TYPE_CHECKING:
    from autograder.grading.question import Question


@dataclass
class Branch:
    """The student's process as it was after some cells: a copy left behind there, or the process itself at the end."""

    jail: Jail
    channel: wire.Channel
    worked: tuple[str, ...]  # these cells, run again, give the same state
    lost: bool = False  # it ended, or waits for an answer that will never come


class Branches:
    """The questions that the process as it is now can still answer; before it changes they get a branch, together."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._modules, self._drawing = modules_in(names), drawing_in(names)
        self._students: list[str] = []  # their cells that ran
        self._given: list[str] = []
        self._remembers = False  # some function of the student's may feel how often it was called
        self._questions: list[Question] = []

    def add(self, question: Question, jail: Jail, worked: list[str]) -> None:
        """A question whose visible part was asked."""
        self._questions.append(question)
        if self._remembers:  # the visible parts of other questions would call it
            self.leave(jail, worked)

    def before(self, source: str, jail: Jail, worked: list[str], given: bool) -> None:
        """A cell is about to run."""
        if self._questions and not self._changes_nothing(source, given):
            self.leave(jail, worked)
        (self._given if given else self._students).append(source)
        self._remembers |= not given and may_remember(source, self._modules)

    def _changes_nothing(self, source: str, given: bool) -> bool:
        """Whether those functions answer after the cell as they do before it."""
        if only_defines(source, [*self._students, *self._given], self._modules):
            return True
        if self._remembers or not given:
            return False
        return only_shows(source, self._students, self._given, self._modules, self._drawing)

    def leave(self, jail: Jail, worked: list[str]) -> None:
        """Copy the process, if somebody needs it."""
        if not self._questions:
            return
        try:
            self._give(Branch(jail, jail.branch(), tuple(worked)))
        except JailStopped:
            self.lose(jail, worked)

    def keep(self, jail: Jail, worked: list[str]) -> None:
        """No cell will run any more: the process itself can answer."""
        self._give(Branch(jail, jail.answering, tuple(worked)))

    def lose(self, jail: Jail, worked: list[str]) -> None:
        """The process ended before it could be copied."""
        self._give(Branch(jail, jail.answering, tuple(worked), lost=True))

    def _give(self, branch: Branch) -> None:
        for question in self._questions:
            question.branch = branch
        self._questions.clear()
