"""Nothing hangs on the words of a message: with all of them replaced, the same points, statuses and cuts."""

from __future__ import annotations

import pytest
from notebooks import STUB, checks, given, solution
from other_words import reword_cards

from autograder.grading import failure_cards, redaction

SETUP = "import numpy as np\nfrom byhand import check"
ANSWERS = {
    "right": "def f(x):\n    return np.asarray(x) + 1",
    "wrong shape": "def f(x):\n    return np.zeros((7, 7))",
    "raises": "def f(x):\n    return x[31]",
    "not written": f"def f(x):\n{STUB}",
    "crashes": "def f(x):\n    __import__('os')._exit(0)",
    "not defined": "pass",
    "right in sight only": "def f(x):\n    return np.asarray(x) + (1 if np.size(x) == 3 else 2)",
}
IN_PARTS = """
parts = check.Parts()
with parts(1, "in sight"):
    check.values(f(np.arange(3.0)), np.arange(3.0) + 1, "y")
"""


@pytest.fixture
def small(homework):
    hidden = "with parts(1, 'behind'):\n    check.values(f(np.ones((2, 4))), np.full((2, 4), 2.0), 'y')\n"
    hidden += "with parts(1, 'of three'):\n    check.values(f(np.ones(3)), np.full(3, 2.0), 'y')\nparts"
    return homework(
        given(SETUP),
        solution(ANSWERS["right"], "f"),
        checks("check.values(f(np.arange(3.0)), np.arange(3.0) + 1, 'y')", "check-f", points=2),
        checks("assert f(np.arange(3.0)) is not None", "check-hidden",
               hidden="check.array(f(np.ones((2, 4))), 'y', shape=(2, 4))"),
        checks(IN_PARTS, "check-parts", points=4, hidden=hidden),
    )  # fmt: skip


def facts(hw, answer):
    """Everything about the findings that is not words for a person."""
    return [
        (finding.score, finding.status, finding.failed_visible, [(each.kind, each.line) for each in finding.cards])
        for finding in hw.findings(answer)
    ]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_other_words_change_no_status_no_points_and_no_kind(small, answer, monkeypatch):
    before = facts(small, answer)
    reword_cards(monkeypatch)
    for module in (failure_cards, redaction):
        for name, value in vars(module).copy().items():
            if name.isupper() and isinstance(value, str):
                monkeypatch.setattr(module, name, value[::-1])
    assert facts(small, answer) == before


def test_the_answers_of_this_file_end_in_every_way_a_test_can(small):
    statuses = {finding.status for answer in ANSWERS.values() for finding in small.findings(answer)}
    assert statuses == {"passed", "partial", "failed", "not written", "stopped"}
