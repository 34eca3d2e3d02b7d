"""What comes out of a source: the solution notebook, and the student version without its secrets."""

from __future__ import annotations

import ast
import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import compute_checksum

from autograder.assignment import answer_key, key_cell
from autograder.assignment.answered import answered
from autograder.build import versions
from autograder.build.source import solution_notebook

NAME = "hw0_tiny"
BUILT = (f"solutions/{NAME}/{NAME}.ipynb", f"assignments/{NAME}/{NAME}.ipynb")


def notebook_at(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


@pytest.fixture
def student(golden: Path) -> Any:
    return notebook_at(golden / BUILT[1])


@pytest.fixture
def solution(golden: Path) -> Any:
    return notebook_at(golden / BUILT[0])


def cell_named(notebook: Any, name: str) -> Any:
    return next(cell for cell in notebook.cells if cell.id == name)


def test_two_builds_give_the_bytes_that_are_kept(golden, fresh):
    source = fresh / "solutions" / NAME / f"{NAME}.py"
    for _ in range(2):
        for made, kept in zip(versions.build_assignment(source, fresh / "assignments"), BUILT, strict=True):
            assert made == fresh / kept
            assert made.read_bytes() == (golden / kept).read_bytes(), f"{kept} differs; see tests/build/conftest.py"
            made.unlink()


def test_a_build_that_fails_leaves_the_last_one_in_place(fresh, monkeypatch):
    source = fresh / "solutions" / NAME / f"{NAME}.py"
    source.write_text(source.read_text().replace(' picture="One grey pixel."', ""))
    written = versions.build_assignment(source, fresh / "assignments")
    before = [path.read_bytes() for path in written]
    source.write_text(source.read_text() + "\n# %% given=oops\n")
    with pytest.raises(versions.SourceError):
        versions.build_assignment(source, fresh / "assignments")
    assert [path.read_bytes() for path in written] == before
    assert not list(fresh.glob("**/*.part"))


def test_nothing_between_markers_reaches_students(golden, solution, student):
    shown = "\n".join(cell.source for cell in student.cells)
    secrets = [
        "column_means", "X - column_means", "spread", "return X / (X.std()", "tall", "kept", "reference",
        "a hidden vector", "the model answer", "units are mentioned", "MARK SCHEME", "BEGIN", "END", "###",
    ]  # fmt: skip
    hiding = "\n".join(cell.source for cell in solution.cells)
    assert [secret for secret in secrets if secret not in hiding] == []
    assert [secret for secret in secrets if secret in shown] == []
    raw = (golden / BUILT[1]).read_text()
    assert [secret for secret in ("column_means", "units are mentioned", "default_rng") if secret in raw] == []


def test_a_region_becomes_a_stub_at_its_own_indentation(student):
    assert cell_named(student, "scale").source.splitlines()[2:] == [
        '    with np.errstate(divide="ignore"):',
        "        if X.ndim == 2:",
        "            # YOUR CODE HERE",
        "            raise NotImplementedError()",
        "    # YOUR CODE HERE",
        "    raise NotImplementedError()",
    ]


def test_what_stands_around_a_region_stays(student):
    source = cell_named(student, "centre").source
    assert source.startswith('def centre(X):\n    """Return X (m, n) with the mean')
    assert source.endswith("    raise NotImplementedError()")


def test_every_code_cell_of_the_student_version_is_python(student):
    for cell in student.cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)


def test_a_test_cell_keeps_its_visible_part_as_it_was(student):
    lines = cell_named(student, "check-scale").source.splitlines()
    assert lines[0].startswith("stripes = ")
    assert lines[-2:] == [
        '    check.array(scale(stripes[:, 1]), "scale of a vector", shape=(4,))',
        "parts  # noqa: B018",
    ]


def test_a_written_question_has_a_place_for_the_answer_and_keeps_its_rubric_from_students(golden, student):
    assert cell_named(student, "why").source == key_cell.NO_ANSWER
    key = answer_key.load(golden / BUILT[0])
    (written,) = [cell for cell in key.cells if cell.kind == "written"]
    assert written.rubric.splitlines() == [
        "- 2 points: units are mentioned",
        "- 2 points: a consequence for learning is mentioned",
    ]
    assert (written.points, written.question) == (4.0, "why")


def test_the_picture_students_should_see_stands_under_the_cell_that_draws_it(solution, student):
    ids = [cell.id for cell in student.cells]
    picture = student.cells[ids.index("show_centred") + 1]
    assert picture.id == "picture-show_centred"
    assert "![One grey pixel.](attachment:expected.png)" in picture.source
    drawn = picture.attachments["expected.png"]["image/png"]
    assert drawn in cell_named(solution, "show_centred").source
    assert "picture" not in cell_named(student, "show_centred").metadata


def test_locked_cells_cannot_be_edited_or_deleted_and_answers_can(student):
    for cell in student.cells:
        locked = cell.metadata.get("nbgrader", {}).get("locked", False)
        assert cell.metadata.get("editable", True) is not locked
        assert cell.metadata.get("deletable", True) is not locked


def test_cell_ids_are_names_or_positions_and_each_is_there_once(solution, student):
    for notebook in (solution, student):
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
    named = [cell for cell in solution.cells if "nbgrader" in cell.metadata]
    assert [cell.id for cell in named] == [cell.metadata.nbgrader.grade_id for cell in named]
    assert [cell.id for cell in solution.cells if cell not in named] == [
        f"cell-{position:03d}" for position, cell in enumerate(solution.cells) if cell not in named
    ]


def test_a_new_question_changes_no_id_of_a_question_before_it(read_cells):
    first = '# %% given="setup"\npass\n\n# %% tests="one" points=1\nassert True\n'
    before = [cell.id for cell in read_cells(first).cells]
    after = [cell.id for cell in read_cells(first + '\n# %% tests="two" points=1\nassert True\n').cells]
    assert after[: len(before)] == before


def test_the_notebook_says_which_source_it_was_built_from(student):
    first = student.cells[0].source.splitlines()[0]
    assert first == f"<!-- Built from solutions/{NAME}/{NAME}.py; edits here are lost. -->"


def test_both_versions_are_valid_notebooks_for_jupyter_and_for_nbgrader(solution, student):
    for notebook in (solution, student):
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)


def test_checksums_are_those_nbgrader_computes(student):
    for cell in student.cells:
        if "nbgrader" in cell.metadata:
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)


def test_stock_nbgrader_cuts_the_same_lines(solution, student):
    stock = copy.deepcopy(solution)
    stock.metadata["celltoolbar"] = "Create Assignment"
    resources: dict[str, Any] = {"nbgrader": {"notebook": NAME}}
    for preprocessor in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        stock, resources = preprocessor().preprocess(stock, resources)
    for cell in stock.cells:
        if cell.cell_type == "code":
            assert cell_named(student, cell.id).source == cell.source.rstrip("\n")


def test_nbgrader_validate_passes_a_right_answer_and_sees_a_changed_check(golden, student, tmp_path):
    key = answer_key.load(golden / BUILT[0])
    right = answered(student, key)
    changed = copy.deepcopy(right)
    cell_named(nbformat.from_dict(changed), "check-centre")  # the cell that is changed below
    for cell in changed["cells"]:
        if cell["id"] == "check-centre":
            cell["source"] = "pass"
    for name, notebook in (("right", right), ("changed", changed)):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook))
    command = [Path(sys.executable).parent / "nbgrader", "validate", "right.ipynb", "changed.ipynb"]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert "Success! Your notebook passes all the tests." in said
    assert "THE CONTENTS OF 1 TEST CELL(S) HAVE CHANGED!" in " ".join(said.split())


def test_the_source_survives_the_way_through_a_notebook_and_back(golden):
    text = (golden / "solutions" / NAME / f"{NAME}.py").read_text()
    back = jupytext.writes(jupytext.reads(text, fmt="py:percent"), fmt="py:percent")
    header = "# ---\n\n"
    assert back.split(header, 1)[1] == text.split(header, 1)[1]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60))
def test_any_prose_in_raw_quotes_arrives_as_it_was_written(tmp_path_factory, line):
    assume('"""' not in line and line.strip() == line and not line.startswith("#") and not line.endswith(('"', "\\")))
    source = tmp_path_factory.mktemp("prose") / "prose.py"
    source.write_text(f'# %% [markdown]\nr"""\n{line}\n\n$\\frac{{1}}{{2}}$ \\\\ {line}\n"""\n', encoding="utf-8")
    (cell,) = solution_notebook(source).cells
    assert cell.source.split("\n", 1)[1] == f"{line}\n\n$\\frac{{1}}{{2}}$ \\\\ {line}"


def test_a_picture_is_drawn_again_for_the_same_bytes_only_where_one_is_asked_for(solution, monkeypatch):
    for cell in solution.cells:
        cell.metadata.pop("picture", None)
    monkeypatch.setattr(versions, "execute", lambda *args: pytest.fail("nothing is to be drawn"))
    assert versions.draw_pictures(solution) == {}
