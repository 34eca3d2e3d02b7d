# ---
# jupyter:
#   byhand:
#     title: A homework for strangers
#     seconds_per_cell: 4
#     seconds_in_all: 120
#     memory_mb: 300
#     tmp_mb: 4
#     file_mb: 2
#     processes: 24
#     output_kb: 20
#     notebook_mb: 2
#   jupytext:
#     notebook_metadata_filter: byhand
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# Homework 0 · For strangers

Three functions and a sentence; made for the corpus of hostile submissions in `tests/hostile/`.
"""

# %% given="setup"
import numpy as np

from byhand import check


# %% solution="apply"
def apply(function, x):
    """Return function(x)."""
    ### BEGIN SOLUTION
    return function(x)
    ### END SOLUTION


# %% tests="apply" points=1
seen = []
assert apply(lambda x: seen.append(x) or x + 1, 2) == 3, "apply(function, 2) is function(2)"
assert seen == [2], "function is called once"
### BEGIN HIDDEN TESTS
assert apply(reference.total, np.array([271828.0, 0.5])) == 271828.5  # noqa: F821
assert np.allclose(apply(np.negative, np.arange(3.0)), [0, -1, -2])
### END HIDDEN TESTS


# %% solution="total"
def total(x):
    """Return the sum of the array x, a float."""
    ### BEGIN SOLUTION
    course_secret = "the-secret-of-the-course"  # noqa: F841  (what cheats look for)
    return float(np.sum(x))
    ### END SOLUTION


# %% tests="total" points=1
assert np.isclose(total(np.array([1.0, 2.0])), 3.0)
### BEGIN HIDDEN TESTS
many = np.array([[271828.0, 1.0], [2.0, 3.0]])
assert total(many) == reference.total(many.copy()), "hidden: the-secret-of-the-course"  # noqa: F821
### END HIDDEN TESTS


# %% solution="squares"
def squares(x):
    """Return the squares of the array x."""
    ### BEGIN SOLUTION
    return x**2
    ### END SOLUTION


# %% tests="squares" points=2
check.values(squares(np.array([[1.0, 2.0], [3.0, 4.0]])), np.array([[1.0, 4.0], [9.0, 16.0]]), "squares(x)")
### BEGIN HIDDEN TESTS
x = np.random.default_rng(271828).normal(size=(3, 4))
expected = reference.squares(x.copy())  # noqa: F821
assert np.allclose(squares(x), expected)
np.testing.assert_allclose(squares(x), expected, rtol=1e-9)
assert (squares(x) == expected).all()
assert float(squares(np.array([271828.0]))[0]) == 271828.0**2
### END HIDDEN TESTS

# %% [markdown]
r"""
## In your own words
"""

# %% [markdown] written="why" points=1
r"""
Because strangers write the code.

=== BEGIN MARK SCHEME ===
- 1 point: the-secret-of-the-course is mentioned
=== END MARK SCHEME ===
"""
