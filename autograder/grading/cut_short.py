"""What is said of a submission that the machine's clock cut short twice, the second time with nothing beside it."""

from __future__ import annotations

from dataclasses import replace

from autograder.grading import graded_notebook
from autograder.grading.findings import Graded

SAID = (
    "its grading was ended by the clock of the machine twice, the second time while nothing else was graded. What it"
    " had answered until then is kept and counts; the rest may have deserved points. Grade it again on a quieter"
    " machine, or raise `seconds_per_cell` in the assignment's header."
)


def with_note(graded: Graded) -> Graded:
    """Return the result of a second grading, which counts: with a note before the others if it was cut short again."""
    if not graded.cut_short:
        return graded
    note = SAID[0].upper() + SAID[1:]
    notebook = graded_notebook.with_first_note(graded.notebook, note)
    return replace(graded, notebook=notebook, notes=[note, *graded.notes])
