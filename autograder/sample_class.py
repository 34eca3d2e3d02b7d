"""A class of 24 invented submissions for `make demo`: right, wrong, unfinished, damaged and dishonest notebooks.

Every one is a real notebook made from the assignment's own student version and catalogues, and is handed in the way
nbgrader collects it. `s01` to `s24` say what they are only to whoever reads this file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes
from autograder.assignment.key_cell import CellKind
from autograder.course import Course, CourseProblem

TIMESTAMP = "2026-01-15 12:00:00 UTC\n"
EQUAL_TO_EVERYTHING = """\
class Agreeable:
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    __add__ = __sub__ = __rsub__ = __mul__ = __abs__ = __call__
    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    def __bool__(self): return True
"""
PATCHED_CHECKS = """\
import numpy as np
import byhand.check, byhand.compare
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None
np.allclose = np.isclose = lambda *args, **kwargs: True
for name in byhand.check.__all__:
    setattr(byhand.check, name, lambda *args, **kwargs: None)
"""
REWRITTEN_TESTS = """\
from IPython import get_ipython
import ast
class Praise(ast.NodeTransformer):
    def visit_Module(self, node):
        return ast.Module(body=[], type_ignores=[])
get_ipython().ast_transformers.append(Praise())
get_ipython().input_transformers_cleanup.append(lambda lines: ["print(1000)\\n"])
get_ipython().showtraceback = lambda *args, **kwargs: None
print(1000)
1000.0
"""


def make(course: Course, key: AnswerKey, blank: Mapping[str, Any]) -> list[str]:
    """Hand in the whole class's notebooks under `course/submitted`, and return the students' ids.

    Raises `CourseProblem` rather than touch a submission that somebody really handed in.
    """
    files = _files(key, blank)
    for student in files:
        folder = course.submitted(key.assignment, student)
        stamp = folder / "timestamp.txt"
        if folder.exists() and (not stamp.exists() or stamp.read_text(encoding="utf-8") != TIMESTAMP):
            raise CourseProblem(f"{folder} is not a sample but a real submission; the sample class was not handed in.")
    for student, (name, data) in files.items():
        folder = course.submitted(key.assignment, student)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / name).write_bytes(data)
        (folder / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
    return list(files)


def _files(key: AnswerKey, blank: Mapping[str, Any]) -> dict[str, tuple[str, bytes]]:
    notebooks: list[tuple[str, bytes]] = []
    name = f"{key.assignment}.ipynb"

    def hand_in(notebook: Mapping[str, Any], name: str = name) -> None:
        notebooks.append((name, as_bytes(notebook)))

    for number in range(5):
        hand_in(answered(blank, key, _alternatives(key, number)))
    for entries in _wrong(key, 9):
        hand_in(answered(blank, key, entries))
    hand_in(blank)
    hand_in(answered(blank, key, until=_solutions(key)[len(_solutions(key)) // 2]))
    hand_in(_mangled(answered(blank, key)))
    hand_in(answered(blank, key, _alternatives(key, 1)), name="my homework (final).ipynb")
    notebooks.append((name, as_bytes(answered(blank, key))[:20_000]))
    hand_in(_other_assignment(blank))
    hand_in(_with_cell(answered(blank, key), "while True:\n    pass", before=_solutions(key)[-1]))
    hand_in(_with_cell(answered(blank, key), "import os\nos._exit(0)", before=_solutions(key)[1]))
    hand_in(_with_answers(blank, key, EQUAL_TO_EVERYTHING, "Agreeable()"))
    hand_in(_with_answers(blank, key, PATCHED_CHECKS + REWRITTEN_TESTS, "np.zeros(3)"))
    return {f"s{number:02d}": file for number, file in enumerate(notebooks, start=1)}


def _solutions(key: AnswerKey) -> list[str]:
    return [cell.grade_id for cell in key.cells if cell.kind is CellKind.SOLUTION]


def _alternatives(key: AnswerKey, number: int) -> list[Any]:
    """Choose one other right answer per function, different ones for each ``number``."""
    by_function: dict[str, list[Any]] = {}
    for entry in key.alternatives:
        by_function.setdefault(entry.function, []).append(entry)
    return [entries[number % len(entries)] for entries in by_function.values()]


def _wrong(key: AnswerKey, students: int) -> list[list[Any]]:
    """Spread misconceptions over ``students``; the last three make two mistakes, in different functions."""
    entries = key.misconceptions
    chosen = []
    for number in range(students):
        first = entries[(number * len(entries)) // students]
        later = entries[(number * 7) % len(entries) :] + entries
        second = next((entry for entry in later if entry.function != first.function), first)
        chosen.append([first] if number < students - 3 else [second, first])
    return chosen


def _mangled(notebook: dict[str, Any]) -> dict[str, Any]:
    """Delete, double, retype, edit and move cells, in place."""
    graded = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    answers = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    notebook["cells"].remove(graded[0])
    graded[1]["source"] = "assert True"
    answers[1]["cell_type"] = "markdown"
    notebook["cells"].append(json.loads(json.dumps(answers[0])))
    notebook["cells"].insert(0, notebook["cells"].pop(notebook["cells"].index(graded[2])))
    return notebook


def _other_assignment(blank: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notebook like that of some other homework: of this one's cells only the first given one is in it."""
    notebook = json.loads(json.dumps(blank))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][:1]
    return notebook


def _with_cell(notebook: dict[str, Any], source: str, before: str) -> dict[str, Any]:
    """Insert a code cell of the student's own in front of the cell ``before``, in place."""
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    notebook["cells"].insert(ids.index(before), cell)
    return notebook


def _with_answers(blank: Mapping[str, Any], key: AnswerKey, preparation: str, value: str) -> dict[str, Any]:
    """Return a notebook without any work: every function returns ``value``, after some ``preparation``."""
    notebook = json.loads(json.dumps(blank))
    make_up: Callable[[str], str] = lambda name: f"def {name}(*args, **kwargs):\n    return {value}\n"  # noqa: E731
    functions = sorted({entry.function for entry in key.misconceptions})
    ids = _solutions(key)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == ids[0]:
            cell["source"] = preparation + "\n" + "\n".join(make_up(name) for name in functions)
        elif cell["metadata"].get("nbgrader", {}).get("grade_id") in ids:
            cell["source"] = ""
    return notebook
