"""What functions promise of their arguments, from the source's header to the answer key and no further."""

from __future__ import annotations

import json

import pytest

from autograder.assignment import answer_key
from autograder.assignment.contract import Kind
from autograder.build.source import solution_notebook
from autograder.build.versions import student_version

SOURCE = """\
# %% solution="step" in_place="params, state" battery="no batch, no read-only"
def step(params, grads):
    ### BEGIN SOLUTION
    params -= grads
    ### END SOLUTION

def other(state):
    return state

# %% solution="pure"
def pure(params):
    ### BEGIN SOLUTION
    return params
    ### END SOLUTION

# %% tests="pure" points=1
assert pure(1) == 1
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "solutions" / "hw7_cells"
    folder.mkdir(parents=True)
    (folder / "hw7_cells.py").write_text(SOURCE)
    return folder


@pytest.fixture
def key(folder):
    path = folder / "hw7_cells.ipynb"
    path.write_text(json.dumps(solution_notebook(folder / "hw7_cells.py")))
    return answer_key.load(path)


def test_a_function_may_change_the_arguments_that_its_header_names(key):
    assert key.in_place == {"step": {"params"}, "other": {"state"}, "pure": frozenset()}


def test_kinds_that_a_header_switches_off_are_kept_with_the_cell(key):
    assert [cell.not_asked for cell in key.cells] == [{Kind.BATCH, Kind.READ_ONLY}, frozenset(), frozenset()]


def test_a_notebook_built_from_a_source_is_ours_and_another_is_not(key):
    assert key.is_ours
    foreign = dict(key.notebook, metadata={"kernelspec": {"name": "python3"}})
    path = key.folder / "foreign.ipynb"
    path.write_text(json.dumps(foreign))
    assert not answer_key.load(path).is_ours


def test_students_are_not_told_the_settings(folder):
    student = student_version(solution_notebook(folder / "hw7_cells.py"), {})
    assert all("promises" not in cell.metadata for cell in student.cells)
