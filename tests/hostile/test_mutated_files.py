"""Whatever file is handed in, it is graded: every question has a score, and the notebook and page can be made.

`BYHAND_MUTATIONS=5000` makes the search a long one.
"""

from __future__ import annotations

import json
import os

import pytest
from classes import RIGHT, honest_notebooks, make_course
from corpus import FULL, NAME
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import problems_of

from autograder.assignment import answer_key
from autograder.grading.grade import grade
from autograder.reports import feedback
from autograder.reports.feedback import Marks

MANY = int(os.environ.get("BYHAND_MUTATIONS", "150"))
WORDS = st.sampled_from(["\0", "\ud800", "<script>alert(1)</script>", "![a](attachment:x)", "$\\frac{1}{", "[" * 50,
                         "### BEGIN HIDDEN TESTS", "%%bash\nexit 1", "import os; os._exit(0)", "raise SystemExit",
                         "../../x", "check-squares", "squares", "in-jail", "code", "markdown"])  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["source", "cells", "metadata", "image/png", "x"]), inner),
                    max_leaves=6)  # fmt: skip
many = settings(max_examples=MANY, deadline=None, derandomize=MANY == 150, database=None,
                suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def key(course):
    return answer_key.load(course.solution(NAME))


@pytest.fixture(scope="module")
def right(course):
    return json.dumps(honest_notebooks(course)[RIGHT])


def places(value, path=()):
    """Every path into a JSON value."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        found += places(inner, (*path, name))
    return found


@many
@given(st.data())
def test_a_mutated_notebook_is_graded(jailer, key, right, data):
    notebook = json.loads(right)
    for _ in range(data.draw(st.integers(1, 5))):
        *way, last = data.draw(st.sampled_from(places(notebook) or [("cells",)]))
        parent = notebook
        for name in way:
            parent = parent[name]
        if data.draw(st.booleans()) or not isinstance(parent, list):
            parent[last] = data.draw(JSON)
        else:
            parent.insert(data.draw(st.integers(0, len(parent))), parent[last])
    check(json.dumps(notebook).encode(), key, jailer)


@many
@given(st.binary(max_size=60), st.integers(0, 12_000), st.integers(0, 300))
def test_a_notebook_with_damaged_bytes_is_graded(jailer, key, right, noise, start, length):
    whole = right.encode()
    check(whole[:start] + noise + whole[start + length :], key, jailer)


def check(data, key, jailer):
    graded = grade(data, key, jailer)
    scores = {finding.grade_id: finding.score for finding in graded.findings}
    assert scores.keys() == FULL.keys()
    assert all(score is None or 0 <= score <= (FULL[name] or 1) for name, score in scores.items())
    assert all(note.isprintable() and len(note) < 300 for note in graded.notes)
    json.loads(graded.notebook.decode("utf-8"))
    page = feedback.page_for(graded.notebook, Marks(scores, {}), "s01")
    page.encode("utf-8")
    assert problems_of(page) == []
