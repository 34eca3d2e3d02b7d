# ---
# jupyter:
#   byhand:
#     title: Warm-up
#     seconds_per_cell: 4
#     memory_mb: 1024
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
# Homework 0 · Warm-up

An hour or so, to be sure of two things before the course begins. Your computer is ready: you can fill in an
answer, check it, and hand it in. And you are ready: you know shapes, broadcasting, and array operations in
place of loops. Most mistakes in later homeworks are mistakes of shape, so a little care here pays for a long
time.

| question | you write | what it is about | points |
|---|---|---|---|
| 1 | `row_sums` | an axis, and your first card | 1 |
| 2 | `shapes` | predicting shapes | 3 |
| 3 | `center_rows` | broadcasting | 2 |
| 4 | `without_negatives` | copies, and changes in place | 1 |
| 5 | `pick` | a loop becomes an index | 2 |
| 6 | `squared_distances` | two loops become broadcasting | 3 |
| stretch | distances without a cube | products instead of differences, without points | |

**How long it takes.** An hour to an hour and a half if you have used NumPy before, and twice that if it is new
to you. This is an estimate: twenty minutes to read, and about five for each point. A good place for a break is
after question 3. You can hand in what you have at any time, and again later, as often as your course allows.

**How every homework works.** There are three kinds of code cells.

- *Given* cells are locked. Run them and read them.
- *Answer* cells hold a function that raises `NotImplementedError`. Replace that line by your own. Keep the
  first line and the description below it: it says what goes in and what comes out.
- *Check* cells are locked, too. Run one after each answer. A check that holds prints a line with ✓. One
  that fails shows a card with the first thing that is off and one next step.

You may add cells of your own anywhere, for experiments. To run a cell, press Shift and Enter. Start with
this one:
"""


# %% given="setup"
class MissingLibraryError(ImportError):
    """Shown in the notebook as one sentence instead of a stack of calls."""

    def _render_traceback_(self):
        return [str(self)]


try:
    import numpy as np

    from byhand import check
except ImportError as missing:
    raise MissingLibraryError(
        f"This notebook could not find {missing.name or 'byhand'}: please run `pip install -e .` in the "
        "course folder, or `pip install` with the file byhand-*.whl that your instructor handed out. Then restart "
        "the kernel and run this cell again."
    ) from None

print("NumPy", np.__version__, "is ready")

# %% [markdown]
r"""
## Question 1 · An axis, and your first card

Data in this course come as a matrix with one example per row: an array `X` of shape $(m, n)$, with $m$
examples and $n$ numbers for each. NumPy numbers the axes from 0. Axis 0 runs down the rows, axis 1 along
the columns:

```
                 axis 1 ──▶
               ┌           ┐
     axis 0    │ 1   2   3 │          X.shape is (2, 3)
       │       │ 4   5   6 │
       ▼       └           ┘
```

A sum along an axis makes that axis disappear. `X.sum(axis=0)` adds up each column and has shape $(n,)$.
What does `X.sum()` leave, with no axis named?

You will write `row_sums`, the sum of each row. But first meet the card, **on purpose**, in three runs:

1. Run the answer cell and the check below it as they are. The check reports an answer that is not written.
2. Write `return X.sum(axis=0)`, which is wrong. Run both cells again and read the card. Its first line
   says *what* was checked and what is off. Below it, *yours* stands beside what was *expected*. The last
   line is the *next step*.
3. Now repair the answer, run both cells once more, and see the ✓.
"""


# %% solution="row_sums"
def row_sums(X):
    """The sum of every row.

    Args:
        X: (m, n) float64 array. Not changed.

    Returns:
        (m,) float64 array.
    """
    ### BEGIN SOLUTION
    return X.sum(axis=1)
    ### END SOLUTION


# %% tests="row_sums" points=1
X = np.array([[1.0, 2, 3], [4, 5, 6]])
hint = "One sum for each row: along which axis do the numbers of one row lie?"
check.values(row_sums(X.copy()), np.array([6.0, 15.0]), "the row sums", hint=hint)
check.well_behaved(row_sums, X=X, batch=1)
### BEGIN HIDDEN TESTS
for shape in [(4, 7), (5, 5), (1, 3)]:
    X = np.random.default_rng(shape).normal(size=shape)
    expected = reference.row_sums(X.copy())
    hint = "Try an array with as many rows as columns."
    check.values(row_sums(X), expected, f"the row sums of a {shape} array", hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
The words *hidden check* mean this: grading runs the check you see here and some more, on other inputs. So a
function has to work for every input that its description allows, not only for the example, and give the same
answer each time it is asked.

## Question 2 · Predicting shapes

Three rules cover almost everything in this course.

- **Matrix product.** `A @ B` needs equal lengths in the middle: $(m, n) \cdot (n, K)$ gives $(m, K)$. The
  transpose `A.T` swaps the two axes.
- **Reductions.** `sum`, `mean`, `max` along an axis remove it. With `keepdims=True` it stays, with
  length 1. One number picked from an axis, as in `A[0]`, removes that axis as well.
- **Broadcasting.** For `A + B`, `A * B`, `A == B` and so on, write the two shapes one above the other,
  *aligned on the right*. In each place the lengths must be equal, or one of them must be 1 or missing; then
  that array is repeated. The result has the longer length in each place.

| A | B | A + B |
|---|---|---|
| $(5, 3)$ | $(3,)$ | $(5, 3)$: B is repeated in every row |
| $(5, 3)$ | $(5, 1)$ | $(5, 3)$: B is repeated in every column |
| $(5, 1)$ | $(3,)$ | $(5, 3)$: both are repeated |
| $(5, 3)$ | $(5,)$ | an error: on the right stands 3 against 5 |

A new axis of length 1 comes from indexing with `None`: if `y` has shape $(m,)$, then `y[:, None]` has
shape $(m, 1)$.

Let `X` have shape $(m, n)$, `W` shape $(n, K)$, `b` shape $(K,)$ and `y` shape $(m,)$. Predict, with pencil
and paper, the shapes of these six:

```
X @ W + b                      X.T @ X                        X.max(axis=0)
X.mean(axis=1, keepdims=True)  X[:, 0]                        y[:, None] == np.arange(K)
```

Then write `shapes`. A shape is a tuple. One with a single axis is written with a comma, `(m,)`, because
`(m)` is just the number `m` in parentheses.
"""


# %% solution="shapes"
def shapes(m, n, K):
    """The shapes of six expressions with X (m, n), W (n, K), b (K,) and y (m,).

    Args:
        m, n, K: int, the lengths of the axes, all different.

    Returns:
        list of six tuples, the shapes of
            X @ W + b,
            X.T @ X,
            X.max(axis=0),
            X.mean(axis=1, keepdims=True),
            X[:, 0],
            y[:, None] == np.arange(K),
        in this order.
    """
    ### BEGIN SOLUTION
    return [(m, K), (n, n), (n,), (m, 1), (m,), (m, K)]
    ### END SOLUTION


# %% tests="shapes" points=3
def check_shapes(m, n, K, asked):
    """Compare what shapes(m, n, K) says with what NumPy makes of real arrays; `asked` are the ones to look at."""
    X, W, b, y = np.ones((m, n)), np.ones((n, K)), np.ones(K), np.ones(m)
    real = {
        "X @ W + b": (X @ W + b).shape,
        "X.T @ X": (X.T @ X).shape,
        "X.max(axis=0)": X.max(axis=0).shape,
        "X.mean(axis=1, keepdims=True)": X.mean(axis=1, keepdims=True).shape,
        "X[:, 0]": X[:, 0].shape,
        "y[:, None] == np.arange(K)": (y[:, None] == np.arange(K)).shape,
    }
    found = check.unpack(shapes(m, n, K), *real, hint="Return a list of six shapes.")
    for expression, shape in list(zip(real, found, strict=True))[asked]:
        hint = "A tuple with one entry needs a comma, as in (n,)."
        check.that(type(shape) is tuple, f"the shape of {expression} is a tuple", hint=hint)
        hint = f"Make small arrays with m, n, K = {m}, {n}, {K} in a cell of your own and look. Which rule applies?"
        check.that(shape == real[expression], f"the shape of {expression}", hint=hint)


parts = check.Parts()
with parts(0.5, "products and sums: the first three"):
    check_shapes(5, 3, 4, slice(0, 3))
    check.well_behaved(shapes, m=5, n=3, K=4)
with parts(0.5, "axes that stay, go and come: the last three"):
    check_shapes(5, 3, 4, slice(3, 6))
### BEGIN HIDDEN TESTS
with parts(1, "the first three, other lengths"):
    check_shapes(2, 7, 6, slice(0, 3))
with parts(1, "the last three, other lengths"):
    check_shapes(2, 7, 6, slice(3, 6))
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 3 · Broadcasting, and a silent mistake

To *center* the rows of `X` means to subtract from every row its own mean. Afterwards every row has mean 0.

*By hand:* the row $(1, 2, 6)$ has mean 3, and becomes $(-2, -1, 3)$.

*Think first:* what happens in `X - X.mean(axis=1)` when `X` has shape $(5, 3)$? And when it has shape
$(4, 4)$?

<details><summary>An answer</summary>

With $(5, 3)$ NumPy puts the 3 above the 5 and refuses: an error, and a loud one. With $(4, 4)$ it puts the
4 above the 4 and is content. It subtracts the mean of row $j$ from *column* $j$, and no message appears.
Mistakes of this kind are why our checks use lengths that all differ, and why yours should.

</details>

Write `center_rows`. Useful: `mean` with `axis` and `keepdims`.
"""


# %% solution="center_rows"
def center_rows(X):
    """Subtract from every row its mean.

    Args:
        X: (m, n) float64 array. Not changed.

    Returns:
        (m, n) float64 array, new; every row has mean 0.
    """
    ### BEGIN SOLUTION
    return X - X.mean(axis=1, keepdims=True)
    ### END SOLUTION


# %% tests="center_rows" points=2
X = np.array([[1.0, 2, 6], [10, 10, 10]])
centered = center_rows(X.copy())
hint = "The means of the rows are 3 and 10. Which shape do they need, to be repeated along the columns?"
check.values(centered, np.array([[-2.0, -1, 3], [0, 0, 0]]), "the centered rows", hint=hint)
check.well_behaved(center_rows, X=X, batch=1)
### BEGIN HIDDEN TESTS
for shape in [(5, 3), (4, 4), (1, 6)]:
    X = np.random.default_rng(shape).normal(3, 2, size=shape)
    expected = reference.center_rows(X.copy())
    hint = "Try an array with as many rows as columns, and look at the means of its rows afterwards."
    check.values(center_rows(X), expected, f"the centered rows of a {shape} array", hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Question 4 · A copy, or the original?

An array that you pass to a function is not copied. The function holds *the same* array under another name:
whatever it writes into it, its caller finds there. `X = X + 1` makes a new array. `X += 1` and
`X[0] = 1` write into the old one.

In training we keep arrays for a later step. A function that changes them spoils that step, far from the
place of the mistake. So in this course functions leave their arguments as they were, unless the
description says otherwise. Checks look for it.

Write `without_negatives`: the same numbers, with every negative one replaced by 0. (You will meet this
function again under the name ReLU.) Useful: `np.maximum`, or `X.copy()`.
"""


# %% solution="without_negatives"
def without_negatives(X):
    """A copy of X in which every negative entry is 0.

    Args:
        X: (m, n) float64 array. Not changed.

    Returns:
        (m, n) float64 array, new.
    """
    ### BEGIN SOLUTION
    return np.maximum(X, 0.0)
    ### END SOLUTION


# %% tests="without_negatives" points=1
X = np.array([[1.5, -2, 0], [-0.5, 3, -4]])
answer = without_negatives(X.copy())
hint = "Compare the answer with X entry by entry: negative ones become 0, the others stay."
check.values(answer, np.array([[1.5, 0, 0], [0, 3, 0]]), "X without negatives", hint=hint)
check.well_behaved(without_negatives, X=X, batch=1)
### BEGIN HIDDEN TESTS
X = np.random.default_rng(4).normal(size=(6, 4))
before = X.copy()
answer, expected = without_negatives(X), reference.without_negatives(before.copy())
check.values(answer, expected, "X without negatives", hint="Negative entries become 0, the others stay.")
check.unchanged("X", before, X)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Question 5 · A loop becomes an index

Each row of `Z`, of shape $(m, K)$, holds the scores of one example for $K$ classes. `y`, of shape $(m,)$,
holds the number of its right class. We want the right class's score of every example. As a loop:

```python
picked = np.empty(len(y))
for i in range(len(y)):
    picked[i] = Z[i, y[i]]
```

NumPy does the same with two arrays as indices, one for the rows and one for the columns. They are read in
pairs: `A[[0, 1, 2], [2, 0, 1]]` is the array of `A[0, 2]`, `A[1, 0]` and `A[2, 1]`.

*Think first:* what does `Z[:, y]` give instead, and which shape has it?

<details><summary>An answer</summary>

All rows, and from each of them the columns `y[0]`, `y[1]`, and so on: shape $(m, m)$. What we want is
hidden on its diagonal.

</details>

Write `pick` without a loop. (A loop would be right, too: a right answer is a right answer. But it is slow,
and the index is shorter.) Useful: `np.arange`.
"""


# %% solution="pick"
def pick(Z, y):
    """From row i of Z the entry in column y[i].

    Args:
        Z: (m, K) float64 array, the scores.
        y: (m,) int64 array, columns from 0 to K - 1.

    Returns:
        (m,) float64 array.
    """
    ### BEGIN SOLUTION
    return Z[np.arange(len(y)), y]
    ### END SOLUTION


# %% tests="pick" points=2
Z, y = np.array([[10.0, 11, 12], [20, 21, 22], [30, 31, 32], [40, 41, 42]]), np.array([2, 0, 1, 1])
hint = "One number from each row: the first digit of each should be the row's."
check.values(pick(Z.copy(), y), np.array([12.0, 20, 31, 41]), "the picked scores", hint=hint)
check.well_behaved(pick, Z=Z, y=y, batch=2)
### BEGIN HIDDEN TESTS
for shape in [(7, 4), (3, 3), (1, 5)]:
    rng = np.random.default_rng(shape)
    Z, y = rng.normal(size=shape), rng.integers(0, shape[1], size=shape[0])
    expected = reference.pick(Z.copy(), y)
    hint = "Row i goes with entry i of y, and with no other."
    check.values(pick(Z, y), expected, f"the scores picked from a {shape} array", hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Question 6 · Two loops become broadcasting

How far is each of $m$ points from each of $k$ centers? The rows $x_i$ of `X`, of shape $(m, n)$, are the
points. The rows $c_j$ of `C`, of shape $(k, n)$, are the centers. We want all squared distances at once,

$$D_{ij} = \sum_{p=0}^{n-1} (x_{ip} - c_{jp})^2, \qquad D \text{ of shape } (m, k).$$

As loops:
"""


# %% given="squared_distances_by_loops"
def squared_distances_by_loops(X, C):
    """The squared distance of every row of X (m, n) from every row of C (k, n), as an (m, k) array. Slow."""
    D = np.empty((len(X), len(C)))
    for i in range(len(X)):
        for j in range(len(C)):
            D[i, j] = np.sum((X[i] - C[j]) ** 2)
    return D


# %% [markdown]
r"""
To get rid of both loops, let broadcasting form all pairs. Three axes are in play: points, centers, and
coordinates. Give each array a new axis of length 1 where the other has its own:

| array | points | centers | coordinates |
|---|---|---|---|
| `X` with a new axis | $m$ | 1 | $n$ |
| `C` with a new axis | 1 | $k$ | $n$ |
| their difference | $m$ | $k$ | $n$ |

Which of the three has to disappear at the end? Write `squared_distances` without loops.
"""


# %% solution="squared_distances"
def squared_distances(X, C):
    """The squared distance of every point from every center.

    Args:
        X: (m, n) float64 array, the points. Not changed.
        C: (k, n) float64 array, the centers. Not changed.

    Returns:
        D: (m, k) float64 array; D[i, j] belongs to point i and center j.
    """
    ### BEGIN SOLUTION
    differences = X[:, None, :] - C[None, :, :]
    return (differences**2).sum(axis=2)
    ### END SOLUTION


# %% tests="squared_distances" points=3
parts = check.Parts()
with parts(0.5, "the corners of a rectangle"):
    X, C = np.array([[0.0, 0], [3, 0], [3, 4]]), np.array([[0.0, 0], [0, 4], [3, 0], [6, 4]])
    by_hand = np.array([[0.0, 16, 9, 52], [9, 25, 0, 25], [25, 9, 16, 9]])
    hint = "Work out one pair on paper: square the two differences, then add them."
    check.values(squared_distances(X, C), by_hand, "D", hint=hint)
with parts(0.5, "the same as the loops"):
    rng = np.random.default_rng(6)
    X, C = rng.normal(size=(7, 4)), rng.normal(size=(5, 4))
    expected = squared_distances_by_loops(X, C)
    hint = "Print the shape of the array of differences. Which axis holds the coordinates?"
    check.values(squared_distances(X.copy(), C.copy()), expected, "D", hint=hint)
    check.well_behaved(squared_distances, X=X, C=C, batch=1)
### BEGIN HIDDEN TESTS
for name, sizes in [
    ("other sizes", [(3, 6, 2), (4, 4, 4)]),
    ("a single point, or a single center", [(1, 5, 3), (6, 1, 2)]),
]:
    with parts(1, name):
        for m, k, n in sizes:
            rng = np.random.default_rng((m, k, n))
            X, C = rng.normal(1, 2, size=(m, n)), rng.normal(size=(k, n))
            expected = reference.squared_distances(X.copy(), C.copy())
            hint = "Points are rows of D, centers are columns; the coordinates are gone."
            check.values(squared_distances(X, C), expected, f"D with m, k, n = {m}, {k}, {n}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
What did it gain? Guess the factor before you run this.
"""

# %% given="race"
import time

points, centers = np.random.default_rng(0).normal(size=(60, 8)), np.random.default_rng(1).normal(size=(40, 8))
began = time.perf_counter()
squared_distances_by_loops(points, centers)
halfway = time.perf_counter()
squared_distances(points, centers)
ended = time.perf_counter()
print(f"loops {1000 * (halfway - began):.2f} ms, yours {1000 * (ended - halfway):.2f} ms")

# %% [markdown]
r"""
The additions and multiplications are the same. What the loops pay for is Python itself, 2400 times: look up
the arrays, cut out two rows, call three NumPy functions, store one number. There is a price on the other
side, too: the array of differences holds $m \cdot k \cdot n$ numbers. For a million points it would not fit
into memory, and one loop would come back. The problem at the end is about a way out.

## Handing in

A notebook remembers. A function that you defined an hour ago is still there, even if you have since deleted
its cell or changed it without running it. So a notebook can look right on your screen and fail everywhere
else. The cure takes ten seconds:

1. **Restart and run all.** In the menu *Kernel*, choose *Restart Kernel and Run All Cells…* Everything is
   forgotten, and every cell runs once, from top to bottom. If it stops at an error, that is the cell to
   look at.
2. **Read the checks.** Each should show ✓. A question you could not solve costs its own points and no
   others, so leave it and go on. To get past its error, run the later cells one by one.
3. **Save**, with Ctrl and S (on a Mac, ⌘ and S).
4. **Hand in the file `hw0_warm_up.ipynb`**, under exactly this name, wherever your course collects it. The
   notebook is all that is needed.

**What happens then.** Your cells run on another computer, from top to bottom in a fresh kernel. There is no
network, and a cell is stopped after 4 seconds; the loops of this homework take a small part of that. The checks run
beside them, with other inputs as well. Locked cells are put back to what they were, so it helps nobody to change
one. You get a page with your points per question
and, for what is wrong, a card like those you have seen. If your mistake is one that others have made, the
card calls it by its name.

## Stretch · Distances without a cube

*Without points, and harder than it looks.* The cube of differences has $m \cdot k \cdot n$ numbers.
Multiply the square out, and it is not needed at all:

$$D_{ij} = \sum_p (x_{ip} - c_{jp})^2 = \sum_p x_{ip}^2 + \sum_p c_{jp}^2 - 2 \sum_p x_{ip} c_{jp}.$$

1. The last sum is an entry of a matrix product of `X` and `C`. Which one? Write `distances_by_product` with
   three terms of the shapes $(m, 1)$, $(k,)$ and $(m, k)$, and compare it with your `squared_distances`.
   Which is faster for 500 points, 500 centers and 50 coordinates?
2. Now move all points and all centers by the same large number, as in `squared_distances(X + 1e8, C +
   1e8)`. No distance changes by that. What do the two functions say? Some squared distances may even come
   out negative. Explain what happened, in terms of the 16 digits that a `float64` carries.
3. Repair the fast one, without giving up its speed: a single line before the three terms is enough.

<details><summary>A hint for the third</summary>

Distances do not change when everything is moved. Move it back: question 3 subtracted a mean along one axis,
and here it is the other one.

</details>

Done? Then you have met everything that homework 1 asks for: `keepdims` will hold the largest score of each
row, `pick` will find the score of the right class, and cards will tell you when a shape slipped.
"""
