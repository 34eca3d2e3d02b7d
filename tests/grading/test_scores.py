"""What a test cell is worth: its last expression, and the names it finds."""

from __future__ import annotations

import pytest
from notebooks import cards, checks, given, passes, solution

from autograder.assignment.answered import as_bytes
from autograder.grading.grade import grade, scores


def test_a_test_cell_sees_the_names_as_they_are_where_it_stands(homework):
    hw = homework(
        solution("x = 1", "a"),
        checks("assert x == 1", "check-a"),
        solution("x = 2", "b"),
        checks("assert x == 2", "check-b"),
    )
    assert hw.scores() == [1, 1]
    assert hw.scores("x = 2") == [0, 1]
    assert hw.scores("x = 1", "pass") == [1, 0]


def test_a_helper_of_an_earlier_test_cell_finds_names_that_came_later(homework):
    hw = homework(
        solution("def f(x):\n    return x", "a"),
        checks("def close(x):\n    return abs(f(x) - g(x)) < tol", "check-a", 0),
        solution("def g(x):\n    return x\n\ndef f(x):\n    return g(x)", "b"),
        checks("tol = 1e-9\nassert close(2.0)", "check-b", hidden="assert close(3.0)"),
        checks("tol = -1\nassert not close(2.0)", "check-c"),
    )
    assert hw.scores() == [0, 1, 1]
    assert hw.scores("f = abs", "g = float\nf = lambda x: 7") == [0, 0, 1]


@pytest.mark.parametrize(
    ("last", "points"),
    [
        ("2", 2),
        ("1.5", 1.5),
        ("np.float64(2.5)", 2.5),
        ("np.int64(1)", 1),
        ("np.array(0.5)", 0.5),
        ("7", 3),
        ("-1", 0),
        ("np.nan", 0),
        ("np.float64('inf')", 0),
        ("10 ** 400", 0),
        ("True", 3),
        ("False", 0),
        ("np.bool_(True)", 3),
        ("np.bool_(False)", 0),
        ("None", 3),
        ("'0'", 3),
        ("np.array('text')", 3),
        ("np.zeros(3)", 3),
        ("print('0')", 3),
        ("score = 0", 3),
        ("1 + 1j", 3),
        ("f(2)", 2),
    ],
)
def test_the_value_of_the_last_expression_is_the_score(homework, last, points):
    hw = homework(given("import numpy as np"), solution("def f(x):\n    return x"), checks(last, points=3))
    assert hw.score() == points


def test_parts_give_their_share_and_a_card_for_each_that_failed(homework):
    cell = """
from byhand import check
parts = check.Parts()
with parts(2, "positive"):
    assert f(2) == 2
with parts(1, "negative"):
    assert f(-2) == 2
parts
"""
    hw = homework(solution("def f(x):\n    return abs(x)"), checks(cell, points=6))
    assert hw.score() == 6
    half = hw.finding("def f(x):\n    return x")
    assert (half.score, half.status) == (4, "partial")
    assert "negative" in cards(half)
    assert "positive" not in cards(half)
    assert hw.score("def f(x):\n    return 0") == 0


def test_warnings_and_stderr_cost_nothing(homework):
    answer = """
import sys, warnings
def f(x):
    warnings.warn("careful")
    print("oops", file=sys.stderr)
    return x
"""
    cell = "import sys, warnings\nwarnings.warn('mine')\nprint('mine', file=sys.stderr)\nassert f(1) == 1"
    assert passes(homework, answer, cell)


def test_magics_and_shell_lines_do_not_disturb_a_cell(homework):
    hw = homework(
        given("%matplotlib inline\nimport numpy as np"),
        solution("%precision 3\ndef f(x):\n    return x % 3"),
        checks("%matplotlib inline\nassert f(4) == 1"),
    )
    assert hw.score() == 1
    assert hw.score("%time x = 1\n!echo hello\ndef f(x):\n    return 0") == 0
    assert hw.score("%%capture out\ndef f(x):\n    return x % 3") == 1


def test_a_cell_magic_does_not_keep_a_test_cell_from_being_run(homework):
    timed = homework(solution("def f():\n    return 1", "f"), checks("%%time\nassert f() == 1", "check-f"))
    assert timed.scores() == [1]
    assert timed.scores("def f():\n    return 2") == [0]


def test_parts_in_sight_earn_nothing_if_all_hidden_ones_fail(homework):
    begin = "parts = check.Parts()\n"
    parts = begin + "with parts(1, 'one'):\n    assert f(1) == 1\nwith parts(1, 'two'):\n    assert f(2) == 4"
    hidden = "with parts(1, 'three'):\n    assert f(3) == 9\nwith parts(1, 'minus one'):\n    assert f(-1) == 1"
    hw = homework(
        given("from byhand import check"),
        solution("def f(x):\n    return x * x"),
        checks(parts, points=4, hidden=hidden + "\nparts"),
    )
    assert hw.scores() == [4]
    assert hw.scores("def f(x):\n    return abs(x)") == [2]
    (finding,) = hw.findings("def f(x):\n    return {1: 1, 2: 4}[x]")
    assert (finding.score, finding.status) == (0, "failed")
    assert "none of the hidden ones" in cards(finding)
    no_hidden_parts = homework(
        given("from byhand import check"),
        solution("def f(x):\n    return x * x"),
        checks(parts, points=4, hidden="assert f(3) > 0\nparts"),
    )
    assert no_hidden_parts.scores("def f(x):\n    return x**2 if x < 2 else 5") == [2]


def test_without_pictures_the_findings_are_the_same(key, jailer, right, half, blank):
    drawn = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    own = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": drawn, "id": "own"}
    for notebook in (right, half, blank):
        notebook["cells"].insert(2, own)
        whole, bare = (grade(as_bytes(notebook), key, jailer, pictures=pictures) for pictures in (True, False))
        assert whole.findings == bare.findings == scores(as_bytes(notebook), key, jailer).findings
        assert whole.notebook.count(b"image/png") == bare.notebook.count(b"image/png") + 1
