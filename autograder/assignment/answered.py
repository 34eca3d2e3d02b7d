"""A student version, filled in with the reference or with other right and wrong answers in its place.

The release gate and the sample class grade such notebooks the way a stranger's would be.
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.answer_key import AnswerKey, BadKey
from autograder.assignment.key_cell import RUBRIC, SOLUTION, CellKind, KeyCell


def student_version(path: Path) -> dict[str, Any]:
    """Return the student version's JSON; raise `BadKey` if it was never built."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadKey(f"{path} does not exist. Run `make assignments` first.") from None


def answered(
    blank: Mapping[str, Any], key: AnswerKey, entries: Iterable[Any] = (), until: str | None = None
) -> dict[str, Any]:
    """Return the notebook ``blank`` with the reference's answers, some replaced by ``entries`` of the catalogue.

    ``until`` is the grade_id of the first cell that is left as it was.
    """
    notebook = copy.deepcopy(dict(blank))
    sources = {cell.grade_id: cell for cell in key.cells if cell.is_answer}
    by_name = {entry.function: entry.source for entry in entries}
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id is not None and grade_id == until:
            break
        if grade_id in sources:
            cell["source"] = replace_answers(answer(sources[grade_id]), by_name)
    return notebook


def answer(cell: KeyCell) -> str:
    """Return the reference's answer to one cell, as a student would have written it."""
    if cell.released is not None:  # its markers are comments
        return cell.source
    if cell.kind is CellKind.WRITTEN:
        return RUBRIC.sub("", cell.source).strip()
    return SOLUTION.sub(lambda match: match[2], cell.source).rstrip("\n")


def replace_answers(source: str, by_name: Mapping[str, str]) -> str:
    """Replace the top-level functions and variables of ``source`` that ``by_name`` defines otherwise."""
    lines = source.splitlines()
    for name, node in reversed(definitions(source)):
        if name in by_name:
            lines[node.lineno - 1 : node.end_lineno] = by_name[name].rstrip("\n").splitlines()
    return "\n".join(lines)


def definitions(source: str) -> list[tuple[str, ast.stmt]]:
    """Return the functions, classes and single variables that a cell defines; none if it is not plain Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    found: list[tuple[str, ast.stmt]] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append((node.name, node))
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.append((node.targets[0].id, node))
    return found


def asked(key: AnswerKey) -> dict[str, str]:
    """Map each name that students are asked for to the grade_id of the cell in which they write it."""
    cells = [cell for cell in key.cells if cell.kind is CellKind.SOLUTION]
    return {name: cell.grade_id for cell in cells for name, _ in definitions(answer(cell))}


def as_bytes(notebook: Mapping[str, Any]) -> bytes:
    """Return the file that a student would hand in."""
    return json.dumps(notebook).encode()
