"""The search for visible twins spoils functions, and leaves the answer key's own arrays as they are."""

from __future__ import annotations

import numpy as np
from notebooks import assignment, checks, given, solution

from autograder.gate import twins

DATA = given(
    "import numpy as np\nfrom byhand import check\nrng = np.random.default_rng(0)\nA = rng.normal(size=(3, 2))"
)
TWICE = '''
def twice(A):
    """Args:
        A: (m, n) float64 array. Not changed.

    Returns:
        B: (m, n) float64 array.
    """
    return 2 * A
'''
VISIBLE = "before = A.copy()\nB = twice(A)\ncheck.unchanged('A', before, A)"
HIDDEN = "assert np.allclose(twice(A.copy()), reference.twice(A.copy()))"


def test_a_function_that_changes_its_argument_changes_no_array_of_the_key(tmp_path):
    key = assignment(tmp_path / "hw", DATA, solution(TWICE), checks(VISIBLE, hidden=HIDDEN), assignment="hw")
    before = key.reference_names["A"].copy()
    first = twins.missing(key)
    assert np.array_equal(key.reference_names["A"], before)
    assert twins.missing(key) == first
