"""A student version filled in: with the reference, or with other right or wrong answers in its place.

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
    """The student version's JSON; raises `BadKey` if it was never built."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadKey(f"{path} does not exist. Run `make assignments` first.") from None


def answered(
    blank: Mapping[str, Any], key: AnswerKey, entries: Iterable[Any] = (), until: str | None = None
) -> dict[str, Any]:
    """The notebook ``blank`` with the reference's answers, ``entries`` of the catalogue in the place of some of them.

    ``until``: the grade_id of the first cell that is left as it was.
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
    """The reference's answer to one cell, as a student would have written it."""
    if cell.kind is CellKind.WRITTEN:
        return RUBRIC.sub("", cell.source).strip()
    return SOLUTION.sub(lambda match: match[2], cell.source).rstrip("\n")


def replace_answers(source: str, by_name: Mapping[str, str]) -> str:
    """``source`` with the top-level functions and variables named in ``by_name`` replaced by other definitions."""
    lines = source.splitlines()
    for name, node in reversed(definitions(source)):
        if name in by_name:
            lines[node.lineno - 1 : node.end_lineno] = by_name[name].rstrip("\n").splitlines()
    return "\n".join(lines)


def definitions(source: str) -> list[tuple[str, ast.stmt]]:
    """The functions, classes and single variables a cell defines, by name; none where it is no plain Python."""
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
    """The grade_id of the cell in which each name that students are asked for is written."""
    cells = [cell for cell in key.cells if cell.kind is CellKind.SOLUTION]
    return {name: cell.grade_id for cell in cells for name, _ in definitions(answer(cell))}


def as_bytes(notebook: Mapping[str, Any]) -> bytes:
    """The file a student would hand in."""
    return json.dumps(notebook).encode()
