"""Verdicts on answers to the real homeworks that nobody made for a test: none is paid twice, none for nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from notebooks import cards

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.assignment.catalogue import Alternative
from autograder.grading.findings import Finding
from autograder.grading.grade import grade

ROOT = Path(__file__).parents[2]


@cache
def _homework(name: str) -> tuple[AnswerKey, dict]:
    (solution,) = ROOT.glob(f"solutions/{name}_*/{name}_*.ipynb")
    folder = solution.parent.name
    return answer_key.load(solution), student_version(ROOT / "assignments" / folder / f"{folder}.ipynb")


@pytest.fixture
def findings(jailer):
    def findings(name: str, after: dict[str, str] | None = None, **answers: str) -> dict[str, Finding]:
        """Grade the reference with other ``answers``; ``after`` maps a grade_id to code added to that answer's cell."""
        key, blank = _homework(name)
        entries = [Alternative(function, "", source) for function, source in answers.items()]
        notebook = json.loads(json.dumps(answered(blank, key, entries)))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            cell["source"] += (after or {}).get(cell["metadata"].get("nbgrader", {}).get("grade_id"), "")
        return {finding.question: finding for finding in grade(as_bytes(notebook), key, jailer).findings}

    return findings


def lost(found: dict[str, Finding]) -> set[str]:
    return {question for question, finding in found.items() if finding.lost_points}


def test_one_wrong_order_costs_one_question(findings):
    pre_order = """
def topological_order(graph, end):
    order = []
    def visit(name):
        if name not in order:
            order.append(name)
            for parent in graph.get(name, ("input", ()))[1]:
                visit(parent)
    visit(end)
    return order[::-1]
"""
    assert lost(findings("hw5", topological_order=pre_order)) == {"topological_order"}


def test_one_wrong_slope_costs_one_question(findings):
    wrong = "def sigma_prime(U, activation):\n    return 1 - U**2"
    assert lost(findings("hw4", sigma_prime=wrong)) == {"sigma_prime"}


def test_what_a_question_does_not_call_is_not_named(findings):
    found = findings(
        "hw1",
        hinge_loss="def hinge_loss(Z, y):\n    return 0.0",
        gradients="def gradients(X, y, W, b, lam):\n    return 2 * W, b",
    )
    assert {"hinge_loss", "gradients"} == lost(found)
    assert "gradients" in cards(found["train"])
    assert "hinge_loss" not in "".join(cards(finding) for name, finding in found.items() if name != "hinge_loss")
