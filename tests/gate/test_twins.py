"""What the battery may cost has to fail at home, and only that."""

from __future__ import annotations

import pytest
from notebooks import assignment, checks, given, solution

from autograder.assignment.contract import Kind
from autograder.gate import twins

SETUP = given("import numpy as np\nfrom byhand import check")
LOSS = '''
def loss_forward(A):
    """Half the squared length.

    Args:
        A: (m, n) float64 array. Not changed.

    Returns:
        loss: float.
        cache: what `loss_backward` needs.
    """
    return float(np.sum(A**2) / 2), CACHE


def loss_backward(g, cache):
    """The gradient by A.

    Args:
        g: float.
        cache: from `loss_forward`. Not changed.

    Returns:
        dA: (m, n) float64 array.
    """
    return g * cache
'''
VISIBLE = "A = np.arange(6.0).reshape(2, 3)\nout, cache = loss_forward(A.copy())\ndA = loss_backward(2.0, cache)\n"
LINE = "check.well_behaved(loss_forward, A=A, backward=loss_backward, upstream=2.0, batch=1)\n"
HIDDEN = "assert np.allclose(loss_forward(A.copy())[0], reference.loss_forward(A.copy())[0])"


def _missing(folder, cache, visible):
    cells = (SETUP, solution(LOSS.replace("CACHE", cache)), checks(visible, hidden=HIDDEN))
    key = assignment(folder / "hw", *cells, assignment="hw")
    return {(each.function, each.kind) for each in twins.missing(key)}


@pytest.mark.parametrize("cache", ["A", "1 * A", "np.ascontiguousarray(1 * A)"])
def test_one_line_is_the_twin_of_all_that_is_asked_of_a_pair(tmp_path, cache):
    assert _missing(tmp_path, cache, VISIBLE + LINE) == set()


def test_a_pair_without_the_line_lacks_it(tmp_path):
    lacking = _missing(tmp_path, "A", VISIBLE)
    assert {("loss_forward", Kind.TWICE), ("loss_backward", Kind.READ_ONLY), ("loss_backward", Kind.LAYOUT)} <= lacking


def test_a_kind_that_cannot_fail_needs_no_twin(tmp_path):
    lacking = _missing(tmp_path, "np.ascontiguousarray(1 * A)", VISIBLE)
    assert ("loss_backward", Kind.INTERLEAVED) in lacking
    assert not {("loss_backward", Kind.READ_ONLY), ("loss_backward", Kind.LAYOUT)} & lacking
