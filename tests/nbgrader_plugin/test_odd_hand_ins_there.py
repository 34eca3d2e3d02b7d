"""`nbgrader autograde` finds, repairs and flags what students really hand in exactly as `autograder grade` does."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from test_plain_nbgrader import nbgrader

from autograder.assignment.answered import as_bytes
from autograder.grading import graded_notebook

NAME = "hw0_tiny"
CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


def packed(notebook):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"hw/{NAME}.ipynb", as_bytes(notebook))
    return out.getvalue()


def cut_off(notebook):
    text = json.dumps(notebook, indent=1)
    return text[: text.index('"source": "def scale')].encode()


ODD = {
    "renamed": lambda right: ("my homework (2).ipynb", as_bytes(right)),
    "in a zip": lambda right: ("hw.zip", packed(right)),
    "as text": lambda right: (f"{NAME}.ipynb.txt", as_bytes(right)),
    "repaired": lambda right: (f"{NAME}.ipynb", as_bytes(right)[:-1] + b",}"),
    "cut off": lambda right: (f"{NAME}.ipynb", cut_off(right)),
    "nothing": lambda right: ("homework.pdf", b"%PDF-1.7"),
}


def kept(course):
    graded = graded_notebook.read(course.autograded(NAME, "ada").read_bytes())
    return graded.notes, graded.lost, graded.unreadable, [(f.question, f.score, f.status) for f in graded.findings]


@pytest.mark.parametrize("how", ODD)
def test_what_is_handed_in_oddly_gets_the_same_by_both_ways(formgrader, run, course, hand_in, right, scores, how):
    name, data = ODD[how](right)
    hand_in("ada", data, name)
    answer = formgrader("ada")
    theirs = kept(course), scores("ada")
    shutil.rmtree(course.work / "autograded")
    code, _, err = run("grade", "hw0", "--force")
    assert (kept(course), scores("ada")) == theirs
    assert answer["success"] == (code == 0)
    assert all(line in answer["log"] for line in err.splitlines())
    assert "Traceback" not in answer["log"]


def test_feedback_is_released_by_nbgrader_after_our_own_commands(run, course, hand_in, right):
    shutil.copy(CONFIG, course.root)
    hand_in("ada", right)
    assert run("grade", "hw0")[0] == run("feedback", "hw0")[0] == 0
    done = nbgrader(course.root, "release_feedback", NAME)
    assert done.returncode == 0, done.stderr
    (page,) = (course.work / "exchange").rglob("*.html")
    assert page.read_bytes() == course.feedback(NAME, "ada").read_bytes()
