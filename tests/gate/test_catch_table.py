"""The catch table says what became of every right and wrong answer, and which checks caught the wrong ones."""

from __future__ import annotations

from autograder import commands
from autograder.assignment import answer_key
from autograder.build import versions
from autograder.course import Course
from autograder.gate.catch_table import catch_table, questions
from autograder.gate.proofs import gate
from autograder.gate.verdict import Tried


def test_a_line_counts_what_was_accepted_rejected_and_named():
    tried = [
        Tried("f", right=True, passed=True),
        Tried("f", right=True, passed=False),
        Tried("f", right=False, passed=True, named=True, by={"f": "visible", "g": "hidden"}),
        Tried("f", right=False, passed=True, named=False, by={"f": "hidden"}),
        Tried("f", right=False, passed=True, named=True, by={"g": "visible"}),
        Tried("f", right=False, passed=False),
        Tried("g", right=False, passed=True, named=True, by={"g": "visible"}),
    ]
    head, f, g, everything, _ = catch_table(tried, ["e", "f", "g"]).splitlines()
    assert head.split("  ")[-1] == "elsewhere"
    assert f.split() == ["f", "1/2", "3/4", "2/4", "1", "1", "1"]
    assert g.split() == ["g", "1/1", "1/1", "1"]
    assert everything.split() == ["all", "1/2", "4/5", "3/5", "2", "1", "1"]


def test_the_gate_tells_checks_in_sight_from_hidden_tests(tiny, tmp_path, one_jail):
    source = tiny / "hw0_tiny.py"
    source.write_text(source.read_text().replace("check.well_behaved(centre, X=X)\n", ""))
    versions.build_assignment(source, tmp_path / "assignments")
    verdicts = [verdict for verdict in gate(source, tmp_path / "assignments", processes=1) if verdict.tried]
    caught = {verdict.what.partition(": ")[2]: verdict.tried.by for verdict in verdicts if not verdict.tried.right}
    assert caught["The mean of each row instead of each column"] == {"centre": "visible"}
    assert caught["Changes its input"] == {"centre": "visible"}


def test_each_function_belongs_to_the_question_that_tests_its_cell(tiny, tmp_path):
    solution, _ = versions.build_assignment(tiny / "hw0_tiny.py", tmp_path / "assignments")
    assert questions(answer_key.load(solution)) == {"centre": "centre", "scale": "scale"}


def test_the_command_prints_the_table(tiny, tmp_path, one_jail, capsys):
    versions.build_assignment(tiny / "hw0_tiny.py", tmp_path / "assignments")
    assert commands.gate(Course(tmp_path), ["hw0"], jobs=1, walls=True, verbose=True) == 0
    out = capsys.readouterr().out
    assert "caught by centre (visible)" in out
    assert "  centre            1/1       2/2    2/2         2\n" in out
