"""Arguments come back as they went: a call that changes one fails its question, unless the answer's header allows it.

So what a test computes from an array is what it would be if the student's code had never seen it.
"""

from __future__ import annotations

from autograder.assignment.answer_key import AnswerKey
from autograder.jail.outside.arguments import Place
from byhand.card import Card, CheckFailed

_HINT = "-=, [...] = and out=… write into an array that is the caller's. Make a new one, or work on a copy."


class ArgumentGuard:
    """The guard of one submission's calls; ``changed`` is what it refused first since it was last cleared."""

    def __init__(self, key: AnswerKey) -> None:
        self._in_place, self._parameters = key.in_place, key.parameters
        self.changed: CheckFailed | None = None

    def __call__(self, function: str, argument: Place) -> CheckFailed | None:
        """Return the failed check for a change of ``argument``; None if the header of the answer allows it."""
        name = argument if isinstance(argument, str) else self._name(function, argument)
        if name in self._in_place.get(function, frozenset()):
            return None
        said = name or "an argument"
        refusal = CheckFailed(
            Card(said, f"{function or 'the function'} changed it in place, and whoever called it still needs it",
                 hint=_HINT)
        )  # fmt: skip
        self.changed = self.changed or refusal
        return refusal

    def _name(self, function: str, position: int) -> str:
        """Return the parameter at ``position`` of the reference's function; empty if it has none there."""
        parameters = self._parameters.get(function, ())
        return parameters[position] if position < len(parameters) else ""
