"""A question that fails only because an earlier answer is wrong gets its points, as far as the instructor wants."""

from __future__ import annotations

import pytest
from notebooks import STUB, cards, checks, given, solution

from autograder.grading.run import Run

DOUBLE = "def double(x):\n    return 2 * x"
AREA = "def area(a, b):\n    return double(a) * b / 2"
TOTAL = "def total(sides):\n    return sum(area(a, b) for a, b in sides)"
WRONG_DOUBLE = "def double(x):\n    return 3 * x"


@pytest.fixture
def chain(homework):
    """Three functions, each built on the one before."""

    def make(**settings):
        return homework(
            given("import numpy as np"),
            solution(DOUBLE, "double"),
            checks("assert double(2) == 4", "check-double", points=1, hidden="assert double(5) == 10"),
            solution(AREA, "area"),
            checks(
                "assert area(2, 3) == 6", "check-area", points=2, hidden="assert area(4, 5) == reference.area(4, 5)"
            ),
            solution(TOTAL, "total"),
            checks("assert total([]) == 0", "check-total", points=4, hidden="assert total([(1, 2), (3, 4)]) == 14"),
            **settings,
        )

    return make


def test_right_answers_on_a_wrong_one_get_all_their_points(chain):
    findings = chain().findings(WRONG_DOUBLE)
    assert [finding.score for finding in findings] == [0, 2, 4]
    assert [finding.status for finding in findings] == ["failed", "followed", "followed"]


def test_the_student_is_told_which_answer_it_builds_on(chain):
    _, area, total = chain().findings(WRONG_DOUBLE)
    assert "builds on double, so it gets all its points" in cards(area)
    assert "Repair double first" in cards(total)


def test_an_answer_not_written_yet_does_not_cost_the_later_ones(chain):
    findings = chain().findings(f"def double(x):\n{STUB}")
    assert [finding.score for finding in findings] == [0, 2, 4]


def test_what_is_not_written_yet_is_not_asked_again(homework, monkeypatch):
    asked = []
    monkeypatch.setattr(Run, "ask_once_more", lambda run, step: asked.append(step.test))
    begin, end = "    ### BEGIN SOLUTION", "    ### END SOLUTION"
    unwritten = homework(
        solution(f"def double(x):\n{begin}\n    return 2 * x\n{end}", "double"),
        checks("assert double(2) == 4", "check-double"),
        solution(f"def area(a, b):\n{begin}\n    return double(a) * b / 2\n{end}", "area"),
        checks("assert area(2, 3) == 6", "check-area"),
    )
    untouched = [cell.student_source for cell in unwritten.key.cells if cell.kind == "solution"]
    assert [finding.status for finding in unwritten.findings(*untouched)] == ["not written", "not written"]
    assert asked == []
    unwritten.findings(untouched[0], "def area(a, b):\n    return double(a) * b / 2")
    assert asked == ["check-area"]


def test_a_mistake_of_its_own_still_costs(chain):
    findings = chain().findings(WRONG_DOUBLE, "def area(a, b):\n    return double(a) + b")
    assert [finding.score for finding in findings] == [0, 0, 4]
    assert "builds on area, so it gets all its points" in cards(findings[2])  # which calls double


def test_the_instructor_decides_how_much(chain):
    assert [f.score for f in chain(follow_through=0.5).findings(WRONG_DOUBLE)] == [0, 1, 2]
    assert [f.score for f in chain(follow_through=0).findings(WRONG_DOUBLE)] == [0, 0, 0]


def test_nothing_is_asked_again_where_nothing_came_before(chain):
    findings = chain().findings(None, "def area(a, b):\n    return 0")
    assert [finding.score for finding in findings] == [1, 0, 4]
    assert findings[1].status == "failed"


def test_a_later_question_about_the_same_answer_is_no_follower(homework):
    twice = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        checks("assert double(0) == 0", "check-double-zero"),
        checks("assert double(7) == 14", "check-double-again"),
    )
    assert twice.scores(WRONG_DOUBLE) == [0, 1, 0]


def test_the_reference_never_enters_the_jail(chain):
    snoop = (
        "def area(a, b):\n"
        "    import inspect\n"
        "    found = type(double).__name__ + str(getattr(double, '__code__', ''))\n"
        "    if 'function' in found or hasattr(double, '__wrapped__'):\n"
        "        return double(a) * b / 2\n"
        "    raise RuntimeError(found)\n"
    )
    area = chain().findings(WRONG_DOUBLE, snoop)[1]
    assert area.score == 0  # with the earlier answer replaced, `double` is no Python function any more


def test_a_follower_that_never_ends_costs_nothing_more(chain, impatient):
    looping = "def area(a, b):\n    if double(1) == 2:\n        while True:\n            pass\n    return 0"
    assert chain(seconds_per_cell=0.5).scores(WRONG_DOUBLE, looping) == [0, 0, 4]


def test_a_later_crash_takes_no_points_that_follow_through_gives(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        solution(AREA, "area"),
        checks("assert area(2, 3) == 6", "check-area", points=2),
        solution("def g(x):\n    return x", "g"),
        checks("assert g(1) == 1", "check-g"),
    )
    crash = "import os\ndef g(x):\n    os._exit(0)"
    assert hw.scores(WRONG_DOUBLE) == [0, 2, 1]
    assert hw.scores(WRONG_DOUBLE, None, crash) == [0, 2, 0]


def test_only_answers_that_were_really_called_are_named(homework):
    hw = homework(
        solution("def half(x):\n    return x / 2", "half"),
        checks("assert half(4) == 2", "check-half"),
        *[solution(DOUBLE, "double"), checks("assert double(2) == 4", "check-double")],
        *[solution(AREA, "area"), checks("assert area(2, 3) == 6", "check-area")],
    )
    findings = hw.findings("def half(x):\n    return x", WRONG_DOUBLE)
    assert [finding.score for finding in findings] == [0, 0, 1]
    assert "builds on double, so" in cards(findings[2])


def test_a_helper_that_an_earlier_hidden_part_defined_is_there_again(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks(
            "assert double(0) == 0", "check-double", hidden="def close(a, b):\n    assert a == b\nclose(double(5), 10)"
        ),
        solution(AREA, "area"),
        checks("assert area(0, 3) == 0", "check-area", hidden="close(area(4, 5), 20)"),
    )
    assert hw.scores(WRONG_DOUBLE) == [0, 1]


def test_a_given_function_that_calls_an_earlier_answer_calls_the_right_one(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        given("def quadruple(x):\n    return double(double(x))", "quadruple"),
        solution("def eight(x):\n    return 2 * quadruple(x)", "eight"),
        checks("assert eight(quadruple(1)) == 32", "check-eight"),
    )
    assert hw.scores(WRONG_DOUBLE) == [0, 1]
    assert hw.scores(None, "def eight(x):\n    return quadruple(x)") == [1, 0]


def test_the_reference_never_answers_in_place_of_the_student(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        solution("def twice(x):\n    return double(x)", "twice"),
        checks("assert twice(2) == 4", "check-twice"),
        solution("def thrice(x):\n    return 3 * x", "thrice"),
        checks("assert double(3) == 6", "check-thrice"),  # a careless author: it asks for nothing of its own
    )
    findings = hw.findings(WRONG_DOUBLE, "twice = double")
    assert [finding.score for finding in findings] == [0, 0, 0]


def test_the_share_that_fails_only_through_an_earlier_answer_is_given_back(homework):
    parts = "parts = check.Parts()\nwith parts(1, 'small'):\n    assert area(1, 1) == 1\nwith parts(3, 'large'):\n"
    hw = homework(
        given("from byhand import check"),
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        solution(AREA, "area"),
        checks(parts + "    assert area(4, 5) == 20\nparts", "check-area", points=4),
    )
    findings = hw.findings(WRONG_DOUBLE, "def area(a, b):\n    return double(1) / 2 if a == 1 else 0")
    assert [finding.score for finding in findings] == [0, 1]
    assert findings[1].status == "partial"
    assert "builds on double" in cards(findings[1])


def test_which_answers_are_named_is_no_choice_of_the_process(homework):
    """By now it knows what hidden tests passed in; whom it calls could spell that."""
    functions = [f"def f{number}(x):\n    return x" for number in range(3)]
    hw = homework(
        *[cell for number, source in enumerate(functions)
          for cell in (solution(source, f"f{number}"), checks(f"assert f{number}(1) == 1", f"check-f{number}"))],
        solution("def g(x):\n    return f0(x)", "g"),
        checks("assert g(1) == 1", "check-g", hidden="assert g(2) == 2"),
    )  # fmt: skip
    wrong = [source.replace("return x", "return 0") for source in functions]
    said = {cards(hw.findings(*wrong, f"def g(x):\n    return (f0, f1, f2)[{choice}](x)")[3]) for choice in range(3)}
    assert len(said) == 1
    assert "builds on f0, f1 and f2" in said.pop()


def test_what_only_a_helper_of_an_earlier_test_calls_is_not_named(homework):
    hw = homework(
        solution(DOUBLE, "double"),
        checks("assert double(2) == 4", "check-double"),
        solution("def half(x):\n    return x / 2", "half"),
        checks("def back(x):\n    return half(double(x)) == x\nassert half(4) == 2", "check-half"),
        solution("def third(x):\n    return half(x) * 2 / 3", "third"),
        checks("assert third(6) == 2", "check-third"),
    )
    third = hw.findings(WRONG_DOUBLE, "def half(x):\n    return x")[2]
    assert third.score == 1
    assert "builds on half, so" in cards(third)
