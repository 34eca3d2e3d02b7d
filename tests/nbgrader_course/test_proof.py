"""Each test of another course's notebook is proven before a class is graded: outside, inside, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader_notebooks import answer, checks, filled, manual, plain, write
from traitlets.config import Config

from autograder.assignment import answer_key
from autograder.assignment.answered import as_bytes
from autograder.build import nbgrader_source
from autograder.build.notebook_file import as_text
from autograder.grading import proof
from autograder.grading.grade import grade
from autograder.grading.proof import Fault, Place

ANSWERS = """\
class Layer:
    def __init__(self, n):
        self.n = n

class Oops(Exception):
    pass

def boom():
    raise Oops("x")

def squares(n):
    return [i * i for i in range(n)]

def inner(x):
    return x

def outer(x):
    return inner(x) + 1

FACTOR = 3

def scaled(x):
    return FACTOR * x"""
UNITTEST = """\
import unittest
class Squares(unittest.TestCase):
    def test_three(self):
        self.assertEqual(squares(3), [0, 1, 4])
assert unittest.main(argv=["-"], exit=False).result.wasSuccessful()"""
PATCHED = """\
from unittest.mock import patch
with patch("__main__.inner", lambda x: 9):
    assert outer(1) == 10"""
GONE = """\
kept = squares
del squares
try:
    squares(3)
except NameError:
    pass
else:
    raise AssertionError
squares = kept"""
CELLS = [
    plain("import numpy as np\nBIAS = 2\ndef helper(x):\n    return x + BIAS\nX = np.arange(4.0)\n"
          "import os\nWHERE = os.getenv('NBGRADER_EXECUTION')"),
    answer("two", "import math\ndef two(x):\n    return x + 222"),
    checks("imported", "assert np.isclose(two(1), 223) and math.pi > 3"),
    checks("defined", "assert two(helper(1)) == 225 and X.sum() == 6"),
    manual("plot", "W = np.ones(3)"),
    checks("by-hand", "assert W.shape == (3,)"),
    answer("all", ANSWERS),
    checks("deleted", GONE),
    checks("isinstance", "assert isinstance(Layer(3), Layer)"),
    checks("raised", "try:\n    boom()\nexcept Oops:\n    pass"),
    checks("patched", PATCHED),
    checks("source", "import inspect\nassert 'FACTOR' in inspect.getsource(scaled)"),
    checks("set", "FACTOR = 5\nassert scaled(2) == 10"),
    checks("cases", UNITTEST),
    checks("parts", "score = 0\nscore += two(1) == 223\nscore += two(2) == 224\nscore", points=2),
    checks("parts-inside", "score = 2 * isinstance(Layer(3), Layer) + (two(1) == 223)\nscore", points=3),
    checks("helping", "def is_one(x):\n    return x == 1\nassert is_one(two(1) - 222)"),
    checks("helped", "import dis\nassert is_one(two(1) - 222) and [*dis.get_instructions(two)]"),
    checks("bytecode", "import dis\nassert 'inner' in [each.argval for each in dis.get_instructions(outer)]"),
    checks("environment", "import os\nassert os.environ['NBGRADER_EXECUTION'] == WHERE == 'autograde' and two(1)"),
    answer("write", "with open('written.txt', 'w') as f:\n    f.write('3')"),
    checks("written", "with open('written.txt') as g:\n    assert g.read() == '3'"),
    checks("trivial", "assert True", points=1),
    checks("no-points", "assert True", points=0),
    checks("wrong", "assert two(1) == 3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The key of a notebook with one test of each kind, and the notebook as students get it."""
    root = tmp_path_factory.mktemp("course")
    read = nbgrader_source.read(write(root / "source" / "ps1" / "one.ipynb", *CELLS), Config(), root)
    path = root / "keys" / "ps1" / "one.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(as_text(read.key))
    return answer_key.load(path), read.released


@pytest.fixture(scope="module")
def proofs(course, jailer):
    return {each.grade_id: each for each in proof.prove(*course, jailer)}


@pytest.mark.parametrize("name", ["imported", "defined", "by-hand", "parts", "deleted", "isinstance", "raised",
                                  "patched", "source", "set", "cases", "parts-inside", "environment"])  # fmt: skip
def test_what_works_outside_is_asked_outside(proofs, name):
    assert proofs[name].place is Place.OUTSIDE


def test_what_works_only_inside_runs_there_and_why_is_known(proofs):
    assert (proofs["bytecode"].place, proofs["bytecode"].fault) == (Place.INSIDE, Fault.FAILS_RIGHT)


def test_what_the_answer_writes_lies_where_no_other_run_finds_it(proofs):
    assert (proofs["written"].place, proofs["written"].fault) == (Place.INSIDE, Fault.FAILS_RIGHT)
    assert not Path("written.txt").exists()


def test_what_earlier_tests_define_is_there_for_one_that_runs_inside(proofs):
    assert (proofs["helping"].place, proofs["helped"].place) == (Place.OUTSIDE, Place.INSIDE)


@pytest.mark.parametrize(("name", "fault"), [("trivial", Fault.PASSES_NOTHING), ("wrong", Fault.FAILS_RIGHT)])
def test_what_works_nowhere_is_refused(proofs, name, fault):
    assert (proofs[name].place, proofs[name].fault) == (Place.NOWHERE, fault)


def test_a_test_without_points_need_not_be_proven(proofs):
    assert "no-points" not in proofs


def test_inside_wrong_answers_get_what_the_test_gives_them(course, jailer):
    key, released = course
    inside = {"patched", "cases", "parts-inside"}  # all of these may be asked there, too
    half = ANSWERS.replace("i * i", "i + i").replace("inner(x) + 1", "2")
    data = as_bytes(filled(released, two="def two(x):\n    return 0", all=half))
    asked = proof.asked_inside(key, inside)
    scores = {finding.grade_id: finding.score for finding in grade(data, asked, jailer).findings}
    assert (scores["parts-inside"], scores["patched"], scores["cases"]) == (2, 0, 0)


def test_the_answer_that_a_person_grades_is_run_and_shown(course, jailer):
    key, released = course
    data = as_bytes(filled(released, plot="W = np.ones(3)\nprint('my plot')"))
    graded = grade(data, key, jailer)
    assert b"my plot" in graded.notebook
    scores = {finding.grade_id: finding.score for finding in graded.findings}
    assert (scores["by-hand"], scores["plot"]) == (1, None)
