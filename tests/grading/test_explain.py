"""What a helper of the instructor's reads about one submission: plan, what happened, findings."""

from __future__ import annotations

from notebooks import checks, solution

from autograder.grading.explain import explain


def test_it_shows_what_was_planned_what_happened_and_what_was_found(homework):
    hw = homework(
        solution("def f(x):\n    return x", "f"),
        checks("assert f(1) == 1", "check-f", points=2),
        solution("def g(x):\n    return x", "g"),
        checks("assert g(1) == 1", "check-g", hidden="assert g(2) == 2"),
    )
    lines = [*explain(hw.submission("import os\nos._exit(0)"), hw.key, hw.jailer)]
    assert [line for line in lines if not line.startswith(" ")] == ["Notes", "Plan", "What happened", "Findings"]
    assert "  the cell f crashed Python and was left out" in lines
    assert "  run       the cell f (0)" in lines
    assert "  cell 0 crashed, 1 outputs" in lines
    assert "  check-g, hidden: went through, 1 calls" in lines
    assert "  f: 0 of 2, failed" in lines
    assert "  g: 1 of 1, passed" in lines


def test_a_file_that_cannot_be_read_has_notes_and_findings_only(homework):
    hw = homework(solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f"))
    lines = [*explain(b"{", hw.key, hw.jailer)]
    assert lines[0] == "Notes"
    assert lines[-2:] == ["Findings", "  f: 0 of 1, no answer"]
