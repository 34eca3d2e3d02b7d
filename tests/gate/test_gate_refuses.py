"""The release gate passes a proven assignment and fails one that has a hole, saying which."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import answer_key
from autograder.build import versions
from autograder.gate.proofs import gate, not_forgeable
from autograder.reports import feedback

WHOLE = Path(__file__).parents[1] / "build" / "golden"
RIGHT = "@alternative({name!r})\ndef {function}(X):\n    {body}\n"
PART_THAT_FAILS = 'parts = check.Parts()\nwith parts(1, "never so"):\n    assert False\n'
WRONG = "@misconception({name!r}, hint='Look again.')\ndef {function}(X, eps=1e-9):\n    {body}\n"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def add(path: Path, entry: str) -> None:
    path.write_text(path.read_text() + "\n\n" + entry)


def test_a_proven_assignment_passes_and_nothing_is_written(tmp_path):
    shutil.copytree(WHOLE, tmp_path / "course")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "course").rglob("*")}
    source = tmp_path / "course" / "solutions" / "hw0_tiny" / "hw0_tiny.py"
    verdicts = list(gate(source, tmp_path / "course" / "assignments", processes=1))
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    assert (
        len(verdicts) == 7 + 1 + 1 + 2 + 3 + 1 + 1 + 1 + 2 + 2 + 1
    )  # the last six: two questions apart, emptied twice
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "course").rglob("*")} == before


def test_a_test_whose_verdict_can_be_forged_is_reported(key):
    inside = replace(key, cells=[replace(cell, in_jail=cell.grade_id == "check-scale") for cell in key.cells])
    verdict = not_forgeable(inside)
    assert not verdict.passed
    assert verdict.why.startswith("scale: take in_jail away")
    assert not_forgeable(key).passed


def test_a_mistake_that_no_test_catches_is_reported(tiny, failures):
    add(
        tiny / "catalogue" / "scale.py",
        WRONG.format(name="Loose", function="scale", body="return X / (X.std(axis=0) + 1e-12)"),
    )
    (found,) = failures()
    assert "Loose" in found.what
    assert "not rejected" in found.why


def test_two_mistakes_that_look_the_same_are_reported(tiny, failures):
    body = "return X / (X.var(axis=0) + eps)"
    add(tiny / "catalogue" / "scale.py", WRONG.format(name="The same again", function="scale", body=body))
    (found,) = failures()
    assert "The same again" in found.what
    assert "named 'The variance instead of the standard deviation'" in found.why


def test_a_right_answer_that_is_rejected_is_reported(tiny, failures):
    add(
        tiny / "catalogue" / "centre.py",
        RIGHT.format(name="not so right", function="centre", body="return X - X.mean()"),
    )
    (found,) = failures()
    assert "not so right gets full marks" in found.what
    assert found.why.startswith("centre")


def test_a_reference_that_fails_its_own_tests_is_reported(tiny, failures):
    change(tiny / "hw0_tiny.py", "[[-1.0, 0.0, 3.0], [1.0, 0.0, -3.0]]", "[[-1.0, 0.0, 3.0], [1.0, 0.0, 3.0]]")
    assert any("the reference gets full marks" in found.what for found in failures())


def test_points_for_an_untouched_notebook_are_reported(tiny, failures):
    add(tiny / "hw0_tiny.py", '# %% tests="gift" points=1\nassert True\n')
    assert any("points for gift" in found.why for found in failures())


def test_a_solution_line_that_is_also_given_openly_is_no_secret(tiny, failures):
    shown = "column_means = X.mean(axis=0)\n    return X - column_means"
    change(tiny / "hw0_tiny.py", '# %% given="setup"\n', f'# %% given="setup"\n\n\ndef peek(X):\n    {shown}\n\n\n')
    assert failures() == []


def test_notebooks_that_were_not_built_again_are_reported(tiny, failures):
    failures()
    change(tiny / "hw0_tiny.py", "Question 1 · Centre", "Question 1 · Center")
    (found,) = failures(stale=True)
    assert "up to date" in found.what
    assert "make assignments" in found.why


def test_an_answer_to_a_question_nobody_asks_is_reported(tiny, failures):
    add(
        tiny / "catalogue" / "centre.py",
        RIGHT.format(name="with a slip of the pen", function="center", body="return X"),
    )
    (found,) = failures()
    assert found.what == "every alternative and misconception replaces an answer"
    assert found.why == "the assignment asks for no center (with a slip of the pen)"


def test_an_entry_in_the_file_of_another_question_is_reported(tiny, failures):
    add(
        tiny / "catalogue" / "centre.py", RIGHT.format(name="astray", function="scale", body="return X / X.std(axis=0)")
    )
    found = next(
        found for found in failures() if found.what == "every alternative and misconception replaces an answer"
    )
    assert found.why == "scale (astray) is listed for centre, and scale tests it"


def test_a_mistake_that_gives_something_else_every_time_cannot_be_named_and_is_reported(tiny, failures):
    body = "return X + np.random.default_rng().normal(size=X.shape)"
    add(tiny / "catalogue" / "scale.py", WRONG.format(name="By chance", function="scale", body=body))
    (found,) = failures()
    assert ("By chance" in found.what, found.why) == (True, "is rejected, but not named")


LEAKS = {
    "a hidden test": "tall = np.random.default_rng(3).normal(size=(7, 2))",
    "an answer": "column_means = X.mean(axis=0)",
    "a line with quotes": 'check.unchanged("tall", kept, tall)',
    "a rubric": "- 2 points: a consequence for learning is mentioned",
    "a model answer": "Columns in different units would otherwise weigh differently: the model answer.",
}


@pytest.mark.parametrize("line", LEAKS.values(), ids=LEAKS)
def test_a_secret_line_in_the_prose_is_reported(tiny, failures, line):
    change(tiny / "hw0_tiny.py", "The answer stands inside two blocks", f"Try this:\n\n    {line}\n\nIt stands")
    (found,) = failures()
    assert found.what == "no solution or hidden test in the student version"
    assert found.why == f"found: {line}"


def test_a_secret_line_with_a_backslash_is_found_too(tiny, failures):
    secret = 'assert "\\n\\\\" in repr(tall) or True'
    change(tiny / "hw0_tiny.py", "kept = tall.copy()", f"kept = tall.copy()\n{secret}")
    change(tiny / "hw0_tiny.py", "The answer stands inside two blocks", f"    {secret}\n\nIt stands")
    (found,) = failures()
    assert found.why == f"found: {secret}"


def test_a_hidden_test_in_the_feedback_is_reported(failures, monkeypatch):
    nothing = re.compile(r"(?!)")
    monkeypatch.setattr(feedback, "HIDDEN", nothing)
    (found,) = failures()
    assert found.what == "no hidden test in 5 feedback pages"  # two of them with entries for both questions
    assert found.why.startswith("found: ")


def test_a_visible_check_that_fails_with_the_reference_is_reported_and_not_raised(tiny, failures):
    change(tiny / "hw0_tiny.py", "check.values(centre(X), ", "check.values(centre(X)[0], ")
    fast = [found for found in failures() if "every visible check" in found.what]
    assert "with the reference, check-centre raises CheckFailed" in fast[0].why


def test_a_part_in_sight_that_fails_with_the_reference_is_reported_too(tiny, failures):
    change(tiny / "hw0_tiny.py", "parts = check.Parts()\n", PART_THAT_FAILS)
    fast = [found for found in failures() if "every visible check" in found.what]
    assert "with the reference, check-scale fails in a part: never so" in fast[0].why


def test_a_check_may_use_what_a_given_cell_made_from_answers(tiny, failures):
    change(tiny / "hw0_tiny.py", "parts = check.Parts()\n", "parts = check.Parts()\nassert shown.shape == (2, 2)\n")
    assert failures() == []


def test_a_reference_that_does_not_run_is_a_clear_refusal(tiny, failures):
    change(tiny / "hw0_tiny.py", "def scale(", "nothing_of_that_name\n\n\ndef scale(")
    with pytest.raises(answer_key.BadKey, match="hw0_tiny, cell scale: the reference solution raised NameError"):
        failures()


def test_a_build_that_differs_from_itself_is_reported(failures, monkeypatch):
    real, times = versions.student_version, iter(range(10))

    def student_version(*args):
        notebook = real(*args)
        notebook.cells[0].source += f" {next(times)}"
        return notebook

    monkeypatch.setattr(versions, "student_version", student_version)
    assert [found.what for found in failures()] == [
        "two builds give the same bytes", "solutions/ and assignments/ are up to date",
    ]  # fmt: skip


def test_a_student_version_that_is_missing_is_reported_and_then_asked_for(tiny, failures, tmp_path):
    failures()
    (tmp_path / "assignments" / "hw0_tiny" / "hw0_tiny.ipynb").unlink()
    with pytest.raises(answer_key.BadKey, match="does not exist"):
        failures(stale=True)


def test_given_cells_may_hold_data_classes(tiny, failures):
    pair = "from dataclasses import dataclass\n\n\n@dataclass\nclass Pair:\n    a: int\n\n\nimport numpy"
    change(tiny / "hw0_tiny.py", "import numpy", pair)
    assert failures() == []


def test_a_kind_that_only_hidden_calls_ask_about_is_reported(tiny, failures):
    change(tiny / "hw0_tiny.py", "check.well_behaved(centre, X=X)\n", "")
    (found,) = failures()
    assert found.what == "what can cost points hidden also fails a visible check"
    assert "centre: centre, layout" in found.why
    assert "centre: centre, twice" in found.why
