"""nbgrader's tasks, as its own editor makes them: locked prose that students answer in cells of their own."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearMarkScheme
from notebooks import assignment, given, solution

from autograder.assignment.key_cell import CellKind
from autograder.build import versions
from autograder.grading import graded_notebook
from autograder.grading.findings import Marks, Status
from autograder.grading.grade import grade
from autograder.reports.feedback import page_for

SECRET = "one point for each unit"
PROSE = "Measure the room.\n\nGive every length with its unit."
TASK = f"{PROSE}\n\n=== BEGIN MARK SCHEME ===\n- {SECRET}\n=== END MARK SCHEME ===\n"


def task(source, name="room"):
    flags = {"grade": False, "solution": False, "locked": True, "task": True, "schema_version": 3, "points": 3}
    metadata = {"nbgrader": {"grade_id": name, "cell_type": "markdown", **flags}}
    return {"cell_type": "markdown", "metadata": metadata, "source": source, "id": name}


def own(source, cell_type="markdown"):
    cell = {"cell_type": cell_type, "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if cell_type == "code" else {})


@pytest.fixture
def key(tmp_path):
    prose = own("## The room\n\nTake a ruler.")
    return assignment(tmp_path / "hw", prose, given("width = 3"), task(TASK), own("Now rest."), solution("f = abs"))


@pytest.fixture
def blank(key):
    """The student version, as the build makes it of the solution notebook."""
    notebook = nbformat.from_dict(json.loads((key.folder / "hw.ipynb").read_text()))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return versions.student_version(notebook, {})


def test_a_student_version_holds_the_task_and_no_mark_scheme(key, blank):
    cell = blank.cells[2]
    assert cell.source == PROSE
    assert SECRET not in json.dumps(blank)
    assert (cell.metadata.editable, cell.metadata.deletable) == (False, False)
    assert cell.metadata.nbgrader.task is True
    MetadataValidator().validate_nb(blank)
    stock = nbformat.from_dict({"cell_type": "markdown", "metadata": copy.deepcopy(cell.metadata), "source": TASK})
    assert ClearMarkScheme().preprocess_cell(stock, {}, 0)[0].source.rstrip("\n") == PROSE
    (kept,) = [cell for cell in key.cells if cell.kind is CellKind.TASK]
    assert (kept.points, kept.rubric) == (3.0, f"- {SECRET}")


@pytest.fixture
def graded(key, jailer):
    """The finding of a notebook, and its graded notebook."""

    def graded(notebook):
        result = grade(json.dumps(notebook).encode(), key, jailer)
        return result.findings[0], result

    return graded


def outcome(finding):
    return finding.status, finding.score, finding.points


def test_a_notebook_with_nothing_of_the_students_own_has_no_answer(blank, graded):
    finding, result = graded(blank)
    assert outcome(finding) == (Status.NO_ANSWER, 0.0, 3.0)
    assert result.notes == []
    blank.cells.append(own("  \n"))  # as Jupyter leaves one behind
    assert outcome(graded(blank)[0]) == (Status.NO_ANSWER, 0.0, 3.0)


@pytest.mark.parametrize("cell_type", ["code", "markdown"])
@pytest.mark.parametrize("place", [0, 3, 4])
def test_any_cell_of_the_students_own_waits_for_a_person(blank, graded, cell_type, place):
    blank.cells.insert(place, own("print(width, 'metres')", cell_type))
    finding, result = graded(blank)
    assert outcome(finding) == (Status.BY_HAND, None, 3.0)
    assert result.notes == []


def test_words_typed_into_the_task_are_kept_and_wait_for_a_person(blank, graded):
    blank.cells[2].source += "\n\n3 metres"
    finding, result = graded(blank)
    assert outcome(finding) == (Status.BY_HAND, None, 3.0)
    assert graded_notebook.read(result.notebook).cells[2].source.endswith("3 metres")


def test_an_answer_counts_where_the_task_itself_is_gone(blank, graded):
    blank.cells[2] = own("3 metres")
    finding, result = graded(blank)
    assert outcome(finding) == (Status.BY_HAND, None, 3.0)
    assert result.notes == ["the cell room was missing and put back"]


def test_a_version_that_was_handed_out_with_its_mark_scheme_is_untouched(blank, graded):
    blank.cells[2].source = TASK
    finding, result = graded(blank)
    assert (finding.status, result.notes) == (Status.NO_ANSWER, [])
    assert graded_notebook.read(result.notebook).cells[2].source == PROSE


def test_the_grader_sees_the_mark_scheme_and_the_student_does_not(blank, graded):
    blank.cells.append(own("3 metres"))
    _, result = graded(blank)
    task, rubric, *_ = graded_notebook.read(result.notebook).cells[2:]
    assert (task.key.kind, task.source, rubric.is_rubric) == (CellKind.TASK, PROSE, True)
    assert SECRET in rubric.source
    html = page_for(result.notebook, Marks({"room": 2.0}, {"room": "With care."}), "ada")
    assert SECRET not in html
    assert "With care." in html
    assert "Measure the room." in html
