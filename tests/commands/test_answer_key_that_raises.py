"""An answer key that does not run is one line, which names cell and error, before anybody is graded."""

from __future__ import annotations

import json

import pytest

NAME = "hw0_tiny"
FAULTS = {
    "a file that is not there": ('np.loadtxt("table.csv")', "FileNotFoundError"),
    "a module that is not there": ("import nothing_of_that_name", "ModuleNotFoundError"),
    "a message of two lines": ("raise ValueError('one\\nother')", "ValueError: one other"),
    "an exit": ("raise SystemExit(3)", "SystemExit"),
    "no Python": ("def (:", "SyntaxError"),
    "an error that cannot be pickled": (
        "class E(Exception):\n    def __init__(self, a, b): super().__init__(lambda: 0)\nraise E(1, 2)",
        "E: ",
    ),
}


def break_cell(course, name, line):
    """Put a line at the end of the cell."""
    path = course.solution(NAME)
    notebook = json.loads(path.read_bytes())
    cell = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)
    cell["source"] = "".join(cell["source"]) + f"\n{line}"
    path.write_text(json.dumps(notebook))


@pytest.mark.parametrize(("line", "error"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("cell", ["setup", "centre"])
def test_it_is_one_line_and_nobody_is_graded(run, hand_in, right, course, line, error, cell):
    hand_in("ada", right)
    hand_in("ben", right)
    break_cell(course, cell, line)
    for words in (["grade", "hw0", "--jobs", "2"], ["grade", "hw0", "--explain", "ada"]):
        code, out, err = run(*words)
        assert (code, len(err.splitlines())) == (1, 1), err
        assert f"{NAME}, cell {cell}: the reference solution raised {error}" in err
        assert "Traceback" not in out + err
        assert "run the same command again" not in err
    assert not (course.work / "autograded").exists()


def test_a_catalogue_that_raises_is_one_line_too(run, hand_in, right, course):
    hand_in("ada", right)
    (course.solution(NAME).parent / "catalogue" / "centre.py").write_text("raise ValueError('one\\nother')\n")
    code, _, err = run("grade", "hw0", "--jobs", "2")
    assert (code, len(err.splitlines())) == (1, 1), err
    assert "centre.py does not run: ValueError: one other" in err
    assert "Traceback" not in err
    assert not (course.work / "autograded").exists()
