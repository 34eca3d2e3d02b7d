# ---
# jupyter:
#   byhand:
#     title: A tiny homework
#     seconds_per_cell: 100
#     notebook_mb: 1
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
# Homework 0 · Centre and scale

Let $X$ be an array of shape $(m, n)$ and $\bar x_j = \frac{1}{m} \sum_i x_{ij}$ the mean of its column $j$.
A backslash \\ and a "quote" have to survive the way into the notebook.
"""

# %% given="setup"
from base64 import b64decode

import numpy as np
from IPython.display import Image, display

from byhand import check

# %% [markdown]
r"""
## Question 1 · Centre the columns
"""


# %% solution="centre"
def centre(X):
    """Return X (m, n) with the mean of each column taken away, (m, n). X is not changed."""
    ### BEGIN SOLUTION
    column_means = X.mean(axis=0)
    return X - column_means
    ### END SOLUTION


# %% tests="centre" points=2
X = np.array([[1.0, 2.0, 6.0], [3.0, 2.0, 0.0]])
check.values(centre(X), np.array([[-1.0, 0.0, 3.0], [1.0, 0.0, -3.0]]), "centre(X)")
check.well_behaved(centre, X=X)
### BEGIN HIDDEN TESTS
tall = np.random.default_rng(3).normal(size=(7, 2))
kept = tall.copy()
check.values(centre(tall), reference.centre(kept), "the tall array centred")  # noqa: F821
check.unchanged("tall", kept, tall)
### END HIDDEN TESTS

# %% given="show_centred" picture="One grey pixel."
GREY = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
shown = centre(np.eye(2))
display(Image(data=b64decode(GREY), format="png"))

# %% [markdown]
r"""
## Question 2 · Scale the columns

The answer stands inside two blocks, and a second one beside it.
"""


# %% solution="scale"
def scale(X, eps=1e-9):
    """Return X (m, n) with each column divided by its standard deviation; a vector by its own."""
    with np.errstate(divide="ignore"):
        if X.ndim == 2:
            ### BEGIN SOLUTION
            spread = X.std(axis=0)
            return X / (spread + eps)
            ### END SOLUTION
    ### BEGIN SOLUTION
    return X / (X.std() + eps)
    ### END SOLUTION


# %% tests="scale" points=3
stripes = np.array([[0.0, 6.0], [2.0, 0.0], [0.0, 6.0], [2.0, 0.0]])
parts = check.Parts()
with parts(2, "a matrix"):
    check.values(scale(stripes), np.array([[0.0, 2.0], [2.0, 0.0], [0.0, 2.0], [2.0, 0.0]]), "scale(stripes)")
    check.well_behaved(scale, X=stripes)
with parts(1, "a vector"):
    check.array(scale(stripes[:, 1]), "scale of a vector", shape=(4,))
    ### BEGIN HIDDEN TESTS
    vector = np.array([5.0, 1.0, 3.0])
    check.values(scale(vector.copy()), reference.scale(vector), "a hidden vector")  # noqa: F821
    ### END HIDDEN TESTS
parts  # noqa: B018

# %% [markdown]
r"""
## Question 3 · In your own words
"""

# %% [markdown] written="why" points=4
r"""
Columns in different units would otherwise weigh differently: the model answer.

=== BEGIN MARK SCHEME ===
- 2 points: units are mentioned
- 2 points: a consequence for learning is mentioned
=== END MARK SCHEME ===
"""

# %%
# Your own experiments go here.
print("done")
