"""Locked cells: what a student added runs, what an instructor corrected accuses nobody."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from autograder.assignment import answer_key, handed_out
from autograder.assignment.answered import as_bytes
from autograder.assignment.key_cell import CellKind
from autograder.grading import reading
from autograder.grading.added_lines import edited
from autograder.grading.grade import grade

ORIGINAL = "import numpy as np\n\nrng = np.random.default_rng(0)\ntry:\n    import a\nexcept ImportError:\n    pass"
GIVEN_MORE = "the cell setup was given more lines although locked; they ran as the student's own, beside the original"


@pytest.mark.parametrize(
    ("old", "new", "added"),
    [
        ("import numpy as np", "import math\nimport numpy as np", "import math"),
        ("import numpy as np", "import numpy as np, math", "import math"),
        ("    import a", "    import a\n    import math", "import math"),
        ("    import a", "    import a\n    from math import pi as p", "from math import pi as p"),
        ("    pass", "    pass\nnp.random.seed(3)", "np.random.seed(3)"),
        ("    pass", "    pass\n%matplotlib widget", "%matplotlib widget"),
        (
            "    pass",
            "    pass\n@np.vectorize\ndef helper(x):\n    return x",
            "@np.vectorize\ndef helper(x):\n    return x",
        ),
        ("import numpy as np", "import  numpy  as  np  # my own", ""),
    ],
)
def test_what_was_added_to_a_given_cell_is_found_and_nothing_is_called_changed(old, new, added):
    found = edited(ORIGINAL.replace(old, new), [ORIGINAL], CellKind.GIVEN)
    assert (found.added, found.changed) == (added, False)


def test_what_takes_the_place_of_the_original_is_not_run():
    found = edited(ORIGINAL.replace("default_rng(0)", "default_rng(1)") + "\nx = 1", [ORIGINAL], CellKind.GIVEN)
    assert (found.added, found.changed) == ("x = 1", True)
    found = edited("assert True\nf = 3\nprint(f)", ["check.values(f(2), 3)"], CellKind.TESTS)
    assert (found.added, found.changed) == ("f = 3", True)


def test_what_a_student_added_to_setup_is_there_for_the_answers(right, graded, cell):
    cell(right, "setup")["source"] = "import math\n" + cell(right, "setup")["source"]
    cell(right, "centre")["source"] = cell(right, "centre")["source"].replace("X.mean", "math.pi and X.mean")
    cell(right, "centre")["source"] = cell(right, "centre")["source"].replace("math.pi and ", "math.pi * 0 + ")
    result = graded(right)
    assert (result.findings[0].score, result.notes) == (2.0, [GIVEN_MORE])


def corrected(key, name="check-centre"):
    """The answer key after the instructor corrected a visible check, and the text it had."""
    cells = [
        replace(cell, source=cell.source.replace("6.0", "6.25")) if cell.grade_id == name else cell
        for cell in key.cells
    ]
    before = next(cell.student_source for cell in key.cells if cell.grade_id == name)
    return replace(key, cells=cells), before


def test_a_correction_by_the_instructor_accuses_nobody_whose_notebook_has_nbgraders_checksums(right, key):
    submission = reading.read(as_bytes(right), corrected(key)[0])
    assert submission.notes == []
    assert submission.earlier_version == "handed in on an earlier version: check-centre differ today"


@pytest.mark.parametrize("kept", [{}, None])
def test_a_correction_accuses_nobody_without_metadata_where_versions_were_kept(right, key, kept):
    today, before = corrected(key)
    today = replace(today, handed_out={"check-centre": [before]} if kept is None else kept)
    for cell in right["cells"]:
        cell["metadata"] = {}
    submission = reading.read(as_bytes(right), today)
    assert bool(submission.earlier_version) == (kept is None)
    assert all("locked" not in note for note in submission.notes)


def test_an_edited_check_with_the_old_checksum_is_said_to_be_changed(right, key, cell):
    cell(right, "check-centre")["source"] = "assert True"
    submission = reading.read(as_bytes(right), corrected(key)[0])
    assert submission.notes == ["the cell check-centre was changed although locked; the original was used"]


def test_texts_of_locked_cells_are_kept_with_every_build_and_given_to_the_answer_key(tmp_path, key):
    folder = tmp_path / key.assignment
    for built in (key, corrected(key)[0], key):
        handed_out.remember(folder, built.cells)
    kept = handed_out.read(folder)
    assert [len(kept[name]) for name in ("setup", "check-centre")] == [1, 2]
    assert "centre" not in kept
    assert "HIDDEN" not in json.dumps(kept)
    (folder / f"{key.assignment}.ipynb").write_bytes((key.folder / f"{key.assignment}.ipynb").read_bytes())
    loaded = answer_key.load(folder / f"{key.assignment}.ipynb")
    assert loaded.handed_out == kept
    assert loaded.digest == replace(loaded, handed_out={}).digest
    assert handed_out.FILE in loaded.files
    (folder / handed_out.FILE).write_text("{")
    assert handed_out.read(folder) == {}


def test_the_points_are_those_of_the_corrected_check(right, key, jailer):
    result = grade(as_bytes(right), corrected(key)[0], jailer)
    assert result.findings[0].score == 0.0
    assert result.earlier_version
