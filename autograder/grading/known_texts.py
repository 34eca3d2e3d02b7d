"""What the cells of an assignment look like, today and as they ever were handed out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from autograder.assignment import renamed
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.cell_metadata import key_cell
from autograder.assignment.key_cell import CellKind
from autograder.grading.cell_source import normalised, same_text
from autograder.grading.submission import RawCell


class KnownTexts:
    """What the cells of an assignment look like, so that they are known without their names."""

    def __init__(self, key: AnswerKey) -> None:
        self.cells = {cell.grade_id: cell for cell in key.cells}
        former = renamed.former_names(key.cells)
        self.renamed = renamed.todays_names(key.cells)
        self.earlier = {
            name: [normalised(text) for each in (name, *former.get(name, ())) for text in key.handed_out.get(each, ())]
            for name in self.cells
        }
        self.today = {cell.grade_id: [normalised(cell.student_source), normalised(cell.source)] for cell in key.cells}
        self.prose = {normalised(text) for text in key.prose} - {""}
        self.order = [*_order(key)]
        self.names = _names(key)

    def of(self, grade_id: str) -> list[str]:
        """Return all texts that a cell ever had in the student version, today's first."""
        return [*self.today[grade_id][:1], *self.earlier[grade_id], *self.today[grade_id][1:]]

    def has_stub(self, grade_id: str) -> bool:
        """Return whether students get less of a cell than its reference."""
        today, reference = self.today[grade_id]
        return today != reference

    def is_as_handed_out(self, cell: RawCell) -> bool:
        """Return whether a cell has a text that the cell of its name has or had."""
        return any(same_text(cell.source, text) for text in self.of(cell.grade_id))


def _order(key: AnswerKey) -> Iterator[tuple[str, str]]:
    """Give, for each cell of the notebook that has either, its grade_id and its text as prose."""
    for cell in key.notebook["cells"]:
        known = key_cell(cell)
        text = "" if known is not None else normalised("".join(cell["source"]))
        if known is not None or text:
            yield (known.grade_id if known is not None else ""), text


def _names(key: AnswerKey) -> dict[str, set[str]]:
    """Map each answer in code to the names it is known by: its functions and classes, else all it assigns."""
    answers = [cell for cell in key.cells if cell.kind is CellKind.SOLUTION]
    named = {cell.grade_id: set(cell.functions or cell.bound) for cell in answers}
    shared = {name for one, names in named.items() for other in named if other != one for name in names & named[other]}
    return {grade_id: names - shared for grade_id, names in named.items()}


@lru_cache(maxsize=4)
def known_texts(key: AnswerKey) -> KnownTexts:
    """Return what is known of the texts of an assignment, made once for each answer key."""
    return KnownTexts(key)
