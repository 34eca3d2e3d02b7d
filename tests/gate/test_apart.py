"""Where one question counts, the gate asks it with only the tests it builds on, and shows that this is enough."""

from __future__ import annotations

from notebooks import assignment, checks, given, solution

from autograder.assignment.answered import as_bytes
from autograder.gate.apart import asked_apart
from autograder.gate.chains import Chains
from autograder.grading.grade import grade, scores

FIRST = solution("def first(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION", "first")
SECOND = solution("def second(x):\n    ### BEGIN SOLUTION\n    return x + 2\n    ### END SOLUTION", "second")
THIRD = solution("def third(x):\n    ### BEGIN SOLUTION\n    return first(x) + 2\n    ### END SOLUTION", "third")
ASK_FIRST = checks("found = first(1)\nassert found == 2", "check-first")
ASK_THIRD = checks("assert third(1) == 4", "check-third")


def test_a_question_that_needs_nothing_of_other_tests_is_asked_alone(tmp_path):
    ask_second = checks("found = second(1)\nassert found == 3", "check-second")
    key = assignment(tmp_path / "hw", FIRST, ASK_FIRST, SECOND, ask_second)
    assert asked_apart(key) == {"first": {"check-first"}, "second": {"check-second"}}


def test_what_a_test_takes_from_another_is_asked_before_it_and_no_more(tmp_path):
    ask_second = checks("assert second(found) == 4", "check-second")
    in_parts = (
        "from byhand import check\nparts = check.Parts()\nwith parts(1, 'p'):\n    assert third(found) == 5\nparts"
    )
    key = assignment(
        tmp_path / "hw", FIRST, ASK_FIRST, SECOND, ask_second, THIRD, checks(in_parts, "check-third"),
    )  # fmt: skip
    assert asked_apart(key)["second"] == {"check-first", "check-second"}
    assert asked_apart(key)["third"] == {"check-first", "check-third"}


def test_a_test_that_fails_apart_for_an_unknown_reason_is_asked_with_all_before_it(tmp_path):
    ask_third = checks("assert globals().get('found') == 2\nassert third(1) == 4", "check-third")
    key = assignment(tmp_path / "hw", FIRST, ASK_FIRST, SECOND, checks("second(1)", "check-second"), THIRD, ask_third)
    assert asked_apart(key)["third"] == {"check-first", "check-second", "check-third"}


def test_the_tests_of_an_answer_go_together(tmp_path):
    again = checks("assert found == first(1)", "check-first_again")
    key = assignment(tmp_path / "hw", FIRST, ASK_FIRST, again)
    assert asked_apart(key) == {"first": {"check-first", "check-first_again"}}


def test_a_question_is_influenced_by_what_it_calls_also_through_given_cells(tmp_path):
    shown = given("shown = second(3)", "shown")
    key = assignment(
        tmp_path / "hw", FIRST, ASK_FIRST, SECOND, shown, checks("assert shown == 5", "check-second"), THIRD, ASK_THIRD,
    )  # fmt: skip
    assert Chains(key, ()).influenced({"first"}) == ["first", "third"]
    assert Chains(key, ()).influenced({"second"}) == ["second"]


def test_of_a_part_of_the_tests_scores_and_findings_are_those_of_the_whole(key, right, half, jailer):
    for notebook in (right, half):
        data = as_bytes(notebook)
        whole = {finding.grade_id: finding for finding in grade(data, key, jailer).findings}
        for tests in (["check-centre"], ["check-scale"]):
            (part,) = [
                each for each in grade(data, key, jailer, (), tests).findings if each.points and each.score is not None
            ]
            (score,) = [each for each in scores(data, key, jailer, (), tests).findings if each.score is not None]
            assert part == whole[tests[0]]
            assert (score.grade_id, score.score) == (part.grade_id, part.score)


def test_what_comes_after_the_last_of_the_tests_is_not_written(key, right, jailer):
    notebook = grade(as_bytes(right), key, jailer, (), ["check-centre"]).notebook
    assert b'"check-centre"' in notebook
    assert b'"scale"' not in notebook


def test_where_a_name_is_looked_up_by_its_text_every_answer_before_is_needed(tmp_path):
    by_text = given("def called(name, x):\n    return globals()[name](x)", "by_text")
    ask_second = checks("assert called('first', 1) == second(0)", "check-second")
    key = assignment(tmp_path / "hw", FIRST, ASK_FIRST, by_text, SECOND, ask_second, THIRD, ASK_THIRD)
    assert Chains(key, ()).needs(("second",)) == {"first", "second"}
    assert Chains(key, ()).influenced({"first"}) == ["first", "second", "third"]
