"""Which cell of today was which: what the headers of a source say of names that questions had before."""

from __future__ import annotations

import json

from autograder.assignment.key_cell import CellKind, KeyCell
from autograder.assignment.renamed import conflict, former_names, todays_names
from autograder.build import versions

SPREAD = [
    KeyCell("spread", CellKind.SOLUTION, "code", "def scale(X): return X"),
    KeyCell("check-spread", CellKind.TESTS, "code", "pass", 1.0, was=("scale", "width")),
    KeyCell("units", CellKind.WRITTEN, "markdown", "", 1.0, was=("why",)),
]


def test_the_answer_of_a_question_was_called_as_its_tests_were():
    assert former_names(SPREAD) == {
        "spread": ("scale", "width"),
        "check-spread": ("check-scale", "scale", "check-width", "width"),
        "units": ("why", "check-why"),
    }


def test_every_name_that_is_free_today_leads_to_the_cell_that_had_it():
    today = todays_names([*SPREAD, KeyCell("width", CellKind.SOLUTION, "code", "width = 1")])
    assert today["check-scale"] == "check-spread"
    assert today["scale"] == "spread"
    assert today["why"] == "units"
    assert "width" not in today


def test_a_question_may_say_that_it_is_the_one_that_was_removed_under_its_own_name():
    assert conflict([KeyCell("check-f", CellKind.TESTS, "code", "pass", 1.0, was=("f",))]) == ("", "")


def test_headers_reach_the_answer_key_and_no_student(tiny, tmp_path):
    source = tiny / "hw0_tiny.py"
    text = source.read_text().replace('tests="scale"', 'tests="scale" was="spread, width" counts="for everybody"')
    source.write_text(text)
    solution, student = (path.read_text() for path in versions.build_assignment(source, tmp_path / "assignments"))
    (kept,) = [cell["metadata"]["promises"] for cell in json.loads(solution)["cells"] if cell["id"] == "check-scale"]
    assert kept == {"was": ["spread", "width"], "for_everybody": True}
    assert "width" not in student
    assert "everybody" not in student
