"""Whatever JSON a student hands in, it becomes a submission with every cell of the assignment."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.assignment import answer_key
from autograder.grading import reading
from autograder.grading.submission import Submission

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
MUTATIONS = ("replace", "delete", "repeat", "rename", "move")


@pytest.fixture(scope="module")
def golden_text(key):
    return (key.folder.parents[1] / "assignments" / key.assignment / f"{key.assignment}.ipynb").read_text()


def places(value, path=()):
    """Every path into a JSON value."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        found += places(inner, (*path, name))
    return found


def mutate(draw, notebook):
    *way, last = draw(st.sampled_from(places(notebook)))
    parent = notebook
    for name in way:
        parent = parent[name]
    match draw(st.sampled_from(MUTATIONS)):
        case "replace":
            parent[last] = draw(JSON)
        case "delete":
            del parent[last]
        case "repeat" if isinstance(parent, list):
            parent.insert(draw(st.integers(0, len(parent))), parent[last])
        case "move" if isinstance(parent, list):
            parent.insert(draw(st.integers(0, len(parent))), parent.pop(last))
        case _ if isinstance(parent, dict):
            parent[draw(st.sampled_from(["cells", "worksheets", "source", "metadata", "x"]))] = parent.pop(last)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_mutated_notebook_is_always_a_submission(key, golden_text, data):
    notebook = json.loads(golden_text)
    for _ in range(data.draw(st.integers(1, 6))):
        if places(notebook):
            mutate(data.draw, notebook)
    check(reading.read(json.dumps(notebook).encode(), key), key)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_any_json_is_a_submission(key, value):
    check(reading.read(json.dumps(value).encode(), key), key)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 12_000), st.integers(0, 400))
def test_any_bytes_are_a_submission(key, golden_text, noise, start, length):
    check(reading.read(noise, key), key)
    whole = golden_text.encode()
    check(reading.read(whole[:start] + noise + whole[start + length :], key), key)


def check(result, key: answer_key.AnswerKey) -> None:
    assert isinstance(result, Submission)
    asked = [cell.grade_id for cell in key.cells]
    assert [cell.key.grade_id for cell in result.cells if cell.key is not None] == asked
    locked = {cell.grade_id: cell for cell in key.cells if cell.kind in ("given", "tests")}
    for cell in result.cells:
        assert cell.cell_type in ("code", "markdown")
        assert isinstance(cell.source, str)
        if cell.key is not None and cell.key.grade_id in locked:
            assert cell.source == cell.key.student_source
    for note in result.notes:
        assert note.isprintable()
        assert len(note) < 300
