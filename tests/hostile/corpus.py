"""What one entry of the corpus is: what it hands in, what it tries, and what must be true afterwards."""

from __future__ import annotations

import copy
import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]

NAME = "hw0_strangers"
FULL = {"check-apply": 1.0, "check-total": 1.0, "check-squares": 2.0, "why": None}
NOTHING = dict.fromkeys(FULL, 0.0)

# In the environment, in the home, in the course, on the network: nothing of it may come back in a graded notebook.
SECRET = "the-secret-of-the-course"
HIDDEN_INPUT = "271828"  # hidden tests pass this number in
MARK = "hostile-was-here"  # whatever an attack writes bears this name


@dataclass(frozen=True)
class Entry:
    """One hostile submission, graded in a real class between honest ones.

    ``answers`` replace honest ones by grade_id; ``notebook`` rewrites the whole notebook (or gives the file's bytes);
    ``folder`` puts more into the submitted folder. ``scores`` differ from full marks; ``says`` must stand in the graded
    notebook, as evidence that the attack ran or that it was noticed.
    """

    name: str
    tries: str  # in one sentence, after "to"
    answers: Mapping[str, str] = field(default_factory=dict)
    notebook: Callable[[Notebook], Notebook | bytes | None] | None = None
    folder: Callable[[Path, Path], None] | None = None  # the submitted folder, and the course's root
    scores: Mapping[str, float | None] = field(default_factory=dict)
    says: str = ""
    harms_itself: bool = False  # what else it loses depends on the moment; it gains nothing

    @property
    def expected(self) -> dict[str, float | None]:
        return {**FULL, **self.scores}

    def handed_in(self, right: Notebook, places: Mapping[str, str]) -> bytes | None:
        """The submitted file; ``places`` are what the attack is told about this machine."""
        notebook = copy.deepcopy(right)
        for cell in notebook["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if grade_id in self.answers:
                source = self.answers[grade_id]
                for name, value in places.items():
                    source = source.replace(f"<{name}>", value)
                cell["source"] = source
        made = notebook if self.notebook is None else self.notebook(notebook)
        return made if made is None or isinstance(made, bytes) else json.dumps(made).encode()


def cell_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The notebook's cell with this grade_id."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def own(source: str, cell_type: str = "code") -> dict[str, Any]:
    """A cell of the student's own."""
    return {"cell_type": cell_type, "metadata": {}, "source": source, "id": "own"}


NO_SQUARES = {"check-squares": 0.0}


def in_cell(source: str, then: str = "") -> dict[str, str]:
    """An attack in the last answer's cell, which solves nothing unless ``then`` does."""
    return {"squares": textwrap.dedent(source).strip("\n") + "\n" + then}


SOLVED = "def squares(x):\n    return x ** 2\n"  # for attacks that would rather not be noticed
