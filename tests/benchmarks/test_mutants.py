"""Mutants change one place inside the solution's markers, and nothing else."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import tests_of_tests
from mutants import Mutant, mutants

from autograder.assignment import answer_key
from autograder.assignment.key_cell import KeyCell

ROOT = Path(__file__).parents[2]
CELL = """
def f(x, n=3):
    '''Text.'''
    ### BEGIN SOLUTION
{body}
    ### END SOLUTION
"""


def changes(*lines: str) -> list[str]:
    """What the mutants of a function with this body are called."""
    source = CELL.format(body="\n".join(f"    {line}" for line in lines))
    return [mutant.name for mutant in mutants(SimpleNamespace(cells=[KeyCell("f", "solution", "code", source)]))]


@pytest.mark.parametrize(
    ("line", "expected"),
    {
        "return x + n": ["return x - n"],
        "return x - n": ["return x + n", "return n - x"],
        "return x @ n": ["return x * n", "return n @ x"],
        "return x > n": ["return x >= n", "return x <= n"],
        "return x and n": ["return x or n"],
        "return -x": ["return x"],
        "return x[0]": ["return x[1]"],
        "return 5": ["return 6", "return 4"],
        "return 0.5": ["return 1.5", "return 1.0"],
        "return x.T": ["return x"],
        "return x.copy()": ["return x"],
        "return x.sum(axis=1)": [
            "return x.sum()",
            "return x.mean(axis=1)",
            "return x.sum(axis=0)",
            "return x.sum(axis=2)",
        ],
        "return g(x, n)": ["return g(n, x)"],
        "return g(x)": ["return x"],
        "return (x, n)": ["return (n, x)"],
        "return max(x, n)": ["return min(x, n)"],
        "return float(x)": [],
        "return 'text'": [],
    }.items(),
)
def test_an_expression_is_changed_in_one_place(line, expected):
    assert changes(line) == [f"{line} → {new}" for new in expected]


def test_statements_are_left_out():
    assert changes("x += n", "return x") == ["x += n → removed", "x += n → x -= n"]
    assert changes("x[n] = x", "return x") == ["x[n] = x → removed"]


def test_a_condition_is_made_true_and_false():
    assert changes("if x:", "    return n", "return x")[:2] == ["if x: → if True:", "if x: → if False:"]


def test_what_an_error_says_is_left_alone():
    assert changes("if n < 1:", "    raise ValueError(f'{n + 1}')", "return x")[-1] == (
        "raise ValueError(f'{n + 1}') → removed"
    )


def test_signature_docstring_and_given_lines_are_left_alone():
    lines = ["def f(x, n=3):", "    y = x + n", "    ### BEGIN SOLUTION", "    return y * n", "    ### END SOLUTION"]
    source = "\n".join([*lines, "    x += 1"])
    (mutant,) = mutants(SimpleNamespace(cells=[KeyCell("f", "solution", "code", source)]))
    assert mutant == Mutant(
        "f", "return y * n → return y / n", "def f(x, n=3):\n    y = x + n\n    return y / n\n    x += 1\n"
    )


def test_every_mutant_of_a_real_assignment_differs_from_it_and_from_the_others():
    key = answer_key.load(ROOT / "solutions" / "hw1_softmax_regression" / "hw1_softmax_regression.ipynb")
    made = mutants(key)
    originals = {
        ast.unparse(node) for cell in key.cells if cell.kind == "solution" for node in ast.parse(cell.source).body
    }
    assert len({(mutant.function, mutant.source) for mutant in made}) == len(made) > 100
    assert not originals & {mutant.source.rstrip() for mutant in made}
    for mutant in made:
        compile(mutant.source, mutant.name, "exec")


def test_every_excused_mutant_exists_and_has_a_reason():
    excused = tomllib.loads(tests_of_tests.EQUIVALENT.read_text(encoding="utf-8"))
    for name, entries in excused.items():
        made = {(m.function, m.name) for m in mutants(answer_key.load(ROOT / "solutions" / name / f"{name}.ipynb"))}
        for entry in entries:
            assert entry["reason"]
            assert (entry["function"], entry["change"]) in made


def test_a_sample_is_the_same_every_time_and_part_of_the_whole():
    made = [Mutant("f", f"return {number} → return {number + 1}", f"def f():\n    return {number + 1}\n")
            for number in range(40)]  # fmt: skip
    some = tests_of_tests.sample(made, 5)
    assert some == tests_of_tests.sample(made[::-1], 5)[::-1]
    assert some == [mutant for mutant in made if mutant in some]
    assert len(some) == 5
    assert set(some) <= set(tests_of_tests.sample(made, 6))
    assert tests_of_tests.sample(made, 99) == made


def test_what_was_sampled_is_printed_with_what_was_missed(monkeypatch, capsys):
    made = [Mutant("f", f"return 5 → return {number}", f"def f():\n    return {number}\n") for number in (4, 6, 7)]
    entries = [{"function": "f", "change": f"return 5 → return {number}", "reason": "r"} for number in (4, 7, 8)]
    monkeypatch.setattr(tests_of_tests, "mutants", lambda key: made)
    monkeypatch.setattr(tests_of_tests, "survived", lambda course, key, made, jobs, walls: made[:2])
    monkeypatch.setattr(tests_of_tests.tomllib, "loads", lambda text: {"hw0_warm_up": entries})
    monkeypatch.setattr("sys.argv", ["tests_of_tests.py", "hw0", "--sample", "3"])
    assert tests_of_tests.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "hw0_warm_up: 1 of 2 mutants caught, 50.0 %; 1 more change nothing that can be seen",
        "  tried: f: return 5 → return 4",
        "  missed: f: return 5 → return 6",
        "  tried: f: return 5 → return 7",
        "  no longer needed in equivalent_mutants.toml: f: return 5 → return 7",
        "in total: 1 of 2 mutants caught, 50.0 %",
    ]


def test_the_score_leaves_out_what_cannot_be_seen():
    assert tests_of_tests.score_line("hw9", 30, 40, 2).startswith("hw9: 30 of 40 mutants caught, 75.0 %; 2 more")
    assert tests_of_tests.score_line("hw9", 0, 0, 0).startswith("hw9: 0 of 0 mutants caught, nothing to catch")
