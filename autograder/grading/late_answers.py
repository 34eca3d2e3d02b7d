"""Answers that stand below their check, or in it: at home the check passes once it is run again."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.assignment.answer_key import AnswerKey
from autograder.grading.cell_source import defined, statements
from autograder.grading.known_texts import KnownTexts
from autograder.grading.submission import Cell


def moved_up(slots: dict[int, Cell], own: dict[int, list[Cell]], key: AnswerKey, texts: KnownTexts) -> Iterator[str]:
    """Move answers to questions that are otherwise unanswered above their checks, in place; give whose they are.

    ``own`` are the student's own cells after each place. The last of several answers counts, as at home, and the cells
    between it and its check go with it.
    """
    places = {cell.grade_id: place for place, cell in enumerate(key.cells)}
    first_check = {answer: test for test, answer in reversed(key.answers.items())}
    for answer, test in first_check.items():
        if not texts.names.get(answer):
            continue
        slot = slots[places[answer]]
        if not slot.missing and (slot.attempted or not texts.has_stub(answer)):
            continue
        check = places[test]
        if any(_answers(cell, answer, texts) for place in range(-1, check) for cell in own[place]):
            continue
        late = [(place, cell) for place in range(check, len(key.cells)) for cell in own[place]]
        late = [(place, cell) for place, cell in late if _answers(cell, answer, texts)]
        if late:
            place, cell = late[-1]
            count = next(at for at, other in enumerate(own[place]) if other is cell) + 1
            first = 0 if place == check else count - 1
            own[check - 1] += own[place][first:count]
            del own[place][first:count]
            yield answer


def _answers(cell: Cell, answer: str, texts: KnownTexts) -> bool:
    names = texts.names[answer]
    if cell.cell_type != "code" or not any(name in cell.source for name in names):
        return False
    there = {name for statement in statements(cell.source) or () for name in defined(statement)}
    return bool(there & names) if texts.cells[answer].functions else names <= there
