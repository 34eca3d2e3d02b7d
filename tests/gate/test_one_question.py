"""`autograder gate hw1 softmax` proves one question: its entries, the reference and an untouched notebook."""

from __future__ import annotations

import pytest

from autograder import commands
from autograder.assignment import answer_key
from autograder.build import versions
from autograder.course import Course, CourseProblem
from autograder.gate.entries import about
from autograder.gate.proofs import gate


@pytest.fixture
def prove(tiny, tmp_path, one_jail, capsys):
    """`prove(*words)`: the exit code of `autograder gate` with these words, and what it printed."""
    versions.build_assignment(tiny / "hw0_tiny.py", tmp_path / "assignments")

    def run(*words):
        code = commands.gate(Course(tmp_path), list(words), jobs=1, walls=True, verbose=True)
        return code, capsys.readouterr().out

    return run


def test_only_the_entries_of_the_question_are_tried(prove):
    code, out = prove("hw0", "scale")
    assert code == 0
    lines = [line.partition(": ")[0] for line in out.splitlines() if line.startswith("  ✓")]
    assert len(lines) == 12  # and four about answers that solve nothing
    assert lines[:8] == [
        "  ✓ the solution notebook is up to date",
        "  ✓ every alternative and misconception replaces an answer",
        "  ✓ the reference gets full marks",
        "  ✓ an untouched notebook gets nothing, without a crash",
        "  ✓ alternative scale",
        "  ✓ misconception scale",
        "  ✓ no hidden test in 4 feedback pages",
        "  ✓ the slowest right answer of every question uses a tenth of its limit at most",
    ]
    assert out.splitlines()[-1] == "hw0_tiny, scale: 12 proven"


def test_two_questions_can_be_named(prove):
    _, out = prove("hw0", "scale", "centre")
    assert out.splitlines()[-1] == "hw0_tiny, scale, centre: 17 proven"


def test_a_word_that_begins_an_assignment_is_one(prove):
    _, out = prove("hw0", "scale", "hw0", "centre")
    assert [line for line in out.splitlines() if line.endswith(" proven")] == [
        "hw0_tiny, scale: 12 proven", "hw0_tiny, centre: 13 proven",
    ]  # fmt: skip


def test_a_hole_in_the_question_is_reported(prove, tiny):
    with (tiny / "catalogue" / "scale.py").open("a") as file:
        file.write(
            "\n\n@misconception('Loose', hint='h')\ndef scale(X, eps=0):\n    return X / (X.std(axis=0) + 1e-12)\n"
        )
    code, out = prove("hw0", "scale")
    assert code == 1
    assert "✗ misconception scale: Loose: is not rejected by any test" in out
    assert prove("hw0", "centre")[0] == 0


def test_a_source_that_was_not_built_again_is_reported(prove, tiny):
    source = tiny / "hw0_tiny.py"
    source.write_text(source.read_text().replace("[2.0, 0.0]])\nparts", "[2.0, 1.0]])\nparts"))
    code, out = prove("hw0", "scale")
    assert code == 1
    assert "✗ the solution notebook is up to date: hw0_tiny.ipynb differs; run `make assignments`" in out


def test_an_unknown_question_is_refused_before_anything_is_graded(prove):
    with pytest.raises(CourseProblem, match=r"`skale` is not a question of hw0_tiny\. There are: centre, scale\."):
        prove("hw0", "hw0", "skale")


def test_another_test_of_the_same_answer_proves_its_entries_too(tiny, tmp_path):
    source = tiny / "hw0_tiny.py"
    question_3 = '# %% [markdown]\nr"""\n## Question 3'
    again = '# %% tests="scale_again" points=1\ncheck.array(scale(stripes), "scale", shape=(4, 2))\n\n'
    source.write_text(source.read_text().replace(question_3, again + question_3))
    key = answer_key.load(versions.build_assignment(source, tmp_path / "assignments")[0])
    assert key.questions == ["centre", "scale", "scale_again"]
    assert (
        about(key, ["scale_again"])
        == about(key, ["scale"])
        == [entry for entry in about(key) if entry.function == "scale"]
    )


def test_every_question_together_proves_what_the_whole_gate_proves(tiny, tmp_path, one_jail):
    source, assignments = tiny / "hw0_tiny.py", tmp_path / "assignments"
    versions.build_assignment(source, assignments)
    whole = {verdict.what for verdict in gate(source, assignments, 1) if verdict.tried}
    parts = [{verdict.what for verdict in gate(source, assignments, 1, questions=[one]) if verdict.tried}
             for one in ("centre", "scale")]  # fmt: skip
    assert whole == parts[0] | parts[1]
    assert not parts[0] & parts[1]
