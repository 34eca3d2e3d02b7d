"""The gate on leaks: no solution, hidden test or rubric in what students see."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answer
from autograder.assignment.key_cell import HIDDEN, SOLUTION, CellKind
from autograder.gate.verdict import Verdict

_TAGS = re.compile(r"<[^>]+>")


def none_in_notebook(key: AnswerKey, student_version: dict[str, Any]) -> Verdict:
    """Return whether the student version is free of the key's secrets."""
    found = _found(secrets(key), "\n".join(_texts(student_version)))
    return Verdict(not found, "no solution or hidden test in the student version", f"found: {found}" if found else "")


def hidden_test_in(key: AnswerKey, page: str) -> str:
    """Return a line of a hidden test or rubric that can be read on a feedback page; empty if there is none."""
    return _found(secrets(key, hidden_only=True), html.unescape(_TAGS.sub("", page)))


def secrets(key: AnswerKey, hidden_only: bool = False) -> set[str]:
    """Return lines of answers, hidden tests and rubrics that no student cell has, but for comments and short ones."""
    secret: set[str] = set()
    for cell in key.cells:
        patterns = [HIDDEN] if hidden_only else [HIDDEN, SOLUTION]
        for pattern in patterns:
            for match in pattern.finditer(cell.source):
                secret |= {line.strip() for line in match[match.lastindex or 1].splitlines()}
        secret |= {line.strip() for line in cell.rubric.splitlines()}
        if cell.kind is CellKind.WRITTEN and not hidden_only:
            secret |= {line.strip() for line in answer(cell).splitlines()}
    public = "\n".join(cell.student_source for cell in key.cells)
    return {line for line in secret if len(line) > 14 and not line.startswith("#") and line not in public}


def _found(secret: set[str], text: str) -> str:
    return min((line for line in secret if line in text), default="")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a notebook as it reads when the file is opened."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
