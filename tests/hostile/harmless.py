"""What must be true of a hostile submission once it is graded."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import nbformat
from classes import Graded
from corpus import FULL, HIDDEN_INPUT, SECRET, Entry
from pages import problems_of


def check_harmless(graded: Graded, entry: Entry, never_shown: Collection[str] = ()) -> None:
    """Demand that it got what it solved, that nothing secret nor ``never_shown`` came back, and that pages open."""
    student = graded.hostile[entry.name]
    scores = graded.scores[student]
    if entry.harms_itself:
        assert all(scores[name] is None or 0 <= scores[name] <= FULL[name] for name in FULL), entry.tries
    else:
        assert scores == entry.expected, entry.tries
    shown = seen_by_the_student(json.loads(graded.notebook(student)))
    page = graded.page(student)
    assert entry.says in shown, entry.tries
    for secret in {SECRET, HIDDEN_INPUT, *never_shown}:
        assert secret not in shown, entry.tries
    for secret in (SECRET, HIDDEN_INPUT):
        assert secret not in page, entry.tries
    assert problems_of(page) == [], entry.tries
    assert len(page) < 2**22
    assert len(graded.notebook(student)) < 2**23
    nbformat.validate(nbformat.reads(graded.notebook(student), as_version=4))


def seen_by_the_student(notebook: Mapping[str, Any]) -> str:
    """Outputs, findings and notes of a graded notebook, without the sources of cells."""
    kept = [
        {"outputs": cell.get("outputs"), "finding": cell["metadata"].get("byhand")}
        for cell in notebook["cells"]
        if not cell["metadata"].get("byhand", {}).get("rubric")
    ]
    return json.dumps([notebook["metadata"], *kept], ensure_ascii=False)
