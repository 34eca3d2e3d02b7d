"""`autograder grade --explain`: one submission, step by step, and nothing recorded."""

from __future__ import annotations


def test_one_submission_is_explained_and_nothing_is_recorded(course, run, hand_in, half):
    hand_in("ada", half)
    code, said, complained = run("grade", "hw0", "--explain", "ada")
    assert (code, complained) == (0, "")
    assert [line for line in said.splitlines() if not line.startswith(" ")] == ["Plan", "What happened", "Findings"]
    assert "  centre: 2 of 2, passed" in said
    assert not (course.work / "autograded").exists()


def test_somebody_who_handed_nothing_in_is_one_clear_line(run, hand_in, half):
    hand_in("ada", half)
    code, _, complained = run("grade", "hw0", "--explain", "bob")
    assert code == 1
    assert complained == "'bob' handed nothing in for hw0_tiny. Is that the folder's name?\n"
