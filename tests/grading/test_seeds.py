"""A seed that a test sets reaches the student's call, whatever this process has graded before."""

from __future__ import annotations

import pytest
from notebooks import checks, given, solution

NUMPY = "def init(n):\n    return [np.random.rand() for _ in range(n)]"
PYTHON = "def init(n):\n    return [random.random() for _ in range(n)]"


@pytest.mark.parametrize(("answer", "seed"), [(NUMPY, "np.random.seed(3)"), (PYTHON, "random.seed(3)")])
def test_a_seed_is_noticed_even_if_an_earlier_test_that_failed_had_set_the_same(homework, answer, seed):
    drawing = homework(
        given("import random\nimport numpy as np"),
        solution(answer, "init"),
        checks(f"{seed}\na = init(4)\n{seed}\nassert a == init(4)", "check-init"),
    )
    assert drawing.score("def init(n):\n    raise ValueError") == 0
    assert drawing.score(answer) == drawing.score(answer) == 1
