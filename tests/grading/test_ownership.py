"""A question is asked of the answer that was its own, and given functions are the instructor's."""

from __future__ import annotations

import pytest
from notebooks import checks, given, solution

DOUBLE = "def double(x):\n    return 2 * x"
AREA = "def area(a, b):\n    return double(a) * b / 2"
CHEAT = "def double(x):\n    return {}[x]"


@pytest.fixture
def two(homework):
    return homework(
        given("import numpy as np\ndef fair(a, b):\n    return a == b"),
        solution(DOUBLE, "double"),
        checks("assert fair(double(2), 4)", "check-double", hidden="assert fair(double(5), 10)"),
        solution(AREA, "area"),
        checks("assert fair(area(2, 3), double(3))", "check-area", hidden="assert area(4, double(5)) == 40"),
    )


@pytest.mark.parametrize(
    "again",
    [
        "def double(x):\n    return 7",
        "double = lambda x: 7",
        "from operator import neg as double",
        "globals()['double'] = abs",
        "del double",
    ],
)
def test_a_later_cell_changes_neither_the_question_nor_those_that_build_on_it(two, again):
    assert two.scores(None, f"{AREA}\n{again}") == [1, 1]


def test_an_answer_may_build_on_what_its_own_cell_makes_of_an_earlier_name(two):
    scaled = "def double(x, *, times=2):\n    return times * x"
    assert two.scores(None, f"{scaled}\ndef area(a, b):\n    return double(a, times=1) * b") == [1, 1]
    other = "def double(a, b):\n    return a * b"  # the tests themselves ask the first one all the same
    assert two.scores(None, f"{other}\ndef area(a, b):\n    return double(a, b)") == [1, 1]


def test_a_wrong_answer_gains_nothing_from_a_judge_that_its_own_cell_binds(two):
    assert two.scores(None, "def area(a, b):\n    return 0\ndef double(x):\n    return 0") == [1, 0]


def test_the_page_says_that_a_name_was_defined_again(two):
    graded = two.graded(None, f"{AREA}\ndef double(x):\n    return 7")
    assert [note for note in graded.notes if note.startswith("double was defined again")]
    assert not [note for note in two.graded().notes if "again" in note]


def test_wrong_answers_gain_nothing_from_what_a_later_cell_defines(two):
    wrong = "def area(a, b):\n    return 0\ndef double(x):\n    return 0\ndef fair(a, b):\n    return True"
    assert two.scores(None, wrong) == [1, 0]


def test_given_functions_are_never_the_students(two):
    assert two.scores("def double(x):\n    return 0\ndef fair(a, b):\n    return True", None) == [0, 1]


def test_given_functions_that_call_answers_are_the_instructors_too(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        given(
            "def measure(net):\n    return double(net['size'])\nsmall = {'size': 1}\nshown = measure(small)", "measure"
        ),
        solution("def build(n):\n    return {'size': n}", "build"),
        checks(
            "assert measure(build(2)) == 4 and measure(small) == 2",
            "check-build",
            hidden="assert measure(build(5)) == 10",
        ),
    )
    cheat = (
        "def build(n):\n    global n_asked\n    n_asked = n\n    return {'size': 0}\n"
        "def measure(net):\n    return 2 * n_asked"
    )
    assert hw.scores() == [1, 1]
    assert hw.scores(None, cheat) == [1, 0]
    assert hw.scores(None, "def build(n):\n    return {'size': n}\nmeasure = None") == [1, 1]


def test_a_second_attempt_above_the_check_counts(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        solution("def half(x):\n    return x / 2", "half"),
        checks("assert half(double(2)) == 2", "check-half"),
    )
    assert hw.scores("def double(x):\n    return 0", f"def half(x):\n    return x / 2\n{DOUBLE}") == [1]


def test_cells_see_what_the_cells_before_them_defined_as_in_a_notebook(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        solution("def say():\n    return 1", "say"),
        solution("def more():\n    return 1", "more"),
        checks("assert more() == 1", "check-more"),
    )
    graded = hw.graded(None, "double = 'a word'\ndef say():\n    return 1", "print(double)\ndef more():\n    return 1")
    assert [finding.score for finding in graded.findings] == [1, 1]
    assert b"a word" in graded.notebook.split(b"print(double)")[0] + graded.notebook.split(b"print(double)")[1]


def test_a_later_question_may_ask_for_a_name_anew(homework):
    hw = homework(
        solution(DOUBLE, "first"),
        checks("assert double(2) == 4", "check-first", hidden="assert double(3) == 6"),
        solution("def double(x):\n    return [x, x]", "second"),
        checks("assert double(2) == [2, 2]", "check-second", hidden="assert double(3) == [3, 3]"),
    )
    assert hw.scores() == [1, 1]
    assert hw.scores(None, DOUBLE) == [1, 0]


def test_a_given_cell_that_hands_out_the_answer_settles_it_for_later_tests(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        given("def double(x):\n    return x + x", "rescue"),
        solution(AREA, "area"),
        checks("assert area(2, 3) == double(3)", "check-area"),
    )
    assert hw.scores("def double(x):\n    return 0") == [0, 1]


def test_pins_outlast_a_crash(two):
    crash = f"{AREA}\ndef double(x):\n    return 7\nimport os\nif not hasattr(np, 'once'):\n    pass"
    assert two.scores(None, crash) == [1, 1]
    assert two.scores(None, "def double(x):\n    return 7\nimport os\nos._exit(1)") == [1, 0]
